"""Take a whole import back."""

import getpass

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.exchange.ingest.undoing import undo
from claims.models import ImportBatch
from claims.review.rights import StepRefused


class Command(BaseCommand):
    help = "Take back all that an import wrote, or nothing when later work rests on it."

    def add_arguments(self, parser):
        parser.add_argument("batch", metavar="BATCH", help="as import_claims names it")

    def handle(self, *, batch, **options):
        try:
            found = ImportBatch.objects.filter(public_id=batch).first()
        except ValidationError:
            found = None
        if found is None:
            raise CommandError(f"There is no import {batch}.")
        try:
            count = undo(
                found, by=None, at=timezone.now(), name=f"{getpass.getuser()} (undo_import)"
            )
        except (StepRefused, PermissionDenied) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Undone: {count:,} records. The import stays on record.")

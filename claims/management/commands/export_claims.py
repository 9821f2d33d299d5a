"""Write what Claimbook holds into a file, or to standard output."""

import contextlib
import getpass
import os
import sys
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from claims.choices import ExportFormat
from claims.exchange.export import Request, export
from claims.exchange.publisher import publisher_at
from claims.models import User

LOCAL = "http://localhost:8000"


class Command(BaseCommand):
    help = "Export claims. Each export is noted in the audit."

    def add_arguments(self, parser):
        parser.add_argument("--format", required=True, choices=ExportFormat.values)
        parser.add_argument("--out", type=Path, metavar="FILE", help="else: standard output")
        parser.add_argument(
            "--as", dest="user", metavar="USER",
            help="with whose rights; else it holds what is published, a full dump everything",
        )  # fmt: skip

    def handle(self, **options):
        publisher = publisher_at(LOCAL)
        if publisher.address == LOCAL and options["format"] != ExportFormat.JSONL:
            self.stderr.write(f"CLAIMS_SITE_URL is not set: addresses begin with {LOCAL}.")
        request = Request(
            format=ExportFormat(options["format"]),
            publisher=publisher,
            address_of=lambda claim: publisher.absolute(reverse("pages:claim", args=[claim.ref])),
            by=self.person(options["user"]),
            via="export_claims",
            name=f"{getpass.getuser()} (export_claims)",
        )
        try:
            pieces = export(request, clock=timezone.now)
        except PermissionDenied as error:
            raise CommandError(str(error)) from error
        self.write(pieces, options["out"])

    def person(self, username):
        if username is None:
            return None
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active user {username}.")
        return person

    def write(self, pieces, out):
        """Write to ``out`` under another name first: a file that is there is whole."""
        if out is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return
        part = out.with_name(f".{out.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                for piece in pieces:
                    file.write(piece)
            part.replace(out)
        except OSError as error:
            raise CommandError(f"{out} can't be written: {error.strerror}.") from error
        finally:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
        self.stderr.write(f"Written: {out} ({out.stat().st_size:,} bytes).")

"""Seal what the audit has gathered."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from claims.audit import seal_audit


class Command(BaseCommand):
    help = "Seal the audit entries of all transactions that have ended."

    def handle(self, **options):
        seals = seal_audit(at=timezone.now())
        for seal in seals:
            self.stdout.write(
                f"Seal {seal.number}: {len(seal.entry_ids)} entries, hash {seal.seal_hash}"
            )
        if not seals:
            self.stdout.write("Nothing to seal: no transaction has ended since the last seal.")

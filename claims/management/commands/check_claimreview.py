"""Check ClaimReview documents: pages, JSON-LD, feeds, JSON lines."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from claims.exchange.check import Finding, check

LARGEST_FILE = 200 * 1024 * 1024


class Command(BaseCommand):
    help = (
        "Check the ClaimReview in files (JSON-LD, feeds, JSON lines, pages) and print a line for "
        "each fault, as file: property: reason. Warnings tell of what is only recommended. Exits "
        "with 1 when there is a fault."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument("--no-warnings", action="store_true", help="print faults alone")

    def handle(self, *, files, no_warnings, **options):
        faults = 0
        for file in files:
            for finding in self.findings(file):
                faults += not finding.is_warning
                if not (finding.is_warning and no_warnings):
                    self.stdout.write(f"{file}: {finding}")
        if faults:
            raise CommandError(f"{faults} fault{'s' if faults > 1 else ''} found.")

    def findings(self, file: Path) -> list[Finding]:
        try:
            if file.stat().st_size > LARGEST_FILE:
                return [Finding("document", "the file is larger than 200 MB")]
            return check(file.read_text(encoding="utf-8"))
        except OSError as error:
            return [Finding("document", f"it can't be read: {error.strerror}")]
        except UnicodeDecodeError:
            return [Finding("document", "it is not in UTF-8, as JSON must be")]

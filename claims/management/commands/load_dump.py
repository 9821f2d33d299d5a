"""Load a full dump into an empty Claimbook."""

import getpass
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from claims.exchange.export.load import DumpRefused, load


class Command(BaseCommand):
    help = (
        "Load a full dump (export_claims --format jsonl) into a new database, and check that its"
        " digests are the same. All or nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            with file.open("rb") as lines:
                loaded = load(lines, name=f"{getpass.getuser()} (load_dump)")
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from error
        except DumpRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{loaded.rows:,} rows in {loaded.tables} tables; all digests are those of the dump."
        )

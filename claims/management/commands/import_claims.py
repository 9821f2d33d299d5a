"""Import claims from a sheet, or the fact-checks of others from their ClaimReview."""

import getpass
import sys
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.choices import RowOutcome
from claims.exchange.ingest import acts, doubles, report, running
from claims.exchange.ingest.staging import stage
from claims.exchange.sheets.refusal import FileRefused
from claims.models import ImportProfile, User
from claims.review.refusals import sentence_of
from claims.review.rights import StepRefused

# Comparing takes some 20 ms a row.
MOST_COMPARED = 5_000
REFUSALS = (FileRefused, PermissionDenied, StepRefused, ValidationError)


class Command(BaseCommand):
    help = (
        "Rehearse the import of a file (CSV, XLSX, ClaimReview as page, JSON-LD, feed or lines): "
        "a line tells what would become of each row, and nothing is written. --apply writes."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--profile", metavar="NAME", help="which column means what")
        parser.add_argument("--namespace", default="", help="whose external ids these are")
        parser.add_argument("--language", default="", help="of claims whose row names none")
        parser.add_argument("--apply", action="store_true", help="write, without a rehearsal")
        parser.add_argument(
            "--report", type=Path, metavar="OUT.csv", help="the outcomes as a sheet"
        )
        parser.add_argument("--as", dest="user", metavar="USER", help="who signs what is written")
        parser.add_argument("--totals", action="store_true", help="no line for each row")

    def handle(self, **options):
        by = self.person(options["user"])
        signed = f"{getpass.getuser()} (import_claims)"
        try:
            with options["file"].open("rb") as file:
                batch = stage(
                    file, options["file"].name, by=by, profile=self.profile(options["profile"]),
                    namespace=options["namespace"], language=options["language"], signed=signed,
                )  # fmt: skip
            for note in batch.notes:
                self.stderr.write(note)
            self.run(batch, options["apply"], by, signed)
        except OSError as error:
            raise CommandError(f"{options['file']} can't be read: {error.strerror}.") from error
        except ValidationError as error:
            raise CommandError(sentence_of(error)) from error
        except REFUSALS as error:
            raise CommandError(str(error)) from error
        self.tell(batch, options)

    def run(self, batch, applies, by, signed):
        now = timezone.now()
        if applies:
            batch = running.begin_applying(batch, by=by, at=now, name=signed, unrehearsed=True)
            running.apply(batch, at=now, tell=self.progress(batch))
            if batch.row_count > MOST_COMPARED:
                acts.compare_later(batch)
                self.stderr.write("The worker looks for likely duplicates among its claims.")
            else:
                doubles.compare(batch)
        else:
            batch = running.begin_rehearsal(batch, by=by, name=signed)
            running.rehearse(batch, at=now, tell=self.progress(batch))

    def progress(self, batch):
        def tell(done):
            if sys.stderr.isatty():
                filled = done * 30 // batch.row_count
                bar = "#" * filled + "." * (30 - filled)
                end = "\n" if done == batch.row_count else ""
                sys.stderr.write(f"\r[{bar}] {done:,} of {batch.row_count:,} rows{end}")
                sys.stderr.flush()

        return tell

    def tell(self, batch, options):
        if not options["totals"]:
            for row, ref in report.rows_with_refs(batch):
                self.stdout.write(report.told_row(row, ref))
        if options["report"]:
            with options["report"].open("w", encoding="utf-8", newline="") as out:
                out.writelines(report.report(batch))
        found = batch.totals
        self.stdout.write(
            ", ".join(f"{name}: {found[name]:,}" for name in RowOutcome.values if found.get(name))
        )
        asked = [f"{label.lower()}: {count:,}" for _, label, count in batch.questions if count]
        if asked:
            self.stdout.write(f"To be looked at: {', '.join(asked)}")
        done = "Applied" if options["apply"] else "Rehearsed, nothing is written"
        self.stdout.write(f"{done}. Import {batch.public_id}")

    def profile(self, name):
        if name is None:
            return None
        found = ImportProfile.objects.filter(name__iexact=name).first()
        if found is None:
            known = ", ".join(ImportProfile.objects.values_list("name", flat=True)) or "none"
            raise CommandError(f"There is no profile “{name}”. There are: {known}.")
        return found

    def person(self, username):
        if username is None:
            return None
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active user {username}.")
        return person

"""Record a list of claims from a table of text."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from claims.editing.corpus import CorpusProblem, load_corpus, read_corpus
from claims.models import User

MOST_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Record the claims of FILE (tabs between values; the first line names id, claim and, "
        "where there are any, title and other wordings), under the audit. Claims that are "
        "recorded already are not recorded again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--map", type=Path, help="write reference, tab, id of each row here")
        parser.add_argument("--language", default="en", help="of rows that name none (en)")
        parser.add_argument("--by", help="username of the person who signs for it")
        parser.add_argument("--strict", action="store_true", help="record nothing if a row is bad")

    def handle(self, **options):
        started = time.monotonic()
        path = options["file"]
        try:
            with path.open(encoding="utf-8", newline="\n") as file:
                corpus = read_corpus(file, options["language"])
        except (OSError, UnicodeDecodeError, CorpusProblem) as error:
            raise CommandError(f"{path} can't be read. {error}") from error
        for fault in corpus.faults[:MOST_SHOWN]:
            self.stderr.write(f"{path}, line {fault.number}: {fault.why}")
        if len(corpus.faults) > MOST_SHOWN:
            self.stderr.write(f"… and {len(corpus.faults) - MOST_SHOWN} lines more.")
        if corpus.faults and options["strict"]:
            raise CommandError(f"{len(corpus.faults)} lines can't be recorded: nothing was.")
        by = User.objects.filter(username=options["by"]).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"There is nobody called {options['by']}.")
        loaded = load_corpus(
            corpus.rows, by=by, name="import_corpus", reason=f"loaded from {path.name}"
        )
        if options["map"]:
            options["map"].write_text("".join(f"{ref}\t{id_}\n" for ref, id_ in loaded.refs))
        if corpus.ignored:
            self.stderr.write(f"Columns that were not used: {', '.join(corpus.ignored)}.")
        if corpus.mended:
            self.stderr.write(f"Control characters were left out of {corpus.mended} lines.")
        self.stdout.write(
            f"{loaded.recorded} claims recorded, {len(corpus.rows) - loaded.recorded} were there "
            f"already, {len(corpus.faults)} lines refused, in {time.monotonic() - started:.1f} s."
        )
        if corpus.faults:
            raise CommandError("Some lines were refused; the rest stands.")

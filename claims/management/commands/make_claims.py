"""Fill the database with made-up claims, for tests and benchmarks."""

import time

from django.core.management.base import BaseCommand, CommandError

from claims.management.made.claims import make_claims
from claims.search.rebuild import count_stems


class Command(BaseCommand):
    help = "Write made-up claims with appearances, evidence and assessments, under the audit."

    def add_arguments(self, parser):
        parser.add_argument("count", type=int, help="how many claims")
        parser.add_argument("--seed", type=int, default=1, help="another one, other texts")

    def handle(self, **options):
        if options["count"] < 1:
            raise CommandError("Ask for one claim at least.")
        started = time.monotonic()

        def tell(done):
            self.stderr.write(f"{done} claims after {time.monotonic() - started:.0f} s")

        make_claims(options["count"], seed=options["seed"], tell=tell)
        # No worker need run here, and matching is slow while it must take common words for rare.
        count_stems()
        self.stdout.write(f"Made {options['count']} claims.")

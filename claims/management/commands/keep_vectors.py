"""Compute what claims mean, for matching."""

from django.core.management.base import BaseCommand, CommandError

from claims.search.meaning import encoder
from claims.search.meaning.vectors import keep_vectors


class Command(BaseCommand):
    help = (
        "Compute the vectors of all claims that have none yet, or whose wordings have changed; "
        "the worker does so too, every two minutes. Needs requirements-semantic.txt."
    )

    def handle(self, **options):
        if not encoder.INSTALLED:
            raise CommandError(
                "The packages for this are not installed: "
                "pip install --no-deps -r requirements-semantic.txt"
            )
        done = keep_vectors(lambda done: self.stderr.write(f"{done} claims"))
        self.stdout.write(f"The vectors of {done} claims were computed.")

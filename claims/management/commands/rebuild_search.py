"""`manage.py rebuild_search`: build what claims are found by anew."""

from django.core.management.base import BaseCommand

from claims.search.rebuild import rebuild_search


class Command(BaseCommand):
    help = "Build what claims and documents are found by anew; tells what was not as it should be."

    def handle(self, **options: object) -> None:
        """Rebuild, telling how far it is."""

        def report(done: int) -> None:
            if options["verbosity"] and done % 100_000 == 0:
                self.stdout.write(f"{done} rows so far")

        rebuilt = rebuild_search(report)
        self.stdout.write(f"{rebuilt.looked_at} rows looked at, {rebuilt.mended} of them mended.")

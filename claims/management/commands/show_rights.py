"""Print who may do what, as the tables of docs/review.md."""

from typing import Any

from django.core.management.base import BaseCommand

from claims.review.manual import rights_tables


class Command(BaseCommand):
    """``manage.py show_rights``."""

    help = "Print who may do what, in Markdown."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the tables."""
        self.stdout.write(rights_tables())

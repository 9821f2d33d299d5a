"""Make a key for a machine."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from claims.choices import Scope
from claims.editing.tokens import create_token
from claims.models import User


class Command(BaseCommand):
    help = "Make an API token; it is printed once, alone on the last line."

    def add_arguments(self, parser):
        parser.add_argument("user", help="whose rights the token has")
        parser.add_argument(
            "--scopes", default="read", help=f"with commas between: {', '.join(Scope.values)}"
        )
        parser.add_argument("--days", type=int, default=90, help="how long it is good for")
        parser.add_argument("--name", default="command line", help="what it is for")

    def handle(self, **options):
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user {options['user']}.")
        try:
            token, key = create_token(
                user,
                name=options["name"],
                scopes=[scope.strip() for scope in options["scopes"].split(",")],
                lifetime=timedelta(days=options["days"]),
                by=None,
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stderr.write(f"Good until {token.expiry:%Y-%m-%d %H:%M %Z}. It is not shown again:")
        self.stdout.write(key)

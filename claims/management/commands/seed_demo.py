"""Load the demo."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.management.demo import cast
from claims.management.demo.telling import is_told, tell_story
from claims.search.rebuild import learn_words


class Command(BaseCommand):
    help = "Tell a news report of 8 May 2025 as claims, with people who can sign in; once."

    def add_arguments(self, parser):
        parser.add_argument(
            "--force", action="store_true", help="even in production, passwords known to all"
        )

    def handle(self, **options):
        if settings.IN_PRODUCTION and not options["force"]:
            raise CommandError(
                "The demo brings people whose password anybody can read. In production it is "
                "loaded with --force alone."
            )
        if is_told():
            self.stdout.write("The demo is here already.")
        else:
            try:
                tell_story(at=timezone.now())
                learn_words()
            except ValidationError as error:
                raise CommandError(
                    f"The demo finds no room: {'; '.join(error.messages)}"
                ) from error
            self.stdout.write("The demo is loaded.")
        self.stdout.write(f"Sign in with the password {cast.PASSWORD} (unless you changed it) as")
        for person in cast.PEOPLE:
            self.stdout.write(f"  {person.username:<6} {person.role.label}")

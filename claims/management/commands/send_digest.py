"""Mail people what they have not read in their notices."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from claims.review import digest


class Command(BaseCommand):
    help = "Mail those who want it what is new in their notices, or print it with --dry-run."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="Print the mails, send and keep nothing."
        )

    def handle(self, *, dry_run, **options):
        if not settings.CLAIMS_DIGEST and not dry_run:
            raise CommandError("The daily mail is switched off: set CLAIMS_DIGEST=true.")
        site = settings.CLAIMS_SITE_URL
        addresses = digest.Addresses(
            notices=f"{site}{reverse('desk:notices')}",
            preferences=f"{site}{reverse('desk:preferences')}",
        )
        people = digest.people_to_mail()
        if dry_run:
            for person in people:
                message = digest.compose(person, addresses)
                self.stdout.write(f"To: {person.email}\nSubject: {message.subject}\n")
                self.stdout.write(message.body)
            self.stdout.write(f"{len(people)} to mail; nothing was sent.")
            return
        at = timezone.now()
        sent = sum(digest.send_digest(person, at=at, addresses=addresses) for person in people)
        self.stdout.write(f"{sent} of {len(people)} mails sent.")
        if sent < len(people):
            raise CommandError("Some were not sent: the log says why. The next run tries again.")

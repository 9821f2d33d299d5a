"""The daily mail: what somebody has not read, told once, without words that are not public."""

from datetime import datetime
from smtplib import SMTPException
from typing import NamedTuple

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string

from claims.models import Notice, User
from claims.review.audience import is_insider, visible

MOST_NAMED = 50

log = structlog.get_logger(__name__)


class Addresses(NamedTuple):
    """Where the mail leads to: whole addresses of two pages of the desk."""

    notices: str
    preferences: str


def people_to_mail() -> list[User]:
    """Return those who want the mail, can be mailed, and have something new to be told."""
    news = Notice.objects.unread().filter(recipient=OuterRef("pk"), mailed_at__isnull=True)
    wanting = User.objects.filter(Exists(news), is_active=True, wants_digest=True)
    rows = wanting.exclude(email="").prefetch_related("groups").order_by("pk")
    return [person for person in rows if is_insider(person)]


def compose(person: User, addresses: Addresses) -> EmailMultiAlternatives:
    """Return the mail to ``person``, not sent yet.

    A mail passes through servers that are not ours. So it names claims by reference, and says
    the words of a claim only when they are public; what was said about it stays at the desk.
    """
    return _written(person, _news_of(person), addresses)


def send_digest(person: User, *, at: datetime, addresses: Addresses) -> bool:
    """Mail ``person`` what is new and keep that it was mailed; return whether it was sent.

    Of two workers that do so at once, one finds nothing left. When the mail server fails,
    that is logged, and the next mail tells of the same.
    """
    try:
        with transaction.atomic():
            rows = _news_of(person).select_for_update(of=("self",), skip_locked=True)
            locked = [notice.pk for notice in rows.order_by("pk")]
            if not locked:
                return False
            news = Notice.objects.filter(pk__in=locked)
            news.update(mailed_at=at)
            _written(person, news, addresses).send()
    except (SMTPException, OSError) as error:
        log.warning("digest_not_sent", user_id=person.pk, error=str(error))
        return False
    return True


def _news_of(person: User) -> QuerySet[Notice]:
    return visible(Notice.objects.all(), person).filter(
        read_at__isnull=True, mailed_at__isnull=True
    )


def _written(person: User, news: QuerySet[Notice], addresses: Addresses) -> EmailMultiAlternatives:
    count = news.count()
    named = news.select_related("claim", "actor").order_by("-id")[:MOST_NAMED]
    context = {
        "person": person,
        "site": settings.CLAIMS_SITE_NAME,
        "count": count,
        "notices": [(notice, f"{addresses.notices}{notice.public_id}/") for notice in named],
        "more": max(count - MOST_NAMED, 0),
        "addresses": addresses,
    }
    message = EmailMultiAlternatives(
        subject=f"{settings.CLAIMS_SITE_NAME}: {count} new notice{'' if count == 1 else 's'}",
        body=render_to_string("mail/digest.txt", context),
        to=[person.email],
        # RFC 3834: nobody's holiday shall answer; RFC 2369: how to have no more of these.
        headers={
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{addresses.preferences}>",
        },
    )
    message.attach_alternative(render_to_string("mail/digest.html", context), "text/html")
    return message

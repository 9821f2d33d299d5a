"""The works that are measured: what is asked of Claimbook, and of PostgreSQL alone.

PostgreSQL is asked for the very same JSON: by the statement that the endpoint itself sends, which
psycopg prepares, sends again and fetches as it is. That is the limit of what a program on top can
reach. Where an endpoint sends more than that one statement, the limit does without the rest.
"""

import base64
import json
import random
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.api.compiled import somebody
from claims.api.shapes import STEPS, claim_members
from claims.canonical.cursors import seal
from claims.choices import Role
from claims.models import Actor, Claim, Document, Rating, Topic

SAMPLES = 24
# What is stored of a claim, but for its links and its assessment.
PARTS = [
    name
    for name in claim_members(somebody(Role.EDITOR))
    if name not in (*STEPS, "links", "assessment")
]
# Takes the place of the number that makes each new text one of its own.
UNIQUE = "#########"
NEW_TEXT = "Bench claim number"


class Work(NamedTuple):
    """One work: requests of ours, statements of the limit, requests of the yardstick."""

    name: str
    title: str
    requests: list[str]
    limit: list[list[str]] = []
    yardstick: list[str] = []
    unique: str = ""
    target: float | None = None


class Maker:
    """Makes requests as one user with a token, and looks up what they send."""

    def __init__(self, token: str, cookie: str) -> None:
        self.token, self.cookie = token, cookie
        self.chance = random.Random(7)  # noqa: S311
        self.client = Client(headers={"authorization": f"Token {token}"})

    def get(self, path: str, *, as_person: bool = False) -> str:
        """Return a GET request, signed by the token, or by the session of a browser."""
        signed = (
            f"Cookie: sessionid={self.cookie}"
            if as_person
            else f"Authorization: Token {self.token}"
        )
        return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{signed}\r\n\r\n"

    def post(self, path: str, body: dict[str, Any]) -> str:
        """Return a POST request of JSON."""
        text = json.dumps(body)
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Token {self.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(text.encode())}\r\n\r\n{text}"
        )

    def statements(self, path: str, *also: str) -> list[str]:
        """Return what ``path`` has PostgreSQL write as JSON, and what else holds ``also``."""
        wanted = ("json_build_object", *also)
        with CaptureQueriesContext(connection) as sent:
            answer = self.client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}: {answer.content[:300]!r}")
        return [
            one["sql"]
            for one in sent.captured_queries
            if one["sql"].startswith("SELECT") and any(part in one["sql"] for part in wanted)
        ]

    def reading(
        self, name: str, title: str, paths: Iterable[str], *also: str, target: float | None = None
    ) -> Work:
        """Return the work of reading ``paths`` below the API's claims."""
        asked = list(paths)
        return Work(
            name,
            title,
            [self.get(f"/api/v1/claims/{path}") for path in asked],
            [self.statements(f"/api/v1/claims/{path}", *also) for path in asked],
            # The yardstick has no choice of members.
            [self.get(f"/yardstick/claims/{path.split('?fields')[0]}") for path in asked],
            target=target,
        )

    def newest(self) -> int:
        """Return the highest id of a claim."""
        return Claim.objects.order_by("-id").values_list("id", flat=True)[0]

    def refs(self) -> list[str]:
        """Return the references of some claims from anywhere."""
        found = []
        for _ in range(SAMPLES):
            above = Claim.objects.filter(id__gte=self.chance.randint(1, self.newest())).order_by(
                "id"
            )
            found.append(above.values_list("ref", flat=True)[0])
        return found


def reading_works(make: Maker) -> list[Work]:
    """Return W1, W2, W3, W5 and W8."""
    newest, refs = make.newest(), make.refs()
    deep = [make.chance.randint(newest // 20, newest) for _ in range(SAMPLES)]
    return [
        make.reading("W1", "newest 50 claims with actors and topics", [""], target=0.30),
        Work(
            "W2",
            "far into the list, by keyset",
            [make.get(f"/api/v1/claims/?cursor={_cursor(pk)}") for pk in deep],
            [make.statements(f"/api/v1/claims/?cursor={_cursor(pk)}") for pk in deep],
            [make.get(f"/yardstick/claims/?cursor={_drf_cursor(pk)}") for pk in deep],
            target=0.30,
        ),
        make.reading(
            "W3", "status, verdict, dates and topic, sorted", _narrowed(make), target=0.30
        ),
        make.reading(
            "W5",
            "one claim with appearances and evidence",
            [f"{ref}/?fields={','.join(PARTS)}" for ref in refs],
            target=0.20,
        ),
        make.reading("W5 whole", "the same with all that is told", [f"{ref}/" for ref in refs]),
        make.reading("W8a", "page with a capped total", ["?count=capped"], "COUNT(", target=0.30),
        make.reading("W8b", "page with the exact total", ["?count=exact"], "COUNT("),
    ]


def _narrowed(make: Maker) -> list[str]:
    topics = list(Topic.objects.order_by("id").values_list("slug", flat=True)[:10])
    ratings = list(Rating.objects.filter(is_active=True).values_list("code", flat=True))
    return [
        f"?status=published&verdict={make.chance.choice(ratings)}&topic={make.chance.choice(topics)}"
        "&happened_after=2024-01-01&happened_before=2025-12-31&ordering=-updated"
        for _ in range(SAMPLES)
    ]


def writing_work(make: Maker) -> Work:
    """Return W6: a claim with one appearance, beside its bare INSERTs under the same triggers."""
    document, actor = Document.objects.order_by("id")[0], Actor.objects.order_by("id")[0]
    topic = Topic.objects.order_by("id")[0]
    said = {
        "document": str(document.public_id),
        "actor": str(actor.public_id),
        "quote": "So it is.",
    }
    body = {"text": f"{NEW_TEXT} {UNIQUE}.", "topics": [topic.slug], "appearances": [said]}
    limit = [
        "SELECT set_config('claims.actor_name', 'bench', true)",
        f"""
        INSERT INTO claims_claim (text, language, kind, context, place, happened_precision,
            status, decline_reason, priority, due_reason)
        VALUES ('{NEW_TEXT}, bare, {UNIQUE}.', 'en', 'state', '', '', 'day', 'new', '',
            'normal', '')
        """,
        f"""
        INSERT INTO claims_claim_topics (claim_id, topic_id)
        VALUES (currval(pg_get_serial_sequence('claims_claim', 'id')), {topic.pk})
        """,
        f"""
        INSERT INTO claims_appearance (claim_id, document_id, actor_id, attribution, act, quote,
            prefix, suffix, locator, said_precision)
        VALUES (currval(pg_get_serial_sequence('claims_claim', 'id')), {document.pk},
            {actor.pk}, '', 'asserts', 'So it is.', '', '', '', 'day')
        """,
    ]
    return Work(
        "W6",
        "create a claim with one appearance, audited",
        [make.post("/api/v1/claims/", body)],
        [limit],
        unique=UNIQUE,
        target=0.06,
    )


def page_works(make: Maker) -> list[Work]:
    """Return the pages of admin and desk that people wait for, beside nothing."""
    pks = Claim.objects.filter(ref__in=make.refs()).values_list("pk", flat=True)
    return [
        Work(
            "admin list", "claims in the admin", [make.get("/admin/claims/claim/", as_person=True)]
        ),
        Work(
            "admin claim",
            "one claim in the admin",
            [make.get(f"/admin/claims/claim/{pk}/change/", as_person=True) for pk in pks],
        ),
        Work(
            "desk queue",
            "unassigned claims at the desk",
            [make.get("/desk/queues/unassigned/", as_person=True)],
        ),
        Work(
            "desk claim",
            "one claim at the desk",
            [make.get(f"/desk/claims/{ref}/", as_person=True) for ref in make.refs()],
        ),
    ]


def _cursor(pk: int) -> str:
    """Return the API's cursor for what comes after this id."""
    return seal(["-created", "n", pk, pk], secret=settings.SECRET_KEY)


def _drf_cursor(pk: int) -> str:
    """Return DRF's cursor for the same place."""
    return base64.b64encode(f"p={pk}".encode()).decode()

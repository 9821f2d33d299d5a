"""Made-up claims with all that hangs on them, written in batches of one transaction each."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from claims.audit import acting
from claims.choices import (
    LOAD_STEP,
    ActorKind,
    AppearanceAct,
    ClaimKind,
    ClaimStatus,
    DeclineReason,
    DocumentKind,
    OriginKind,
    Priority,
    SourceKind,
    Stance,
    Visibility,
)
from claims.management.made.loading import analyse, copy_rows, take_ids
from claims.management.made.words import Words, all_words, draw_language
from claims.models import (
    Actor,
    Appearance,
    Assessment,
    Claim,
    Document,
    Evidence,
    Origin,
    Rating,
    Source,
    Topic,
    User,
)

BATCH = 10_000
# The last moment at which anything made up happened; the first is three years before.
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
SPAN_SECONDS = 3 * 365 * 86_400

_STATUSES = {
    ClaimStatus.NEW: 34,
    ClaimStatus.RESEARCHING: 20,
    ClaimStatus.IN_REVIEW: 5,
    ClaimStatus.PUBLISHED: 30,
    ClaimStatus.RECHECKING: 3,
    ClaimStatus.DECLINED: 8,
}
_ASSESSED = (ClaimStatus.IN_REVIEW, ClaimStatus.PUBLISHED, ClaimStatus.RECHECKING)
_STANDING = (ClaimStatus.PUBLISHED, ClaimStatus.RECHECKING)


@dataclass
class World:
    """What claims are made of: chance, words, and the records that many claims share."""

    chance: random.Random
    words: dict[str, Words]
    author: User
    reviewer: User
    ratings: list[int]
    actors: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)

    def popular(self, ids: list[int]) -> int:
        """Return one of ``ids``, the first ones far more often than the last."""
        return ids[int(len(ids) * self.chance.random() ** 3)]

    def moment(self) -> datetime:
        """Return some moment of the made-up years."""
        return NEWEST - timedelta(seconds=self.chance.randrange(SPAN_SECONDS))


def make_claims(count: int, *, seed: int, tell: Callable[[int], object]) -> None:
    """Write ``count`` claims, with two appearances and one piece of evidence each.

    The same ``seed`` on an equal database gives the same texts. ``tell`` hears how many claims
    are written, after each batch. Everything is under the audit, signed with the step "load".
    """
    last = Claim.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    world = _make_world(count, random.Random(f"{seed} after {last}"))  # noqa: S311
    for done in range(0, count, BATCH):
        size = min(BATCH, count - done)
        with _signed():
            _make_batch(world, size)
        tell(done + size)
    analyse()


def _signed() -> Any:
    return acting(None, name="make_claims", step=LOAD_STEP, reason="made up for a test")


def _make_world(count: int, chance: random.Random) -> World:
    with _signed():
        people = []
        for username in ("made-up.author", "made-up.reviewer"):
            person, is_new = User.objects.get_or_create(
                username=username, defaults={"is_active": False}
            )
            if is_new:
                person.set_unusable_password()
                person.save()
            people.append(person)
        ratings = list(Rating.objects.filter(is_active=True).values_list("pk", flat=True))
        world = World(chance, all_words(), people[0], people[1], ratings)
        world.actors = _make_actors(world, max(40, count // 50))
        world.sources = _make_sources(world, max(20, count // 200))
        world.topics = _make_topics(world, min(500, max(20, count // 200)))
        world.origins = _make_origins(world, max(20, count // 20))
    return world


def _make_actors(world: World, count: int) -> list[int]:
    ids = take_ids(Actor, count)
    kinds = ActorKind.values
    names = [world.words[draw_language(world.chance)].name(world.chance) for _ in ids]
    copy_rows(
        Actor,
        [
            {"id": pk, "name": name, "kind": world.chance.choice(kinds)}
            for pk, name in zip(ids, names, strict=True)
        ],
    )
    return ids


def _make_sources(world: World, count: int) -> list[int]:
    ids = take_ids(Source, count)
    rows = [
        {
            "id": pk,
            "name": world.words["en"].name(world.chance),
            "kind": world.chance.choice(SourceKind.values),
            "domain": f"made-up-{pk}.example",
            "language": draw_language(world.chance),
        }
        for pk in ids
    ]
    copy_rows(Source, rows)
    return ids


def _make_topics(world: World, count: int) -> list[int]:
    ids = take_ids(Topic, count)
    rows = [
        {
            "id": pk,
            "name": f"{world.words['en'].name(world.chance)} {pk}",
            "slug": f"made-up-{pk}",
        }
        for pk in ids
    ]
    copy_rows(Topic, rows)
    return ids


def _make_origins(world: World, count: int) -> list[int]:
    ids = take_ids(Origin, count)
    rows = [
        {
            "id": pk,
            "label": world.words["en"].name(world.chance, 3),
            "kind": world.chance.choice(OriginKind.values),
        }
        for pk in ids
    ]
    copy_rows(Origin, rows)
    return ids


def _make_batch(world: World, count: int) -> None:
    documents = _make_documents(world, max(1, count * 3 // 10))
    claims = [_claim_row(world, pk) for pk in take_ids(Claim, count)]
    copy_rows(Claim, claims)
    _file_under(world, claims)
    copy_rows(Appearance, [row for claim in claims for row in _said(world, claim, documents)])
    copy_rows(Evidence, [_evidence_row(world, claim, documents) for claim in claims])
    _assess(world, [claim for claim in claims if claim["status"] in _ASSESSED])


def _make_documents(world: World, count: int) -> list[int]:
    ids = take_ids(Document, count)
    rows = []
    for pk in ids:
        language = draw_language(world.chance)
        address = f"made-up-{world.popular(world.sources)}.example/{pk}"
        moment = world.moment()
        rows.append(
            {
                "id": pk,
                "source_id": world.popular(world.sources),
                "title": world.words[language].sentence(world.chance, 5, 10),
                "kind": world.chance.choice(DocumentKind.values),
                "url": f"https://{address}",
                "canonical_url": f"https://{address}",
                "language": language,
                "published_on": moment.date(),
                "created_at": moment,
            }
        )
    copy_rows(Document, rows)
    return ids


def _claim_row(world: World, pk: int) -> dict[str, Any]:
    chance = world.chance
    language = draw_language(chance)
    status = chance.choices(list(_STATUSES), weights=list(_STATUSES.values()))[0]
    moment = world.moment()
    declined = status == ClaimStatus.DECLINED
    idle = status in (ClaimStatus.NEW, ClaimStatus.DECLINED)
    return {
        "id": pk,
        "text": world.words[language].sentence(chance, 12, 20),
        "language": language,
        "kind": chance.choice(ClaimKind.values),
        "happened_from": moment.date() - timedelta(days=chance.randrange(60)),
        "status": status.value,
        "decline_reason": chance.choice(DeclineReason.values) if declined else "",
        "priority": chance.choices(Priority.values, weights=[20, 60, 15, 5])[0],
        "assignee_id": None if idle else world.author.pk,
        "verdict_id": chance.choice(world.ratings) if status in _STANDING else None,
        "created_at": moment,
        "updated_at": moment,
    }


def _file_under(world: World, claims: list[dict[str, Any]]) -> None:
    filed, about = [], []
    for claim in claims:
        for topic in {world.popular(world.topics) for _ in range(world.chance.randint(1, 3))}:
            filed.append({"claim_id": claim["id"], "topic_id": topic})
        for actor in {world.popular(world.actors) for _ in range(world.chance.randint(0, 2))}:
            about.append({"claim_id": claim["id"], "actor_id": actor})
    copy_rows(Claim.topics.through, filed)
    copy_rows(Claim.subjects.through, about)


def _said(world: World, claim: dict[str, Any], documents: list[int]) -> list[dict[str, Any]]:
    chance = world.chance
    words = world.words[claim["language"]]
    return [
        {
            "claim_id": claim["id"],
            "document_id": chance.choice(documents),
            "actor_id": world.popular(world.actors),
            "act": act,
            "quote": words.sentence(chance, 6, 14),
            "locator": f"paragraph {chance.randint(1, 40)}",
            "said_on": claim["happened_from"],
        }
        # Two different acts, so that the same appearance is never recorded twice.
        for act in chance.sample(AppearanceAct.values, 2)
    ]


def _evidence_row(world: World, claim: dict[str, Any], documents: list[int]) -> dict[str, Any]:
    chance = world.chance
    words = world.words[claim["language"]]
    return {
        "claim_id": claim["id"],
        "document_id": chance.choice(documents),
        "stance": chance.choice(Stance.values),
        "credibility": chance.randint(1, 6),
        "rationale": words.sentence(chance, 8, 16),
        "origin_id": world.popular(world.origins),
        "visibility": chance.choices(Visibility.values, weights=[80, 15, 5])[0],
        "created_at": claim["created_at"],
    }


def _assess(world: World, claims: list[dict[str, Any]]) -> None:
    """Draft, cite, submit, approve and publish, as the laws ask for, each step for all claims."""
    rows = [
        {
            "claim_id": claim["id"],
            "number": 1,
            "rating_id": claim["verdict_id"] or world.chance.choice(world.ratings),
            "confidence": world.chance.choice(["low", "moderate", "high"]),
            "headline": world.words[claim["language"]].sentence(world.chance, 4, 8),
            "explanation": world.words[claim["language"]].sentence(world.chance, 30, 60),
            "author_id": world.author.pk,
            "created_at": claim["created_at"],
        }
        for claim in claims
    ]
    copy_rows(Assessment, rows)
    assessed = [claim["id"] for claim in claims]
    standing = [claim["id"] for claim in claims if claim["verdict_id"]]
    with connection.cursor() as cursor:
        cursor.execute(_CITE, [assessed])
        cursor.execute(_SUBMIT, [assessed])
        cursor.execute(_APPROVE, [world.reviewer.pk, standing])
        cursor.execute(_PUBLISH, [standing])


_CITE = """
    INSERT INTO claims_assessmentevidence (assessment_id, evidence_id, claim_id, stance,
        credibility, source_grade, snapshot_sha256, frozen_at)
    SELECT assessment.id, evidence.id, evidence.claim_id, evidence.stance, evidence.credibility,
        '', '', evidence.created_at
    FROM claims_assessment AS assessment JOIN claims_evidence AS evidence USING (claim_id)
    WHERE assessment.claim_id = ANY (%s) AND evidence.visibility <> 'confidential'
"""
_SUBMIT = """
    UPDATE claims_assessment SET status = 'submitted', round = 1, submitted_at = created_at
    WHERE claim_id = ANY (%s)
"""
_APPROVE = """
    INSERT INTO claims_review (assessment_id, round, reviewer_id, decision, comment)
    SELECT id, round, %s, 'approve', '' FROM claims_assessment WHERE claim_id = ANY (%s)
"""
_PUBLISH = """
    UPDATE claims_assessment SET status = 'published', published_at = created_at
    WHERE claim_id = ANY (%s)
"""

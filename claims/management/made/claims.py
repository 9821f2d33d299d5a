"""Made-up claims with all that hangs on them, written in batches of one transaction each."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection

from claims.choices import (
    AppearanceAct,
    ClaimKind,
    ClaimStatus,
    DeclineReason,
    DocumentKind,
    Priority,
    Stance,
    Visibility,
)
from claims.editing.loading import analyse, copy_rows, indexing_once, take_ids
from claims.management.made.words import draw_language
from claims.management.made.world import World, make_world, signed
from claims.models import (
    Appearance,
    Assessment,
    Claim,
    Document,
    Evidence,
)

BATCH = 10_000
# While PostgreSQL works on one batch, another one is made up or worked on by its other core.
AT_ONCE = 3

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


class Batch(NamedTuple):
    """The claims of one transaction, and the chance that makes them up."""

    chance: random.Random
    claims: list[int]


def make_claims(count: int, *, seed: int, tell: Callable[[int], object]) -> None:
    """Write ``count`` claims, with two appearances and one piece of evidence each.

    The same ``seed`` on an equal database gives the same texts. ``tell`` hears how many claims
    are written, after each batch. Everything obeys the laws and is under the audit, signed with
    the step "load"; only the wait for the disk at the end of each batch is spared.
    """
    last = Claim.objects.order_by("-id").values_list("pk", flat=True).first() or 0
    begun = f"{seed} after {last}"
    world = make_world(count, random.Random(begun))  # noqa: S311
    # Ids are taken ahead, so that the first batch has the first ones whichever ends first.
    ids = take_ids(Claim, count)
    batches = [
        Batch(random.Random(f"{begun}, batch {first}"), ids[first : first + BATCH])  # noqa: S311
        for first in range(0, count, BATCH)
    ]
    if len(batches) == 1:
        _write(world, batches[0])
        tell(count)
    else:
        _write_all(world, batches, tell)
    analyse()


def _write_all(world: World, batches: list[Batch], tell: Callable[[int], object]) -> None:
    """Write the batches, some of them at once; the first that fails ends it."""
    done = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = {pool.submit(_write_apart, world, batch): batch for batch in batches}
        try:
            for job in as_completed(jobs):
                job.result()
                done += len(jobs[job].claims)
                tell(done)
        finally:
            pool.shutdown(cancel_futures=True)


def _write_apart(world: World, batch: Batch) -> None:
    """Write a batch through a connection of this thread's own."""
    try:
        _write(world, batch)
    finally:
        connection.close()


def _write(world: World, batch: Batch) -> None:
    with signed(), indexing_once():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        _make_batch(replace(world, chance=batch.chance), batch.claims)


def _make_batch(world: World, ids: list[int]) -> None:
    documents = _make_documents(world, max(1, len(ids) * 3 // 10))
    claims = [_claim_row(world, pk) for pk in ids]
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
    urgent = [
        claim["id"]
        for claim in claims
        if claim["verdict_id"] and claim["priority"] == Priority.URGENT
    ]
    with connection.cursor() as cursor:
        cursor.execute(_CITE, [assessed])
        cursor.execute(_SUBMIT, [assessed])
        cursor.execute(_APPROVE, [world.reviewer.pk, standing])
        cursor.execute(_APPROVE, [world.second_reviewer.pk, urgent])
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

"""Merging two claims or two actors that are one, and undoing it.

What is moved is written down in the merge, by table, as pairs of a row and its column that
pointed to the merged record; what could not be moved is listed under ``left``.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db import models, transaction
from django.db.utils import IntegrityError

from claims.audit.actor import acting
from claims.models import (
    Actor,
    ActorMerge,
    ActorName,
    Appearance,
    Assessment,
    Claim,
    ClaimLink,
    ClaimMerge,
    ClaimWording,
    Comment,
    Evidence,
    Source,
    User,
)
from claims.review.rights import StepRefused, ask

Kind = TypeVar("Kind", Claim, Actor)
Merge = ClaimMerge | ActorMerge
# A model and its column that leads to the record that is merged away.
Pointer = tuple[type[models.Model], str]

_CLAIM_POINTERS: tuple[Pointer, ...] = (
    (ClaimWording, "claim"),
    (Appearance, "claim"),
    (Evidence, "claim"),
    (Comment, "claim"),
    (ClaimLink, "a"),
    (ClaimLink, "b"),
    (Claim, "merged_into"),
)
_ACTOR_POINTERS: tuple[Pointer, ...] = (
    (Appearance, "actor"),
    (ActorName, "actor"),
    (Claim.subjects.through, "actor"),
    (Source, "owner"),
    (Actor, "parent"),
    (Actor, "merged_into"),
)
_POINTERS = {(m._meta.db_table, f): (m, f) for m, f in _CLAIM_POINTERS + _ACTOR_POINTERS}


class Undone(NamedTuple):
    """A merge that was undone, and the rows (table, id) that were changed since and stay."""

    merge: Merge
    left: list[tuple[str, int]]


def merge_claims(
    kept: Claim,
    merged: Claim,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    request_id: str = "",
) -> ClaimMerge:
    """Merge ``merged`` into ``kept`` and return the merge.

    Appearances, evidence that no assessment has cited, comments and links move; topics and
    subjects are added. Rows that ``kept`` has already stay where they are. Raises
    ``PermissionDenied``, or ``StepRefused`` while ``merged`` has an open or published
    assessment.
    """
    with acting(by, reason=reason, request_id=request_id):
        ask(by, "merge_claims")
        kept, merged = _lock_pair(Claim, kept, merged)
        standing = Assessment.objects.filter(claim=merged)
        if standing.published().exists():
            raise StepRefused(
                f"{merged.ref} has a published assessment: an Editor retracts it first, or merges "
                "the other way round."
            )
        if standing.open().exists():
            raise StepRefused(
                f"{merged.ref} has an open assessment: its author or an Editor abandons it first."
            )
        moved, left = _move_all(_CLAIM_POINTERS, kept, merged)
        added = {
            name: _add_missing(getattr(kept, name), getattr(merged, name))
            for name in ("topics", "subjects")
        }
        merge = ClaimMerge(
            kept=kept,
            merged=merged,
            merged_by=by,
            merged_at=at,
            moved={**added, "moved": moved, "left": left},
        )
        _close(merge, merged)
        return merge


def merge_actors(
    kept: Actor,
    merged: Actor,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    request_id: str = "",
) -> ActorMerge:
    """Merge ``merged`` into ``kept`` and return the merge.

    Appearances, names, the claims that are about it, its sources and parts move; its own name
    becomes another name of ``kept``.
    """
    with acting(by, reason=reason, request_id=request_id):
        ask(by, "merge_actors")
        kept, merged = _lock_pair(Actor, kept, merged)
        if kept.parent_id == merged.pk:
            raise StepRefused(f"{kept} is part of {merged}: merge the other way round.")
        moved, left = _move_all(_ACTOR_POINTERS, kept, merged)
        names = []
        if not Actor.objects.called(merged.name).filter(pk=kept.pk).exists():
            names.append(ActorName.objects.create(actor=kept, name=merged.name).pk)
        merge = ActorMerge(
            kept=kept,
            merged=merged,
            merged_by=by,
            merged_at=at,
            moved={"names": names, "moved": moved, "left": left},
        )
        _close(merge, merged)
        return merge


def undo_merge(
    merge: Merge, *, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> Undone:
    """Undo ``merge``: what it moved goes back, what it added goes.

    Rows that were deleted, moved elsewhere or cited since stay and are returned. Raises
    ``StepRefused`` when it is undone already, or when a later merge stands on it.
    """
    with acting(by, reason=reason, request_id=request_id):
        ask(by, "undo_merge")
        pair = (merge.kept_id, merge.merged_id)
        rows: Mapping[int, Claim | Actor] = (
            _lock(Claim, pair) if isinstance(merge, ClaimMerge) else _lock(Actor, pair)
        )
        merge = type(merge)._default_manager.select_for_update(of=("self",)).get(pk=merge.pk)
        kept, merged = rows[merge.kept_id], rows[merge.merged_id]
        if merge.undone_at is not None:
            raise StepRefused("This merge is undone already.")
        if merged.merged_into_id != kept.pk:
            raise StepRefused("A later merge took this one along: undo that one first.")
        if isinstance(merged, Claim) and _twin_of(merged).exists():
            raise StepRefused("Another live claim says the same by now: merge or change that one.")
        merged.merged_into = None
        merged.save()
        left = _move_back(merge, kept, merged)
        _take_out(merge, kept)
        merge.undone_by, merge.undone_at = by, at
        merge.full_clean()
        merge.save()
        merge.refresh_from_db()
        return Undone(merge, left)


def _lock(model: type[Kind], pks: Iterable[int]) -> dict[int, Kind]:
    """Lock rows in the order of their ids, so that two merges never wait for each other."""
    rows = model._default_manager.filter(pk__in=set(pks)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",))}


def _lock_pair(model: type[Kind], kept: Kind, merged: Kind) -> tuple[Kind, Kind]:
    """Lock both, and all that was merged into the second before; return both, fit to merge."""
    if kept.pk == merged.pk:
        raise StepRefused("Nothing can be merged into itself: choose two.")
    earlier: Iterable[int] = model._default_manager.filter(merged_into=merged).values_list(
        "pk", flat=True
    )
    rows = _lock(model, [kept.pk, merged.pk, *earlier])
    if kept.pk not in rows or merged.pk not in rows:
        raise StepRefused("One of the two is gone: somebody has deleted it.")
    for row in (rows[kept.pk], rows[merged.pk]):
        if row.merged_into is not None:
            raise StepRefused(f"“{row}” is merged into “{row.merged_into}”: choose that one.")
    return rows[kept.pk], rows[merged.pk]


def _move_all(
    pointers: Iterable[Pointer], kept: models.Model, merged: models.Model
) -> tuple[list[list[object]], list[list[object]]]:
    """Point what leads to ``merged`` to ``kept``; return what moved and what had to stay."""
    moved: list[list[object]] = []
    left: list[list[object]] = []
    for model, field in pointers:
        table = model._meta.db_table
        rows = model._default_manager.filter(**{field: merged}).order_by("pk")
        for row in rows.select_for_update(of=("self",)):
            done = _point(row, field, kept)
            (moved if done else left).append([table, field, row.pk])
    return moved, left


def _point(row: models.Model, field: str, target: models.Model) -> bool:
    """Point ``field`` of ``row`` to ``target`` unless a law forbids it; return whether it did."""
    if isinstance(row, Evidence) and row.citations.exists():
        return False
    try:
        with transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(**{field: target})
    except IntegrityError:
        return False
    return True


def _add_missing(ours: models.Manager, theirs: models.Manager) -> list[int]:  # type: ignore[type-arg]
    """Add to ``ours`` what only ``theirs`` holds; return the ids that were added."""
    held = set(ours.values_list("pk", flat=True))
    missing = sorted(set(theirs.values_list("pk", flat=True)) - held)
    ours.add(*missing)  # type: ignore[attr-defined]
    return missing


def _close(merge: Merge, merged: Claim | Actor) -> None:
    """Point the merged record to the kept one and write the merge down."""
    merged.merged_into = merge.kept
    merged.save()
    merge.full_clean()
    merge.save()
    merge.refresh_from_db()


def _twin_of(claim: Claim) -> models.QuerySet[Claim]:
    return Claim.objects.saying(claim.text, claim.language).exclude(pk=claim.pk)


def _move_back(merge: Merge, kept: models.Model, merged: models.Model) -> list[tuple[str, int]]:
    left = []
    for table, field, pk in merge.moved["moved"]:
        model, _ = _POINTERS[table, field]
        row = model._default_manager.filter(pk=pk, **{field: kept}).first()
        if row is None or not _point(row, field, merged):
            left.append((table, pk))
    return left


def _take_out(merge: Merge, kept: models.Model) -> None:
    """Take what the merge added out of ``kept``."""
    if isinstance(kept, Claim):
        kept.topics.remove(*merge.moved["topics"])
        kept.subjects.remove(*merge.moved["subjects"])
    ActorName.objects.filter(pk__in=merge.moved.get("names", [])).delete()

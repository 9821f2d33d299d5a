"""Changing many claims at once."""

from collections.abc import Collection, Sequence
from typing import Any

from claims.audit import acting
from claims.models import Claim, Topic, User
from claims.review import rights


def change_many(
    claims: Sequence[int],
    *,
    by: User,
    add_topics: Collection[Topic] = (),
    priority: str = "",
    assignee: User | None = None,
    release: bool = False,
    reason: str = "",
    request_id: str = "",
) -> int:
    """Change exactly the claims with these ids and return how many there were.

    Topics are added to those that stand; ``assignee`` or ``release`` (nobody) and ``priority``
    are set where given. Raises ``PermissionDenied``.
    """
    rights.ask(by, "change_many")
    with acting(by, reason=reason, request_id=request_id):
        rows = list(
            Claim.objects.select_for_update(of=("self",)).filter(pk__in=claims).order_by("pk")
        )
        changes: dict[str, Any] = {}
        if priority:
            changes["priority"] = priority
        if assignee is not None or release:
            changes["assignee"] = assignee
        for claim in rows:
            for name, value in changes.items():
                setattr(claim, name, value)
            claim.clean_fields(
                exclude=[f.name for f in claim._meta.fields if f.name not in changes]
            )
        if changes:
            Claim.objects.filter(pk__in=[claim.pk for claim in rows]).update(**changes)
        through = Claim.topics.through
        through.objects.bulk_create(
            (
                through(claim_id=claim.pk, topic_id=topic.pk)
                for claim in rows
                for topic in add_topics
            ),
            ignore_conflicts=True,
        )
    return len(rows)

"""Changing many claims at once."""

from collections.abc import Collection, Sequence
from typing import Any

from claims.audit import acting
from claims.choices import Role
from claims.models import Claim, Topic, User
from claims.review import notices, rights


def change_many(
    claims: Sequence[int],
    *,
    by: User,
    add_topics: Collection[Topic] = (),
    remove_topics: Collection[Topic] = (),
    priority: str = "",
    assignee: User | None = None,
    release: bool = False,
    reason: str = "",
    request_id: str = "",
) -> int:
    """Change exactly the claims with these ids, all or none, and return how many there were.

    Topics are added to those that stand; ``assignee`` or ``release`` (nobody) and ``priority``
    are set where given. Raises ``PermissionDenied``, and ``StepRefused`` when one of them is gone
    or was merged since it was chosen, or when the assignee could not work on it.
    """
    rights.ask(by, "change_many")
    if assignee is not None and not rights.has_role(assignee, Role.ANALYST):
        raise rights.StepRefused(f"{assignee.display_name} may not work on claims.")
    with acting(by, reason=reason, request_id=request_id):
        rows = list(
            Claim.objects.live()
            .select_for_update(of=("self",))
            .filter(pk__in=claims)
            .order_by("pk")
        )
        missing = len(set(claims)) - len(rows)
        if missing:
            raise rights.StepRefused(
                f"{missing} of these claims are gone or were merged since you chose them:"
                " nothing was changed. Choose again."
            )
        changes: dict[str, Any] = {}
        if priority:
            changes["priority"] = priority
        if assignee is not None or release:
            changes["assignee"] = assignee
        holders = [(claim, claim.assignee_id) for claim in rows]
        for claim in rows:
            for name, value in changes.items():
                setattr(claim, name, value)
            claim.clean_fields(
                exclude=[f.name for f in claim._meta.fields if f.name not in changes]
            )
        if changes:
            Claim.objects.filter(pk__in=[claim.pk for claim in rows]).update(**changes)
            notices.tell_of_holders(holders, by=by, text=reason)
        through = Claim.topics.through
        through.objects.bulk_create(
            (
                through(claim_id=claim.pk, topic_id=topic.pk)
                for claim in rows
                for topic in add_topics
            ),
            ignore_conflicts=True,
        )
        through.objects.filter(claim__in=rows, topic__in=remove_topics).delete()
    return len(rows)

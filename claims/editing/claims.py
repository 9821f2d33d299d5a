"""Handing claims over, and changing many of them at once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from claims.audit import acting
from claims.models import Claim, Topic, User
from claims.review import rights, workflow


def hand_over(
    claim: Claim,
    to: User | None,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    request_id: str = "",
) -> Claim:
    """Set who holds ``claim`` by the act that does it, and return the claim.

    To nobody is a release, to oneself a taking unless ``by`` may assign, to anybody else an
    assignment. Raises what these raise.
    """
    signature: dict[str, Any] = {"by": by, "at": at, "reason": reason, "request_id": request_id}
    if to is None:
        return workflow.release(claim, **signature)
    if to == by and not rights.may(by, "assign"):
        return workflow.take(claim, **signature)
    return workflow.assign(claim, to=to, **signature)


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

    Topics are added to those that stand; ``priority`` is set, and the claims are handed over to
    ``assignee`` or by ``release`` to nobody, where given. Raises ``PermissionDenied``, and
    ``StepRefused`` when one of them is gone or was merged since it was chosen, or can't be
    handed over.
    """
    rights.ask(by, "change_many")
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
        if priority:
            Claim._meta.get_field("priority").clean(priority, None)
            Claim.objects.filter(pk__in=[claim.pk for claim in rows]).update(priority=priority)
        if assignee is not None or release:
            workflow.hand_over_many(rows, assignee, by=by, reason=reason, request_id=request_id)
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

"""The acts by name, for every face: their words, what is asked with them, how they are done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from claims.models import Assessment, Claim, User
from claims.review import assessments, workflow


class Act(NamedTuple):
    """One act: its label, what it means, what is asked with it, and the function that does it."""

    label: str
    says: str
    asks: tuple[str, ...]
    does: Callable[..., Any]
    on_assessment: bool = False
    harms: bool = False


ACTS: dict[str, Act] = {
    "take": Act("Take", "You hold this claim and work on it.", (), workflow.take),
    "release": Act(
        "Release", "You let go of this claim; anybody may take it.", ("reason",), workflow.release
    ),
    "assign": Act(
        "Assign", "Somebody else is to work on this claim.", ("to", "reason"), workflow.assign
    ),
    "submit": Act(
        "Submit",
        "The assessment goes to review. What it says and cites is frozen until it comes back.",
        ("reason",),
        assessments.submit,
        on_assessment=True,
    ),
    "withdraw": Act(
        "Withdraw",
        "The assessment leaves its review and can be written in again.",
        ("reason",),
        assessments.withdraw,
        on_assessment=True,
    ),
    "approve": Act(
        "Approve",
        "You answer for this assessment with your name.",
        ("comment",),
        assessments.approve,
        on_assessment=True,
    ),
    "request_changes": Act(
        "Request changes",
        "The assessment goes back to its author with your comment.",
        ("comment",),
        assessments.request_changes,
        on_assessment=True,
    ),
    "publish": Act(
        "Publish",
        "Readers see the assessment from now on, and nobody can alter it any more.",
        ("public_note", "next_due_on", "reason"),
        assessments.publish,
        on_assessment=True,
    ),
    "correct": Act(
        "Publish as correction",
        "This assessment takes the place of the published one; readers are told what changed.",
        ("public_note", "next_due_on", "reason"),
        assessments.correct,
        on_assessment=True,
    ),
    "reopen": Act(
        "Reopen",
        "The claim is re-checked; its assessment stays public, marked as being re-checked.",
        ("reason",),
        workflow.reopen,
    ),
    "reaffirm": Act(
        "Reaffirm",
        "The re-check is over and the published assessment stands as it is.",
        ("next_due_on", "reason"),
        workflow.reaffirm,
    ),
    "reconsider": Act("Reconsider", "The claim is new again.", ("reason",), workflow.reconsider),
    "decline": Act(
        "Decline",
        "The claim is put aside without an assessment.",
        ("why", "reason"),
        workflow.decline,
        harms=True,
    ),
    "abandon": Act(
        "Abandon the draft",
        "The draft is given up; it is kept, but nobody can go on with it.",
        ("reason",),
        assessments.abandon,
        on_assessment=True,
        harms=True,
    ),
    "retract": Act(
        "Retract",
        "Readers see the verdict no more, but a note that it was taken back.",
        ("public_note", "reason"),
        workflow.retract,
        harms=True,
    ),
}


def do_act(
    act: str,
    claim: Claim,
    assessment: Assessment | None,
    given: dict[str, Any],
    *,
    by: User,
    at: datetime,
    request_id: str,
) -> None:
    """Do ``act`` on ``claim``, or on its ``assessment``, with what was given: see ``asks``.

    Raises ``PermissionDenied`` or ``StepRefused``.
    """
    record = assessment if ACTS[act].on_assessment else claim
    given = {name: value for name, value in given.items() if value is not None}
    ACTS[act].does(record, by=by, at=at, request_id=request_id, **given)

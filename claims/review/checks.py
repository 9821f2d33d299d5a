"""What must be so before a step is taken: one function for each act, asked before and in the act.

Each takes the situation and the person, and returns an empty text when the act may go ahead,
or a sentence that says what is missing and who could do it. What is given with the act itself
(a reason, a note) is for the act to check.
"""

from collections.abc import Callable

from claims.choices import (
    AssessmentStatus,
    ClaimStatus,
    Decision,
    Role,
)
from claims.models import User
from claims.review.readiness import (
    approvals_needed,
    in_the_way_of_publication,
    missing_for_submission,
    withdrawn_titles,
)
from claims.review.rights import has_role
from claims.review.situation import Situation

Check = Callable[[Situation, User], str]

_AT_WORK = (ClaimStatus.RESEARCHING, ClaimStatus.RECHECKING)
_WAY_ON = {
    ClaimStatus.NEW: "Take it first.",
    ClaimStatus.RESEARCHING: "Submit an assessment of it first.",
    ClaimStatus.IN_REVIEW: "Its author can withdraw the assessment, a Reviewer can send it back.",
    ClaimStatus.PUBLISHED: "Reopen it first.",
    ClaimStatus.RECHECKING: "An Editor can reaffirm it, or its author can submit a correction.",
    ClaimStatus.DECLINED: "Reconsider it first.",
}


def _stands(situation: Situation, what: str, *statuses: ClaimStatus, way_on: bool = True) -> str:
    """Return a refusal unless the claim is live and in one of ``statuses``.

    It names the next step from where the claim stands, unless no ``way_on`` leads there.
    """
    claim = situation.claim
    if claim.merged_into is not None:
        return f"This claim was merged into {claim.merged_into.ref}: act on that one."
    if claim.status in statuses:
        return ""
    allowed = " or ".join(status.label.lower() for status in statuses)
    now = ClaimStatus(claim.status)
    refusal = f"{what} takes a claim that is {allowed}; this one is {now.label.lower()}."
    return f"{refusal} {_WAY_ON[now]}" if way_on else refusal


def _held_by_another(situation: Situation, by: User) -> str:
    holder = situation.claim.assignee
    if holder is None or holder.pk == by.pk:
        return ""
    return f"{holder.display_name} holds this claim; an Editor can assign it to somebody else."


def check_take(situation: Situation, by: User) -> str:
    """A claim that nobody holds, new or at work."""
    claim = situation.claim
    if refusal := _stands(situation, "Taking", ClaimStatus.NEW, *_AT_WORK) or _held_by_another(
        situation, by
    ):
        return refusal
    if claim.status != ClaimStatus.NEW and claim.assignee_id == by.pk:
        return "You hold this claim already."
    return ""


def check_release(situation: Situation, by: User) -> str:
    """A claim at work that one holds oneself; an Editor may take it off anybody."""
    if refusal := _stands(situation, "Releasing", *_AT_WORK):
        return refusal
    if situation.claim.assignee_id is None and situation.claim.status == ClaimStatus.RECHECKING:
        return "Nobody holds this claim."
    return "" if has_role(by, Role.EDITOR) else _held_by_another(situation, by)


def check_assign(situation: Situation, by: User) -> str:
    """Any live claim but a declined one."""
    statuses = [status for status in ClaimStatus if status != ClaimStatus.DECLINED]
    return _stands(situation, "Assigning", *statuses)


def check_decline(situation: Situation, by: User) -> str:
    """A claim without published work, held by nobody else, with no draft that would be lost."""
    if refusal := _stands(situation, "Declining", ClaimStatus.NEW, ClaimStatus.RESEARCHING):
        return refusal
    if situation.open is not None:
        return f"There is a draft by {situation.open.author.display_name}: abandon it first."
    return "" if has_role(by, Role.EDITOR) else _held_by_another(situation, by)


def check_reconsider(situation: Situation, by: User) -> str:
    """A declined claim."""
    return _stands(situation, "Reconsidering", ClaimStatus.DECLINED, way_on=False)


def check_reopen(situation: Situation, by: User) -> str:
    """A published claim."""
    return _stands(situation, "Reopening", ClaimStatus.PUBLISHED)


def check_reaffirm(situation: Situation, by: User) -> str:
    """A claim under re-check whose published assessment still has what it rests on."""
    if refusal := _stands(situation, "Reaffirming", ClaimStatus.RECHECKING):
        return refusal
    if situation.open is not None:
        return f"There is a draft by {situation.open.author.display_name}: submit or abandon it."
    published = situation.published
    cited = published.cited.select_related("evidence__document") if published else ()
    if titles := withdrawn_titles(tuple(cited)):
        return (
            f"It rests on evidence that was withdrawn ({titles}): submit a correction, or retract."
        )
    return ""


def check_retract(situation: Situation, by: User) -> str:
    """A claim whose assessment stands in public and is not in review again."""
    return _stands(situation, "Retracting", ClaimStatus.PUBLISHED, ClaimStatus.RECHECKING)


def check_draft(situation: Situation, by: User) -> str:
    """A claim at work that has no open assessment yet."""
    if refusal := _stands(situation, "Drafting an assessment", *_AT_WORK):
        return refusal
    if situation.open is not None:
        author = situation.open.author.display_name
        return f"There is a draft by {author} already: write in that one, or have it abandoned."
    return ""


def _open_is(situation: Situation, what: str, status: AssessmentStatus) -> str:
    if situation.claim.merged_into is not None:
        return f"This claim was merged into {situation.claim.merged_into.ref}: act on that one."
    if situation.open is None:
        return f"{what} takes an open assessment: somebody drafts one first."
    if situation.open.status == status:
        return ""
    if status == AssessmentStatus.DRAFT:
        return "The assessment is under review: withdraw it, or have it sent back, to change it."
    return f"{what} takes a submitted assessment: those who wrote this draft submit it first."


def check_edit(situation: Situation, by: User) -> str:
    """A draft."""
    return _open_is(situation, "Writing", AssessmentStatus.DRAFT)


def check_abandon(situation: Situation, by: User) -> str:
    """A draft."""
    return _open_is(situation, "Abandoning", AssessmentStatus.DRAFT)


def check_submit(situation: Situation, by: User) -> str:
    """A whole draft of a claim at work."""
    return (
        _open_is(situation, "Submitting", AssessmentStatus.DRAFT)
        or _stands(situation, "Submitting", *_AT_WORK)
        or " ".join(missing_for_submission(situation))
    )


def check_withdraw(situation: Situation, by: User) -> str:
    """An assessment under review."""
    return _open_is(situation, "Withdrawing", AssessmentStatus.SUBMITTED)


def check_review(situation: Situation, by: User) -> str:
    """An open round that this person has not answered yet."""
    if refusal := _open_is(situation, "Reviewing", AssessmentStatus.SUBMITTED):
        return refusal
    if any(review.reviewer_id == by.pk for review in situation.reviews):
        return "You have answered this round already."
    return ""


def check_publish(situation: Situation, by: User) -> str:
    """A round with enough approvals whose evidence still stands and may be shown."""
    if refusal := _open_is(situation, "Publishing", AssessmentStatus.SUBMITTED):
        return refusal
    needed = approvals_needed(situation)
    given = sum(review.decision == Decision.APPROVE for review in situation.reviews)
    if given < needed:
        return (
            f"This round has {given} of {needed} approvals: a Reviewer who did not write in the "
            "assessment can approve it."
        )
    if titles := withdrawn_titles(situation.cited):
        return (
            f"Evidence was withdrawn since it was submitted ({titles}): a Reviewer can send the "
            "assessment back, so that its author rests it on other evidence."
        )
    if refusal := in_the_way_of_publication(situation):
        return f"{refusal} A Reviewer can send it back to its author."
    return ""


def check_correct(situation: Situation, by: User) -> str:
    """As publishing, of an assessment that takes the place of a published one."""
    if situation.open is not None and situation.open.supersedes_id is None:
        return "It corrects nothing, for nothing was published when it was drafted: publish it."
    return check_publish(situation, by)


CHECKS: dict[str, Check] = {
    "take": check_take,
    "release": check_release,
    "assign": check_assign,
    "decline": check_decline,
    "reconsider": check_reconsider,
    "draft": check_draft,
    "abandon": check_abandon,
    "submit": check_submit,
    "withdraw": check_withdraw,
    "approve": check_review,
    "request_changes": check_review,
    "publish": check_publish,
    "correct": check_correct,
    "reopen": check_reopen,
    "reaffirm": check_reaffirm,
    "retract": check_retract,
}

# The acts that are done to the open assessment rather than to its claim.
ON_ASSESSMENT = frozenset(
    ("abandon", "submit", "withdraw", "approve", "request_changes", "publish", "correct")
)

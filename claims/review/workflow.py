"""The life of a claim: the acts that move it, and which of them somebody may do now.

Every act locks the claim, asks the right (``PermissionDenied``), asks how things stand
(``StepRefused``), changes, and is signed in the audit with its reason and its step. Each
returns the claim as it stands afterwards; the object that was passed in is left as it was.
"""

from collections.abc import Sequence
from datetime import date, datetime

from claims.audit.actor import acting
from claims.choices import (
    CLAIM_STEPS,
    AssessmentStatus,
    ClaimStatus,
    DeclineReason,
    NoticeKind,
    Role,
)
from claims.models import Assessment, Claim, User
from claims.review import notices
from claims.review.checks import CHECKS, ON_ASSESSMENT
from claims.review.rights import Answer, StepRefused, ask, has_role, may, writers_of
from claims.review.situation import Situation, lock_claim, look_at


def begin(claim: Claim, act: str, by: User, *, of: Assessment | None = None) -> Situation:
    """Lock ``claim``, ask whether ``by`` may do ``act`` on it now, and return how things stand.

    ``of`` is the assessment that is meant, for acts on one. Raises ``PermissionDenied`` or
    ``StepRefused``.
    """
    ask(by, act)
    situation = lock_claim(claim)
    if of is not None:
        expect_open(situation, of)
    ask(by, act, situation.open if act in ON_ASSESSMENT else situation.claim)
    if refusal := CHECKS[act](situation, by):
        raise StepRefused(refusal)
    return situation


def expect_open(situation: Situation, assessment: Assessment) -> None:
    """Refuse unless ``assessment`` is the one that is drafted or under review."""
    if situation.open is not None and situation.open.pk == assessment.pk:
        return
    status = Assessment.objects.values_list("status", flat=True).filter(pk=assessment.pk).first()
    if status is None:
        raise StepRefused("This assessment is gone: somebody has deleted the draft.")
    raise StepRefused(
        f"This assessment is {status}: only a draft, or one under review, can be acted on. "
        "To change what is published, reopen the claim and submit a correction."
    )


def returns_to(situation: Situation) -> ClaimStatus:
    """Return where a claim goes that leaves its review unpublished: back to its re-check if
    an assessment of it stands in public, to research if none does."""
    return ClaimStatus.RESEARCHING if situation.published is None else ClaimStatus.RECHECKING


def move(claim: Claim, step: str, target: ClaimStatus) -> None:
    """Set the status of ``claim`` to ``target``, as ``step`` of ``CLAIM_STEPS`` allows.

    Raises ``StepRefused`` when no row of the table leads there.
    """
    if not any(claim.status in row.sources and row.target == target for row in CLAIM_STEPS[step]):
        raise StepRefused(f"No step “{step}” leads from {claim.status} to {target}.")
    claim.status = target


def save(claim: Claim) -> Claim:
    """Save ``claim`` with all its laws asked, and return it as the database holds it."""
    claim.full_clean()
    claim.save()
    claim.refresh_from_db()
    return claim


def take(claim: Claim, *, by: User, at: datetime, reason: str = "", request_id: str = "") -> Claim:
    """Give ``claim`` to ``by``: a new one goes into research, one at work gets its holder."""
    with acting(by, reason=reason, step="take", request_id=request_id):
        claim = begin(claim, "take", by).claim
        if claim.status == ClaimStatus.NEW:
            move(claim, "take", ClaimStatus.RESEARCHING)
        claim.assignee = by
        return save(claim)


def release(
    claim: Claim, *, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> Claim:
    """Let go of ``claim``: research goes back to new, a re-check stays one without a holder."""
    with acting(by, reason=reason, step="release", request_id=request_id):
        claim = begin(claim, "release", by).claim
        if claim.status == ClaimStatus.RESEARCHING:
            move(claim, "release", ClaimStatus.NEW)
        was, claim.assignee = claim.assignee_id, None
        notices.tell_of_holders([(claim, was)], by=by, text=reason)
        return save(claim)


def assign(
    claim: Claim, *, to: User, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> Claim:
    """Give ``claim`` to somebody else, an Analyst or higher, whoever holds it now."""
    with acting(by, reason=reason, step="take", request_id=request_id):
        claim = begin(claim, "assign", by).claim
        _expect_worker(to)
        if claim.status == ClaimStatus.NEW:
            move(claim, "take", ClaimStatus.RESEARCHING)
        was, claim.assignee = claim.assignee_id, to
        notices.tell_of_holders([(claim, was)], by=by, text=reason)
        return save(claim)


def hand_over_many(
    claims: Sequence[Claim], to: User | None, *, by: User, reason: str = "", request_id: str = ""
) -> None:
    """Assign ``claims``, which the caller has locked, to ``to``, or release them (nobody).

    All or none, in few statements however many they are; those that ``to`` holds already are
    left alone. Raises what ``assign`` and ``release`` raise, naming the claim.
    """
    act = "release" if to is None else "assign"
    ask(by, act)
    _expect_worker(to)
    claims = [claim for claim in claims if claim.assignee_id != (to.pk if to else None)]
    for claim in claims:
        if refusal := CHECKS[act](Situation(claim), by):
            raise StepRefused(f"{claim.ref}: {refusal}")
    step = "release" if to is None else "take"
    [row] = CLAIM_STEPS[step]
    moving = [claim.pk for claim in claims if claim.status in row.sources]
    with acting(by, reason=reason, step=step, request_id=request_id):
        rows = Claim.objects.filter(pk__in=[claim.pk for claim in claims])
        rows.exclude(pk__in=moving).update(assignee=to)
        rows.filter(pk__in=moving).update(assignee=to, status=row.target)
        held = [(claim, claim.assignee_id) for claim in claims]
        for claim in claims:
            claim.assignee = to
        notices.tell_of_holders(held, by=by, text=reason)


def _expect_worker(person: User | None) -> None:
    if person is not None and not has_role(person, Role.ANALYST):
        raise StepRefused(
            f"{person.display_name} can't work on claims: choose an active Analyst or higher."
        )


def decline(
    claim: Claim,
    *,
    by: User,
    why: DeclineReason | str,
    at: datetime,
    reason: str = "",
    request_id: str = "",
) -> Claim:
    """Put ``claim`` aside without an assessment, for one of the reasons of the house."""
    with acting(by, reason=reason, step="decline", request_id=request_id):
        claim = begin(claim, "decline", by).claim
        if why not in DeclineReason.values:
            raise StepRefused(
                "Say why it is declined: " + ", ".join(map(str, DeclineReason.labels)).lower() + "."
            )
        move(claim, "decline", ClaimStatus.DECLINED)
        claim.decline_reason = why
        notices.tell([claim.assignee_id], NoticeKind.DECLINED, claim, by=by, text=reason)
        claim.assignee = None
        return save(claim)


def reconsider(
    claim: Claim, *, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> Claim:
    """Take a declined ``claim`` up again, as a new one."""
    with acting(by, reason=reason, step="reconsider", request_id=request_id):
        claim = begin(claim, "reconsider", by).claim
        move(claim, "reconsider", ClaimStatus.NEW)
        claim.decline_reason = ""
        return save(claim)


def reopen(
    claim: Claim, *, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> Claim:
    """Begin to re-check a published ``claim``; its assessment stays public meanwhile."""
    with acting(by, reason=reason, step="reopen", request_id=request_id):
        situation = begin(claim, "reopen", by)
        claim = situation.claim
        move(claim, "reopen", ClaimStatus.RECHECKING)
        notices.tell(_behind(situation), NoticeKind.REOPENED, claim, by=by, text=reason)
        claim.assignee = by
        return save(claim)


def reaffirm(
    claim: Claim,
    *,
    by: User,
    at: datetime,
    next_due_on: date | None = None,
    reason: str = "",
    request_id: str = "",
) -> Claim:
    """End a re-check that changed nothing; the next one falls due on ``next_due_on``, if ever."""
    with acting(by, reason=reason, step="reaffirm", request_id=request_id):
        situation = begin(claim, "reaffirm", by)
        claim = situation.claim
        move(claim, "reaffirm", ClaimStatus.PUBLISHED)
        notices.tell(_behind(situation), NoticeKind.REAFFIRMED, claim, by=by, text=reason)
        claim.review_due_on = next_due_on
        claim.due_reason = ""
        return save(claim)


def retract(
    claim: Claim,
    *,
    by: User,
    at: datetime,
    public_note: str = "",
    of: Assessment | None = None,
    reason: str = "",
    request_id: str = "",
) -> Claim:
    """Take the published assessment of ``claim`` back, with a note that readers see.

    The note stands after the one that the assessment was published with, if any. ``of`` is the
    assessment that is meant, which must be the one that stands.
    """
    with acting(by, reason=reason, step="retract", request_id=request_id):
        situation = begin(claim, "retract", by)
        if of is not None and (situation.published is None or situation.published.pk != of.pk):
            raise StepRefused(
                "This assessment does not stand in public: there is nothing to take back."
            )
        if not public_note.strip():
            raise StepRefused("A retraction needs a public note that tells readers why.")
        claim, published = situation.claim, situation.published
        if published is None:
            raise StepRefused("This claim has no published assessment to retract.")
        published.status = AssessmentStatus.RETRACTED
        published.public_note = f"{published.public_note}\n\n{public_note}".strip()
        published.full_clean()
        published.save()
        notices.tell(_behind(situation), NoticeKind.RETRACTED, claim, by=by, text=public_note)
        move(claim, "retract", ClaimStatus.RESEARCHING)
        claim.verdict = None
        claim.review_due_on = None
        claim.due_reason = ""
        return save(claim)


def _behind(situation: Situation) -> set[int | None]:
    """Return who holds the claim and who wrote what is published of it."""
    published = situation.published
    writers = writers_of(published) if published is not None else ()
    return {situation.claim.assignee_id, *writers}


def steps_for(claim: Claim, person: User) -> dict[str, Answer]:
    """Return for each act whether ``person`` may do it on ``claim`` now and, when not, why not.

    Changes nothing and locks nothing; takes a bounded number of queries.
    """
    return steps_in(look_at(claim), person)


def steps_in(situation: Situation, person: User) -> dict[str, Answer]:
    """Return what ``steps_for`` returns, of a ``situation`` that was looked at before."""
    return {act: _answer(situation, act, person) for act in CHECKS}


def steps_on(assessment: Assessment, person: User) -> dict[str, Answer]:
    """Return the answers of ``steps_for`` that are about ``assessment``: none once it is closed."""
    if assessment.is_open:
        answers = steps_for(assessment.claim, person)
        return {act: answer for act, answer in answers.items() if act in ON_ASSESSMENT}
    if assessment.status == AssessmentStatus.PUBLISHED:
        return {"retract": steps_for(assessment.claim, person)["retract"]}
    return {}


def told(answers: dict[str, Answer]) -> tuple[list[str], dict[str, str]]:
    """Return the names of the allowed acts, and of each refused one why."""
    allowed = [act for act, answer in answers.items() if answer]
    return allowed, {act: answer.reason for act, answer in answers.items() if not answer}


def _answer(situation: Situation, act: str, person: User) -> Answer:
    record = situation.open if act in ON_ASSESSMENT else situation.claim
    answer = may(person, act, record)
    if not answer:
        return answer
    refusal = CHECKS[act](situation, person)
    return Answer(not refusal, refusal)

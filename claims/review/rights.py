"""Who may do what: the one place that every face asks."""

from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Model

from claims.choices import AssessmentStatus, Role, Visibility
from claims.models import ApiToken, Assessment, AssessmentEvidence, Comment, Notice, User

Person = User | AnonymousUser | None

_LADDER = list(Role)

# The lowest role that may do it, by record and verb; None: nobody, at no face. Records are
# named as Django names their models. What is not listed here, nobody may do.
_KEPT_BY_ANALYSTS = {
    "view": Role.VIEWER,
    "add": Role.ANALYST,
    "change": Role.ANALYST,
    "delete": Role.EDITOR,
}
_PART_OF_A_CLAIM = _KEPT_BY_ANALYSTS | {"delete": Role.ANALYST}
_APPEND_ONLY = {"view": Role.VIEWER, "add": Role.ANALYST}
_KEPT_BY_EDITORS = {"view": Role.VIEWER, "add": Role.EDITOR, "change": Role.EDITOR}
_SEEN_ONLY = {"view": Role.VIEWER}

RECORD_RIGHTS: dict[str, dict[str, Role]] = {
    "actor": _KEPT_BY_ANALYSTS,
    "actorname": _PART_OF_A_CLAIM,
    "source": _KEPT_BY_ANALYSTS,
    "sourcerating": _APPEND_ONLY,
    "document": _KEPT_BY_ANALYSTS,
    "snapshot": _APPEND_ONLY | {"change": Role.ANALYST},
    "origin": _KEPT_BY_ANALYSTS,
    "topic": _KEPT_BY_EDITORS | {"delete": Role.EDITOR},
    "claim": _KEPT_BY_ANALYSTS,
    "claimwording": _PART_OF_A_CLAIM,
    "appearance": _PART_OF_A_CLAIM,
    "evidence": _PART_OF_A_CLAIM,
    "claimlink": _PART_OF_A_CLAIM,
    "comment": _PART_OF_A_CLAIM,
    "rating": _KEPT_BY_EDITORS | {"delete": Role.EDITOR},
    "ratingmapping": _KEPT_BY_EDITORS | {"delete": Role.EDITOR},
    "assessment": _PART_OF_A_CLAIM,
    "assessmentevidence": _PART_OF_A_CLAIM,
    "review": _SEEN_ONLY,
    "claimmerge": _SEEN_ONLY,
    "actormerge": _SEEN_ONLY,
    "importprofile": _KEPT_BY_ANALYSTS,
    "importbatch": {"view": Role.ANALYST},
    "importrow": {"view": Role.ANALYST},
    "importkey": _SEEN_ONLY,
    "foreignverdict": _SEEN_ONLY,
    "auditentry": {"view": Role.EDITOR},
    "export": {"view": Role.EDITOR},
    "auditseal": _SEEN_ONLY,
    "apitoken": {"view": Role.VIEWER, "add": Role.VIEWER, "delete": Role.VIEWER},
    "notice": _SEEN_ONLY,
    "user": {
        "view": Role.VIEWER,
        "add": Role.ADMINISTRATOR,
        "change": Role.ADMINISTRATOR,
    },
}

# The lowest role for the acts that are more than keeping a record.
ACT_RIGHTS: dict[str, Role] = {
    "take": Role.ANALYST,
    "release": Role.ANALYST,
    "assign": Role.EDITOR,
    "draft": Role.ANALYST,
    "abandon": Role.ANALYST,
    "submit": Role.ANALYST,
    "withdraw": Role.ANALYST,
    "approve": Role.REVIEWER,
    "request_changes": Role.REVIEWER,
    "send_back": Role.REVIEWER,
    "publish": Role.EDITOR,
    "decline": Role.ANALYST,
    "reconsider": Role.ANALYST,
    "reopen": Role.ANALYST,
    "reaffirm": Role.EDITOR,
    "correct": Role.EDITOR,
    "retract": Role.EDITOR,
    "withdraw_evidence": Role.ANALYST,
    "retract_document": Role.ANALYST,
    "add_snapshot": Role.ANALYST,
    "rate_source": Role.ANALYST,
    "judge_link": Role.ANALYST,
    "resolve_comment": Role.ANALYST,
    "merge_claims": Role.EDITOR,
    "merge_actors": Role.EDITOR,
    "undo_merge": Role.EDITOR,
    "change_many": Role.EDITOR,
    "map_labels": Role.EDITOR,
    "rehearse_import": Role.ANALYST,
    "apply_import": Role.EDITOR,
    "undo_import": Role.EDITOR,
    "export_records": Role.VIEWER,
    "dump_records": Role.ADMINISTRATOR,
    "see_history": Role.VIEWER,
    "see_figures": Role.VIEWER,
}


class Answer(NamedTuple):
    """Whether somebody may do something and, when not, a sentence that says who may."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


class StepRefused(Exception):
    """The state of things forbids an act that the person's role would allow.

    Its text is a sentence for the user that says what is missing and, where somebody else
    could do it, who.
    """


def role_of(person: Person) -> Role | None:
    """Return the highest role of ``person``, or None for a stranger or somebody inactive.

    A superuser is an Administrator and nothing more: no rule is lifted for them.
    """
    if not isinstance(person, User) or not person.is_active:
        return None
    if person.is_superuser:
        return Role.ADMINISTRATOR
    held = set(person.role_names)
    return next((role for role in reversed(_LADDER) if role.value in held), None)


def has_role(person: Person, least: Role) -> bool:
    """Return whether ``person`` has the role ``least`` or a higher one."""
    role = role_of(person)
    return role is not None and _LADDER.index(role) >= _LADDER.index(least)


def clearance(person: Person) -> tuple[str, ...]:
    """Return the visibilities of evidence that ``person`` may see."""
    if has_role(person, Role.ANALYST):
        return (Visibility.PUBLIC, Visibility.INTERNAL, Visibility.CONFIDENTIAL)
    if has_role(person, Role.VIEWER):
        return (Visibility.PUBLIC, Visibility.INTERNAL)
    return (Visibility.PUBLIC,)


def may(person: Person, act: str, record: Model | type[Model] | None = None) -> Answer:
    """Return whether ``person`` may do ``act``.

    ``act`` is one of ``ACT_RIGHTS``, or ``view``, ``add``, ``change`` or ``delete`` of a
    ``record`` (a row of it, or its class when no row is meant yet). Whether the state of
    things allows the act is for the act itself to say.
    """
    if record is not None and act in ("view", "add", "change", "delete"):
        name = record._meta.model_name or ""
        least = RECORD_RIGHTS.get(name, {}).get(act)
        if least is None:
            return Answer(False, f"Nobody may {act} a record of this kind.")
    else:
        least = ACT_RIGHTS[act]
    if not has_role(person, least):
        return Answer(False, f"This takes the role {least.label} or a higher one.")
    if isinstance(record, Model):
        return _may_row(person, act, record)
    return Answer(True)


def ask(person: Person, act: str, record: Model | type[Model] | None = None) -> None:
    """Raise ``PermissionDenied`` with the reason unless ``person`` may do ``act``."""
    answer = may(person, act, record)
    if not answer:
        raise PermissionDenied(answer.reason)


def _may_row(person: Person, act: str, record: Model) -> Answer:
    """Answer what hangs on the row itself, for somebody whose role is high enough."""
    if isinstance(record, AssessmentEvidence):
        return _may_assessment(act, record.assessment, person)
    if isinstance(record, Assessment):
        return _may_assessment(act, record, person)
    if isinstance(record, Comment) and act in ("change", "delete") and record.author != person:
        return Answer(False, "Only its author may change a comment.")
    if isinstance(record, Notice) and record.recipient != person:
        return Answer(False, "Only the person whom it tells may see a notice.")
    if (
        isinstance(record, ApiToken)
        and record.user != person
        and not has_role(person, Role.ADMINISTRATOR)
    ):
        return Answer(False, "Only its owner or an Administrator may see or revoke a token.")
    if getattr(record, "visibility", Visibility.PUBLIC) not in clearance(person):
        return Answer(False, "This evidence is confidential.")
    return Answer(True)


# Acts for those who wrote in an assessment, and acts for everybody but them.
OWN_WORK = ("submit", "withdraw", "abandon")
# What an Editor may take off an author who is not there.
PUT_ASIDE = ("withdraw", "abandon")
OTHERS_WORK = ("approve", "request_changes", "send_back")


def _may_assessment(act: str, assessment: Assessment, person: Person) -> Answer:
    if act in ("change", "delete") and assessment.status != AssessmentStatus.DRAFT:
        return Answer(False, "Only a draft may be changed; this assessment is frozen.")
    if act not in OWN_WORK + OTHERS_WORK:
        return Answer(True)
    wrote_in_it = person is not None and person.pk in writers_of(assessment)
    if act in OTHERS_WORK and wrote_in_it:
        return Answer(
            False, "Nobody reviews an assessment that they wrote in: another Reviewer can."
        )
    if act in OWN_WORK and not wrote_in_it and not _may_put_aside(act, person):
        return Answer(
            False, f"Those who wrote in this assessment may {act} it: {assessment.author}."
        )
    return Answer(True)


def _may_put_aside(act: str, person: Person) -> bool:
    return act in PUT_ASIDE and has_role(person, Role.EDITOR)


def writers_of(assessment: Assessment) -> frozenset[int]:
    """Return the ids of everybody who wrote in ``assessment``: its author and all co-authors.

    The audit remembers them, in the SQL function that the database's own law against
    reviewing one's own work asks too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_writers_of(%s)", [assessment.pk])
        return frozenset({row[0] for row in cursor.fetchall()} | {assessment.author_id})

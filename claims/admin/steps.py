"""The steps of a claim as its page in the admin offers them: taken at the desk, told here."""

from typing import NamedTuple

from django.urls import reverse

from claims.models import Claim, User
from claims.review.acts import ACTS
from claims.review.workflow import steps_for


class Offered(NamedTuple):
    """An act that the person may do now: its name, label and meaning, and where it is done."""

    act: str
    label: str
    says: str
    url: str


class Steps(NamedTuple):
    """What somebody may do with a claim now, and for the rest the sentence that says why not."""

    offered: list[Offered]
    refused: list[tuple[str, str, str]]


def claim_steps(claim_id: str, person: User) -> Steps | None:
    """Return the steps of the claim for ``person``, or None when there is no such claim."""
    if not claim_id.isdecimal() or len(claim_id) > 18:
        return None
    claims = Claim.objects.select_related("assignee", "merged_into")
    claim = claims.filter(pk=claim_id).first()
    if claim is None:
        return None
    answers = steps_for(claim, person)
    return Steps(
        [_offered(act, claim) for act, answer in answers.items() if answer],
        [(act, _label(act), answer.reason) for act, answer in answers.items() if not answer],
    )


def _label(act: str) -> str:
    return ACTS[act].label if act in ACTS else "Draft an assessment"


def _offered(act: str, claim: Claim) -> Offered:
    if act not in ACTS:
        url = f"{reverse('admin:claims_assessment_add')}?claim={claim.pk}"
        return Offered(act, _label(act), "Write down what is concluded, and on which basis.", url)
    url = reverse("desk:act", kwargs={"ref": claim.ref, "act": act})
    return Offered(act, ACTS[act].label, ACTS[act].says, url)

"""What is sent along with an act: one shape for each, made of the fields that the act asks for."""

from collections.abc import Callable

from rest_framework import serializers

from claims.api.serializers.base import PublicIdField, StrictSerializer, TextField
from claims.choices import DeclineReason, Judgement, Reliability
from claims.models import Actor, Claim, User
from claims.review.acts import ACTS


def _text(longest: int, help_text: str, *, required: bool = False) -> TextField:
    return TextField(
        max_length=longest, required=required, allow_blank=not required, help_text=help_text
    )


def _reason(*, required: bool = False) -> TextField:
    return _text(2000, "Why, for the record inside the house.", required=required)


_FIELDS: dict[str, Callable[[], serializers.Field]] = {
    "reason": _reason,
    "to": lambda: PublicIdField(
        slug_field="username",
        queryset=User.objects.filter(is_active=True),
        help_text="The user name of who is to work on the claim.",
    ),
    "why": lambda: serializers.ChoiceField(DeclineReason.choices),
    "comment": lambda: _text(10_000, "What the reviewer says; needed to request changes."),
    "public_note": lambda: _text(5000, "What readers are told."),
    "next_due_on": lambda: serializers.DateField(
        required=False, allow_null=True, help_text="When it is to be checked again."
    ),
}


def body_of(act: str) -> type[StrictSerializer]:
    """Return the shape of what ``act`` of ``ACTS`` is given; a reason may always come along."""
    names = dict.fromkeys((*ACTS[act].asks, "reason"))
    name = "".join(word.title() for word in act.split("_"))
    members = {"__doc__": ACTS[act].says} | {name: _FIELDS[name]() for name in names}
    return type(f"{name}Act", (StrictSerializer,), members)


class WithdrawEvidenceAct(StrictSerializer):
    """The evidence stays on record and counts no more."""

    reason = _reason(required=True)


class ResolveCommentAct(StrictSerializer):
    """What the comment asked is settled; 409 when it is already."""

    reason = _reason()


class ReopenCommentAct(StrictSerializer):
    """The comment is taken up again; 409 when it is open."""

    reason = _reason()


class RetractDocumentAct(StrictSerializer):
    """Those who published the document took it back."""

    reason = _reason(required=True)
    retracted_on = serializers.DateField(
        required=False, allow_null=True, help_text="Today unless told."
    )


class RateSourceAct(StrictSerializer):
    """The source is graded from now on."""

    grade = serializers.ChoiceField(Reliability.choices)
    rationale = _text(5000, "Why it gets this grade.", required=True)


class JudgeLinkAct(StrictSerializer):
    """A person answers whether the two claims hang together like this."""

    judgement = serializers.ChoiceField(
        [choice for choice in Judgement.choices if choice[0] != Judgement.SUGGESTED]
    )
    reason = _reason()


class MergeClaimAct(StrictSerializer):
    """The claim of the address goes into another one."""

    into = PublicIdField(slug_field="ref", queryset=Claim.objects.all())
    reason = _reason()


class MergeActorAct(StrictSerializer):
    """The actor of the address goes into another one."""

    into = PublicIdField(queryset=Actor.objects.all())
    reason = _reason()


class UndoMergeAct(StrictSerializer):
    """What the merge moved goes back."""

    reason = _reason()

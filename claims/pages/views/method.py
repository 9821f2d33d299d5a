"""How we work, told from the very tables that the program obeys."""

from typing import NamedTuple

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from claims.choices import (
    Confidence,
    Credibility,
    DeclineReason,
    Priority,
    Reliability,
    Stance,
)
from claims.models import Rating
from claims.pages.answers import page, public
from claims.pages.reading import STRANGER
from claims.review.audience import visible
from claims.review.readiness import FEWEST_ORIGINS_FOR_HIGH_CONFIDENCE, approvals_for
from claims.review.rights import ACT_RIGHTS


class Step(NamedTuple):
    """One thing that is done before readers see a verdict, and who may do it."""

    act: str
    words: str

    @property
    def role(self) -> str:
        """The lowest role that may do it."""
        return ACT_RIGHTS[self.act].label


# In the order of a claim's life. Who may do each is asked of the rights.
STEPS = (
    Step("take", "takes up a claim and looks for what speaks for and against it."),
    Step("decline", "puts a claim aside, with one of the reasons named below."),
    Step("submit", "writes the assessment and submits it, with the evidence that it rests on."),
    Step("approve", "approves it, or asks for changes and says which."),
    Step("publish", "publishes it. From then on it is frozen."),
    Step("reopen", "begins to check it again when what it rests on gives way."),
    Step("correct", "puts a new assessment in its place, with a note on what changed and why."),
    Step("retract", "takes it back when it does not hold, with a note on why."),
)
CONFIDENCE = {
    Confidence.LOW: "The basis is thin, indirect, or contested; another finding may turn it.",
    Confidence.MODERATE: "The basis is sound, but not wide or independent enough for more.",
    Confidence.HIGH: (
        "The basis is good and goes back to independent origins: at least "
        f"{FEWEST_ORIGINS_FOR_HIGH_CONFIDENCE}, or the assessment says why fewer are enough."
    ),
}
STANCES = {
    Stance.SUPPORTS: "speaks for the claim.",
    Stance.REFUTES: "speaks against it.",
    Stance.MIXED: "speaks for a part of it and against another.",
    Stance.CONTEXT: "helps to understand it, and decides nothing.",
}


@public
def method(request: HttpRequest) -> HttpResponseBase:
    """Show the steps, the ratings and the grades, as they are in force here."""
    context = {
        "steps": STEPS,
        "approvals": approvals_for(Priority.NORMAL),
        "urgent_approvals": approvals_for(Priority.URGENT),
        "ratings": visible(Rating.objects.order_by("position", "pk"), STRANGER),
        "confidence": [(word.label, meaning) for word, meaning in CONFIDENCE.items()],
        "stances": [(word.label, meaning) for word, meaning in STANCES.items()],
        "reliability": [label.partition(": ")[::2] for label in Reliability.labels],
        "credibility": [label.partition(": ")[::2] for label in Credibility.labels],
        "declined": DeclineReason.labels,
    }
    return page(request, "pages/method.html", context)

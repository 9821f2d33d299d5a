"""What the tests of the desk share: the cast, signed in, and a claim on its way."""

from django.test import TestCase
from django.urls import reverse

from claims.models import Assessment, Claim, Rating
from claims.review import assessments, workflow
from tests.factories import (
    NOW,
    make_appearance,
    make_cast,
    make_claim,
    make_document,
    make_evidence,
)


class DeskTestCase(TestCase):
    """A test with the cast; somebody signs in with ``as_``."""

    def setUp(self):
        self.cast = make_cast()

    def as_(self, name: str):
        self.client.force_login(self.cast[name])
        return self.client

    def url(self, name: str, /, **kwargs) -> str:
        return reverse(f"desk:{name}", kwargs=kwargs)

    def taken(self, **fields) -> Claim:
        """Return a claim that Ana holds, with an appearance and a piece of evidence."""
        claim = make_claim(**fields)
        make_appearance(claim)
        document = make_document(body="The ministry said that it rained all day in the city.")
        make_evidence(claim, document=document, quote="it rained all day")
        return workflow.take(claim, by=self.cast["ana"], at=NOW)

    def drafted(self, **fields) -> Assessment:
        """Return a whole draft by Ana."""
        claim = self.taken(**fields)
        draft = assessments.draft_assessment(
            claim,
            by=self.cast["ana"],
            at=NOW,
            rating=Rating.objects.get(code="true"),
            confidence="moderate",
            explanation="The record says so.",
        )
        assessments.cite(draft, claim.evidence.get(), by=self.cast["ana"])
        return draft

    def submitted(self, **fields) -> Assessment:
        return assessments.submit(self.drafted(**fields), by=self.cast["ana"], at=NOW)

    def published(self, **fields) -> Assessment:
        submitted = self.submitted(**fields)
        assessments.approve(submitted, by=self.cast["rui"], at=NOW)
        return assessments.publish(submitted, by=self.cast["eda"], at=NOW)

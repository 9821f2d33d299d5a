"""What the tests of the public pages share: the cast, and claims that went all the way."""

from django.core.cache import cache
from django.test import TestCase

from claims.models import Assessment, Claim, Rating
from claims.review import assessments, workflow
from tests.factories import NOW, make_appearance, make_cast, make_claim, make_evidence


def publish(cast, claim, rating="true", note="", at=NOW, appearance=None, **fields) -> Assessment:
    """Publish a conclusion about ``claim``, which needs nothing but its words for that.

    ``note`` makes it a correction's; ``appearance`` tells how somebody said it.
    """
    claim.refresh_from_db()
    if not claim.appearances.exists():
        make_appearance(claim, **appearance or {})
    if not claim.evidence.exists():
        make_evidence(claim)
    if claim.status == "new":
        workflow.take(claim, by=cast["ana"], at=at)
    draft = assessments.draft_assessment(
        claim,
        by=cast["ana"],
        at=at,
        rating=Rating.objects.get(code=rating),
        **{"confidence": "moderate", "explanation": "The record says so."} | fields,
    )
    for evidence in claim.evidence.standing().exclude(visibility="confidential"):
        assessments.cite(draft, evidence, by=cast["ana"])
    submitted = assessments.submit(draft, by=cast["ana"], at=at)
    assessments.approve(submitted, by=cast["rui"], at=at)
    return assessments.publish(submitted, by=cast["eda"], at=at, public_note=note)


class PagesTestCase(TestCase):
    """A test with the cast at work and a stranger who reads."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()

    def setUp(self):
        cache.clear()

    def ready(self, **fields) -> Claim:
        """Return a claim with an appearance and a piece of evidence, in Ana's hands."""
        claim = make_claim(**fields)
        make_appearance(claim)
        make_evidence(claim)
        return workflow.take(claim, by=self.cast["ana"], at=NOW)

    def publish(self, claim: Claim, *arguments, **fields) -> Assessment:
        return publish(self.cast, claim, *arguments, **fields)

    def published(self, **fields) -> Claim:
        claim = make_claim(**fields)
        self.publish(claim)
        claim.refresh_from_db()
        return claim

    def corrected(self, **fields) -> Claim:
        claim = self.published(**fields)
        claim = workflow.reopen(claim, by=self.cast["ana"], at=NOW)
        self.publish(claim, rating="false", note="We misread the record.")
        claim.refresh_from_db()
        return claim

    def retracted(self, **fields) -> Claim:
        claim = self.published(**fields)
        return workflow.retract(
            claim, by=self.cast["eda"], at=NOW, public_note="It was another river."
        )

    def page(self, claim: Claim, status=200):
        answer = self.client.get(f"/claims/{claim.ref}/")
        self.assertEqual(answer.status_code, status)
        return answer

"""What the tests of the public pages share: the cast, and claims that went all the way."""

from django.test import TestCase

from claims.models import Assessment, Claim, Rating
from claims.review import assessments, workflow
from tests.factories import NOW, make_appearance, make_cast, make_claim, make_evidence


class PagesTestCase(TestCase):
    """A test with the cast at work and a stranger who reads."""

    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()

    def ready(self, **fields) -> Claim:
        """Return a claim with an appearance and a piece of evidence, in Ana's hands."""
        claim = make_claim(**fields)
        make_appearance(claim)
        make_evidence(claim)
        return workflow.take(claim, by=self.cast["ana"], at=NOW)

    def publish(self, claim: Claim, rating="true", note="", at=NOW, **fields) -> Assessment:
        """Publish a conclusion about ``claim``; ``note`` makes it a correction's."""
        draft = assessments.draft_assessment(
            claim,
            by=self.cast["ana"],
            at=at,
            rating=Rating.objects.get(code=rating),
            **{"confidence": "moderate", "explanation": "The record says so."} | fields,
        )
        for evidence in claim.evidence.standing().exclude(visibility="confidential"):
            assessments.cite(draft, evidence, by=self.cast["ana"])
        submitted = assessments.submit(draft, by=self.cast["ana"], at=at)
        assessments.approve(submitted, by=self.cast["rui"], at=at)
        return assessments.publish(submitted, by=self.cast["eda"], at=at, public_note=note)

    def published(self, **fields) -> Claim:
        claim = self.ready(**fields)
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

"""A claim that Ana holds, with all that an assessment of it needs."""

from claims.choices import Confidence
from claims.models import Assessment, Claim, Rating
from claims.review import assessments, workflow
from tests.factories import NOW, make_appearance, make_cast, make_claim, make_evidence


class Story:
    """What tests of the review begin with, whether they commit or not."""

    def setUp(self):
        cast = make_cast()
        self.ana, self.rui, self.eda = cast["ana"], cast["rui"], cast["eda"]
        self.zoe, self.admin = cast["zoe"], cast["admin"]
        self.claim = workflow.take(make_claim(), by=self.ana, at=NOW)
        make_appearance(self.claim)
        self.evidence = make_evidence(self.claim)

    def draft(self, claim=None, evidence=None, **content) -> Assessment:
        given = {
            "rating": Rating.objects.get(code="true"),
            "confidence": Confidence.MODERATE,
            "explanation": "The record says so.",
        } | content
        draft = assessments.draft_assessment(claim or self.claim, by=self.ana, at=NOW, **given)
        assessments.cite(draft, evidence or self.evidence, by=self.ana)
        return draft

    def submitted(self, **content) -> Assessment:
        return assessments.submit(self.draft(**content), by=self.ana, at=NOW)

    def published(self) -> Assessment:
        submitted = self.submitted()
        assessments.approve(submitted, by=self.rui, at=NOW)
        return assessments.publish(submitted, by=self.eda, at=NOW)

    def status(self) -> str:
        return Claim.objects.get(pk=self.claim.pk).status

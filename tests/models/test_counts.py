"""How much stands behind a claim: documents, and the independent origins that they go back to."""

from django.test import TestCase

from claims.choices import Stance, Visibility
from claims.models import Claim, Evidence
from tests.api.base import API, client_of
from tests.factories import NOW, make_cast, make_claim, make_document, make_evidence, make_origin


class EvidenceCountTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.claim = make_claim()
        wire, office = make_origin(), make_origin()
        for _ in range(5):
            make_evidence(cls.claim, origin=wire)
        make_evidence(cls.claim, origin=office, stance=Stance.REFUTES)
        make_evidence(cls.claim, origin=None)

    def counts(self, *visibilities):
        rows = Claim.objects.with_evidence_counts(visibilities or Visibility.values)
        claim = rows.get(pk=self.claim.pk)
        return claim.documents, claim.independent_origins

    def test_tell_reprints_from_independent_origins(self):
        self.assertEqual(self.counts(), (7, 2))

    def test_take_a_document_that_is_quoted_twice_once(self):
        make_evidence(self.claim, document=Evidence.objects.first().document)
        self.assertEqual(self.counts(), (7, 2))

    def test_take_context_as_a_document_but_as_no_origin(self):
        make_evidence(self.claim, origin=make_origin(), stance=Stance.CONTEXT)
        self.assertEqual(self.counts(), (8, 2))

    def test_leave_out_what_was_withdrawn(self):
        Evidence.objects.filter(stance=Stance.REFUTES).update(
            withdrawn_at=NOW, withdrawn_reason="A forgery."
        )
        self.assertEqual(self.counts(), (6, 1))

    def test_leave_out_what_somebody_may_not_see(self):
        make_evidence(self.claim, origin=make_origin(), visibility=Visibility.CONFIDENTIAL)
        self.assertEqual(self.counts(Visibility.PUBLIC), (7, 2))
        self.assertEqual(self.counts(), (8, 3))

    def test_are_none_without_evidence(self):
        other = Claim.objects.with_evidence_counts(Visibility.values).get(pk=make_claim().pk)
        self.assertEqual((other.documents, other.independent_origins), (0, 0))

    def test_stand_in_the_answers_of_the_api(self):
        make_evidence(self.claim, document=make_document(), visibility=Visibility.CONFIDENTIAL)
        cast = make_cast()
        for who, documents in (("ana", 8), ("zoe", 7)):
            client = client_of(cast[who])
            listed = client.get(f"{API}/claims/?fields=ref,documents,independent_origins")
            found = {row.pop("ref"): row for row in listed.json()["results"]}[self.claim.ref]
            self.assertEqual(found, {"documents": documents, "independent_origins": 2})
            whole = client.get(f"{API}/claims/{self.claim.ref}/").json()
            self.assertEqual(whole["documents"], documents)

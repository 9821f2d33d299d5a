"""What the admin leads to: the steps of a claim, and the withdrawal of evidence, at the desk."""

from django.test import TestCase
from django.urls import reverse

from tests.factories import make_cast, make_claim, make_evidence


class StepsTests(TestCase):
    def setUp(self):
        self.cast = make_cast()
        self.claim = make_claim()
        self.evidence = make_evidence(self.claim)

    def page(self, who, record):
        self.client.force_login(self.cast[who])
        name = f"admin:claims_{record._meta.model_name}_change"
        return self.client.get(reverse(name, args=[record.pk]))

    def test_of_a_claim_lead_to_the_desk_and_say_why_not(self):
        page = self.page("ana", self.claim)
        take = reverse("desk:act", kwargs={"ref": self.claim.ref, "act": "take"})
        self.assertContains(page, f'href="{take}"')
        self.assertContains(page, "This takes the role Editor or a higher one.")
        self.assertContains(self.page("zoe", self.claim), "You can't move this claim now.")

    def test_of_evidence_lead_to_its_withdrawal(self):
        withdraw = reverse("desk:withdraw_evidence", kwargs={"evidence": self.evidence.public_id})
        self.assertContains(self.page("ana", self.evidence), f'href="{withdraw}"')
        self.assertEqual(self.client.get(withdraw).status_code, 200)

"""Every page of the desk, the admin and the sign-in can be used by everybody."""

from django.urls import reverse

from claims.models import Assessment, Claim
from tests.browser.base import BrowserTestCase


class LookTests(BrowserTestCase):
    def look_at(self, *addresses):
        for address in addresses:
            with self.subTest(address=address):
                self.complaints.clear()
                self.page.goto(address)
                self.assert_usable()

    def test_the_sign_in(self):
        self.look_at("/accounts/login/")

    def test_the_desk(self):
        self.sign_in("eda", to="/desk/")
        names = ("mine", "unassigned", "review", "due", "all")
        self.look_at(*(f"/desk/queues/{name}/" for name in names))
        claim = Claim.objects.get(text__contains="had lasted more than three years")
        waiting = Assessment.objects.filter(status="submitted").first().claim
        corrected = claim.assessments.published().get()
        self.look_at(
            reverse("desk:claim", args=[claim.ref]),
            reverse("desk:history", args=[claim.ref]),
            reverse("desk:act", args=[claim.ref, "assign"]),
            reverse("desk:rounds", args=[corrected.public_id]),
            reverse("desk:review", args=[waiting.ref]),
        )

    def test_writing_at_the_desk(self):
        self.sign_in("ana", to="/desk/")
        drafted = Assessment.objects.filter(status="draft").first().claim
        evidence, appearance = drafted.evidence.first(), drafted.appearances.first()
        self.look_at(
            reverse("desk:claim", args=[drafted.ref]),
            reverse("desk:documents", args=[drafted.ref]),
            reverse("desk:new_document", args=[drafted.ref]),
            reverse("desk:read", args=[drafted.ref, evidence.document.public_id]),
            reverse("desk:change_evidence", args=[evidence.public_id]),
            reverse("desk:remove_appearance", args=[appearance.public_id]),
        )
        self.page.goto(reverse("desk:claim", args=[drafted.ref]))
        self.page.keyboard.press("a")
        self.page.locator("#documents li a").last.click()
        self.page.locator("[data-captured]").wait_for()
        self.page.get_by_role("combobox", name="Who", exact=True).press_sequentially("gov")
        self.page.get_by_role("option", name="Government of China").wait_for()
        self.assert_usable()

    def test_the_admin(self):
        self.sign_in("eda")
        claim = Claim.objects.get(text__contains="Chinese nationals")
        self.look_at(
            "/admin/",
            "/admin/claims/claim/",
            "/admin/claims/claim/add/",
            reverse("admin:claims_claim_change", args=[claim.pk]),
            reverse("admin:claims_claim_history", args=[claim.pk]),
        )
        kinds = ("actor", "document", "evidence", "assessment", "auditentry", "user")
        self.look_at(*(f"/admin/claims/{kind}/" for kind in kinds))

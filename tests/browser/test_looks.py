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
        self.look_at(
            *(f"/desk/queues/{name}/" for name in ("mine", "unassigned", "review", "due", "all"))
        )
        self.look_at(
            "/desk/search/", "/desk/search/?q=china+OR+russia", "/desk/search/?q=natoinals"
        )
        claim = Claim.objects.get(text__contains="Chinese nationals")
        waiting = Assessment.objects.filter(status="submitted").first().claim
        self.look_at(
            reverse("desk:claim", args=[claim.ref]),
            reverse("desk:history", args=[claim.ref]),
            reverse("desk:documents", args=[claim.ref]),
            reverse("desk:act", args=[claim.ref, "assign"]),
            reverse("desk:review", args=[waiting.ref]),
        )

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

"""Ana's five minutes: she signs in, records a claim with its grounds, and a machine reads it."""

from datetime import timedelta

import pytest

from claims.audit import verify_audit
from claims.editing.tokens import create_token
from claims.models import AuditEntry, Claim, User
from tests.browser.base import BrowserTestCase

TEXT = "China and Russia protect the standing of the United Nations."


@pytest.mark.docs
class RecordClaimTests(BrowserTestCase):
    def test_a_claim_with_its_grounds_reaches_the_api(self):
        self.sign_in("ana")
        self.assertIn("Where the work stands", self.page.title())
        self.picture("start")
        self.page.get_by_role("link", name="Record a claim").click()
        self.page.fill("#id_text", TEXT)
        self.add_appearance()
        self.add_evidence()
        self.page.fill("#id__reason", "left out of the first reading")
        self.picture("record")
        self.page.get_by_role("button", name="Save", exact=True).click()
        self.page.wait_for_url("**/admin/claims/claim/")

        claim = Claim.objects.get(text=TEXT)
        entry = AuditEntry.objects.get(
            table_name="claims_claim", row_id=str(claim.pk), action="insert"
        )
        self.assertEqual((entry.actor_name, entry.reason), ("Ana", "left out of the first reading"))
        found = self.read_by_machine(claim.ref)
        self.assertEqual(found["text"], TEXT)
        self.assertEqual(
            [(one["act"], one["actor"]["name"], one["quote"]) for one in found["appearances"]],
            [("asserts", "Xi Jinping", "authority and status")],
        )
        self.assertEqual([one["stance"] for one in found["evidence"]], ["context"])
        self.assertEqual(verify_audit().findings, [])

    def add_appearance(self):
        self.page.get_by_text("Add appearance", exact=True).click()
        row = self.page.locator("#appearances-0")
        self.choose(row, "appearances-0-document", "Moscow", "Report on Xi Jinping")
        self.choose(row, "appearances-0-actor", "习近平", "Xi Jinping")
        row.locator("[name=appearances-0-quote]").fill("authority and status")
        row.locator("[name=appearances-0-locator]").fill("para. 9")

    def add_evidence(self):
        self.page.get_by_text("Add evidence", exact=True).click()
        row = self.page.locator("#evidence-0")
        row.locator("[name=evidence-0-stance]").select_option("context")
        self.choose(row, "evidence-0-document", "Moscow", "Report on Xi Jinping")
        row.locator("[name=evidence-0-rationale]").fill("A pledge, not yet a deed.")

    def choose(self, row, field, typed, wanted):
        """Look something up by typing, as a person does."""
        row.locator(f"select[name={field}] + .select2 .select2-selection").click()
        self.page.locator(".select2-search__field").last.fill(typed)
        self.page.locator(".select2-results__option", has_text=wanted).first.click()

    def read_by_machine(self, ref):
        ana = User.objects.get(username="ana")
        _, key = create_token(
            ana, name="reader", scopes=["read"], lifetime=timedelta(days=1), by=ana
        )
        stranger = self.open_page()
        answer = stranger.request.get(
            f"/api/v1/claims/{ref}/", headers={"Authorization": f"Token {key}"}
        )
        self.assertEqual(answer.status, 200, answer.text())
        self.assertEqual(stranger.request.get(f"/api/v1/claims/{ref}/").status, 404)
        return answer.json()


@pytest.mark.docs
class LookAroundTests(BrowserTestCase):
    def test_finds_a_claim_and_its_history(self):
        self.sign_in("ana")
        self.page.goto("/admin/claims/claim/")
        self.page.fill("#searchbar", "nationals")
        self.page.click("#changelist-search [type=submit]")
        self.page.locator("#result_list .field-ref a").first.click()
        self.page.wait_for_load_state()
        self.assertIn("Chinese nationals", self.page.input_value("#id_text"))
        self.picture("claim")
        self.page.get_by_role("link", name="History").first.click()
        self.page.wait_for_load_state()
        self.assertIn("Ana", self.page.inner_text("#content"))
        self.picture("history")

    def test_fits_a_narrow_dark_screen(self):
        page = self.open_page(width=400, height=800, scheme="dark")
        self.sign_in("rui", page)
        for address in ("/admin/", "/admin/claims/claim/", "/admin/claims/claim/add/"):
            page.goto(address)
            with self.subTest(address=address):
                self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 400)
        page.goto("/admin/claims/claim/")
        self.picture("narrow", page)

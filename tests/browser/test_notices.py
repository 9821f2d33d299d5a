"""Notices, preferences and figures can be used by everybody, with a keyboard alone too."""

from django.utils import timezone

from claims.models import Claim, Notice, User
from claims.review import notices, workflow
from tests.browser.base import BrowserTestCase


class NoticesTests(BrowserTestCase):
    def test_are_read_with_the_keyboard(self):
        eda, ana = (User.objects.get(username=name) for name in ("eda", "ana"))
        Notice.objects.all().delete()
        claim = Claim.objects.filter(status="new").first()
        workflow.assign(claim, to=ana, by=eda, at=timezone.now(), reason="You know the region.")
        notices.tell([ana.pk], "comment", claim, by=eda, text="Have you seen the treaty?")
        self.sign_in("ana", to="/desk/notices/")
        self.assert_usable()
        self.assertEqual(self.page.locator(".bar .count.unread").inner_text().split()[0], "2")
        self.page.keyboard.press("j")
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"**/claims/{claim.ref}/")
        self.page.goto("/desk/notices/")
        self.page.get_by_role("button", name="Mark as read: Assigned to you").click()
        self.page.get_by_text("You have read everything.").wait_for()
        self.assertEqual(self.page.locator(".bar .count.unread").count(), 0)
        self.assertEqual(Notice.objects.unread().count(), 0)

    def test_preferences_say_what_is_missing(self):
        self.sign_in("ana", to="/desk/preferences/")
        self.assert_usable()
        self.page.get_by_role("checkbox").check()
        self.page.get_by_role("button", name="Keep preferences").click()
        self.page.get_by_role("alert").wait_for()
        # The browser tells on its console that the answer was a refusal (400).
        self.complaints.clear()
        self.assert_usable()


class FiguresTests(BrowserTestCase):
    def test_show_charts_with_their_numbers(self):
        self.sign_in("zoe", to="/desk/figures/")
        self.assert_usable()
        chart = self.page.get_by_role("img", name="Claims by status")
        self.assertTrue(chart.is_visible())
        fills = chart.locator("rect").evaluate_all("all => all.map(e => getComputedStyle(e).fill)")
        self.assertGreater(len(set(fills)), 2)
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name="CSV of Claims by status").click()
        self.assertIn("status-", waiting.value.suggested_filename)

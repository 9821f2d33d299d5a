"""A test case with a browser, the demo and somebody who signs in."""

import os
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.test import LiveServerTestCase
from playwright.sync_api import sync_playwright

from claims.management.demo.cast import PASSWORD
from tests.base import AuditedTransactionTestCase
from tests.browser.conftest import CHROMIUM
from tests.browser.looks import LOOKS, barriers, overflow, watch

# Set by `make docs`: the folder that the pictures of the documentation go to.
PICTURES = os.environ.get("PICTURES", "")


class BrowserTestCase(AuditedTransactionTestCase, LiveServerTestCase):
    """The demo is loaded; ``self.page`` is a page of a browser that nobody signed in to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        playwright = sync_playwright().start()
        cls.addClassCleanup(playwright.stop)
        cls.browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox"]
        )
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.fill()
        self.page = self.open_page()

    def fill(self):
        """Make what there is to see: the demo."""
        call_command("seed_demo", verbosity=0, stdout=StringIO())

    def open_page(self, *, width=1280, height=860, scheme="light"):
        """Return a page of a browser of its own; what it complains of gathers in ``complaints``."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            base_url=self.live_server_url,
        )
        self.addCleanup(context.close)
        page = context.new_page()
        page.set_default_timeout(15_000)
        self.complaints = watch(page, self.live_server_url)
        return page

    def sign_in(self, username, page=None, *, to="/admin/"):
        page = page or self.page
        page.goto(f"/accounts/login/?next={to}")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url(f"**{to}")

    def assert_usable(self, page=None):
        """Assert that everybody can use the page as it stands, wide and narrow, light and dark."""
        page = page or self.page
        for look in LOOKS:
            page.emulate_media(color_scheme=look.scheme)
            page.set_viewport_size({"width": look.width, "height": 860})
            told = (page.url.removeprefix(self.live_server_url), look)
            self.assertEqual(overflow(page), 0, told)
            self.assertEqual(barriers(page, rules=look.rules), [], told)
        self.assertEqual(self.complaints, [], page.url)

    def picture(self, name, page=None):
        """Keep the page as a picture for the documentation, when it is being made."""
        if PICTURES:
            page = page or self.page
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), animations="disabled")

"""The public pages as readers meet them: light, quiet, usable by everybody, without scripts."""

import pytest

from claims.models import Claim
from claims.review import workflow
from tests.browser.base import BrowserTestCase
from tests.factories import (
    NOW,
    make_actor,
    make_appearance,
    make_cast,
    make_claim,
    make_document,
    make_evidence,
    make_snapshot,
    make_topic,
)
from tests.pages.base import publish

HEAVIEST = 100_000


class PublicPagesTests(BrowserTestCase):
    def fill(self):
        """Make one claim with all that its page can show, and one that was taken back."""
        self.cast = make_cast()
        self.claim = self.corrected()
        self.gone = make_claim(text="The invented river Lethe is closed to ships.")
        publish(self.cast, self.gone)
        workflow.retract(
            self.gone, by=self.cast["eda"], at=NOW, public_note="It was another river."
        )

    def corrected(self) -> Claim:
        claim = make_claim(text="The invented river Lethe fell by a third.", place="Lethe")
        paper = make_document(language="ar")
        claim.topics.add(make_topic())
        claim.subjects.add(make_actor(name="Ministry of Rivers"))
        make_appearance(claim, document=paper, quote="انخفض النهر بمقدار الثلث", act="denies")
        make_evidence(claim, document=paper, stance="refutes", quote="لم ينخفض النهر")
        make_snapshot(make_evidence(claim, stance="context").document)
        text = "## Readings\n\n| Year | Level |\n|---|---|\n| 2025 | 2 m |\n\nSee [it](https://e.example/)."
        publish(self.cast, claim, explanation=text, gaps="A second gauge.")
        workflow.reopen(claim, by=self.cast["ana"], at=NOW)
        publish(self.cast, claim, "false", "We misread the gauge.", explanation=text)
        return claim

    def test_can_be_used_by_everybody(self):
        page = f"/claims/{self.claim.ref}/"
        actor = self.claim.appearances.first().actor
        source = self.claim.evidence.first().document.source
        for address in (
            "/",
            page,
            f"{page}versions/1/",
            f"{page}card/",
            f"/actors/{actor.public_id}/",
            f"/sources/{source.public_id}/",
            "/actors/",
            "/topics/",
            "/search/?q=river",
            "/corrections/",
            "/method/",
            "/feeds/",
        ):
            with self.subTest(address=address):
                self.complaints.clear()
                self.page.goto(address)
                self.assert_usable()
        for address, status in ((f"/claims/{self.gone.ref}/", 410), ("/nothing/", 404)):
            with self.subTest(address=address):
                self.assertEqual(self.page.goto(address).status, status)
                # The browser itself complains of the status, and nothing else may.
                self.assertEqual(len(self.complaints), 1)
                self.complaints.clear()
                self.assert_usable()

    def test_is_light(self):
        for address in ("/", f"/claims/{self.claim.ref}/", "/method/"):
            with self.subTest(address=address):
                sizes = self.sizes_of(address)
                self.assertGreaterEqual(len(sizes), 4)
                self.assertLess(sum(sizes), HEAVIEST)

    def sizes_of(self, address: str) -> list[int]:
        """Return how many bytes each answer has that a browser fetches for a page."""
        sizes: list[int] = []
        page = self.open_page()
        page.on("response", lambda answer: sizes.append(len(answer.body())))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        return sizes

    def test_a_reader_without_scripts_finds_a_claim_and_its_verdict(self):
        context = self.browser.new_context(base_url=self.live_server_url, java_script_enabled=False)
        self.addCleanup(context.close)
        page = context.new_page()
        page.goto("/")
        page.get_by_role("searchbox").fill("lethe third")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="The invented river Lethe fell by a third.").click()
        self.assertEqual(page.get_by_role("heading", level=1).inner_text(), self.claim.text)
        self.assertIn("False", page.get_by_role("region", name="Verdict").inner_text())
        self.assertIn("We misread the gauge.", page.get_by_role("main").inner_text())
        page.get_by_role("link", name="Number 1").click()
        self.assertIn("This is an earlier version.", page.get_by_role("main").inner_text())

    def test_another_site_can_frame_the_card_alone(self):
        card = f"{self.live_server_url}/claims/{self.claim.ref}/card/"
        whole = f"{self.live_server_url}/claims/{self.claim.ref}/"
        body = f'<iframe src="{card}"></iframe><iframe src="{whole}"></iframe>'
        page = self.open_page()
        page.route(
            "http://elsewhere.example/",
            lambda route: route.fulfill(body=body, content_type="text/html"),
        )
        # Fetched for the browser, which lets no page of another site ask this very machine.
        page.route("**/claims/**", lambda route: route.fulfill(response=route.fetch()))
        page.goto("http://elsewhere.example/")
        page.wait_for_load_state("networkidle")
        self.assertIn(self.claim.text, page.frame(url=card).inner_text("body"))
        self.assertNotIn(self.claim.text, page.frames[-1].content())


@pytest.mark.docs
class ReaderTests(BrowserTestCase):
    def test_finds_what_the_desk_published(self):
        self.page.goto("/")
        self.page.get_by_role("link", name="8 May 2025 was a Thursday.").click()
        self.page.wait_for_url("**/claims/**")
        self.assertIn("True", self.page.get_by_role("region", name="Verdict").inner_text())
        self.picture("reader")

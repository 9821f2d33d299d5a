"""Feeds, cards and what search engines are told."""

from datetime import UTC, datetime
from unittest.mock import patch
from xml.etree import ElementTree

from django.test import override_settings

from claims.pages.views import robots
from claims.review import workflow
from tests.factories import NOW, make_claim, make_topic
from tests.pages.base import PagesTestCase

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"m": "http://www.sitemaps.org/schemas/sitemap/0.9"}
LATER = datetime(2025, 6, 1, tzinfo=UTC)


def read(answer):
    return ElementTree.fromstring(answer.content)  # noqa: S314  (we wrote it ourselves)


class AtomTests(PagesTestCase):
    def entries(self, path):
        answer = self.client.get(path)
        self.assertEqual(answer["Content-Type"], "application/atom+xml; charset=utf-8")
        return read(answer).findall("a:entry", ATOM)

    def told(self, entry, name):
        return entry.find(f"a:{name}", ATOM).text

    def test_tells_what_was_published_last(self):
        claim = self.published(text="It rains & pours.")
        make_claim(text="Not published.")
        (entry,) = self.entries("/feeds/latest.atom")
        self.assertEqual(self.told(entry, "title"), "True: It rains & pours.")
        self.assertEqual(self.told(entry, "id"), f"urn:uuid:{claim.public_id}")
        self.assertEqual(
            entry.find("a:link", ATOM).get("href"), f"http://testserver/claims/{claim.ref}/"
        )
        self.assertIn("<p>The record says so.</p>", self.told(entry, "summary"))

    def test_a_correction_is_the_same_entry_with_a_later_moment(self):
        claim = self.published()
        workflow.reopen(claim, by=self.cast["ana"], at=LATER)
        self.publish(claim, rating="false", note="We misread it.", at=LATER)
        (entry,) = self.entries("/feeds/latest.atom")
        self.assertEqual(self.told(entry, "published"), "2025-05-08T12:00:00+00:00")
        self.assertEqual(self.told(entry, "updated"), "2025-06-01T00:00:00+00:00")
        (entry,) = self.entries("/feeds/corrections.atom")
        self.assertEqual(self.told(entry, "title"), f"Corrected from True to False: {claim.text}")

    def test_a_retraction_leaves_the_one_and_enters_the_other(self):
        self.retracted()
        self.assertEqual(self.entries("/feeds/latest.atom"), [])
        (entry,) = self.entries("/feeds/corrections.atom")
        self.assertIn("Retracted: ", self.told(entry, "title"))
        self.assertIn("It was another river.", self.told(entry, "summary"))

    def test_a_topic_has_a_feed_of_its_own(self):
        topic = make_topic(slug="rivers")
        self.assertEqual(self.client.get("/feeds/topics/rivers.atom").status_code, 404)
        self.published().topics.add(topic)
        self.published()
        self.assertEqual(len(self.entries("/feeds/topics/rivers.atom")), 1)

    def test_is_not_sent_twice_even_when_empty(self):
        tag = self.client.get("/feeds/latest.atom")["ETag"]
        again = self.client.get("/feeds/latest.atom", headers={"If-None-Match": tag})
        self.assertEqual(again.status_code, 304)


class SitemapTests(PagesTestCase):
    def addresses(self, path):
        found = read(self.client.get(path))
        return [one.text for one in found.findall(".//m:loc", MAP)]

    def test_lists_every_published_claim_by_month(self):
        claims = [self.published() for _ in range(3)]
        self.retracted()
        with patch.object(robots, "IN_A_MAP", 2):
            maps = self.addresses("/sitemap.xml")
            self.assertEqual(len(maps), 3)
            listed = [found for one in maps[1:] for found in self.addresses(one)]
        self.assertEqual(listed, [f"http://testserver/claims/{claim.ref}/" for claim in claims])

    def test_lists_the_fixed_pages_and_topics(self):
        self.published().topics.add(make_topic(slug="rivers"))
        listed = self.addresses("/sitemaps/pages.xml")
        self.assertIn("http://testserver/method/", listed)
        self.assertIn("http://testserver/topics/rivers/", listed)

    def test_knows_months_in_which_nothing_was(self):
        for name in ("2025-13-1", "2025-5-2", "0-1-1", "2025-5-0", "9999-12-1", "9999999999-1-1"):
            with self.subTest(name=name):
                self.assertEqual(self.client.get(f"/sitemaps/{name}.xml").status_code, 404)

    @override_settings(CLAIMS_SITE_URL="https://claims.example.org")
    def test_robots_are_told_where_it_is_and_what_is_not_theirs(self):
        answer = self.client.get("/robots.txt")
        self.assertContains(answer, "Sitemap: https://claims.example.org/sitemap.xml")
        self.assertContains(answer, "Disallow: /desk/")


class EmbedTests(PagesTestCase):
    def ask(self, **query):
        return self.client.get("/oembed", query)

    def test_the_page_of_a_claim_leads_to_its_card(self):
        claim = self.published(text='It "rains".')
        self.assertContains(
            self.page(claim), f"/oembed?url=http%3A%2F%2Ftestserver%2Fclaims%2F{claim.ref}%2F"
        )
        answer = self.ask(url=f"http://testserver/claims/{claim.ref}/", maxwidth="300")
        told = answer.json()
        self.assertEqual((told["type"], told["version"], told["width"]), ("rich", "1.0", 300))
        self.assertIn(f'src="http://testserver/claims/{claim.ref}/card/"', told["html"])
        self.assertIn('title="True: It &quot;rains&quot;."', told["html"])

    def test_others_may_frame_the_card_and_nothing_else(self):
        claim = self.published()
        card = self.client.get(f"/claims/{claim.ref}/card/")
        self.assertContains(card, claim.text)
        self.assertNotIn("X-Frame-Options", card)
        self.assertIn("frame-ancestors *", card["Content-Security-Policy"])
        self.assertIn("default-src 'self'", card["Content-Security-Policy"])
        page = self.page(claim)
        self.assertEqual(page["X-Frame-Options"], "DENY")
        self.assertIn("frame-ancestors 'none'", page["Content-Security-Policy"])

    def test_nothing_is_embedded_that_is_not_published_here(self):
        claim, hidden = self.published(), make_claim()
        for address, status in (
            ("", 400),
            (f"http://testserver/claims/{hidden.ref}/", 404),
            (f"http://elsewhere.example/claims/{claim.ref}/", 404),
            (f"ftp://testserver/claims/{claim.ref}/", 404),
            ("http://testserver/method/", 404),
            ("http://[", 404),
            ("\x00", 404),
        ):
            with self.subTest(address=address):
                self.assertEqual(self.ask(url=address).status_code, status)
        for name in ("maxwidth", "maxheight"):
            for size in ("0", "wide", "-1", "²"):
                with self.subTest(name=name, size=size):
                    answer = self.ask(url=f"http://testserver/claims/{claim.ref}/", **{name: size})
                    self.assertContains(answer, name, status_code=400)
        self.assertEqual(self.ask(url="http://testserver/", format="xml").status_code, 501)
        self.assertEqual(self.client.get(f"/claims/{hidden.ref}/card/").status_code, 404)

    def test_a_preview_names_claim_and_verdict(self):
        claim = self.published(text='Rain "falls".')
        answer = self.page(claim)
        for name, content in (
            ("og:title", "True: Rain &quot;falls&quot;."),
            ("og:url", f"http://testserver/claims/{claim.ref}/"),
            ("og:image", "http://testserver/static/claims/mark.png"),
            ("article:published_time", NOW.isoformat()),
        ):
            self.assertContains(answer, f'<meta property="{name}" content="{content}">')

"""Whatever a stranger writes into an address, the answer is no failure of ours."""

from urllib.parse import quote

from django.test import Client, TestCase, override_settings
from django.urls import reverse

from claims.models import Comment
from tests.factories import make_cast, make_claim, make_topic
from tests.pages.base import PagesTestCase

ODD = (
    "\x00",
    "%00",
    "a" * 3000,
    "🙂",
    "-1",
    "9" * 40,
    "../..",
    '"',
    "\\",
    "<b>",
    "\u202e",
    "٣",
    "\n",
)
PLACES = (
    "/claims/{}/",
    "/claims/{}/versions/1/",
    "/claims/{}/card/",
    "/topics/{}/",
    "/actors/{}/",
    "/sources/{}/",
    "/feeds/topics/{}.atom",
    "/sitemaps/{}-1-1.xml",
    "/v1alpha1/{}",
)
QUESTIONS = (
    ("/", ("after",)),
    ("/topics/", ("after",)),
    ("/topics/rivers/", ("after",)),
    ("/actors/", ("after", "show")),
    ("/corrections/", ("after",)),
    ("/search/", ("q", "after")),
    ("/oembed", ("url", "maxwidth", "maxheight", "format")),
    ("/feeds/claimreview.json", ("since",)),
    (
        "/v1alpha1/claims:search",
        ("query", "languageCode", "reviewPublisherSiteFilter", "maxAgeDays", "pageSize", "offset"),
    ),
    ("/v1alpha1/claims:search?query=x", ("languageCode", "maxAgeDays", "pageToken", "pageSize")),
)
RATES = {"anonymous": "100000/min", "read": "100000/min", "write": "100000/min"}


@override_settings(CLAIMS_API_RATES=RATES)
class OdditiesTests(PagesTestCase):
    def setUp(self):
        super().setUp()
        self.published().topics.add(make_topic(slug="rivers"))

    def assert_answered(self, address):
        with self.subTest(address=address[:80]):
            self.assertIn(self.client.get(address).status_code, (200, 301, 302, 400, 404, 501))

    def test_in_the_path(self):
        for place in PLACES:
            for odd in ODD:
                self.assert_answered(place.format(quote(odd, safe="")))

    def test_in_the_question(self):
        for place, names in QUESTIONS:
            sign = "&" if "?" in place else "?"
            for name in names:
                for odd in ODD:
                    self.assert_answered(f"{place}{sign}{name}={quote(odd, safe='')}")


class UnprovenTests(TestCase):
    """Forms that come without the proof that a page of ours sent them."""

    def setUp(self):
        self.ana = make_cast()["ana"]
        self.strict = Client(enforce_csrf_checks=True)
        self.strict.force_login(self.ana)
        self.page = reverse("desk:add_comment", kwargs={"ref": make_claim().ref})

    def test_are_refused_in_words_and_their_content_is_not_repeated(self):
        answer = self.strict.post(self.page, {"text": "<b>Secret</b>"})
        self.assertContains(answer, "Nothing was saved", status_code=403)
        self.assertContains(answer, "Load the page anew", status_code=403)
        self.assertNotContains(answer, "Secret", status_code=403)
        self.assertFalse(Comment.objects.exists())

    def test_are_told_within_the_page_that_sent_them(self):
        answer = self.strict.post(self.page, {"text": "So."}, headers={"HX-Request": "true"})
        self.assertContains(answer, "Nothing was saved", status_code=403)
        self.assertNotContains(answer, "<html", status_code=403)

    def test_from_an_unknown_address_name_the_setting(self):
        answer = self.strict.post(self.page, headers={"Origin": "https://other.example"})
        self.assertContains(answer, "CSRF_TRUSTED_ORIGINS", status_code=403)

    def test_are_a_problem_document_in_the_api(self):
        answer = self.strict.post("/api/v1/claims/", {"text": "So."}, "application/json")
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")

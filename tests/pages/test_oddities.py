"""Whatever a stranger writes into an address, the answer is no failure of ours."""

from urllib.parse import quote

from django.test import override_settings

from tests.factories import make_topic
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

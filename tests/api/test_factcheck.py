"""The read API of Google's Fact Check Tools, asked by Google's own client."""

import logging
from datetime import date, timedelta

from django.core.cache import cache
from django.db import connection
from django.test import LiveServerTestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from structlog.stdlib import ProcessorFormatter

from claims.models import Claim, ForeignVerdict
from tests.base import AuditedTransactionTestCase
from tests.factories import (
    make_actor,
    make_appearance,
    make_cast,
    make_claim,
    make_document,
    make_evidence,
)
from tests.pages.base import PagesTestCase, publish

SEARCH = "/v1alpha1/claims:search"


class ClientTests(AuditedTransactionTestCase, LiveServerTestCase):
    def setUp(self):
        cast = make_cast()
        for number in range(7):
            publish(cast, make_claim(text=f"The river rose {number} times."))
        self.claims = build(
            "factchecktools",
            "v1alpha1",
            developerKey="k-test",
            client_options={"api_endpoint": self.live_server_url},
            static_discovery=True,
        ).claims()
        self.addCleanup(self.claims.close)

    def test_pages_through_everything_and_stops(self):
        for asked in (
            {"query": "river"},
            {"reviewPublisherSiteFilter": self.live_server_url.partition("://")[2]},
        ):
            with self.subTest(asked=asked):
                seen, request = [], self.claims.search(pageSize=3, languageCode="en-US", **asked)
                while request is not None:
                    answer = request.execute()
                    seen += [claim["text"] for claim in answer["claims"]]
                    request = self.claims.search_next(request, answer)
                self.assertEqual(len(seen), 7)
                self.assertEqual(len(set(seen)), 7)

    def test_tells_errors_as_the_original_does(self):
        with self.assertRaises(HttpError) as raised:
            self.claims.search(languageCode="en").execute()
        self.assertEqual(raised.exception.status_code, 400)
        self.assertIn("Give a query", raised.exception.reason)

    def test_finds_the_claims_that_were_made_in_a_picture(self):
        address = "https://posts.example/flood.jpg"
        answer = self.claims.imageSearch(imageUri=address).execute()
        self.assertEqual(answer, {"results": []})
        picture = make_document(url=address)
        for claim in Claim.objects.filter(text__contains=" 1 "):
            make_appearance(claim, document=picture)
        make_appearance(make_claim(text="Nobody has judged this."), document=picture)
        # Another spelling of the same address.
        asked = {"imageUri": f"{address}?utm_source=x#top", "languageCode": "en"}
        ((result,),) = self.claims.imageSearch(**asked).execute().values()
        self.assertEqual(result["claim"]["text"], "The river rose 1 times.")
        self.assertEqual(len(result["claim"]["claimReview"]), 1)
        asked["languageCode"] = "de"
        self.assertEqual(self.claims.imageSearch(**asked).execute(), {"results": []})


class ShapeTests(PagesTestCase):
    def ask(self, status=200, **query):
        answer = self.client.get(SEARCH, query)
        self.assertEqual(answer.status_code, status, answer.content)
        return answer.json()

    @override_settings(CLAIMS_SITE_URL="https://www.claims.example", CLAIMS_SITE_NAME="The Desk")
    def test_says_what_the_original_says(self):
        claim = make_claim(text="The river rose.")
        speaker = make_actor(name="Ministry of Rivers")
        make_appearance(claim, act="denies", said_on=date(2025, 4, 1))
        make_appearance(claim, actor=speaker, said_on=date(2025, 5, 1))
        publish(self.cast, claim, headline="It did")
        self.assertEqual(
            self.ask(query="river"),
            {
                "claims": [
                    {
                        "text": "The river rose.",
                        "claimant": "Ministry of Rivers",
                        "claimDate": "2025-05-01T00:00:00Z",
                        "claimReview": [
                            {
                                "publisher": {"name": "The Desk", "site": "claims.example"},
                                "url": f"https://www.claims.example/claims/{claim.ref}/",
                                "title": "It did",
                                "reviewDate": "2025-05-08T12:00:00Z",
                                "textualRating": "True",
                                "languageCode": "en",
                            }
                        ],
                    }
                ]
            },
        )

    def test_makes_up_no_date_and_no_claimant(self):
        claim = make_claim(text="The river rose.")
        publish(self.cast, claim, appearance={"act": "reports"})
        (found,) = self.ask(query="river")["claims"]
        self.assertEqual(sorted(found), ["claimReview", "text"])
        make_appearance(
            claim,
            actor=None,
            attribution="A boatman",
            said_on=date(2025, 5, 1),
            said_precision="month",
        )
        (found,) = self.ask(query="river")["claims"]
        self.assertEqual(found["claimant"], "A boatman")
        self.assertNotIn("claimDate", found)

    def test_always_has_a_list_and_never_an_empty_token(self):
        make_claim(text="The river is secret.")
        self.assertEqual(self.ask(query="river"), {"claims": []})

    def test_narrows_by_language_publisher_and_age(self):
        old = make_claim(text="The river rose.")
        publish(self.cast, old)
        new = make_claim(text="The river fell.", language="en-GB")
        publish(self.cast, new, at=timezone.now() - timedelta(days=3))
        publish(self.cast, make_claim(text="Der River stieg.", language="de"))
        for query, found in (
            ({"languageCode": "en-US"}, {old.text, new.text}),
            ({"languageCode": "xx"}, set()),
            ({"maxAgeDays": "7"}, {new.text}),
            ({"maxAgeDays": "7", "languageCode": "de"}, set()),
            (
                {"reviewPublisherSiteFilter": "testserver", "languageCode": "en"},
                {old.text, new.text},
            ),
            (
                {"reviewPublisherSiteFilter": "https://www.testserver/", "maxAgeDays": "7"},
                {new.text},
            ),
            ({"reviewPublisherSiteFilter": "elsewhere.example"}, set()),
        ):
            with self.subTest(query=query):
                texts = {claim["text"] for claim in self.ask(query="river", **query)["claims"]}
                self.assertEqual(texts, found)

    def test_tells_what_others_concluded_after_our_own(self):
        claim = make_claim(text="The river rose.")
        for visibility, site in (("public", "other.example"), ("internal", "secret.example")):
            page = make_document(url=f"https://{site}/river", language="de")
            evidence = make_evidence(claim, document=page, visibility=visibility)
            ForeignVerdict.objects.create(
                evidence=evidence, publisher_name="Other", publisher_site=site, label="Stimmt"
            )
        publish(self.cast, claim)
        publish(self.cast, make_claim(text="The river fell."))
        ((ours, theirs),) = (
            found["claimReview"]
            for found in self.ask(query="river")["claims"]
            if found["text"] == claim.text
        )
        self.assertEqual(ours["textualRating"], "True")
        self.assertEqual(theirs["publisher"], {"name": "Other", "site": "other.example"})
        self.assertEqual((theirs["textualRating"], theirs["languageCode"]), ("Stimmt", "de"))
        self.assertNotIn("reviewDate", theirs)
        (found,) = self.ask(reviewPublisherSiteFilter="www.other.example")["claims"]
        self.assertEqual((found["text"], found["claimReview"]), (claim.text, [theirs]))
        for query in ({}, {"query": "river"}):
            answer = self.ask(reviewPublisherSiteFilter="secret.example", **query)
            self.assertEqual(answer, {"claims": []})
        self.assertContains(self.page(claim), "Stimmt", count=1)

    def test_takes_offsets_and_ignores_what_it_does_not_know(self):
        for number in range(4):
            publish(self.cast, make_claim(text=f"The river rose {number} times."))
        for asked in ({"query": "river"}, {"reviewPublisherSiteFilter": "testserver"}):
            with self.subTest(asked=asked):
                all_of_them = self.ask(
                    **asked, pageSize="100", key="k", prettyPrint="true", fields="x"
                )
                rest = self.ask(**asked, offset="3", pageSize="2")
                self.assertEqual(rest, {"claims": all_of_them["claims"][3:]})
                self.assertEqual(self.ask(**asked, offset="99999"), {"claims": []})
                token = self.ask(**asked, pageSize="3")["nextPageToken"]
                page = self.ask(**asked, pageToken=token, offset="2")
                self.assertEqual(page["claims"], all_of_them["claims"][3:])

    def test_names_the_parameter_that_is_wrong(self):
        for name, value, told in (
            ("pageSize", "ten", "page_size"),
            ("pageSize", "-1", "page_size"),
            ("pageSize", "²", "page_size"),
            ("offset", "9" * 30, "offset"),
            ("maxAgeDays", "1.5", "max_age_days"),
            ("languageCode", "\x00", "language_code"),
            ("languageCode", "English", "language_code"),
            ("pageToken", "nonsense", "page_token"),
            ("pageToken", "\x00", "page_token"),
        ):
            with self.subTest(name=name, value=value):
                error = self.ask(400, query="river", **{name: value})["error"]
                self.assertEqual((error["code"], error["status"]), (400, "INVALID_ARGUMENT"))
                self.assertIn(told, error["message"])
        for value in ("gs://bucket/a.png", "data:image/png;base64,AA", "x", "http://[", "\x00"):
            answer = self.client.get("/v1alpha1/claims:imageSearch", {"imageUri": value})
            self.assertEqual(answer.json()["error"]["status"], "INVALID_ARGUMENT", value)
        site = {"reviewPublisherSiteFilter": "testserver"}
        token = "WyJ2MSIsICJ4Il0"
        self.assertIn("page_token", self.ask(400, **site, pageToken=token)["error"]["message"])

    def test_any_text_is_a_query(self):
        for text in ("\x00", "'", "a" * 9000, "actor:", '"', "🙂"):
            with self.subTest(text=text[:10]):
                self.assertEqual(self.ask(query=text), {"claims": []})

    def test_asks_the_database_as_often_for_many_as_for_one(self):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                self.ask(query="river")
            return len(captured)

        publish(self.cast, make_claim(text="The river rose."))
        alone = queries()
        for number in range(4):
            publish(self.cast, make_claim(text=f"The river rose {number} times."))
        self.assertEqual(queries(), alone)

    def test_other_methods_and_too_many_questions_have_their_errors(self):
        self.assertEqual(self.client.post(SEARCH).json()["error"]["status"], "NOT_FOUND")
        self.assertEqual(self.client.get("/v1alpha1/pages").json()["error"]["code"], 404)
        answer = self.client.get("/v1alpha1/claims:imageSearch")
        self.assertEqual(answer.json()["error"]["status"], "INVALID_ARGUMENT")
        with override_settings(
            CLAIMS_API_RATES={"anonymous": "1/min", "read": "1/min", "write": "1/min"}
        ):
            cache.clear()
            self.ask(query="river")
            self.assertEqual(self.ask(429, query="river")["error"]["status"], "RESOURCE_EXHAUSTED")

    @override_settings(CLAIMS_SEARCH_SECONDS=0)
    def test_says_when_it_takes_too_long(self):
        self.assertEqual(self.ask(503, query="river")["error"]["status"], "UNAVAILABLE")

    def test_answers_in_json_whatever_a_browser_would_like(self):
        for accept in ("text/html", "image/png"):
            answer = self.client.get(SEARCH, {"query": "x"}, headers={"Accept": accept})
            self.assertEqual(answer["Content-Type"], "application/json")
        self.assertEqual(self.client.get(SEARCH, {"query": "x", "format": "xml"}).status_code, 200)

    def test_the_key_stays_out_of_the_log(self):
        formatter = next(
            handler.formatter
            for handler in logging.getLogger().handlers
            if isinstance(handler.formatter, ProcessorFormatter)
        )
        with self.assertLogs("django_structlog", "INFO") as log:
            self.ask(query="x", key="k-secret")
        lines = [formatter.format(record) for record in log.records]
        self.assertIn("key=[hidden]", lines[0])
        self.assertNotIn("k-secret", "".join(lines))

"""Our validator: a sound document passes, and each single defect is named."""

import json
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command
from django.test import SimpleTestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.exchange.check import check

from .documents import claim_review, page, rating, reviewed
from .test_parse_fuzz import FIELDS, JSON

CLAIMANT = {"@type": "Person", "name": "Ann Example"}


def faults(document):
    text = document if isinstance(document, str) else json.dumps(document, indent=1)
    return [finding for finding in check(text) if not finding.is_warning]


def warnings(document):
    return [finding for finding in check(json.dumps(document)) if finding.is_warning]


class SoundTests(SimpleTestCase):
    def test_a_sound_document_passes_without_a_word(self):
        self.assertEqual(check(json.dumps(claim_review())), [])

    def test_lines_of_json_are_checked_one_by_one(self):
        sound = json.dumps(claim_review())
        bad = json.dumps(claim_review(claimReviewed=None))
        self.assertEqual(check(f"{sound}\n\n{sound}\r\n"), [])
        found = [str(fault) for fault in faults(f"{sound}\n{bad}\n{{oops\n{sound}\n")]
        self.assertEqual(len(found), 2, found)
        self.assertIn("claimReviewed", found[0])
        self.assertIn("line 2", found[0])
        self.assertIn("line 3", found[1])

    def test_sound_variants_pass(self):
        quotation = {"@type": "Quotation", "text": "Cheese.", "creator": CLAIMANT}
        work = {
            "@type": "NewsArticle",
            "url": "https://talk.example/speech",
            "archivedAt": "https://archive.example/1",
            "hasPart": [quotation],
        }
        for name, document in {
            "old way": claim_review(
                itemReviewed=reviewed(**{"@type": "CreativeWork"}, appearance=None)
            ),
            "numbers as text": claim_review(reviewRating=rating(ratingValue="2", bestRating="5")),
            "no number": claim_review(
                reviewRating=rating(ratingValue=None, bestRating=None, worstRating=None)
            ),
            "moment": claim_review(datePublished="2024-03-05T10:00:00+02:00"),
            "month": claim_review(itemReviewed=reviewed(datePublished="2024-03")),
            "full names": claim_review(**{"@type": "https://schema.org/ClaimReview"}),
            "quotes": claim_review(itemReviewed=reviewed(appearance=[work], firstAppearance=work)),
            "correction": claim_review(
                correction=[
                    "A text.",
                    {"@type": "CorrectionComment", "text": "x", "datePublished": "2024-04-01"},
                ]
            ),
            "list": [claim_review()],
            "graph": {
                "@context": "https://schema.org",
                "@graph": [claim_review(author={"@id": "#org"}), {"@type": "Thing", "foo": 1}],
            },
            "feed": {
                "@context": "https://schema.org",
                "@type": "DataFeed",
                "dataFeedElement": [
                    {
                        "@type": "DataFeedItem",
                        "dateCreated": "2024-03-05",
                        "item": [claim_review()],
                    },
                    {
                        "@type": "DataFeedItem",
                        "dateDeleted": "2024-03-05",
                        "url": "https://checks.example/gone",
                        "item": None,
                    },
                ],
            },
        }.items():
            with self.subTest(name):
                self.assertEqual(faults(document), [])

    def test_a_page_is_checked_by_its_scripts(self):
        text = page({"@type": "WebSite", "nonsense": 1}, claim_review()).decode()
        self.assertEqual(check(text), [])
        [fault] = faults("<p>\n\n" + page(claim_review(claimReviewed=None)).decode())
        self.assertEqual((fault.property, fault.line), ("claimReviewed", 3))


class DefectTests(SimpleTestCase):
    def test_refuses_each_single_defect(self):
        for name, document, place in (
            ("no claim", claim_review(claimReviewed=None), "claimReviewed"),
            ("empty claim", claim_review(claimReviewed=" "), "claimReviewed"),
            ("no rating", claim_review(reviewRating=None), "reviewRating"),
            (
                "no label",
                claim_review(reviewRating=rating(alternateName=None)),
                "reviewRating.alternateName",
            ),
            (
                "value above",
                claim_review(reviewRating=rating(ratingValue=6)),
                "reviewRating.ratingValue",
            ),
            (
                "value below",
                claim_review(reviewRating=rating(ratingValue=1, worstRating=2)),
                "reviewRating.ratingValue",
            ),
            (
                "value above the best that is not said",
                claim_review(reviewRating=rating(ratingValue=6, bestRating=None)),
                "reviewRating.ratingValue",
            ),
            ("flat", claim_review(reviewRating=rating(bestRating=1)), "reviewRating.bestRating"),
            (
                "upside down",
                claim_review(reviewRating=rating(bestRating=1, worstRating=5)),
                "reviewRating.bestRating",
            ),
            (
                "worst below 1",
                claim_review(reviewRating=rating(worstRating=0)),
                "reviewRating.worstRating",
            ),
            (
                "text for a number",
                claim_review(reviewRating=rating(ratingValue="one")),
                "reviewRating.ratingValue",
            ),
            (
                "text for the best",
                claim_review(reviewRating=rating(bestRating="five")),
                "reviewRating.bestRating",
            ),
            ("misspelt", claim_review(datePublishd="2024-03-05"), "datePublishd"),
            (
                "misspelt inside",
                claim_review(itemReviewed=reviewed(apearance="https://a.example/")),
                "itemReviewed.apearance",
            ),
            ("wrong type", claim_review(ratingValue=1), "ratingValue"),
            (
                "of another type",
                claim_review(itemReviewed=reviewed(claimReviewed="x")),
                "itemReviewed.claimReviewed",
            ),
            ("relative", claim_review(url="/2024/moon-cheese"), "url"),
            ("no scheme", claim_review(url="checks.example/1"), "url"),
            (
                "relative inside",
                claim_review(
                    itemReviewed=reviewed(appearance={"@type": "CreativeWork", "url": "/a"})
                ),
                "itemReviewed.appearance.url",
            ),
            ("no address", claim_review(url=None), "url"),
            ("bad date", claim_review(datePublished="2024-13-05"), "datePublished"),
            ("worded date", claim_review(datePublished="5 March 2024"), "datePublished"),
            (
                "wrong thing under review",
                claim_review(itemReviewed={"@type": "Person", "name": "Ann"}),
                "itemReviewed.@type",
            ),
            (
                "review under review",
                claim_review(itemReviewed={"@type": "Review"}),
                "itemReviewed.@type",
            ),
            ("nameless author", claim_review(author={"@type": "Organization"}), "author.name"),
            (
                "nameless claimant",
                claim_review(itemReviewed=reviewed(author={"@type": "Person"})),
                "itemReviewed.author.name",
            ),
            ("text as author", claim_review(author="Example Checks"), "author"),
            (
                "rating of another type",
                claim_review(reviewRating={"@type": "Thing"}),
                "reviewRating",
            ),
            ("unknown type", claim_review(author={"@type": "Persn", "name": "x"}), "author.@type"),
            ("untyped", claim_review(author={"name": "x"}), "author"),
            ("no context", claim_review(**{"@context": None}), "@context"),
            ("other context", claim_review(**{"@context": "https://x.example"}), "@context"),
            ("empty text", claim_review(headline=""), "headline"),
            ("null", {**claim_review(), "headline": None}, "headline"),
        ):
            with self.subTest(name):
                self.assertIn(place, [fault.property for fault in faults(document)])

    def test_one_defect_gives_one_fault(self):
        for document in (
            claim_review(claimReviewed=None),
            claim_review(reviewRating=rating(ratingValue=6)),
            claim_review(url="/x", datePublished="2024-03-05")
            | {"url": "https://checks.example/", "datePublishd": "2024-03-05"},
        ):
            self.assertEqual(len(faults(document)), 1, faults(document))

    def test_says_what_is_meant_and_where(self):
        [fault] = faults(claim_review(datePublishd="2024-03-05"))
        self.assertIn("datePublished is meant?", fault.reason)
        [fault] = faults(claim_review(reviewRating=rating(ratingValue=9)))
        text = json.dumps(claim_review(reviewRating=rating(ratingValue=9)), indent=1)
        self.assertIn('"ratingValue": 9', text.splitlines()[fault.line - 1])

    def test_what_is_only_recommended_is_a_warning(self):
        bare = claim_review(
            author=None,
            datePublished=None,
            itemReviewed={"@type": "Claim"},
            reviewRating=rating(ratingValue=None, bestRating=None, worstRating=None),
        )
        self.assertEqual(faults(bare), [])
        self.assertEqual(
            {found.property for found in warnings(bare)},
            {
                "author",
                "datePublished",
                "itemReviewed.appearance",
                "itemReviewed.author",
                "itemReviewed.datePublished",
                "reviewRating.ratingValue",
            },
        )

    def test_refuses_what_is_no_json_or_no_review(self):
        for text, line in (
            ("", 1),
            ("{", 1),
            ('{"a": 1,\n}', 2),
            ('{"a": 1,\n"a": 2}', 2),
            ("[" * 1000, 1),
            ('{"a":\n01}', 2),
            ("\n\nnonsense", 3),
        ):
            with self.subTest(text=text[:20]):
                [fault] = faults(text)
                self.assertEqual((fault.property, fault.line), ("document", line))
        for text in ("[]", '{"@context": "https://schema.org", "@type": "Article"}', "<p>x</p>"):
            with self.subTest(text=text):
                [fault] = faults(text)
                self.assertEqual(fault.reason, "there is no ClaimReview in it")


class FuzzTests(SimpleTestCase):
    @given(
        text=st.one_of(
            st.text(max_size=200),
            JSON.map(json.dumps),
            st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6).map(
                lambda changes: json.dumps(claim_review() | changes)
            ),
        )
    )
    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_any_text_gets_findings_and_no_exception(self, text):
        for finding in check(text):
            self.assertTrue(finding.property and finding.reason)


class CommandTests(SimpleTestCase):
    def run_on(self, **files):
        with TemporaryDirectory() as folder:
            paths = []
            for name, content in files.items():
                path = Path(folder) / name
                path.write_bytes(
                    content if isinstance(content, bytes) else json.dumps(content).encode()
                )
                paths.append(str(path))
            out = StringIO()
            try:
                call_command("check_claimreview", *paths, "/nowhere/at/all", stdout=out)
            except CommandError as error:
                return out.getvalue().replace(folder + "/", ""), error
            return out.getvalue(), None

    def test_prints_file_property_and_reason_and_fails(self):
        out, error = self.run_on(
            good=claim_review(), bad=claim_review(claimReviewed=None), latin="é".encode("latin-1")
        )
        lines = out.splitlines()
        self.assertEqual(
            lines[0], "bad: claimReviewed: it is missing: say what is claimed (line 1)"
        )
        self.assertIn("latin: document: it is not in UTF-8", lines[1])
        self.assertIn("/nowhere/at/all: document: it can't be read", lines[2])
        self.assertEqual(str(error), "3 faults found.")

    def test_passes_a_sound_file(self):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "good.json"
            path.write_text(json.dumps(claim_review()))
            out = StringIO()
            call_command("check_claimreview", path, stdout=out)
            self.assertEqual(out.getvalue(), "")

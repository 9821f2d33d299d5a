"""Reading the documents of others: the shapes they come in."""

import codecs
import gzip
import json
from datetime import date

from django.test import SimpleTestCase

from claims.choices import Precision
from claims.exchange.parse import LARGEST_DOCUMENT, parse, parse_node
from claims.exchange.parse.pages import LARGEST_PAGE

from .documents import MICRODATA, claim_review, page, rating, reviewed, script

BASE = "https://checks.example/2024/moon-cheese"


def dump(value):
    return json.dumps(value).encode()


def codes(found):
    return {warning.code for warning in found.warnings}


class ShapeTests(SimpleTestCase):
    def assert_is_the_review(self, found):
        self.assertEqual(found.claim_text, "The moon is made of cheese.")
        self.assertEqual(found.claimant_names, ["Ann Example"])
        self.assertEqual(found.review_url, BASE)
        self.assertEqual(found.publisher_name, "Example Checks")
        self.assertEqual(found.publisher_site, "checks.example")
        self.assertEqual(found.review_date, date(2024, 3, 5))
        self.assertEqual(found.label, "False")
        self.assertEqual((found.rating_value, found.rating_best, found.rating_worst), (1, 5, 1))
        self.assertEqual(found.score, 0)
        self.assertEqual(found.appearance_urls[0], "https://talk.example/speech")

    def test_reads_a_sound_node_whole_and_without_warning(self):
        [found] = parse(dump(claim_review(inLanguage="pt_BR", sdLicense="https://l.example/by")))
        self.assert_is_the_review(found)
        self.assertEqual(found.claim_date, date(2024, 3, 1))
        self.assertEqual(found.language, "pt-BR")
        self.assertEqual(found.licence, "https://l.example/by")
        self.assertEqual(found.warnings, [])
        self.assertEqual(found.raw["reviewRating"], claim_review()["reviewRating"])

    def test_reads_every_way_to_pack_a_node(self):
        node = claim_review()
        inner = {key: value for key, value in node.items() if key != "@context"}
        packed = {
            "list": [node],
            "graph": {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, inner]},
            "deep": {"a": [{"b": {"c": [[inner]]}}]},
            "feed": {
                "@type": "DataFeed",
                "dataFeedElement": [
                    {"@type": "DataFeedItem", "item": [inner], "url": BASE},
                    {"@type": "DataFeedItem", "item": None},
                ],
            },
            "posts of WordPress": [{"yoast_head_json": {"schema": {"@graph": [inner]}}}],
            "a page in JSON": {"content": {"rendered": page(node).decode()}},
        }
        for name, document in packed.items():
            with self.subTest(name):
                [found] = parse(dump(document))
                self.assert_is_the_review(found)

    def test_reads_pages_lines_and_compressed_files(self):
        node = claim_review()
        other = claim_review(url="https://checks.example/other", claimReviewed="Cheese is blue.")
        lines = dump(node) + b"\n\nnonsense\n" + dump(other) + b"\n"
        for name, content, number in (
            ("page", page(node), 1),
            ("lines", lines, 2),
            ("scripts in lines", b"\n".join(map(script, (node, other))), 2),
            ("gzip", gzip.compress(dump(node)), 1),
            ("two objects in one script", page(json.dumps(node) + json.dumps(other)), 2),
        ):
            with self.subTest(name):
                found = parse(content)
                self.assertEqual(len(found), number)
                self.assert_is_the_review(found[0])
        self.assertIn("Line 3 is no JSON", str(parse(lines).warnings))

    def test_takes_only_line_feeds_for_the_ends_of_lines(self):
        text = "\n".join(
            json.dumps(claim_review(claimReviewed=f"{number}\u2028x"), ensure_ascii=False)
            for number in range(3)
        )
        self.assertEqual(
            [found.claim_text for found in parse(text.encode())], ["0 x", "1 x", "2 x"]
        )

    def test_reads_any_encoding(self):
        node = claim_review(claimReviewed="Der Mond ist aus Käse – „wirklich“.")
        text = json.dumps(node, ensure_ascii=False)
        for name, content, media_type in (
            ("UTF-8", text.encode(), None),
            ("UTF-8 with mark", codecs.BOM_UTF8 + text.encode(), None),
            ("UTF-16", text.encode("utf-16"), None),
            ("cp1252", text.encode("cp1252"), None),
            ("said", text.encode("cp1250"), "application/json; charset=windows-1250"),
        ):
            with self.subTest(name):
                [found] = parse(content, media_type=media_type)
                self.assertEqual(found.claim_text, node["claimReviewed"])

    def test_reads_microdata(self):
        [found] = parse(MICRODATA, media_type="text/html", base_url=BASE + "?from=feed")
        self.assert_is_the_review(found)
        self.assertEqual(found.language, "uk")
        self.assertEqual(len(found.appearance_urls), 2)
        self.assertEqual(found.raw["itemReviewed"]["author"]["name"], "Ann Example")

    def test_takes_a_review_once_that_a_page_tells_twice(self):
        both = MICRODATA.replace(b"<body>", page(claim_review()) + b"<body>")
        found = parse(both, base_url=BASE)
        self.assertEqual(len(found), 1)
        self.assertEqual(codes(found), {"doubles"})

    def test_reads_answers_of_the_fact_check_tools(self):
        answer = {
            "claims": [
                {
                    "text": "The moon is made of cheese.",
                    "claimant": "Ann Example",
                    "claimDate": "2024-03-01T00:00:00Z",
                    "claimReview": [
                        {
                            "publisher": {"name": "Example Checks", "site": "checks.example"},
                            "url": BASE,
                            "title": "No, it is not",
                            "reviewDate": "2024-03-05T12:00:00Z",
                            "textualRating": "False",
                            "languageCode": "en",
                        },
                        {"publisher": {"site": "other.example"}, "url": "https://other.example/1"},
                    ],
                }
            ],
            "nextPageToken": "x",
        }
        first, second = parse(dump(answer))
        self.assertEqual(first.claimant_names, ["Ann Example"])
        self.assertEqual(first.claim_date, date(2024, 3, 1))
        self.assertEqual(first.label, "False")
        self.assertEqual(first.review_title, "No, it is not")
        self.assertEqual(first.publisher_site, "checks.example")
        self.assertIsNone(first.rating_value)
        self.assertEqual(second.publisher_site, "other.example")
        self.assertEqual(first.raw["text"], "The moon is made of cheese.")
        images = {"results": [{"claim": answer["claims"][0]}]}
        self.assertEqual(len(parse(dump(images))), 2)

    def test_reads_mark_up_pages_of_the_fact_check_tools(self):
        found = parse(
            dump(
                {
                    "pageUrl": BASE,
                    "publishDate": "2024-03-05",
                    "claimReviewAuthor": {"name": "Example Checks"},
                    "claimReviewMarkups": [
                        {
                            "claimReviewed": "The moon is made of cheese.",
                            "claimAuthor": {"name": "Ann Example", "jobTitle": "Cheesemonger"},
                            "claimFirstAppearance": "https://talk.example/speech",
                            "rating": {
                                "ratingValue": 1,
                                "bestRating": 5,
                                "worstRating": 1,
                                "textualRating": "False",
                            },
                        }
                    ],
                }
            )
        )
        self.assert_is_the_review(found[0])
        self.assertTrue(found[0].appearances[0].is_first)
        self.assertEqual(found[0].claimants[0].role, "Cheesemonger")

    def test_reads_tombstones(self):
        feed = {
            "@type": "DataFeed",
            "dataFeedElement": [
                {"@type": "DataFeedItem", "url": BASE, "dateDeleted": "2024-05-01", "item": None}
            ],
        }
        [found] = parse(dump(feed))
        self.assertEqual((found.review_url, found.deleted_at), (BASE, date(2024, 5, 1)))

    def test_follows_names_of_nodes(self):
        graph = {
            "@graph": [
                claim_review(author={"@id": "#org"}, itemReviewed={"@id": "#claim"}),
                {"@id": "#org", "@type": "NewsMediaOrganization", "name": "Example Checks"},
                {"@id": "#claim", **reviewed()},
            ]
        }
        [found] = parse(dump(graph))
        self.assert_is_the_review(found)
        self.assertEqual(found.raw["author"], {"@id": "#org"})
        self.assertEqual(set(found.referenced), {"#org", "#claim"})

    def test_reads_our_own_way_of_quoting(self):
        work = {
            "@type": "CreativeWork",
            "url": "https://talk.example/speech",
            "headline": "A speech",
            "hasPart": [
                {
                    "@type": "Quotation",
                    "text": "It is cheese,\nall of it.",
                    "position": "00:01:02",
                    "creator": {"@type": "Organization", "name": "Cheese Board"},
                    "dateCreated": "2024-02",
                    "additionalType": "urn:claimbook:act:denies",
                }
            ],
        }
        found = parse_node(claim_review(itemReviewed=reviewed(appearance=work)))
        [appearance] = found.appearances
        self.assertEqual(appearance.quote, "It is cheese,\nall of it.")
        self.assertEqual(appearance.locator, "00:01:02")
        self.assertEqual(appearance.act, "denies")
        self.assertEqual(appearance.attribution, "Cheese Board")
        self.assertEqual(
            (appearance.said_on, appearance.said_precision), (date(2024, 2, 1), Precision.MONTH)
        )


class BrokenTests(SimpleTestCase):
    def test_parses_each_script_by_itself(self):
        node = json.dumps(claim_review())
        for name, block in {
            "comment": f"<!-- {node} -->",
            "CDATA": f"//<![CDATA[\n{node}\n//]]>",
            "semicolon": f"{node};",
            "entities": node.replace('"', "&quot;"),
            "line feed in text": node.replace("made of", "made\nof"),
            "comma too many": node.replace('"False"}', '"False",}'),
            "quotes in text": node.replace("The moon", 'The "moon"'),
        }.items():
            with self.subTest(name):
                found = parse(page("{ not json", block, '{"@type": "WebSite"}'))
                self.assertEqual(len(found), 1)
                self.assertEqual(found[0].label, "False")
                self.assertIn("JSON-LD block 1", str(found.warnings[0]))

    def test_flags_what_had_to_be_mended(self):
        broken = json.dumps(claim_review()).replace("The moon", 'The "moon"')
        found = parse(page(broken))
        self.assertIn("mended", str(found.warnings[0]))

    def test_finds_scripts_whatever_the_case_of_their_type(self):
        upper = page(claim_review()).replace(b"ld+json", b"LD+JSON; charset=utf-8")
        self.assertEqual(len(parse(upper)), 1)

    def test_never_raises_on_what_is_no_document(self):
        for content in (b"", b"\x00", b"\xff\xfe", b"[" * 100_000, b"PK\x03\x04zip", b"<" * 1000):
            with self.subTest(content[:8]):
                found = parse(content)
                self.assertEqual(list(found), [])
                self.assertTrue(found.warnings)

    def test_says_when_there_is_nothing_in_it(self):
        self.assertEqual(codes(parse(b'{"@type": "Article"}')), {"nothing_found"})

    def test_bounds_its_work(self):
        bomb = gzip.compress(b" " * (LARGEST_DOCUMENT + 10))
        deep = b'{"a":' * 90 + dump(claim_review()) + b"}" * 90
        for name, content, code in (
            ("bomb", bomb, "too_large"),
            ("large page", b"<p>" + b" " * LARGEST_PAGE, "too_large"),
            ("damaged gzip", gzip.compress(b"abc")[:-12], None),
            ("deep", deep, None),
            ("many attributes", b"<a " + b"a=1 " * 100_000 + b">", "page_odd"),
            ("nested page", b"<div>" * 100_000, None),
            (
                "entity bomb",
                b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
                None,
            ),
        ):
            with self.subTest(name):
                found = parse(content)
                self.assertEqual(list(found), [])
                self.assertTrue(found.warnings)
                if code:
                    self.assertEqual(codes(found), {code})

    def test_keeps_nothing_that_a_database_can_not(self):
        content = dump(claim_review(claimReviewed="a\x00b\ud800c")).replace(
            b'"2024-03-05"', b"1e999"
        )
        [found] = parse(content)
        self.assertEqual(found.claim_text, "a\ufffdb\ufffdc")
        self.assertNotIn("\\u0000", json.dumps(found.raw))
        self.assertNotIn("Infinity", json.dumps(found.raw))


class RatingTests(SimpleTestCase):
    def read(self, **changes):
        return parse_node(claim_review(reviewRating=rating(**changes)))

    def test_takes_numbers_however_they_are_written(self):
        for value, expected in (
            ("1", 1),
            (" 2.5 ", 2.5),
            ("2,5", 2.5),
            ("", None),
            ("-1", -1),
            (True, None),
            ("one", None),
            ({"@value": "3"}, 3),
            (["4"], 4),
        ):
            with self.subTest(value=value):
                self.assertEqual(self.read(ratingValue=value).rating_value, expected)

    def test_keeps_scales_that_can_not_be_used_and_says_why(self):
        for numbers, code in (
            ((5, 1, 5), "scale_upside_down"),
            ((-1, -1, -1), "scale_flat"),
            ((7, 5, 1), "value_outside"),
            ((1, 5, None), "scale_open"),
            ((1, None, None), "scale_open"),
            (("five", 5, 1), "number_bad"),
        ):
            value, best, worst = numbers
            with self.subTest(numbers=numbers):
                found = self.read(ratingValue=value, bestRating=best, worstRating=worst)
                self.assertIn(code, codes(found))
                self.assertIsNone(found.score)
                self.assertEqual((found.rating_best, found.rating_worst), (best, worst))

    def test_flags_a_number_that_says_the_opposite_of_the_label(self):
        for label, value, flagged in (
            ("False", 5, True),
            ("FALSO.", 5, True),
            ("True", 1, True),
            ("правда", 1, True),
            ("False", 1, False),
            ("False", 3, False),
            ("Half true", 5, False),
        ):
            with self.subTest(label=label, value=value):
                found = self.read(alternateName=label, ratingValue=value)
                self.assertEqual("label_against_number" in codes(found), flagged)

    def test_tidies_labels_and_flags_sentences(self):
        for given, label, expected in (
            ("False.\r\n", "False", set()),
            ("n&atilde;o_&eacute;_bem_assim", "não_é_bem_assim", set()),
            ("<b>Mostly false</b>", "Mostly false", set()),
            (
                "There is no evidence for this at all.",
                "There is no evidence for this at all.",
                {"label_sentence"},
            ),
            (["", "False"], "False", set()),
        ):
            with self.subTest(given=given):
                found = self.read(alternateName=given)
                self.assertEqual((found.label, codes(found)), (label, expected))

    def test_finds_labels_in_other_places(self):
        self.assertEqual(self.read(alternateName=None, name="False").label, "False")
        found = self.read(alternateName=None, ratingValue="Pants on fire")
        self.assertEqual(found.label, "Pants on fire")
        self.assertIn("label_derived", codes(found))
        text = parse_node(claim_review(reviewRating="False"))
        self.assertEqual((text.label, codes(text)), ("False", {"rating_text"}))
        self.assertIn("label_missing", codes(self.read(alternateName=None)))
        self.assertIn("rating_missing", codes(parse_node(claim_review(reviewRating=None))))

    def test_takes_a_number_for_no_explanation(self):
        self.assertEqual(self.read(ratingExplanation=5).rating_explanation, "")
        self.assertEqual(self.read(ratingExplanation="Because").rating_explanation, "Because")


class FieldTests(SimpleTestCase):
    def test_takes_the_first_text_of_a_claim(self):
        for given, text, code in (
            (["", "One", "Two"], "One", "claim_several"),
            ("Is it cheese?", "Is it cheese?", "claim_question"),
            ("It&amp;#039;s &lt;i&gt;cheese&lt;/i&gt;", "It's cheese", None),
            ("5 < 7 and <angle> stays", "5 < 7 and <angle> stays", None),
            ("", "", "claim_missing"),
            ("x" * 1200, "x" * 1200, "claim_long"),
        ):
            with self.subTest(given=given):
                found = parse_node(claim_review(claimReviewed=given))
                self.assertEqual(found.claim_text, text)
                self.assertEqual(codes(found), {code} - {None})

    def test_looks_for_an_empty_claim_under_review(self):
        found = parse_node(claim_review(claimReviewed="", itemReviewed=reviewed(text="Cheese.")))
        self.assertEqual(found.claim_text, "Cheese.")
        self.assertIn("claim_derived", codes(found))

    def test_knows_types_whatever_their_spelling(self):
        for name in (
            ["Review", "ClaimReview"],
            "claimReview",
            "http://schema.org/ClaimReview",
            "schema:ClaimReview",
        ):
            with self.subTest(name=name):
                [found] = parse(dump(claim_review(**{"@type": name})))
                self.assertEqual(found.warnings, [])
        for name in ("creativeWork", "CreativeWork"):
            found = parse_node(claim_review(itemReviewed=reviewed(**{"@type": name})))
            self.assertEqual(found.claimant_names, ["Ann Example"])
        odd = parse_node(claim_review(itemReviewed=reviewed(**{"@type": "Person"})))
        self.assertIn("reviewed_type", codes(odd))

    def test_reads_names_however_packed(self):
        person = {"@type": "Person"}
        for author, names, code in (
            (
                [{**person, "name": "Ann Example"}, "Bob Sample"],
                ["Ann Example", "Bob Sample"],
                None,
            ),
            (
                {**person, "name": ["Ann Example", "Bob Sample"]},
                ["Ann Example", "Bob Sample"],
                None,
            ),
            ("Ann Example, Bob Sample", ["Ann Example", "Bob Sample"], "claimants_joined"),
            ("Ann Example; the Board", ["Ann Example", "the Board"], "claimants_joined"),
            ("Ministry of Cheese, Moon", ["Ministry of Cheese, Moon"], None),
            ("Multiple sources", [], "claimant_placeholder"),
            ({**person, "name": "Facebook users"}, [], "claimant_placeholder"),
            ({**person, "name": "Redes sociales"}, [], "claimant_placeholder"),
            (person, [], "claimant_nameless"),
            (None, [], "claimant_missing"),
        ):
            with self.subTest(author=author):
                found = parse_node(claim_review(itemReviewed=reviewed(author=author)))
                self.assertEqual(found.claimant_names, names)
                self.assertLessEqual({code} - {None}, codes(found))
        kept = parse_node(claim_review(itemReviewed=reviewed(author="Multiple sources")))
        self.assertEqual(kept.attribution, "Multiple sources")

    def test_tells_bodies_from_people(self):
        body = {"@type": "Organization", "name": "Example Checks"}
        person = {"@type": "Person", "name": "Rita Writer"}
        found = parse_node(claim_review(author=[person, body]))
        self.assertEqual(found.publisher_name, "Example Checks")
        self.assertEqual([party.name for party in found.reviewers], ["Rita Writer"])
        alone = parse_node(claim_review(author=person, publisher=body))
        self.assertEqual(alone.publisher_name, "Example Checks")
        mixed = {"@type": "Person", "name": "Example Checks", "url": "https://www.checks.example"}
        called = parse_node(claim_review(author=mixed))
        self.assertEqual(called.publisher_name, "Example Checks")
        self.assertIn("author_type", codes(called))

    def test_reads_dates_as_exactly_as_they_were_written(self):
        for given, day, precision in (
            ("2020-10-07 20:05", date(2020, 10, 7), Precision.DAY),
            ("2020-10-17 20:30:17 UTC", date(2020, 10, 17), Precision.DAY),
            ("2020-10-07T23:59:00+0200", date(2020, 10, 7), Precision.DAY),
            ("2020-10-07T20:05:00.838Z", date(2020, 10, 7), Precision.DAY),
            ("2020-10", date(2020, 10, 1), Precision.MONTH),
            ("2020", date(2020, 1, 1), Precision.YEAR),
            ("October 7, 2020", date(2020, 10, 7), Precision.DAY),
            ("Oct 2020", date(2020, 10, 1), Precision.MONTH),
            ("Wed, 07 Oct 2020 20:05:00 GMT", date(2020, 10, 7), Precision.DAY),
            ("07.10.2020", date(2020, 10, 7), Precision.DAY),
            ("13/04/2020", date(2020, 4, 13), Precision.DAY),
            ("20201007", date(2020, 10, 7), Precision.DAY),
        ):
            with self.subTest(given=given):
                found = parse_node(claim_review(datePublished=given))
                self.assertEqual(found.review_date, day)
                self.assertEqual(found.review_date_precision, precision)

    def test_takes_no_date_that_it_would_have_to_invent(self):
        for given in ("03/04/2020", "2020-13-45", "0000-00-00", "yesterday", "20:05", "7 May"):
            with self.subTest(given=given):
                found = parse_node(claim_review(datePublished=given))
                self.assertIsNone(found.review_date)
                self.assertIn("date_bad", codes(found))

    def test_doubts_a_claim_that_bears_the_date_of_its_review(self):
        found = parse_node(claim_review(itemReviewed=reviewed(datePublished="2024-03-05")))
        self.assertIn("claim_date_doubtful", codes(found))


class AddressTests(SimpleTestCase):
    def test_resolves_and_mends_the_address_of_the_review(self):
        for given, url in (
            ("/2024/moon-cheese", BASE),
            ("checks.example/2024/moon-cheese", BASE),
            ("//checks.example/2024/moon-cheese", BASE),
            ("https%3A%2F%2Fchecks.example%2F2024%2Fmoon-cheese", BASE),
            ("https://checks.example/?a=1&amp;amp;copy=2", "https://checks.example/?a=1&copy=2"),
            ("https://checks.example/caf%25C3%25A9", "https://checks.example/caf%C3%A9"),
            (["", BASE], BASE),
        ):
            with self.subTest(given=given):
                found = parse_node(claim_review(url=given), base_url=BASE)
                self.assertEqual(found.review_url, url)

    def test_takes_a_missing_address_from_what_is_near(self):
        for changes, item in (
            ({"url": None, "mainEntityOfPage": {"@id": BASE}}, {}),
            ({"url": None, "@id": f"{BASE}#review"}, {}),
            ({"url": None}, {"url": BASE}),
        ):
            document = {"@type": "DataFeedItem", "item": [claim_review(**changes)], **item}
            [found] = parse(dump(document))
            self.assertEqual(found.review_url, BASE)
            self.assertIn("address_derived", codes(found))
        [bare] = parse(dump(claim_review(url=None)))
        self.assertIn("address_missing", codes(bare))
        self.assertEqual(bare.publisher_site, "checks.example")

    def test_lets_no_other_scheme_through(self):
        for given in ("javascript:alert(1)", "data:text/html,x", "ftp://a.example/", "file:///etc"):
            found = parse_node(
                claim_review(url=given, itemReviewed=reviewed(appearance=[given], url=given))
            )
            self.assertEqual((found.review_url, found.appearances), ("", []))

    def test_reads_appearances_in_every_form(self):
        long = "https://talk.example/" + "x" * 2200
        for given, urls in (
            ("https://talk.example/a", ["https://talk.example/a"]),
            (["junk", "N/A", "https://talk.example/a"], ["https://talk.example/a"]),
            ({"@type": "CreativeWork", "url": "talk.example/a"}, ["https://talk.example/a"]),
            ([{"@id": "https://talk.example/a"}, None, 5], ["https://talk.example/a"]),
            (long, [long]),
            ("https://talk.example/" + "x" * 5000, []),
        ):
            with self.subTest(given=str(given)[:60]):
                found = parse_node(claim_review(itemReviewed=reviewed(appearance=given)))
                self.assertEqual(found.appearance_urls, urls)

    def test_puts_the_first_appearance_first(self):
        found = parse_node(
            claim_review(
                itemReviewed=reviewed(
                    appearance=["https://talk.example/b"], firstAppearance="https://talk.example/a"
                )
            )
        )
        self.assertEqual(
            found.appearance_urls, ["https://talk.example/a", "https://talk.example/b"]
        )

    def test_finds_posts_in_the_wrong_fields(self):
        author = {
            "@type": "Person",
            "name": "Ann Example",
            "sameAs": ["https://post.example/ann", "https://post.example/ann/status/1234567"],
        }
        found = parse_node(
            claim_review(
                itemReviewed=reviewed(
                    appearance=None, author=author, url="https://talk.example/post/9"
                )
            )
        )
        self.assertEqual(
            set(found.appearance_urls),
            {"https://post.example/ann/status/1234567", "https://talk.example/post/9"},
        )
        self.assertTrue(all(appearance.is_derived for appearance in found.appearances))
        self.assertEqual(found.claimants[0].addresses, ["https://post.example/ann"])

"""Reading what publishers write although no standard says so."""

import json
from datetime import date

from django.test import SimpleTestCase

from claims.exchange.parse import parse

ADDRESS = "https://checks.example/dam"


def document(**changes):
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": ADDRESS,
        "claimReviewed": "The dam broke.",
        "author": {"@type": "Organization", "name": "Checks"},
        "datePublished": "2024-03-05",
        "reviewRating": {
            "@type": "Rating",
            "alternateName": "False",
            "ratingValue": 1,
            "bestRating": 5,
            "worstRating": 1,
        },
        "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Ann Example"}},
    } | changes


class OddityTestCase(SimpleTestCase):
    def read(self, content, **hints):
        if not isinstance(content, bytes):
            content = content if isinstance(content, str) else json.dumps(content)
            content = content.encode()
        (review,) = parse(content, **hints)
        return review

    def codes(self, review):
        return [warning.code for warning in review.warnings]


class RatingTests(OddityTestCase):
    def rated(self, value, **rest):
        rating = {"alternateName": "Mostly true", "bestRating": 5, "worstRating": 1}
        return self.read(document(reviewRating=rating | {"ratingValue": value} | rest))

    def test_of_several_ratings_the_one_with_a_label_is_the_verdict(self):
        stars = {"@type": "AggregateRating", "ratingValue": 4.6, "ratingCount": 3}
        verdict = {"@type": "Rating", "alternateName": "Misleading.", "ratingValue": "2"}
        review = self.read(document(reviewRating=[stars, verdict]))
        self.assertEqual((review.label, review.rating_value), ("Misleading", 2))
        self.assertIn("ratings_several", self.codes(review))

    def test_a_rating_that_is_a_text_loses_its_dot_too(self):
        self.assertEqual(self.read(document(reviewRating="Falso.")).label, "Falso")

    def test_numbers_may_name_their_scale(self):
        for value in ("4 out of 5", "4/5", "4 von 5", "4,0 de 5"):
            with self.subTest(value):
                review = self.rated(value)
                self.assertEqual((review.rating_value, review.rating_best), (4, 5))
                self.assertEqual((review.score, self.codes(review)[0]), (0.75, "number_mended"))
        self.assertEqual(self.rated("4/5", bestRating=None).rating_best, 5)

    def test_a_scale_that_says_otherwise_is_not_believed(self):
        for value in ("40/100", "4 out of five", "N/A", "80%"):
            with self.subTest(value):
                review = self.rated(value)
                self.assertIsNone(review.rating_value)
                self.assertIn("number_bad", self.codes(review))

    def test_a_number_in_words_is_the_label_where_there_is_no_other(self):
        review = self.rated("4 out of 5", alternateName="")
        self.assertEqual((review.label, review.rating_value), ("4 out of 5", 4))


class FieldTests(OddityTestCase):
    def test_seconds_since_1970_are_a_day(self):
        for value in (1709640000, "1709640000", 1709640000123):
            with self.subTest(value):
                review = self.read(document(datePublished=value))
                self.assertEqual(review.review_date, date(2024, 3, 5))
                self.assertEqual(self.codes(review).count("date_mended"), 1)

    def test_what_is_reviewed_may_be_an_address(self):
        review = self.read(document(itemReviewed=["https://posts.example/post/9"]))
        self.assertEqual(review.appearance_urls, ["https://posts.example/post/9"])
        self.assertIn("appearance_derived", self.codes(review))

    def test_an_address_is_nobodys_name(self):
        review = self.read(document(url=None, author="https://checks.example/#desk"))
        self.assertEqual((review.publisher_name, review.publisher_site), ("", "checks.example"))


class WrappingTests(OddityTestCase):
    def test_scripts_may_have_something_before_their_data(self):
        text = json.dumps(document())
        for before in ("// made by a plug-in\n", "/* data */ ", "var data = ", "window.ld="):
            with self.subTest(before):
                page = f'<script type="application/ld+json">{before}{text};</script>'
                self.assertEqual(self.read(page).claim_text, "The dam broke.")

    def test_utf_16_needs_no_mark(self):
        text = json.dumps(document(claimReviewed="Der Damm brach südlich."), ensure_ascii=False)
        page = f'<html><script type="application/ld+json">{text}</script></html>'
        for content in (text, page):
            for encoding in ("utf-16-le", "utf-16-be"):
                with self.subTest(encoding=encoding, content=content[:5]):
                    review = self.read(content.encode(encoding))
                    self.assertEqual(review.claim_text, "Der Damm brach südlich.")


class MicrodataTests(OddityTestCase):
    def test_items_may_have_parts_elsewhere_in_the_page(self):
        review = self.read("""
            <div itemscope itemtype="http://schema.org/ClaimReview" itemref="rest day nowhere">
            <meta itemprop="url" content="https://checks.example/dam">
            <p itemprop="claimReviewed">The <b>dam</b> broke.</p></div>
            <p id="day" itemprop="datePublished">05.03.2024</p>
            <div id="rest"><div itemprop="reviewRating" itemscope itemref="label">
            <meta itemprop="ratingValue" content="1"></div></div>
            <b id="label" itemprop="alternateName">False</b>""")
        self.assertEqual((review.claim_text, review.label), ("The dam broke.", "False"))
        self.assertEqual((review.rating_value, review.review_date), (1, date(2024, 3, 5)))

    def test_items_that_refer_to_each_other_come_to_an_end(self):
        count = 300
        for kind in ("ClaimReview", "Thing"):
            item = (
                '<div id="i{0}" itemprop="about" itemscope itemref="i{1} i{2}"'
                f' itemtype="https://schema.org/{kind}"><i itemprop="claimReviewed">It is {{0}}.'
                "</i></div>"
            )
            page = "".join(item.format(n, (n + 1) % count, (n + 7) % count) for n in range(count))
            first = '<p itemscope itemtype="ClaimReview" itemref="i0"></p>'
            with self.subTest(kind):
                self.assertEqual(len(parse((page + first).encode())), 301 if kind != "Thing" else 1)

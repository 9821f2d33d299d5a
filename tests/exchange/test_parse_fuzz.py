"""Whatever is thrown at the reader, it answers with a list and warnings and never raises."""

import json
import random

from django.test import SimpleTestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.exchange.parse import parse, parse_node
from claims.exchange.wire import WireReview

from .documents import MICRODATA, claim_review, page, rating, reviewed

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from(
        [
            "",
            "http://[",
            "//",
            "https://a.example/%",
            "٣",
            "−1",
            "\x00",
            "\ud800",
            "0000-00-00",
            "#",
        ]
    ),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["@id", "@type", "@value", "name", "url", "sameAs", "text", "x"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)
FIELDS = [
    "@id",
    "@type",
    "author",
    "publisher",
    "claimReviewed",
    "correction",
    "dateCreated",
    "datePublished",
    "headline",
    "identifier",
    "inLanguage",
    "itemReviewed",
    "license",
    "mainEntityOfPage",
    "reviewRating",
    "url",
]
INNER = [
    "appearance",
    "firstAppearance",
    "author",
    "datePublished",
    "url",
    "sameAs",
    "text",
    "@type",
]
NUMBERS = ["ratingValue", "bestRating", "worstRating", "alternateName", "ratingExplanation", "name"]


class FuzzTests(SimpleTestCase):
    def assert_is_sound(self, review):
        self.assertIsInstance(review, WireReview)
        # What an import keeps must be text that PostgreSQL takes.
        kept = json.dumps([review.claim_text, review.label, review.claimant_names, review.raw])
        self.assertNotIn("\\u0000", kept)
        for url in (review.review_url, *review.appearance_urls):
            self.assertRegex(url, r"^(https?://\S+)?$")
        if review.score is not None:
            self.assertTrue(0 <= review.score <= 1)
        for warning in review.warnings:
            self.assertTrue(warning.code and warning.text)

    @given(content=st.binary(max_size=400))
    @settings(max_examples=200, deadline=None)
    def test_any_bytes(self, content):
        parse(content)

    @given(content=st.text(max_size=300), media_type=st.none() | st.text(max_size=30))
    @settings(max_examples=200, deadline=None)
    def test_any_text_in_a_script_and_any_media_type(self, content, media_type):
        parse(page(content), media_type=media_type)
        parse(content.encode("utf-8", "replace"), media_type=media_type, base_url=content)

    @given(
        top=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6),
        inner=st.dictionaries(st.sampled_from(INNER), JSON, max_size=5),
        numbers=st.dictionaries(st.sampled_from(NUMBERS), JSON, max_size=5),
    )
    @settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def test_any_value_in_any_field(self, top, inner, numbers):
        node = claim_review(itemReviewed=reviewed(**inner), reviewRating=rating(**numbers)) | top
        for review in parse(json.dumps({"@graph": [node]}).encode(), base_url="https://c.example/"):
            self.assert_is_sound(review)
        self.assertIsInstance(parse_node(node), WireReview)

    def test_mutilated_documents(self):
        """Documents of real shapes, with bytes cut out, doubled, moved and turned."""
        whole = [
            page(claim_review(), {"@graph": [claim_review(author={"@id": "#a"})]}),
            MICRODATA,
            json.dumps(
                {"@type": "DataFeed", "dataFeedElement": [{"item": [claim_review()]}]}
            ).encode(),
            b"\n".join(
                json.dumps(claim_review(url=f"https://c.example/{n}")).encode() for n in range(3)
            ),
        ]
        # Chosen by seed, so that a failure can be seen again.
        chance = random.Random(20241125)  # noqa: S311
        for number in range(1500):
            content = bytearray(chance.choice(whole))
            for _ in range(chance.randint(1, 6)):
                start = chance.randrange(len(content))
                end = min(len(content), start + chance.randint(1, 60))
                piece = content[start:end]
                content[start:end] = chance.choice(
                    [b"", piece * 2, piece[::-1], bytes(chance.randrange(256) for _ in piece), b'"']
                )
            with self.subTest(number):
                for review in parse(bytes(content), base_url="https://c.example/page"):
                    self.assert_is_sound(review)

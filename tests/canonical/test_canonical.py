"""Canonical forms of text, addresses and payloads."""

import hashlib
import json

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from claims.canonical.difference import difference
from claims.canonical.payload import canonical_bytes, digest
from claims.canonical.text import (
    clean_line,
    clean_text,
    unkeepable_characters,
    without_formula,
)
from claims.canonical.urls import LONGEST_URL, canonical_url, normal_domain

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcäж", max_size=4), inner),
    max_leaves=20,
)


class PayloadTests(SimpleTestCase):
    @given(_json)
    def test_reads_back_as_what_it_was(self, value):
        self.assertEqual(json.loads(canonical_bytes(value)), value)

    @given(st.dictionaries(st.text("abcäж", max_size=4), st.integers()))
    def test_does_not_hang_on_the_order_of_keys(self, value):
        turned = dict(reversed(value.items()))
        self.assertEqual(canonical_bytes(turned), canonical_bytes(value))

    def test_is_short_and_plain(self):
        self.assertEqual(
            canonical_bytes({"b": [1, True, None], "a": "Київ"}),
            '{"a":"Київ","b":[1,true,null]}'.encode(),
        )

    def test_has_the_sha256_of_its_bytes_as_digest(self):
        self.assertEqual(digest({"a": 1}), hashlib.sha256(b'{"a":1}').hexdigest())

    def test_refuses_what_json_can_not_say(self):
        with self.assertRaises(ValueError):
            canonical_bytes(float("nan"))


class TextTests(SimpleTestCase):
    def test_names_what_can_not_be_kept(self):
        self.assertEqual(
            unkeepable_characters("a\x00b\ud800c\x1b\x00"), ["U+0000", "U+001B", "U+D800"]
        )
        self.assertEqual(unkeepable_characters("Київ\n\t🇺🇦 \u200d\u200f"), [])

    def test_composes_and_trims(self):
        self.assertEqual(clean_text(" Cafe\u0301\r\nline\rnext \n"), "Café\nline\nnext")
        self.assertEqual(clean_line(" one\n\t two\u00a0three "), "one two three")

    @given(st.text(st.characters(exclude_categories=["Cs"])))
    def test_cleans_once_and_for_all(self, text):
        for clean in (clean_text, clean_line):
            self.assertEqual(clean(clean(text)), clean(text))

    def test_without_formula_disarms_what_a_spreadsheet_would_reckon(self):
        for start in ("=", "+", "-", "@", "\t", "\r"):
            self.assertEqual(without_formula(f"{start}1"), f"'{start}1")
        for harmless in ("Kyiv = Київ", "", "1-2", "'=1"):
            self.assertEqual(without_formula(harmless), harmless)


class AddressTests(SimpleTestCase):
    SAME = (
        "https://example.org/a?x=1&y=2",
        "http://EXAMPLE.org/a?y=2&x=1",
        "https://example.org:443/a?x=1&y=2",
        "http://example.org:80/a?x=1&y=2#part",
        " https://example.org/a?utm_source=feed&x=1&y=2 ",
    )
    REFUSED = (
        "javascript:alert(1)",
        "data:text/html,hi",
        "file:///etc/passwd",
        "ftp://example.org/",
        "example.org/a",
        "https://",
        "https://user:secret@example.org/",
        "https://example.org:99999/",
        "https://[::1",
        "",
        "https://example.org/" + "a" * LONGEST_URL,
    )

    def test_are_one_for_one_page(self):
        self.assertEqual({canonical_url(url) for url in self.SAME}, {self.SAME[0]})

    def test_keep_apart_what_differs(self):
        self.assertNotEqual(canonical_url("https://a.org/1"), canonical_url("https://a.org/2"))
        self.assertNotEqual(
            canonical_url("https://a.org/#!/one"), canonical_url("https://a.org/#!/two")
        )

    def test_are_their_own_canonical_form(self):
        for url in self.SAME:
            once = canonical_url(url)
            self.assertEqual(canonical_url(once), once)

    def test_that_are_none_are_refused_in_words(self):
        for url in self.REFUSED:
            with self.subTest(url[:40]), self.assertRaises(ValueError) as caught:
                canonical_url(url)
            self.assertTrue(str(caught.exception).endswith("."))


class DomainTests(SimpleTestCase):
    def test_are_bare_and_small(self):
        for typed, domain in (
            ("WWW.Example.ORG", "example.org"),
            ("https://example.org/path", "example.org"),
            ("example.org.", "example.org"),
            ("приклад.укр", "xn--80aikifvh.xn--j1amh"),
        ):
            with self.subTest(typed):
                self.assertEqual(normal_domain(typed), domain)

    def test_that_are_none_are_refused(self):
        for typed in ("", "localhost", "two words.org", "a..b", "http://[bad"):
            with self.subTest(typed), self.assertRaises(ValueError):
                normal_domain(typed)


class DifferenceTests(SimpleTestCase):
    @given(st.text(), st.text())
    def test_gives_back_both_texts(self, before, after):
        runs = difference(before, after)
        self.assertEqual("".join(words for kind, words in runs if kind != "new"), before)
        self.assertEqual("".join(words for kind, words in runs if kind != "gone"), after)

    def test_marks_the_words_that_changed(self):
        self.assertEqual(
            difference("The record says so.", "The weather record said so."),
            [
                ("same", "The"),
                ("new", " weather"),
                ("same", " record "),
                ("gone", "says"),
                ("new", "said"),
                ("same", " so."),
            ],
        )

    def test_shows_long_texts_whole(self):
        runs = difference("a " * 5000, "b " * 5000)
        self.assertEqual([kind for kind, _ in runs], ["gone", "new"])

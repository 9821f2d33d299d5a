"""Positions leave the house sealed."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from claims.canonical.cursors import seal, unseal


class SealTests(SimpleTestCase):
    @given(st.text(max_size=60), st.integers(0, 2**63 - 1))
    def test_come_back_as_they_were(self, value, row):
        word = seal([value, row], secret="ours")
        self.assertRegex(word, "^[A-Za-z0-9_-]+$")
        self.assertEqual(unseal(word, secret="ours"), [value, row])
        self.assertEqual(seal([value, row], secret="ours"), word)

    def test_tell_neither_the_number_nor_how_long_it_is(self):
        short, long = seal(["new", 7], secret="ours"), seal(["new", 7_000_000], secret="ours")
        self.assertEqual(len(short), len(long))
        self.assertNotEqual(short[:10], long[:10])

    @given(st.text(max_size=80))
    def test_are_not_made_by_others(self, word):
        with self.assertRaises(ValueError):
            unseal(word, secret="ours")

    def test_are_not_altered_and_belong_to_one_secret(self):
        word = seal(["new", 7], secret="ours")
        altered = ("B" if word[0] == "A" else "A") + word[1:]
        for given_word, secret in ((altered, "ours"), (word, "theirs"), (word[:-4], "ours")):
            with self.subTest(word=given_word), self.assertRaises(ValueError):
                unseal(given_word, secret=secret)

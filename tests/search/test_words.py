"""What a query looks for, told shortly, still means what it meant."""

import random
from itertools import chain, combinations

from django.db import connection
from django.test import TestCase

from claims.search.query import read_query
from claims.search.words import _all_in_one, words_of
from tests.factories import make_claim

KNOWN = ("a", "b", "c")
TEXTS = [" ".join(part) for n in range(4) for part in combinations(KNOWN, n)]


class WordsTests(TestCase):
    def test_languages_told_as_one_find_the_same(self):
        chance = random.Random(20251125)  # noqa: S311
        for _ in range(200):
            width = chance.randint(1, 3)
            languages = [
                tuple(chance.choice(("", *KNOWN)) for _ in range(width))
                for _ in range(chance.randint(1, 4))
            ]
            expected = [
                text
                for text in TEXTS
                if any(any(terms) and set(terms) - {""} <= set(text.split()) for terms in languages)
            ]
            with self.subTest(languages), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT text FROM unnest(%s::text[]) AS text"
                    " WHERE to_tsvector('simple', text) @@ %s::tsquery",
                    [TEXTS, _all_in_one(languages)],
                )
                found = list(chain.from_iterable(cursor.fetchall()))
                self.assertEqual(sorted(found), sorted(expected))

    def test_a_word_that_all_languages_spell_alike_is_asked_for_once(self):
        for language in ("en", "de", "fr", "uk"):
            make_claim(language=language)
        asked = words_of(read_query("tank berlin")).claims
        self.assertEqual(asked.count("'tank'"), 2)
        self.assertEqual(asked.count("'Btan':*"), 1)

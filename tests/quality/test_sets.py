"""The measures themselves, on answers small enough to reckon by hand."""

from django.test import SimpleTestCase

from tests.quality.fit import regress
from tests.quality.sets import Question, parted, ranked, withheld


class RankedTests(SimpleTestCase):
    def test_counts_as_the_field_does(self):
        questions = [
            Question("1", "", frozenset("ab")),
            Question("2", "", frozenset("c")),
        ]
        figures = ranked({"1": ["a", "x", "b"], "2": ["x", "c"]}, questions)
        self.assertAlmostEqual(figures["MAP@5"], ((1 + 2 / 3) / 2 + 1 / 2) / 2)
        self.assertAlmostEqual(figures["MRR"], (1 + 1 / 2) / 2)
        self.assertAlmostEqual(figures["P@1"], 1 / 2)
        self.assertAlmostEqual(figures["R@10"], 1)

    def test_takes_the_answers_of_every_second_question_away(self):
        questions = [Question(id_, "", frozenset(id_)) for id_ in "cab"]
        self.assertEqual(withheld(questions), {"b"})


class PartedTests(SimpleTestCase):
    def test_tells_how_well_scores_part_two_kinds(self):
        told = parted([0.9, 0.4], [0.5, 0.1], 0.45)
        self.assertEqual(told.auc, 0.75)
        self.assertEqual((told.precision, told.recall, told.f1), (0.5, 0.5, 0.5))
        self.assertEqual(told.best_at, 0.4)


class RegressTests(SimpleTestCase):
    def test_finds_the_coefficients_that_made_the_rows(self):
        # At x = 0 one in four is an answer, at x = 1 three in four: log odds -1.0986 and 1.0986.
        rows = [
            ([1.0, x], number < share, 1.0) for x, share in ((0, 1), (1, 3)) for number in range(4)
        ]
        constant, slope = regress(rows)
        self.assertAlmostEqual(constant, -1.0986, 2)
        self.assertAlmostEqual(slope, 2.1972, 2)

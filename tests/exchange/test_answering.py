"""What an import asks is answered on the spot: for its rows, and for those that come later."""

from django.core.exceptions import PermissionDenied
from django.test import TestCase

from claims.choices import Judgement, Role
from claims.exchange.ingest.answering import answer_row
from claims.exchange.ingest.doubles import compare
from claims.exchange.ingest.overview import overview
from claims.exchange.ingest.undoing import undo
from claims.models import Actor, Appearance, ClaimLink, RatingMapping
from claims.review.rights import StepRefused
from tests.exchange.sheets import csv_bytes
from tests.exchange.test_import import applied, rehearsed
from tests.factories import NOW, make_actor, make_claim, make_user

ROWS = [
    (str(n), f"Claim {n} is so.", "Port office", "", "Quatsch", f"https://c.example/{n}", "C")
    for n in range(3)
]


class AnswerTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ana, cls.eda = make_user("ana", Role.ANALYST), make_user("eda", Role.EDITOR)
        cls.zoe = make_user("zoe", Role.VIEWER)

    def answer(self, batch, question, about, answer="", by=None, number=2, **more):
        return answer_row(
            batch.rows.select_related("batch").get(number=number),
            question=question, about=about, answer=answer, by=by or self.eda, at=NOW, **more,
        )  # fmt: skip

    def asking(self, batch, question):
        return batch.rows.filter(questions__contains=[question]).count()

    def test_a_label_means_a_rating_for_all_rows_and_later_ones(self):
        batch = applied(csv_bytes(ROWS))
        self.assertEqual(self.asking(batch, "label"), 3)
        told = self.answer(batch, "label", "Quatsch", "false")
        self.assertIn("3 rows of this import settled", told)
        self.assertEqual(self.asking(batch, "label"), 0)
        self.assertEqual(RatingMapping.objects.get(label="Quatsch").rating.code, "false")
        later = ("9", "Another is so.", "", "", "quatsch.", "https://c.example/9", "C")
        self.assertEqual(self.asking(applied(csv_bytes([later])), "label"), 0)

    def test_a_label_is_decided_before_it_is_applied_as_well(self):
        batch = rehearsed(csv_bytes(ROWS))
        self.answer(batch, "label", "Quatsch", "none")
        self.assertEqual(self.asking(batch, "label"), 0)
        self.assertTrue(RatingMapping.objects.get(label="Quatsch").no_rating)

    def test_what_somebody_decided_meanwhile_stays(self):
        batch = applied(csv_bytes(ROWS))
        RatingMapping.objects.filter(label="Quatsch").update(no_rating=True)
        self.assertIn("meanwhile", self.answer(batch, "label", "Quatsch", "true"))
        self.assertTrue(RatingMapping.objects.get(label="Quatsch").no_rating)
        self.assertEqual(self.asking(batch, "label"), 0)

    def test_a_name_that_nobody_bore_is_somebodys_from_then_on(self):
        office = make_actor(name="Harbour authority")
        batch = applied(csv_bytes(ROWS))
        told = self.answer(batch, "claimant", "Port office", other="harbour AUTHORITY", by=self.ana)
        self.assertIn("3 rows", told)
        self.assertEqual(set(Appearance.objects.values_list("actor", "attribution")),
                         {(office.pk, "")})  # fmt: skip
        self.assertEqual(Actor.objects.called("port office").get(), office)
        self.assertEqual(self.asking(batch, "claimant"), 0)

    def test_a_claimant_is_recorded_before_it_is_applied(self):
        batch = rehearsed(csv_bytes(ROWS))
        self.answer(batch, "claimant", "Port office", "new-government", by=self.ana)
        self.assertEqual(Actor.objects.get(name="Port office").kind, "government")
        self.assertEqual(self.asking(batch, "claimant"), 0)

    def test_of_namesakes_one_is_chosen_for_one_claim(self):
        one, other = make_actor(name="Port office"), make_actor(name="Port office")
        batch = applied(csv_bytes(ROWS))
        self.answer(batch, "claimant", "Port office", str(other.pk))
        self.assertEqual(self.asking(batch, "claimant"), 2)
        self.assertEqual(list(Appearance.objects.exclude(actor=None).values_list("actor", "claim")),
                         [(other.pk, batch.rows.get(number=2).claim_id)])  # fmt: skip
        self.assertFalse(one.appearances.exists() or other.names.exists())

    def test_a_double_is_judged(self):
        here = make_claim(text="The old lighthouse of the harbour was torn down in spring.")
        text = "The old lighthouse of the harbour was torn down in the spring."
        batch = applied(csv_bytes([("1", text, "", "", "", "", "")]))
        compare(batch)
        self.assertEqual(self.asking(batch, "duplicate"), 1)
        self.answer(batch, "duplicate", here.ref, "different", by=self.ana)
        link = ClaimLink.objects.get()
        self.assertEqual((link.judgement, link.decided_by), (Judgement.REJECTED, self.ana))
        self.assertEqual(self.asking(batch, "duplicate"), 0)

    def test_is_refused_when_it_was_not_asked_or_is_not_theirs(self):
        batch = applied(csv_bytes(ROWS))
        for by, question, about, answer in (
            (self.ana, "label", "Quatsch", "false"),
            (self.zoe, "claimant", "Port office", "new-person"),
            (self.eda, "label", "Other", "false"),
            (self.eda, "label", "Quatsch", "nonsense"),
            (self.eda, "claimant", "Port office", "999999999999999999999"),
            (self.eda, "duplicate", "CLM-AAAAAA", "same"),
            (self.eda, "nonsense", "", ""),
        ):
            with self.subTest((by, question)), self.assertRaises((StepRefused, PermissionDenied)):
                self.answer(batch, question, about, answer, by=by)
        with self.assertRaisesMessage(StepRefused, "Nobody here is called “Nobody”"):
            self.answer(batch, "claimant", "Port office", other="Nobody")
        self.assertEqual(self.asking(batch, "label"), 3)
        undo(batch, by=None, at=NOW, name="a test")
        with self.assertRaisesMessage(StepRefused, "once the import is rehearsed or applied"):
            self.answer(batch, "label", "Quatsch", "false")

    def test_stands_in_the_way_of_undoing(self):
        batch = applied(csv_bytes(ROWS))
        self.answer(batch, "claimant", "Port office", "new-government", by=self.ana)
        with self.assertRaisesMessage(StepRefused, "changed since, by Ana"):
            undo(batch, by=None, at=NOW, name="a test")

    def test_a_page_of_rows_costs_a_bounded_number_of_statements(self):
        batch = applied(csv_bytes([
            (str(n), f"Claim {n}.", f"Office {n}", "", f"Label {n}", f"https://c.example/{n}", "C")
            for n in range(40)
        ]))  # fmt: skip
        with self.assertNumQueries(10):
            told = overview(batch, self.eda, chosen="", after=0)
        self.assertEqual({len(row.asked) for row in told["rows"]}, {2})

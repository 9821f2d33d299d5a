"""Imports: rehearsed without a trace, applied once, taken back whole."""

import io
import random
from unittest.mock import patch

from django.test import TestCase

from claims.choices import ImportStatus, Role, RowOutcome
from claims.exchange.ingest import acts, running
from claims.exchange.ingest.doubles import compare
from claims.exchange.ingest.report import report, told_row
from claims.exchange.ingest.staging import stage
from claims.exchange.ingest.undoing import undo
from claims.exchange.sheets.refusal import FileRefused
from claims.models import (
    Actor,
    Appearance,
    Claim,
    Document,
    Evidence,
    ForeignVerdict,
    ImportBatch,
    ImportKey,
    ImportProfile,
    RatingMapping,
)
from claims.review.rights import StepRefused
from tests.exchange.sheets import HEADINGS, ROWS, csv_bytes, records
from tests.factories import NOW, make_actor, make_claim, make_evidence, make_user

PAGE = """<html><head><script type="application/ld+json">{"@context": "https://schema.org",
"@type": "ClaimReview", "url": "https://checks.example/lake", "datePublished": "2024-02-01",
"claimReviewed": "The lake froze.", "author": {"@type": "Organization", "name": "Checks Example"},
"itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Ada Example"},
"appearance": "https://posts.example/status/123456"}, "reviewRating": {"@type": "Rating",
"ratingValue": 1, "worstRating": 1, "bestRating": 5, "alternateName": "Quatsch"}}</script>"""


def staged(content, **options):
    return stage(io.BytesIO(content), "claims.csv", by=None, signed="a test", **options)


def rehearsed(content, **options):
    batch = running.begin_rehearsal(staged(content, **options), by=None, name="a test")
    running.rehearse(batch, at=NOW)
    batch.refresh_from_db()
    return batch


def applied(content, **options):
    batch = staged(content, **options)
    batch = running.begin_applying(batch, by=None, at=NOW, name="a test", unrehearsed=True)
    running.apply(batch, at=NOW)
    batch.refresh_from_db()
    return batch


def outcomes(batch):
    return list(batch.rows.order_by("number").values_list("outcome", flat=True))


def with_text(text, **changes):
    row = dict(zip(HEADINGS, ROWS[0], strict=True)) | {"Claim": text} | changes
    return csv_bytes([tuple(row.values())])


class RehearseTests(TestCase):
    def test_tells_what_would_happen_and_writes_no_record(self):
        before = records()
        batch = rehearsed(csv_bytes())
        self.assertEqual(outcomes(batch), [RowOutcome.CREATE] * 2)
        self.assertEqual(batch.status, ImportStatus.REHEARSED)
        self.assertEqual(records(), before)

    def test_foretells_what_applying_does(self):
        content = csv_bytes([*ROWS, ROWS[0], ("", "", "x", "", "", "", ""), ROWS[1]])
        batch = rehearsed(content)
        foretold = list(batch.rows.order_by("number").values_list("outcome", "changes", "notes"))
        batch = running.begin_applying(batch, by=None, at=NOW, name="a test")
        running.apply(batch, at=NOW)
        done = list(batch.rows.order_by("number").values_list("outcome", "changes", "notes"))
        self.assertEqual(done, foretold)
        self.assertEqual(outcomes(batch), ["create", "create", "skip", "refuse", "skip"])

    def test_names_the_reason_of_each_refusal(self):
        wrong = {
            "does not say what is claimed": ("1", "", "x", "", "", "", ""),
            "this is a formula": ("2", "=1+1", "x", "", "", "", ""),
            "private network": ("3", "A", "x", "", "False", "http://10.1.2.3/", ""),
            "private network.": ("4", "B", "x", "", "False", "http://intranet/", ""),
            "1,001 characters": ("5", "x" * 1001, "x", "", "", "", ""),
        }
        batch = rehearsed(csv_bytes(wrong.values()))
        for row, reason in zip(batch.rows.order_by("number"), wrong, strict=True):
            self.assertIn(reason.rstrip("."), row.reason)
            self.assertEqual(row.outcome, RowOutcome.REFUSE)
            self.assertIn(reason.rstrip("."), told_row(row, ""))

    def test_needs_a_column_for_the_claim(self):
        batch = staged(csv_bytes([("a", "b")], headings=("foo", "bar")))
        with self.assertRaisesMessage(StepRefused, "No column is mapped to claim_text"):
            running.begin_rehearsal(batch, by=None, name="a test")


class DoublesTests(TestCase):
    def setUp(self):
        self.here = make_claim(text="The bridge over the river Lowe was closed in May for repairs.")
        self.batch = applied(
            csv_bytes(
                [
                    ("1", "For repairs, the bridge over the river Lowe was closed in May."),
                    ("2", "The old lighthouse of Lowmouth was sold to a fishing company."),
                    ("3", "Lowmouth's old lighthouse was sold to a fishing company."),
                    ("4", "Nobody has counted the seals of the northern bay this year."),
                ],
                headings=("id", "claim_text"),
            )
        )

    def questions(self):
        return list(self.batch.rows.order_by("number").values_list("questions", flat=True))

    def test_new_claims_are_compared_with_those_that_were_there_and_with_each_other(self):
        self.assertEqual(self.questions(), [[]] * 4)
        done = []
        compare(self.batch, tell=done.append)
        self.assertEqual(self.questions(), [["duplicate"], [], ["duplicate"], []])
        first, _, third, _ = self.batch.rows.order_by("number")
        self.assertIn(self.here.ref, first.notes[-1])
        self.assertIn("lighthouse", third.notes[-1])
        self.assertEqual(done, [5])
        self.batch.refresh_from_db()
        self.assertIsNone(self.batch.compared_to)

    def test_goes_on_where_it_was_broken_off(self):
        def break_off(done):
            raise KeyboardInterrupt

        with patch("claims.exchange.ingest.doubles._PART", 1):
            self.assertRaises(KeyboardInterrupt, compare, self.batch, tell=break_off)
        self.assertEqual(self.questions(), [["duplicate"], [], [], []])
        acts.run_waiting(at=NOW)
        self.assertEqual(self.questions(), [["duplicate"], [], ["duplicate"], []])

    def test_leaves_alone_what_was_undone(self):
        undo(self.batch, by=None, at=NOW, name="a test")
        compare(self.batch)
        self.assertEqual(self.questions(), [[]] * 4)


class ApplyTests(TestCase):
    def test_makes_of_a_foreign_fact_check_a_document_and_evidence_with_their_verdict(self):
        applied(csv_bytes())
        claim = Claim.objects.get(text="The bridge was closed in May.")
        self.assertEqual((claim.status, claim.verdict), ("new", None))
        evidence = claim.evidence.get()
        self.assertEqual(evidence.document.kind, "fact_check")
        self.assertEqual(evidence.document.source.domain, "checks.example")
        self.assertEqual(evidence.stance, "refutes")
        self.assertEqual(evidence.foreign_verdict.label, "False")
        self.assertFalse(claim.assessments.exists())
        said = claim.appearances.get()
        self.assertEqual((said.attribution, str(said.said_on)), ("City council", "2024-05-03"))

    def test_does_nothing_the_second_time(self):
        applied(csv_bytes())
        before = records()
        again = applied(csv_bytes())
        self.assertEqual(outcomes(again), [RowOutcome.SKIP] * 2)
        self.assertEqual(records(), before)

    def test_reads_the_fact_check_of_a_page(self):
        batch = applied(PAGE.encode())
        self.assertEqual(outcomes(batch), ["create"])
        verdict = ForeignVerdict.objects.get()
        self.assertEqual((verdict.label, verdict.scale), ("Quatsch", "1 (worst 1, best 5)"))
        self.assertEqual(verdict.raw["claimReviewed"], "The lake froze.")
        self.assertEqual(verdict.evidence.stance, "context")
        said = Appearance.objects.get()
        self.assertEqual((said.actor.name, said.actor.kind), ("Ada Example", "person"))
        self.assertEqual(said.document.kind, "post")
        self.assertEqual(batch.rows.get().questions, ["label"])
        queued = RatingMapping.objects.get(label="Quatsch")
        self.assertEqual((queued.site, queued.seen_count), ("checks.example", 1))
        applied(PAGE.encode())
        queued.refresh_from_db()
        self.assertEqual(queued.seen_count, 1)

    def test_knows_actors_by_any_of_their_names_and_asks_where_several_bear_one(self):
        council = make_actor(name="Council of the city")
        council.names.create(name="City Council")
        applied(csv_bytes())
        self.assertEqual(Appearance.objects.get().actor, council)
        for _ in range(2):
            make_actor(name="Twin")
        batch = applied(with_text("Another claim.", Speaker="Twin", **{"Claim ID": "9"}))
        self.assertEqual(batch.rows.get().questions, ["claimant"])
        self.assertEqual(Appearance.objects.get(attribution="Twin").actor, None)

    def test_adds_to_a_claim_that_is_there(self):
        claim = make_claim(text="The bridge was closed in May")
        batch = applied(csv_bytes())
        self.assertEqual(outcomes(batch), ["update", "create"])
        self.assertEqual(claim.evidence.count(), 1)
        self.assertEqual(batch.rows.get(number=2).claim, claim)

    def test_takes_over_what_the_giver_changed(self):
        applied(csv_bytes())
        batch = applied(with_text("The bridge was closed in June.", Verdict="Mostly false"))
        row = batch.rows.get()
        self.assertEqual(row.outcome, RowOutcome.UPDATE)
        self.assertEqual(
            row.changes["text"],
            ["The bridge was closed in May.", "The bridge was closed in June."],
        )
        self.assertEqual(row.changes["their label"], ["False", "Mostly false"])
        self.assertEqual(Claim.objects.filter(text__contains="June").count(), 1)

    def test_is_a_conflict_where_both_sides_changed_the_claim(self):
        applied(csv_bytes())
        Claim.objects.filter(text__contains="bridge").update(text="The bridge closed.")
        before = records()
        batch = applied(with_text("The bridge was closed in June."))
        row = batch.rows.get()
        self.assertEqual(row.outcome, RowOutcome.CONFLICT)
        self.assertIn("Both sides changed the text", row.reason)
        self.assertEqual(records(), before)
        self.assertEqual(outcomes(applied(csv_bytes())), ["skip", "skip"])

    def test_is_a_conflict_where_one_id_says_two_things(self):
        other = ("1", "The bridge was opened.", "", "", "", "", "")
        batch = applied(csv_bytes([*ROWS, other]))
        self.assertEqual(outcomes(batch), ["create", "create", "conflict"])
        self.assertEqual(outcomes(applied(csv_bytes([*ROWS, other]))), ["skip", "skip", "conflict"])

    def test_keeps_what_has_no_field_of_its_own(self):
        headings = ("claim_text", "status", "verdict_label", "notes", "claimant_role")
        applied(csv_bytes([("It rains.", "done", "Wahr", "see file 3", "Mayor")], headings))
        note = Claim.objects.get().context
        for text in ("Status there: done", "Verdict there: Wahr", "see file 3", "Mayor"):
            self.assertIn(text, note)

    def test_asks_for_the_right_and_for_a_rehearsal(self):
        ana, eda = make_user("ana", Role.ANALYST), make_user("eda", Role.EDITOR)
        batch = staged(csv_bytes())
        with self.assertRaisesMessage(Exception, "Editor"):
            running.begin_applying(batch, by=ana, at=NOW)
        with self.assertRaisesMessage(StepRefused, "Rehearse it first"):
            running.begin_applying(batch, by=eda, at=NOW)

    def test_reads_by_a_profile(self):
        profile = ImportProfile.objects.create(
            name="Partner", namespace="partner", language="de", day_first=True,
            mapping={"A": "claim_text", "B": "claim_date", "C": "external_id"},
        )  # fmt: skip
        content = csv_bytes([("Es regnet.", "03/04/2024", "7", "x")], ("A", "B", "C", "D"))
        applied(content, profile=profile)
        self.assertEqual(Claim.objects.get().language, "de")
        key = ImportKey.objects.get()
        self.assertEqual((key.namespace, key.value), ("partner", "7"))


class UndoTests(TestCase):
    def test_leaves_everything_as_it_was(self):
        make_claim(text="The bridge was closed in May")
        make_evidence(make_claim())
        before = records()
        batch = applied(csv_bytes())
        self.assertNotEqual(records(), before)
        undo(batch, by=None, at=NOW, name="a test")
        self.assertEqual(records(), before)
        batch.refresh_from_db()
        self.assertEqual(batch.status, ImportStatus.UNDONE)

    def test_takes_back_changes_too(self):
        applied(csv_bytes())
        before = records()
        batch = applied(with_text("The bridge was closed in June.", Verdict="True"))
        undo(batch, by=None, at=NOW, name="a test")
        self.assertEqual(records(), before)

    def test_refuses_when_somebody_went_on_with_it(self):
        batch = applied(csv_bytes())
        claim = Claim.objects.get(text__contains="bridge")
        Claim.objects.filter(pk=claim.pk).update(priority="high")
        before = records()
        with self.assertRaisesMessage(StepRefused, "changed since, by database role"):
            undo(batch, by=None, at=NOW, name="a test")
        self.assertEqual(records(), before)

    def test_refuses_when_something_rests_on_it(self):
        batch = applied(csv_bytes())
        make_evidence(make_claim(), document=Document.objects.filter(kind="fact_check").first())
        before = records()
        with self.assertRaisesMessage(StepRefused, "1 later evidence records rest on document"):
            undo(batch, by=None, at=NOW, name="a test")
        self.assertEqual(records(), before)

    def test_leaves_what_was_decided_about_a_label(self):
        batch = applied(PAGE.encode())
        RatingMapping.objects.filter(label="Quatsch").update(no_rating=True)
        undo(batch, by=None, at=NOW, name="a test")
        self.assertTrue(RatingMapping.objects.get(label="Quatsch").no_rating)
        self.assertFalse(Evidence.objects.exists() or Actor.objects.exists())

    def test_is_done_once(self):
        batch = applied(csv_bytes())
        undo(batch, by=None, at=NOW, name="a test")
        with self.assertRaisesMessage(StepRefused, "this one is undone"):
            undo(batch, by=None, at=NOW, name="a test")


class ReportTests(TestCase):
    def test_has_a_line_for_each_row_and_no_formula(self):
        batch = rehearsed(csv_bytes([("1", "+1 is so", "", "3", "", "", ""), *ROWS]))
        lines = "".join(report(batch)).splitlines()
        self.assertEqual(len(lines), 4)
        self.assertTrue(all(line[0] not in "=+-@" for line in lines))


class FileTests(TestCase):
    def test_is_refused_with_a_sentence(self):
        for content, sentence in {
            b"": "The file is empty",
            b"\x00\x01\x02\x00\xff": "",
            b"{}": "no ClaimReview",
            b"claim\n": "nothing in the file",
            ("x," * 1_000_000).encode(): "columns; 300 can be taken at most",
            b"PK\x03\x04 and no zip": "damaged",
        }.items():
            with (
                self.subTest(content=content[:20]),
                self.assertRaisesMessage(FileRefused, sentence),
            ):
                staged(content)
        self.assertFalse(ImportBatch.objects.exists())

    def test_of_whatever_bytes_is_read_or_refused(self):
        chance = random.Random(7)  # noqa: S311
        for _ in range(60):
            content = bytearray(csv_bytes())
            for _ in range(20):
                content[chance.randrange(len(content))] = chance.randrange(256)
            try:
                rehearsed(bytes(content))
            except (FileRefused, StepRefused):
                continue

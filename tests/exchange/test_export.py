"""Exports: what leaves, for whom, noted; sheets without formulas; the dump that loads again."""

import csv
import io
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import TestCase, override_settings

from claims.audit import acting, verify_audit
from claims.choices import ExportFormat
from claims.exchange.check import check
from claims.exchange.export import Request, export
from claims.exchange.export.claim_rows import COLUMNS, rows
from claims.exchange.export.dump import digests
from claims.exchange.export.load import DumpRefused, load
from claims.exchange.parse import parse
from claims.exchange.publisher import publisher_at
from claims.models import AuditEntry, Claim, Comment, Export, Rating, RatingMapping, User
from claims.review import workflow
from tests.base import AuditedTransactionTestCase
from tests.factories import (
    NOW,
    make_appearance,
    make_claim,
    make_document,
    make_evidence,
    make_link,
    make_snapshot,
    make_source,
    make_source_rating,
    make_topic,
)
from tests.review.base import Story

ORIGIN = "https://claims.example"


def exported(format, by=None):
    request = Request(
        format=ExportFormat(format),
        publisher=publisher_at(ORIGIN),
        address_of=lambda claim: f"{ORIGIN}/claims/{claim.ref}/",
        by=by,
        name="a test",
    )
    return b"".join(export(request, clock=lambda: NOW))


def table(format, by=None):
    text = exported(format, by).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@override_settings(CLAIMS_SITE_NAME="Example House")
class SheetTests(Story, TestCase):
    def test_holds_what_a_stranger_may_see(self):
        self.published()
        make_claim(text="Not published.")
        make_evidence(self.claim, rationale="x", visibility="internal", quote="Internal words")
        [row] = table("csv")
        self.assertEqual(tuple(row), COLUMNS)
        self.assertEqual(row["external_id"], self.claim.ref)
        self.assertEqual(row["verdict_label"], "True")
        self.assertEqual(
            (row["rating_value"], row["rating_worst"], row["rating_best"]), ("5", "1", "5")
        )
        self.assertEqual(row["review_url"], f"{ORIGIN}/claims/{self.claim.ref}/")
        self.assertEqual(row["reviewer_org"], "Example House")
        self.assertEqual(row["status"], "published")
        self.assertNotIn("Internal words", row["source_quotes"])

    def test_holds_more_for_those_inside(self):
        Claim.objects.filter(pk=self.claim.pk).update(context="An internal note.")
        make_evidence(self.claim, visibility="confidential", quote="Confidential words")
        self.published()
        make_claim(text="Not published.")
        for who, claims, quote in ((self.ana, 2, True), (self.zoe, 2, False)):
            found = table("csv", who)
            self.assertEqual(len(found), claims)
            self.assertEqual(found[0]["claim_context"], "An internal note.")
            self.assertEqual("Confidential words" in found[0]["source_quotes"], quote)
        self.assertEqual(table("csv")[0]["claim_context"], "")

    def test_lists_values_of_one_cell_in_one_order(self):
        source = make_source(name="Rated")
        make_source_rating(source, self.ana, grade="B")
        make_evidence(
            self.claim, document=make_document(source=source), quote="Words", credibility=3
        )
        self.claim.topics.add(make_topic(name="One | two"), make_topic(name="Three"))
        self.published()
        [row] = table("csv")
        self.assertEqual(row["topics"], "One ¦ two | Three")
        self.assertEqual(row["source_reliability"].split(" | "), ["F", "B"])
        self.assertEqual(row["info_credibility"].split(" | "), ["2", "3"])
        self.assertEqual(row["source_quotes"].split(" | "), ["–", "Words"])
        self.assertEqual(len(row["source_urls"].split(" | ")), 2)

    def test_no_cell_is_a_formula(self):
        for text in ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'):
            make_claim(text=text)
        texts = [row["claim_text"] for row in table("csv", self.ana)]
        self.assertEqual(sum(text.startswith("'") for text in texts), 5)
        book = zipfile.ZipFile(io.BytesIO(exported("xlsx", self.ana)))
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertNotIn("<f>", sheet)
        self.assertIn("'=1+1", sheet)

    def test_a_workbook_holds_the_same_cells(self):
        self.published()
        long = make_claim(text="Long.", context="x" * 9_999)
        Claim.objects.filter(pk=long.pk).update(context="y" * 40_000)
        book = zipfile.ZipFile(io.BytesIO(exported("xlsx", self.ana)))
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314
        name = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        lines = [
            ["".join(cell.itertext()) for cell in row.iter(f"{name}c")]
            for row in sheet.iter(f"{name}row")
        ]
        self.assertEqual(len(lines), 3)
        self.assertIn(self.claim.text, lines[1])
        [cut] = [cell for cell in lines[2] if cell.startswith("yyy")]
        self.assertTrue(cut.endswith("… (cut: the CSV has it whole)"))
        self.assertLessEqual(len(cut), 32_767)

    def test_many_claims_cost_few_queries(self):
        self.published()
        for _ in range(20):
            make_appearance(make_claim())
        with self.assertNumQueries(7):
            found = list(
                rows(self.ana, publisher=publisher_at(ORIGIN), address_of=lambda claim: ORIGIN)
            )
        self.assertEqual(len(found), 21)


class FormatTests(Story, TestCase):
    def test_claimreview_and_feed_pass_the_check_and_read_back(self):
        self.published()
        for name in ("claimreview", "datafeed"):
            text = exported(name)
            faults = [found for found in check(text.decode()) if not found.is_warning]
            self.assertEqual(faults, [])
            self.assertEqual(parse(text)[0].claim_text, self.claim.text)

    def test_annotations_point_to_the_quotes(self):
        document = make_document(url="https://talk.example/1")
        make_snapshot(document, archive_url="https://archive.example/1")
        make_appearance(self.claim, document=document, quote="exact", prefix="just", suffix="words")
        make_evidence(self.claim, document=document, quote="secret", visibility="confidential")
        self.published()
        found = json.loads(exported("annotations"))
        [one] = found["first"]["items"]
        self.assertEqual(one["target"]["source"], "https://talk.example/1")
        self.assertEqual(
            one["target"]["selector"],
            {
                "type": "TextQuoteSelector",
                "exact": "exact",
                "prefix": "just",
                "suffix": "words",
            },
        )
        self.assertEqual(one["target"]["state"]["cached"], "https://archive.example/1")
        self.assertEqual(one["body"][0]["source"], f"{ORIGIN}/claims/{self.claim.ref}/")
        self.assertEqual(len(json.loads(exported("annotations", self.ana))["first"]["items"]), 2)


class NoteTests(Story, TestCase):
    def test_every_export_is_noted_with_its_digest(self):
        self.published()
        body = exported("csv", self.ana)
        note = Export.objects.get()
        self.assertEqual((note.taken_by, note.format, note.row_count), (self.ana, "csv", 1))
        self.assertEqual(note.byte_count, len(body))
        self.assertEqual(len(note.sha256), 64)
        entries = AuditEntry.objects.filter(table_name="claims_export")
        self.assertEqual(set(entries.values_list("actor_id", flat=True)), {self.ana.pk})
        self.assertEqual(entries.count(), 2)

    def test_one_that_breaks_off_is_noted_too(self):
        pieces = export(
            Request(ExportFormat.CSV, publisher_at(ORIGIN), lambda claim: ORIGIN, name="a test"),
            clock=lambda: NOW,
        )
        next(pieces)
        self.assertIsNone(Export.objects.get().finished_at)

    def test_a_note_is_finished_once_and_kept(self):
        exported("csv")
        for change in (
            lambda: Export.objects.update(format="xlsx"),
            lambda: Export.objects.all().delete(),
        ):
            with self.assertRaises(IntegrityError), transaction.atomic(), acting(None):
                change()

    def test_only_an_administrator_dumps(self):
        for who in (self.zoe, self.ana, self.eda):
            with self.assertRaises(PermissionDenied):
                exported("jsonl", who)
        self.assertFalse(Export.objects.exists())
        self.assertIn(b'"manifest"', exported("jsonl", self.admin))
        self.assertTrue(Export.objects.get().is_whole)


class DumpTests(Story, AuditedTransactionTestCase):
    def dump(self):
        self.published()
        workflow.reopen(self.claim, by=self.ana, at=NOW, reason="News.")
        self.draft(rating=Rating.objects.get(code="false"))
        other = make_claim(text="Чужа заява — інша.", language="uk")
        make_link(self.claim, other, judgement="confirmed", decided_by=self.ana, decided_at=NOW)
        make_source_rating(make_source(), self.ana)
        Comment.objects.create(claim=other, author=self.ana, text='A word: \\u0000 "quoted" \\n')
        return exported("jsonl").splitlines(keepends=True)

    def empty(self):
        self._fixture_teardown()

    def without(self, lines, table):
        return [line for line in lines if not line.startswith(b'{"table":"%s"' % table.encode())]

    def test_loads_into_an_empty_database_with_the_same_digests(self):
        lines = self.dump()
        before = digests()
        self.empty()
        loaded = load(lines, name="a test")
        self.assertEqual(digests(), before)
        self.assertEqual(json.loads(lines[-1])["manifest"], before)
        self.assertEqual(loaded.rows, len(lines) - 2)
        self.assertTrue(verify_audit().is_clean)
        # Life goes on: keys and references follow those that were loaded.
        claim = make_claim(text="Something new.")
        self.assertEqual(Claim.objects.filter(ref=claim.ref).count(), 1)
        self.assertFalse(User.objects.get(username="ana").has_usable_password())
        self.assertEqual(User.objects.get(username="eda").role_names, self.eda.role_names)

    def test_the_laws_are_in_force_again_afterwards(self):
        lines = self.dump()
        self.empty()
        load(lines, name="a test")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
            self.assertEqual(cursor.fetchone()[0], 0)

    def test_refuses_what_is_no_dump_and_what_was_altered(self):
        lines = self.dump()
        self.empty()
        altered = [line.replace(b"The record says so.", b"The record denies it.") for line in lines]
        self.assertNotEqual(altered, lines)
        head = json.loads(lines[0])
        for wrong, sentence in (
            ([], "no full dump"),
            ([b"nonsense"], "Line 1 is no JSON"),
            ([b"[]"], "Line 1 is no line"),
            ([json.dumps(head | {"migration": "0001"}).encode()], "made at migration 0001"),
            (lines[:-1], "ends before its manifest"),
            (
                [line for line in lines if b"claims_comment" not in line[:30]],
                "not what the manifest",
            ),
            ([line for line in lines if b'claims_source"' not in line[:30]], "PostgreSQL refuses"),
            (altered, "is not what the manifest"),
            ([*lines, b"{}"], "goes on after its end"),
            ([lines[0], b'{"table": "auth_group", "row": {}}', lines[-1]], "none of ours"),
            ([lines[0], b'{"table": "claims_actor", "row": {"x": 1}}', lines[-1]], "does not fit"),
        ):
            with self.subTest(sentence=sentence), self.assertRaisesMessage(DumpRefused, sentence):
                load(wrong, name="a test")
        self.assertFalse(Claim.objects.exists())
        self.assertTrue(Rating.objects.exists())

    def test_refuses_a_database_that_holds_something(self):
        lines = self.dump()
        with self.assertRaisesMessage(DumpRefused, "There is something in"):
            load(lines, name="a test")

    def test_the_commands_do_the_same(self):
        self.published()
        RatingMapping.objects.create(site="checks.example", label="Odd")
        before = digests()
        with TemporaryDirectory() as folder:
            file = Path(folder) / "dump.jsonl"
            call_command("export_claims", format="jsonl", out=file, stderr=io.StringIO())
            self.assertEqual([one.name for one in Path(folder).iterdir()], ["dump.jsonl"])
            self.empty()
            out = io.StringIO()
            call_command("load_dump", file, stdout=out)
            self.assertIn("all digests are those of the dump", out.getvalue())
            self.assertEqual(digests(), before)
            with self.assertRaisesMessage(CommandError, "There is something in"):
                call_command("load_dump", file)
        with self.assertRaisesMessage(CommandError, "can't be read"):
            call_command("load_dump", "/nowhere/at/all")

    def test_the_command_names_what_is_wrong(self):
        with self.assertRaisesMessage(CommandError, "no active user nobody"):
            call_command("export_claims", "--format", "csv", "--as", "nobody")
        with self.assertRaisesMessage(CommandError, "Administrator"):
            call_command("export_claims", "--format", "jsonl", "--as", "ana")
        with self.assertRaisesMessage(CommandError, "can't be written"):
            call_command(
                "export_claims", "--format", "csv", "--out", "/nowhere/x", stderr=io.StringIO()
            )

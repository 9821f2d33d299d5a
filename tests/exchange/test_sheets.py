"""Sheets as newsrooms have them: encodings, delimiters, workbooks, headings, dates, traps."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime

from django.test import SimpleTestCase

from claims.exchange.export.claim_rows import COLUMNS
from claims.exchange.sheets.columns import FIELDS, guess_mapping, kind_of, problems_of
from claims.exchange.sheets.files import read_sheet
from claims.exchange.sheets.refusal import FileRefused
from claims.exchange.sheets.rows import RowReader
from tests.exchange.sheets import csv_bytes, workbook_bytes

UKRAINIAN = [("Міст закрили у травні, а відкрили знову в червні.", "Міська рада Києва")]


def read(content):
    sheet = read_sheet(io.BytesIO(content))
    return sheet.columns, [cells for _, cells in sheet.rows], sheet.notes


def entry(day_first=None, language="en", **cells):
    reader = RowReader(
        list(cells), {name: name for name in cells}, namespace="test",
        default_language=language, day_first=day_first,
    )  # fmt: skip
    return reader.read(2, list(cells.values()))


class CsvTests(SimpleTestCase):
    def test_are_read_in_whatever_encoding_and_with_whatever_delimiter(self):
        for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251"):
            for delimiter in (",", ";", "\t", "|"):
                with self.subTest(encoding=encoding, delimiter=delimiter):
                    content = csv_bytes(UKRAINIAN * 5, ("claim", "claimant"), encoding, delimiter)
                    columns, rows, _ = read(content)
                    self.assertEqual(columns, ["claim", "claimant"])
                    self.assertEqual(rows[0], list(UKRAINIAN[0]))

    def test_of_western_europe_without_a_mark_are_cp1252(self):
        for text in (
            "Le pont a été fermé en août à Orléans, d’après la préfecture.",
            "Die Brücke ist gesperrt",
            "“Tickets rose by £5 — or 6 €”, says the café",
        ):
            with self.subTest(text):
                _, rows, notes = read(csv_bytes([(text, "x")], ("a", "b"), "cp1252", ";"))
                self.assertEqual(rows, [[text, "x"]])
                self.assertIn("Read as cp1252.", notes)

    def test_of_other_languages_without_a_mark_are_in_their_code_page(self):
        for encoding, text in {
            "cp1250": "Żółta łódź popłynęła w górę rzeki, twierdzi gmina Łódź.",
            "cp1251": "Мост закрыли в мае, сообщил городской совет.",
            "cp1253": "Η γέφυρα έκλεισε τον Μάιο, λέει το δημοτικό συμβούλιο.",
        }.items():
            with self.subTest(encoding):
                rows = [(text, "x")] * 4
                self.assertEqual(read(csv_bytes(rows, ("a", "b"), encoding))[1][0][0], text)

    def test_have_headings_below_a_title_and_groups_above_double_names(self):
        content = b"Our claims 2024,,,,\n,Claim,,Review,\nid,text,date,text,date\n1,a,b,c,d\n"
        columns, rows, notes = read(content)
        self.assertEqual(columns, ["id", "Claim text", "Claim date", "Review text", "Review date"])
        self.assertEqual(rows, [["1", "a", "b", "c", "d"]])
        self.assertIn("The headings were found in row 3.", notes)

    def test_keep_line_breaks_and_quotes_inside_cells(self):
        self.assertEqual(read(b'a,b\n"x ""y""\nz",2\n')[1], [['x "y"\nz', "2"]])

    def test_say_their_delimiter_the_way_of_excel(self):
        self.assertEqual(read(b"sep=;\na;b\n1;2\n")[:2], (["a", "b"], [["1", "2"]]))


class WorkbookTests(SimpleTestCase):
    def test_tell_formulas_that_were_never_reckoned_from_empty_ones(self):
        content = workbook_bytes(
            [("claim", "date", "note"), ("Rain fell.", "=1+1", "x"), ("Snow fell.", None, "=A3")]
        )
        _, rows, _ = read(content)
        self.assertEqual(rows, [["Rain fell.", "#GETTING_DATA", "x"],
                                ["Snow fell.", "", "#GETTING_DATA"]])  # fmt: skip
        # As spreadsheets save a formula that says something, and one that says nothing.
        for saved, told in (('<c r="B2"><f>1+1</f><v>2</v></c>', "2"),
                            ('<c r="B2" t="str"><f>1+1</f><v></v></c>', "")):  # fmt: skip
            mended = self.with_sheet(content, '<c r="B2"><f>1+1</f><v></v></c>', saved)
            self.assertEqual(read(mended)[1][0], ["Rain fell.", told, "x"])

    def with_sheet(self, content, old, new):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w") as changed:
            for name in given.namelist():
                text = given.read(name)
                if name.endswith("sheet1.xml"):
                    self.assertIn(old.encode(), text)
                    text = text.replace(old.encode(), new.encode())
                changed.writestr(name, text)
        return out.getvalue()

    def test_give_days_numbers_and_text(self):
        content = workbook_bytes(
            [("claim", "date", "moment", "number", "rating", "yes"),
             ("It rains.", date(2024, 5, 3), datetime(2024, 5, 3, 8, 30), 12, 4.5, True)]
        )  # fmt: skip
        columns, rows, _ = read(content)
        self.assertEqual(columns[0], "claim")
        self.assertEqual(
            rows, [["It rains.", "2024-05-03", "2024-05-03 08:30:00", "12", "4.5", "yes"]]
        )

    def refused(self, parts, sentence):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, text in parts.items():
                packed.writestr(name, text)
            for part in packed.infolist():
                if part.filename == "bomb.bin":
                    part.file_size = 500_000_000
        with self.assertRaisesMessage(FileRefused, sentence):
            list(read_sheet(io.BytesIO(out.getvalue())).rows)

    def test_that_do_harm_are_refused(self):
        workbook = {"xl/workbook.xml": "<workbook/>"}
        bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
        self.refused({"a.txt": "x"}, "no XLSX workbook")
        self.refused(workbook | {"xl/sharedStrings.xml": bomb}, "declares XML entities")
        self.refused(workbook | {"bomb.bin": "0"}, "that is too much")
        self.refused(workbook | {f"{n}.bin": b"" for n in range(2_100)}, "parts: that is too much")
        self.refused(workbook, "can't be read")

    def test_with_cells_far_apart_take_no_memory_for_what_lies_between(self):
        content = workbook_bytes([("claim", "b"), ("x", "y")])
        far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        content = self.with_sheet(content, "</sheetData>", far)
        tracemalloc.start()
        with self.assertRaisesMessage(FileRefused, "16,384 columns"):
            list(read_sheet(io.BytesIO(content)).rows)
        self.assertLess(tracemalloc.get_traced_memory()[1], 50_000_000)
        tracemalloc.stop()


class ColumnTests(SimpleTestCase):
    def test_of_our_exports_are_our_fields(self):
        self.assertEqual(tuple(FIELDS), COLUMNS)
        self.assertEqual(guess_mapping(COLUMNS), {name: name for name in COLUMNS})

    def test_of_the_exports_that_newsrooms_have_are_known(self):
        exports = {
            "Check, media list": (
                "Claim,Item page URL,Status,Created by,Submitted at,Social Media Posted at,"
                "Report Published at,Number of media,Tags",
                {"Claim": "claim_text", "Status": "verdict_label", "Tags": "tags"},
            ),
            "Check, fact-checks": (
                "ID,Title,Summary,URL,Language,Report Status,Imported?",
                {"Title": "claim_text", "URL": "review_url", "Summary": "verdict_summary"},
            ),
            "Check, shared fact-checks": (
                "Fact-check title,Fact-check summary,Fact-check URL,Tags,Workspace,Updated at,"
                "Rating",
                {"Fact-check title": "claim_text", "Rating": "verdict_label"},
            ),
            "Fact-Check Insights": (
                "id,@context,@type,claimReviewed,datePublished,url,author.@type,author.name,"
                "author.url,itemReviewed.@type,itemReviewed.author.name,reviewRating.ratingValue,"
                "reviewRating.alternateName,reviewRating.bestRating,reviewRating.worstRating,"
                "itemReviewed.appearance.1.url,itemReviewed.appearance.2.url",
                {
                    "claimReviewed": "claim_text",
                    "url": "review_url",
                    "author.name": "reviewer_org",
                    "itemReviewed.author.name": "claimant_name",
                    "reviewRating.alternateName": "verdict_label",
                    "reviewRating.ratingValue": "rating_value",
                    "reviewRating.bestRating": "rating_best",
                    "itemReviewed.appearance.2.url": "appearance_urls",
                },
            ),
            "Data Commons": (
                "reviewer_name,claim_text,review_date,review_url,review_rating,"
                "claim_author_name,claim_date",
                {"reviewer_name": "reviewer_org", "review_rating": "verdict_label",
                 "claim_author_name": "claimant_name"},
            ),
            "ClaimsKG": (
                "rating_ratingValue,rating_worstRating,rating_bestRating,rating_alternateName,"
                "creativeWork_author_name,creativeWork_datePublished,claimReview_author_name,"
                "claimReview_url,claimReview_claimReviewed,claimReview_datePublished,extra_tags",
                {
                    "claimReview_claimReviewed": "claim_text",
                    "claimReview_url": "review_url",
                    "rating_alternateName": "verdict_label",
                    "rating_bestRating": "rating_best",
                    "creativeWork_author_name": "claimant_name",
                    "creativeWork_datePublished": "claim_date",
                },
            ),
            "Fact Check Explorer": (
                "Claim,Source Name,Source URL,Verdict,Review Publication Date,Image URL,Tags",
                {"Source URL": "review_url", "Source Name": "reviewer_org",
                 "Review Publication Date": "review_date"},
            ),
            "Mafindo": (
                "id,authors,status,classification,title,content,fact,references,source_issue,"
                "source_link,tanggal,tags,conclusion",
                {"title": "claim_text", "classification": "verdict_label",
                 "references": "source_urls", "tanggal": "review_date"},
            ),
        }  # fmt: skip
        for kind, (headings, meant) in exports.items():
            with self.subTest(kind):
                columns = headings.split(",")
                self.assertEqual(kind_of(columns), kind)
                mapping = guess_mapping(columns)
                self.assertEqual({name: mapping[name] for name in meant}, meant)
                self.assertEqual(problems_of(mapping), [])


class RowTests(SimpleTestCase):
    def test_takes_dates_as_they_are_meant(self):
        for text, day_first, wanted in (
            ("2024-05-03", None, date(2024, 5, 3)),
            ("45415", None, date(2024, 5, 3)),
            ("03/05/2024", True, date(2024, 5, 3)),
            ("05/03/2024", False, date(2024, 5, 3)),
            ("3 May 2024", None, date(2024, 5, 3)),
            ("2024-05", None, date(2024, 5, 1)),
            ("03/05/2024", None, None),
            ("31/31/2024", True, None),
        ):
            with self.subTest(text=text, day_first=day_first):
                found = entry(day_first, claim_text="x", claim_date=text).review
                self.assertEqual(found.claim_date, wanted)
                self.assertEqual(bool(found.warnings), wanted is None or text == "45415")

    def test_takes_several_values_of_one_cell(self):
        found = entry(
            claim_text="x",
            appearance_urls="https://a.example/1 | https://b.example/2, https://c.example/3",
            topics="War; Trade | Food",
            tags="['one, two', 'three']",
            claimant_name="Ada Example; Bo Example",
            source_urls="https://s.example/1 | https://s.example/2",
            source_quotes="– | So it is.",
            source_reliability="A | F",
            info_credibility="2 | 6",
        )
        self.assertEqual(len(found.review.appearance_urls), 3)
        self.assertEqual(found.topics, ["War", "Trade", "Food", "one, two", "three"])
        self.assertEqual(found.review.claimant_names, ["Ada Example", "Bo Example"])
        self.assertEqual([one.quote for one in found.sources], ["", "So it is."])
        self.assertEqual([one.credibility for one in found.sources], [2, 6])

    def test_says_where_a_formula_has_no_result(self):
        for cell in ("#REF!", "#N/A", "#GETTING_DATA"):
            with self.subTest(cell):
                found = entry(claim_text="Rain fell.", claim_date=cell, notes="#1 of three")
                self.assertEqual((found.refusal, found.review.claim_date), ("", None))
                self.assertEqual(found.note, "#1 of three")
                told = str(found.review.warnings)
                self.assertIn("claim_date", told)
                self.assertIn(f"its formula has no result ({cell})", told)

    def test_takes_the_guard_off_what_was_no_formula(self):
        self.assertEqual(entry(claim_text="'-5 % growth").review.claim_text, "-5 % growth")
        self.assertIn("formula", entry(claim_text="=1+1").refusal)

"""Loading a list of claims: whole, signed, twice without harm, and with bad rows named."""

from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import CommandError, call_command
from django.test import TestCase

from claims.models import AuditEntry, Claim, ClaimWording
from claims.search.matching import match_claims
from tests.factories import make_cast, make_claim

HEADER = "id\tclaim\ttitle\trating\n"


class CorpusTests(TestCase):
    def load(self, text, *options):
        told, warned = StringIO(), StringIO()
        with TemporaryDirectory() as folder:
            file, names = Path(folder, "list.tsv"), Path(folder, "map.tsv")
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
            try:
                call_command(
                    "import_corpus", str(file), "--map", str(names), *options,
                    stdout=told, stderr=warned,
                )  # fmt: skip
            finally:
                self.refs = names.read_text() if names.exists() else ""
                self.warned = warned.getvalue()
        return told.getvalue()

    def test_records_claims_with_their_other_wordings(self):
        make_cast()
        rows = 'a\t"The bridge fell."\tBridge down?\tfalse\nb\tIt rained.\tNone\t\n'
        said = self.load(HEADER + rows, "--by=ana")
        self.assertIn("2 claims recorded", said)
        self.assertIn("rating", self.warned)
        bridge, rain = Claim.objects.order_by("pk")
        self.assertEqual(bridge.text, '"The bridge fell."')
        self.assertEqual(self.refs, f"{bridge.ref}\ta\n{rain.ref}\tb\n")
        self.assertEqual([row.text for row in ClaimWording.objects.all()], ["Bridge down?"])
        entries = AuditEntry.objects.filter(table_name="claims_claim", action="insert")
        self.assertEqual({entry.actor_name for entry in entries}, {"Ana"})
        self.assertEqual(match_claims("bridges down", published=False)[0].claim, bridge)

    def test_a_second_time_adds_only_what_is_new(self):
        known = make_claim(text="It rained.")
        self.load(f"{HEADER}a\tThe bridge fell.\tBridge down?\t\n")
        said = self.load(f"{HEADER}a\tthe bridge fell\tA fallen bridge\t\nb\tIt rained\t\t\n")
        self.assertIn("0 claims recorded, 2 were there already", said)
        self.assertIn(f"{known.ref}\tb\n", self.refs)
        self.assertEqual(Claim.objects.count(), 2)
        self.assertEqual(ClaimWording.objects.count(), 2)

    def test_twins_in_the_list_become_one_claim(self):
        self.load(f"{HEADER}a\tIt rained.\tRain?\t\nb\tIT RAINED\tWet?\t\n")
        claim = Claim.objects.get()
        self.assertEqual(self.refs, f"{claim.ref}\ta\n{claim.ref}\tb\n")
        self.assertEqual(claim.wordings.count(), 2)

    def test_bad_lines_are_named_and_the_rest_stands(self):
        bad = f"\tNo id.\t\t\nb\t \t\t\nc\t{'x' * 1001}\t\t\n"
        rest = "d\tGood.\t\t\nd\tTwice.\t\t\ne\tMany.\t\t\t\t\n"
        with self.assertRaises(CommandError):
            self.load(HEADER + bad + rest)
        self.assertEqual([claim.text for claim in Claim.objects.all()], ["Good."])
        for line in ("2: it has no id", "3", "4: its claim has 1001", "6", "7"):
            self.assertIn(f"line {line}", self.warned)
        with self.assertRaisesMessage(CommandError, "nothing was"):
            self.load(f"{HEADER}b\t\t\t\nz\tFresh.\t\t\n", "--strict")
        self.assertEqual(Claim.objects.count(), 1)

    def test_control_characters_are_left_out_and_told(self):
        self.load(f"{HEADER}a\tIt rain\x90ed.\t\t\n")
        self.assertEqual(Claim.objects.get().text, "It rained.")
        self.assertIn("left out of 1 lines", self.warned)

    def test_a_file_that_is_no_list_is_refused(self):
        for text in ("", "name\ttext\n", "id\tclaim\tid\n", b"id\tclaim\n\xff\xfe"):
            with self.subTest(text=ascii(text)), self.assertRaises(CommandError):
                self.load(text)
        with self.assertRaisesMessage(CommandError, "nobody called"):
            self.load(HEADER, "--by=nobody")

"""What a search finds, for whom, and what it says about it."""

from django.test import TestCase

from claims.models import ClaimWording
from claims.review.audience import sight_of
from claims.search.fulltext import find_claims, fitting_claims
from claims.search.rebuild import learn_words
from tests.factories import (
    TODAY,
    make_actor,
    make_appearance,
    make_cast,
    make_claim,
    make_document,
)


class FindTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ana = make_cast()["ana"]
        cls.sent = make_claim(
            text="China has sent nationals to assist Russian forces on Ukrainian territory."
        )
        cls.tanks = make_claim(text="Президент України заявив про танки у Києві.", language="uk")
        cls.tree = make_claim(text="Президент посетил ёлку в Москве.", language="ru")
        cls.help = make_claim(text="Müller hilft der Regierung für Kiew.", language="de")
        cls.army = make_claim(text="中国向俄罗斯派遣军队", language="zh-Hans")
        government = make_actor(name="Government of Ukraine")
        government.names.create(name="Kyiv")
        report = make_document(
            title="A long report", body="The zeppelin landed near Lakehurst.", language="en"
        )
        make_appearance(
            cls.sent,
            actor=government,
            quote="They dispatched volunteers",
            said_on=TODAY,
            document=report,
        )
        learn_words()

    def found(self, text):
        within = sight_of(self.ana)
        results = find_claims(text, within=within)
        hits = {hit.claim for hit in results.hits}
        fitting = fitting_claims(within.claims, text, within=within, notes=[])
        self.assertEqual(set(fitting), hits)
        self.assertEqual(results.total, len(hits))
        return hits

    def test_asks_documents_last_and_in_lists_only_when_nothing_else_fits(self):
        landed = make_claim(text="A zeppelin landed.")
        within = sight_of(self.ana)
        ranked = [hit.claim for hit in find_claims("zeppelin", within=within).hits]
        self.assertEqual(ranked, [landed, self.sent])
        listed = fitting_claims(within.claims, "zeppelin", within=within, notes=[])
        self.assertEqual(list(listed), [landed])

    def test_reads_the_query_language(self):
        for text, expected in {
            "nationals assisting": {self.sent},
            '"sent nationals"': {self.sent},
            '"nationals sent"': set(),
            "nationals OR regierung": {self.sent, self.help},
            "china -russian": set(),
            "china -russia": {self.sent},
            "territor*": {self.sent},
            "nationals -assisting": set(),
            "-china": {self.tanks, self.tree, self.help, self.army},
            self.sent.ref: {self.sent},
            self.sent.ref.lower(): {self.sent},
        }.items():
            with self.subTest(text):
                self.assertEqual(self.found(text), expected)

    def test_looks_in_quotes_names_topics_and_documents(self):
        for text in ("dispatching", "kyiv", "governments volunteers", "zeppelins"):
            with self.subTest(text):
                self.assertEqual(self.found(text), {self.sent})

    def test_looks_in_other_wordings_each_in_its_language(self):
        ClaimWording.objects.create(
            claim=self.sent, text="Китай направил добровольцев.", language="ru"
        )
        ClaimWording.objects.create(claim=self.sent, text="La Chine négociait.", language="fr")
        self.assertEqual(self.found("добровольцы китай"), {self.sent})
        self.assertEqual(self.found("négocier"), {self.sent})
        shown = find_claims("négocier", within=sight_of(self.ana)).hits[0].shown
        self.assertEqual((shown.place, shown.excerpt[1]), ("wording", ("négociait", True)))

    def test_knows_the_language_of_each_row(self):
        for text, expected in {
            "президентом": {self.tanks, self.tree},
            "танків": {self.tanks},
            "танк -києва": set(),
            "елки": {self.tree},
            "regierungen": {self.help},
            "muller": {self.help},
            "中国": {self.army},
            "国中": set(),
            "tan": set(),
        }.items():
            with self.subTest(text):
                self.assertEqual(self.found(text), expected)

    def test_bends_words_in_languages_without_a_stemmer_alone(self):
        polish = make_claim(text="Prezydenta nie było w Warszawie.", language="pl")
        english = make_claim(text="The prezydentnik office of Warszawianka.")
        self.assertEqual(self.found("prezydentem"), {polish})
        self.assertEqual(self.found("prezydentem warszawa"), {polish})
        self.assertEqual(self.found("warszawianka -prezydentem"), {english})
        note = make_document(title="Notatka", body="Sprawozdanie komisji.", language="pl")
        make_document(title="Note", body="A sprawozdant of komisjas.", language="en")
        make_appearance(polish, document=note)
        self.assertEqual(self.found("sprawozdania komisja"), {polish})

    def test_narrows_by_fields(self):
        for text, expected in {
            "actor:kyiv": {self.sent},
            'actor:"Government of Ukraine" -actor:kyiv': set(),
            "lang:uk,de": {self.tanks, self.help},
            "-lang:uk,de,ru,en": {self.army},
            "lang:zh": {self.army},
            "after:2025-05-08 before:2025-05-09": {self.sent},
            "after:2025-05-09 china": set(),
            "status:new lang:en": {self.sent},
            "verdict:none nationals": {self.sent},
            "verdict:false": set(),
        }.items():
            with self.subTest(text):
                self.assertEqual(self.found(text), expected)

    def test_says_kindly_what_it_could_not_read(self):
        for text, word in {
            "status:foo china": "researching",
            "verdict:foo": "mostly_true",
            "after:soon": "2025-05-08",
            "lang:Ukrainian!": "lang:uk",
            "actor:nobody": "nobody",
            "topic:none": "none",
            "source:none": "none",
            "word " * 40: "first",
            "the": "common",
        }.items():
            with self.subTest(text):
                notes = find_claims(text, within=sight_of(self.ana)).notes
                self.assertIn(word, " ".join(notes))

    def test_lists_that_cannot_tell_find_nothing_by_what_they_cannot_read(self):
        within = sight_of(self.ana)
        notes = []
        every = set(within.claims)
        self.assertEqual(set(fitting_claims(within.claims, "status:foo", within=within)), set())
        found = fitting_claims(within.claims, "status:foo", within=within, notes=notes)
        self.assertEqual((set(found), len(notes)), (every, 1))

    def test_parts_of_words_will_do_when_nothing_else_is_found(self):
        self.assertEqual(self.found("ationals ritor"), {self.sent})
        self.assertEqual(self.found("ationals border"), set())

    def test_takes_any_text_for_a_query(self):
        for text in (
            "", "-", '"', '""', "OR", "a:b", "лоно \x00 ((( ' & | ! :* <-> \\", "🚀 💥", "-the",
            "<script>alert(1)</script>", "'; DROP TABLE claims_claim; --", "\ud800", "*", "'*",
            "x" * 1_000_000, "שלום مرحبا", "actor:", 'actor:"', "%", "\\", "::", "after:9999-99-99",
            "before:0000", "lang:,", "the of and", "𝒞hina", "a" * 3000 + "*", "я" * 1500 + "*",
        ):  # fmt: skip
            with self.subTest(ascii(text[:20])):
                self.found(text)

    def test_suggests_what_may_have_been_meant(self):
        within = sight_of(self.ana)
        meant = find_claims("  natoinals assist", within=within).did_you_mean
        self.assertEqual(meant, "nationals assist")
        self.assertEqual(find_claims("прездент", within=within).did_you_mean, "президент")
        self.assertEqual(find_claims("xqzvw", within=within).did_you_mean, "")
        meant = find_claims(
            '"assist russian" zeppelin wheat lang:en,uk', within=within
        ).did_you_mean
        self.assertEqual(meant, '"assist russian" OR zeppelin OR wheat lang:en,uk')
        self.assertEqual([hit.claim for hit in find_claims(meant, within=within).hits], [self.sent])
        self.assertEqual(find_claims("natoinals lang:uk", within=within).did_you_mean, "")

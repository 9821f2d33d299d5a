"""Finding the recorded claims that say what a text says, with a likelihood and reasons."""

from datetime import date
from unittest.mock import patch

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import SimpleTestCase, TestCase

from claims.choices import Judgement, LinkKind
from claims.editing.merges import merge_claims, undo_merge
from claims.models import Claim, ClaimWording
from claims.search.asked import BYLINE_WEIGHT, read_asked
from claims.search.likelihood import LIKELY
from claims.search.many import PART, match_texts
from claims.search.matching import match_claim, match_claims
from claims.search.meaning import encoder
from claims.search.meaning.vectors import keep_vectors
from claims.search.reasons import days_in
from claims.search.rebuild import count_stems, count_stems_if_stale
from tests.factories import (
    NOW,
    make_actor,
    make_appearance,
    make_cast,
    make_claim,
    make_document,
    make_link,
    make_topic,
)

ODD_TEXTS = (
    "", " ", "the of and", "\x00", "\ud800 lone", "👍🏽", "<b>'\"; DROP TABLE claims_claim; --",
    "م" * 400, "\u202eright to left", "%s %(x)s {0}", "a" * 200_000, "https://", "@ # —",
    "' & | ! :*",
    " ".join(f"word{n}" for n in range(5000)),
)  # fmt: skip


def found(text, **how):
    """Return the texts of the claims that say what ``text`` says, the likeliest first."""
    return [match.claim.text for match in match_claims(text, **{"published": False} | how)]


class AskedTests(SimpleTestCase):
    def test_links_go_and_tags_become_words(self):
        link = "https://a.example/x?y=1"
        asked = read_asked(f"See @NorthPort #HarbourWorks2020! {link}. pic.twitter.com/Zz9")
        self.assertEqual(" ".join(asked.words), "See North Port Harbour Works 2020 !")
        self.assertEqual(asked.links, [link])

    def test_the_byline_of_a_post_weighs_less(self):
        asked = read_asked("The bridge fell. — Ann Other (@ann_other) May 3, 2021")
        self.assertEqual(asked.words["bridge"], 1)
        self.assertEqual({asked.words[word] for word in ("Ann", "other", "2021")}, {BYLINE_WEIGHT})

    def test_links_that_hang_together_are_parted(self):
        asked = read_asked("Look https://t.example/ahttps://t.example/b")
        self.assertEqual(asked.links, ["https://t.example/a", "https://t.example/b"])

    def test_days_are_read(self):
        text = "On 6 January 2020, on March 7, 2021, on 2022-05-08, and on 45 May 2020."
        days = [date(2022, 5, 8), date(2020, 1, 6), date(2021, 3, 7)]
        self.assertEqual(days_in(text), days)


class FindingTests(TestCase):
    def setUp(self):
        self.koalas = make_claim(text="Koalas are functionally extinct after the bushfires.")
        self.tunnel = make_claim(text="The northern tunnel was flooded by the river.")
        for number in range(8):
            make_claim(text=f"The river rose by {number} metres in May.")

    def test_rare_words_tell(self):
        texts = found("Somebody says the koalas by the river went extinct")
        self.assertEqual(texts[0], self.koalas.text)

    def test_inflected_and_misspelt_words_meet(self):
        texts = found("The tunel in the north, flooding everywhere: tunnels!")
        self.assertEqual(texts[0], self.tunnel.text)

    def test_other_wordings_and_quotes_are_found(self):
        wording = ClaimWording.objects.create(claim=self.koalas, text="No marsupials are left")
        page = make_document(language="de")
        make_appearance(self.tunnel, quote="Es steht alles unter Wasser", document=page)
        self.assertEqual(found("Are marsupials gone?")[0], self.koalas.text)
        self.assertEqual(found("Alles stand unter dem Wasser")[0], self.tunnel.text)
        wording.delete()
        self.assertNotIn(self.koalas.text, found("Are marsupials gone?"))

    def test_a_merged_claim_is_found_as_the_one_that_was_kept(self):
        eda = make_cast()["eda"]
        twin = make_claim(text="Bears with pouches died out.")
        merge = merge_claims(self.koalas, twin, by=eda, at=NOW)
        self.assertEqual(found("pouches")[0], self.koalas.text)
        self.assertNotIn(twin.text, found("pouches"))
        undo_merge(merge, by=eda, at=NOW)
        self.assertEqual(found("pouches"), [twin.text])

    def test_what_is_named_after_a_country_is_taken_for_its_name(self):
        make_claim(text="The partnership of China and Russia began before the invasion of Ukraine.")
        sent = make_claim(text="China has sent its nationals to assist Russian forces in Ukraine.")
        make_claim(text="A bridge was closed.")
        asked = "Chinese nationals assist Russia on Ukrainian soil"
        self.assertEqual(found(asked)[0], sent.text)
        make_claim(text="Swedish fishermen caught a herring of three metres.")
        self.assertIn("herring", found("Sweden: giant herring caught")[0])

    def test_languages_without_a_stemmer_meet_their_inflections(self):
        claim = make_claim(text="Уряд закупив нові турбіни для станції.", language="uk")
        self.assertEqual(found("Кажуть, що турбінами займається станція")[0], claim.text)

    def test_the_same_words_are_nearly_certain_and_chance_is_not(self):
        matches = match_claims(self.koalas.text.upper(), published=False)
        self.assertGreater(matches[0].score, 0.9)
        chance = match_claims("The mayor walked by the river", published=False)
        scores = [match.score for match in chance]
        self.assertTrue(scores)
        self.assertLess(max(scores), LIKELY)

    def test_scores_fall_and_lie_between_0_and_1(self):
        scores = [match.score for match in match_claims("The river rose in May", published=False)]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertTrue(all(0 <= score <= 1 for score in scores))
        self.assertEqual(len(match_claims("The river rose in May", published=False, limit=3)), 3)

    def test_any_text_is_a_question(self):
        for number, text in enumerate(ODD_TEXTS):
            with self.subTest(number):
                self.assertIsInstance(match_claims(text, published=False), list)

    def test_counting_changes_no_order_and_is_done_when_it_is_due(self):
        before = found("Somebody says the koalas by the river went extinct")
        self.assertEqual(count_stems(), 10)
        self.assertEqual(found("Somebody says the koalas by the river went extinct"), before)
        self.assertEqual(count_stems(), 10)
        self.assertFalse(count_stems_if_stale(at=NOW.replace(year=2000)))
        self.assertTrue(count_stems_if_stale(at=NOW.replace(year=2999)))


class SmallHouseTests(TestCase):
    """With a few claims about the same people the score says what it says of thousands."""

    TEXTS = (
        "China has sent Chinese nationals to assist Russian forces on Ukrainian territory.",
        "China is a neutral party in the war between Russia and Ukraine.",
        "Russia's war in Ukraine is a fight against Nazism.",
        "China and Russia signed a “no limits” strategic partnership in 2022.",
        "Trust between China and Russia has grown.",
        "Xi Jinping arrived in Moscow on 8 May 2025.",
        "Victory Day, 9 May, falls within a visit of four days that begins on 8 May 2025.",
    )

    @classmethod
    def setUpTestData(cls):
        for text in cls.TEXTS:
            make_claim(text=text)

    def test_a_paraphrase_finds_its_claim_first(self):
        for asked, place in {
            "China sends its citizens to fight for Russia in Ukraine": 0,
            "Beijing sent its nationals to help Moscow's army": 0,
            "Ukraine: Chinese citizens help the forces of Russia on our territory": 0,
            "Beijing is neutral in Russia's war on Ukraine": 1,
            "Xi Jinping arrives in Moscow for a four-day visit": 5,
        }.items():
            with self.subTest(asked):
                self.assertEqual(found(asked)[0], self.TEXTS[place])

    def test_the_same_names_alone_are_not_likely(self):
        for asked in (
            "China buys most of its oil from Russia",
            "The president of China is in Russia",
            "Ukraine and Russia exchanged prisoners in May",
        ):
            with self.subTest(asked):
                scores = [match.score for match in match_claims(asked, published=False)]
                self.assertTrue(scores)
                self.assertLess(max(scores), LIKELY)

    def test_scores_are_nearly_the_same_before_stems_are_counted(self):
        asked = "Xi Jinping arrives in Moscow for a four-day visit"
        before = match_claims(asked, published=False)[0].score
        count_stems()
        self.assertAlmostEqual(match_claims(asked, published=False)[0].score, before, delta=0.05)


class ManyTests(TestCase):
    """Many texts at once are told what each of them would be told alone."""

    @classmethod
    def setUpTestData(cls):
        cls.koalas = make_claim(text="Koalas became functionally extinct after the bushfires.")
        cls.dam = make_claim(text="The dam at the lake broke in spring.")
        for place in ("harbour", "market", "station", "museum", "library"):
            make_claim(text=f"The {place} by the river was closed in May.")

    def told(self, *texts, **how):
        return [
            [match.claim for match in matches]
            for matches in match_texts(texts, **{"published": False} | how)
        ]

    def test_tells_those_that_are_likely_and_no_others(self):
        asked = [
            "Did koalas become functionally extinct?",
            "",
            "Bananas are radioactive",
            "the dam at the lake has broken in spring",
            "\x00",
        ]
        self.assertEqual(self.told(*asked), [[self.koalas], [], [], [self.dam], []])

    def test_says_what_one_text_alone_is_told(self):
        texts = [
            *Claim.objects.values_list("text", flat=True),
            "Koalas and the lake in spring",
            "The river was closed",
        ]
        many = list(match_texts(texts, published=False, at_least=0.3, limit=3))
        for text, matches in zip(texts, many, strict=True):
            alone = match_claims(text, published=False, limit=3)
            self.assertEqual(matches, [match for match in alone if match.score >= 0.3])

    def test_leaves_out_for_each_text_what_it_shall_not_find(self):
        twice = [self.koalas.text, self.koalas.text]
        self.assertEqual(self.told(*twice, left_out=[{self.koalas.pk}, ()]), [[], [self.koalas]])

    def test_strangers_find_published_claims_alone(self):
        self.assertEqual(self.told(self.dam.text, published=True), [[]])

    def test_what_is_new_costs_a_few_statements_for_each_part(self):
        texts = [f"Nothing of this kind {number}" for number in range(2 * PART)]
        # Of each part: a savepoint and its end, settings there and back, stems, claims, wordings.
        with self.assertNumQueries(2 * 7):
            self.assertEqual(self.told(*texts), [[]] * len(texts))


class AnsweredTests(TestCase):
    def test_what_was_found_to_differ_is_not_suggested_again(self):
        ana = make_cast()["ana"]
        claim = make_claim(text="The dam at the lake broke in spring.")
        other = make_claim(text="The dam at the lake leaked in spring.")
        third = make_claim(text="The dam at the lake burst in spring.")
        judged = {"kind": LinkKind.DUPLICATE, "decided_by": ana, "decided_at": NOW}
        make_link(other, claim, **judged | {"judgement": Judgement.REJECTED})
        make_link(claim, third, **judged | {"judgement": Judgement.UNSURE})
        self.assertEqual([match.claim for match in match_claim(claim, published=False)], [third])


class PublishedTests(TestCase):
    def test_the_outside_finds_what_is_published_alone(self):
        make_claim(text="The dam at the lake broke in spring.")
        self.assertEqual(found("The dam at the lake broke", published=True), [])


class ReasonTests(TestCase):
    def test_are_told_in_words(self):
        actor = make_actor(name="Harbour Authority")
        document = make_document(url="https://port.example/news/7")
        claim = make_claim(
            text="The new pier was opened with cranes missing.", happened_from=date(2024, 3, 2)
        )
        claim.topics.add(make_topic())
        make_appearance(claim, actor=actor, document=document)
        text = "harbour authority opened its pier, March 4, 2024: http://port.example/news/7/"
        (match,) = match_claims(text, published=False)
        self.assertEqual(
            match.reasons,
            [
                "said in a document that the text links to",
                "rare words: opened, pier",
                "same actor: Harbour Authority",
                "near date: 2024-03-02",
            ],
        )

    def test_a_linked_document_alone_leads_to_its_claims(self):
        claim = make_claim(text="Something quite different was claimed.")
        make_appearance(claim, document=make_document(url="https://port.example/news/8"))
        (match,) = match_claims("Unheard https://port.example/news/8", published=False)
        self.assertEqual(match.claim, claim)
        self.assertEqual(match_claims("https://port.example/news/8", published=True), [])

    def test_claims_are_gone_or_there_and_never_merged(self):
        claim = make_claim(text="The old pier collapsed.")
        Claim.objects.filter(pk=claim.pk).delete()
        self.assertEqual(match_claims("The old pier collapsed", published=False), [])


class VectorTests(TestCase):
    """What is kept of meanings, by the database alone: computing them takes optional packages."""

    def kept(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT claim_id, is_stale FROM claims_matchvector")
            return cursor.fetchall()

    def test_go_stale_with_any_wording_and_go_with_the_claim(self):
        claim = make_claim()
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO claims_matchvector (claim_id, digest, vectors, signs)"
                " VALUES (%s, '', '', 0::bit(384))",
                [claim.pk],
            )
        self.assertEqual(self.kept(), [(claim.pk, False)])
        ClaimWording.objects.create(claim=claim, text="In other words")
        self.assertEqual(self.kept(), [(claim.pk, True)])
        Claim.objects.filter(pk=claim.pk).delete()
        self.assertEqual(self.kept(), [])

    def test_nothing_is_computed_without_the_packages(self):
        make_claim()
        with patch.object(encoder, "INSTALLED", False):
            self.assertEqual(keep_vectors(), 0)
            with self.assertRaisesMessage(CommandError, "requirements-semantic.txt"):
                call_command("keep_vectors")
        self.assertEqual(self.kept(), [])

"""The rating map: what a label means, whose row counts, what waits in the queue, who decides."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.urls import reverse

from claims.audit import acting
from claims.choices import MappingState
from claims.editing.mappings import MetLabel, map_labels, queue_labels
from claims.exchange.parse import parse_node
from claims.exchange.ratings import unknown_labels, verdicts_of
from claims.models import AuditEntry, Rating, RatingMapping
from claims.review.rights import StepRefused
from tests.factories import NOW, make_cast

from .documents import claim_review, rating


def review_of(site, label, **numbers):
    return parse_node(
        claim_review(url=f"https://{site}/1", reviewRating=rating(alternateName=label, **numbers))
    )


class MapTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()
        cls.false = Rating.objects.get(code="false")
        cls.true = Rating.objects.get(code="true")
        RatingMapping.objects.all().delete()

    def add(self, site, label, rating=None, **fields):
        mapping = RatingMapping(site=site, label=label, rating=rating, **fields)
        mapping.full_clean()
        mapping.save()
        mapping.refresh_from_db()
        return mapping

    def verdict(self, site, label, **numbers):
        return verdicts_of([review_of(site, label, **numbers)])[0]


class VerdictTests(MapTests):
    def test_finds_a_label_whatever_its_case_and_stop(self):
        self.add("checks.example", "Não é verdade", self.false)
        for label in ("Não é verdade", "NÃO É VERDADE.", " não  é verdade\r"):
            with self.subTest(label=label):
                self.assertEqual(self.verdict("www.checks.example", label).rating, self.false)

    def test_the_nearest_site_decides(self):
        self.add("", "odd", self.true)
        self.add("checks.example", "odd", self.false)
        self.add("hindi.checks.example", "odd", no_rating=True)
        self.assertEqual(self.verdict("hindi.checks.example", "Odd").state, "no_rating")
        self.assertEqual(self.verdict("uk.checks.example", "Odd").rating, self.false)
        self.assertEqual(self.verdict("other.example", "Odd").rating, self.true)

    def test_an_undecided_row_does_not_hide_a_decided_one(self):
        self.add("", "odd", self.true)
        self.add("checks.example", "odd")
        self.assertEqual(self.verdict("checks.example", "odd").rating, self.true)

    def test_an_unknown_label_is_unknown_whatever_its_number_says(self):
        verdict = self.verdict("checks.example", "Whatever", ratingValue=5)
        self.assertEqual((verdict.state, verdict.rating), (MappingState.UNKNOWN, None))

    def test_the_words_of_another_claimbook_are_ours(self):
        for label, numbers, code in (
            ("Mostly true", {"ratingValue": 4, "worstRating": 1, "bestRating": 5}, "mostly_true"),
            ("FALSE", {"ratingValue": 1, "worstRating": 1, "bestRating": 5}, "false"),
            ("Satire", {"ratingValue": None, "worstRating": None, "bestRating": None}, "satire"),
            ("Mostly true", {"ratingValue": 3, "worstRating": 1, "bestRating": 5}, None),
            ("Mostly true", {"ratingValue": 4, "worstRating": 0, "bestRating": 5}, None),
            ("False", {"ratingValue": None, "worstRating": None, "bestRating": None}, None),
        ):
            with self.subTest(label, **numbers):
                verdict = self.verdict("claims.example", label, **numbers)
                self.assertEqual(verdict.rating and verdict.rating.code, code)
        self.add("claims.example", "Mostly true", self.false)
        numbers = {"ratingValue": 4, "worstRating": 1, "bestRating": 5}
        self.assertEqual(
            self.verdict("claims.example", "Mostly true", **numbers).rating, self.false
        )

    def test_the_label_wins_over_the_number_and_the_contradiction_is_flagged(self):
        self.add("checks.example", "False", self.false)
        review = review_of("checks.example", "False", ratingValue=5)
        [verdict] = verdicts_of([review])
        self.assertEqual((verdict.rating, verdict.contradicts), (self.false, True))
        self.assertIn("label_against_number", [warning.code for warning in review.warnings])
        self.assertFalse(self.verdict("checks.example", "False", ratingValue=1).contradicts)
        # Without a scale there is nothing to contradict.
        self.assertFalse(
            self.verdict("checks.example", "False", ratingValue=5, bestRating=None).contradicts
        )

    def test_many_reviews_cost_three_queries(self):
        reviews = [review_of(f"site{n}.example", f"Label {n}") for n in range(50)]
        with self.assertNumQueries(3):
            verdicts = verdicts_of(reviews)
        self.assertEqual(len(verdicts), 50)

    def test_survives_any_site(self):
        for site in ("localhost", "[::1]", "x" * 80 + ".example", "münchen.example"):
            with self.subTest(site=site):
                review = review_of("checks.example", "Odd")
                review.publisher_site = site
                [verdict] = verdicts_of([review])
                queue_labels(unknown_labels([review], [verdict]), by=None, at=NOW)
        self.assertEqual(
            set(RatingMapping.objects.values_list("site", flat=True)),
            {"", "xn--mnchen-3ya.example"},
        )


class QueueTests(MapTests):
    def test_gathers_unknown_labels_with_their_counts(self):
        reviews = [review_of("checks.example", label) for label in ("Odd", "odd.", "Strange", "")]
        met = unknown_labels(reviews, verdicts_of(reviews))
        queue_labels(met, by=self.cast["ana"], at=NOW)
        queue_labels({MetLabel("checks.example", "ODD"): 3}, by=self.cast["ana"], at=NOW)
        self.assertEqual(
            dict(RatingMapping.objects.unknown().values_list("label", "seen_count")),
            {"Odd": 5, "Strange": 1},
        )
        entry = AuditEntry.objects.filter(table_name="claims_ratingmapping").latest("pk")
        self.assertEqual(entry.actor_name, self.cast["ana"].display_name)

    def test_leaves_decided_labels_and_long_texts_alone(self):
        mapping = self.add("checks.example", "Odd", self.false)
        queue_labels(
            {MetLabel("checks.example", "odd"): 1, MetLabel("checks.example", "x" * 501): 1},
            by=None,
            at=NOW,
        )
        mapping.refresh_from_db()
        self.assertEqual((mapping.seen_count, mapping.version), (0, 1))
        self.assertEqual(RatingMapping.objects.count(), 1)

    def test_an_editor_decides_about_many_at_once(self):
        rows = [self.add("checks.example", label).pk for label in ("One", "Two")]
        count = map_labels(rows, self.false, by=self.cast["eda"], reason="Both say so.")
        self.assertEqual(count, 2)
        self.assertEqual(
            set(RatingMapping.objects.values_list("rating", "no_rating", "version")),
            {(self.false.pk, False, 2)},
        )
        map_labels(rows, None, by=self.cast["eda"])
        self.assertEqual(
            {mapping.state for mapping in RatingMapping.objects.all()},
            {MappingState.NO_RATING},
        )

    def test_nobody_else_decides(self):
        mapping = self.add("checks.example", "Odd")
        for who in ("zoe", "ana", "rui"):
            with self.assertRaises(PermissionDenied):
                map_labels([mapping.pk], self.false, by=self.cast[who])

    def test_decides_about_all_or_none(self):
        mapping = self.add("checks.example", "Odd")
        with self.assertRaisesMessage(StepRefused, "1 of these labels are gone"):
            map_labels([mapping.pk, 0], self.false, by=self.cast["eda"])
        with acting(self.cast["eda"]):
            Rating.objects.filter(pk=self.false.pk).update(is_active=False)
        self.false.refresh_from_db()
        with self.assertRaisesMessage(StepRefused, "is retired"):
            map_labels([mapping.pk], self.false, by=self.cast["eda"])


class LawTests(MapTests):
    def test_one_row_for_a_publisher_and_label(self):
        self.add("checks.example", "Odd")
        with self.assertRaisesMessage(ValidationError, "in the map already"):
            self.add("www.Checks.example", "odd.")

    def test_one_meaning(self):
        with self.assertRaisesMessage(ValidationError, "not both"):
            self.add("checks.example", "Odd", self.false, no_rating=True)
        for column, value in (("no_rating", "true"), ("site", "'www.a.example'"), ("label", "' '")):
            mapping = self.add("checks.example", f"Odd {column}", self.false)
            with (
                self.subTest(column=column),
                self.assertRaises(IntegrityError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(
                    f"UPDATE claims_ratingmapping SET {column} = {value} WHERE id = %s",
                    [mapping.pk],
                )


class AdminTests(MapTests):
    def url(self, name, *args):
        return reverse(f"admin:claims_ratingmapping_{name}", args=args)

    def test_the_queue_is_a_filter_with_counts_and_one_step_to_decide(self):
        queue_labels({MetLabel("checks.example", "Odd", "Example Checks"): 7}, by=None, at=NOW)
        self.add("checks.example", "Known", self.false)
        self.client.force_login(self.cast["eda"])
        page = self.client.get(self.url("changelist") + "?state=unknown")
        self.assertContains(page, "Odd")
        self.assertContains(page, "Example Checks")
        self.assertContains(page, ">7<")
        self.assertNotContains(page, "Known")
        mapping = RatingMapping.objects.unknown().get()
        done = self.client.post(
            self.url("changelist"),
            {"action": "map_to_false", "_selected_action": [mapping.pk], "index": 0},
            follow=True,
        )
        self.assertContains(done, "Labels that mean “False” now: 1.")
        mapping.refresh_from_db()
        self.assertEqual(mapping.rating, self.false)
        entry = AuditEntry.objects.filter(table_name="claims_ratingmapping").latest("pk")
        self.assertEqual((entry.action, entry.actor_id), ("update", self.cast["eda"].pk))

    def test_others_look_and_do_not_touch(self):
        mapping = self.add("checks.example", "Odd")
        self.client.force_login(self.cast["ana"])
        page = self.client.get(self.url("changelist"))
        self.assertContains(page, "Odd")
        self.assertNotContains(page, "map_to_false")
        self.client.post(
            self.url("changelist"),
            {"action": "map_to_false", "_selected_action": [mapping.pk], "index": 0},
        )
        mapping.refresh_from_db()
        self.assertIsNone(mapping.rating)

    def test_a_row_is_added_and_changed_on_its_own_page(self):
        self.client.force_login(self.cast["eda"])
        form = {"site": "checks.example", "label": "Odd", "rating": self.true.pk}
        self.client.post(self.url("add"), form)
        mapping = RatingMapping.objects.get()
        self.assertEqual((mapping.state, mapping.rating), (MappingState.MAPPED, self.true))
        page = self.client.get(self.url("change", mapping.pk))
        self.assertContains(page, "What it means here")
        again = self.client.post(self.url("add"), form)
        self.assertContains(again, "in the map already")


class SeedTests(TestCase):
    def test_the_map_is_shipped_with_its_sources(self):
        shipped = RatingMapping.objects.all()
        self.assertGreater(shipped.count(), 300)
        self.assertFalse(shipped.filter(source="").exists())
        self.assertLessEqual(
            set(shipped.values_list("licence", flat=True)),
            {"MIT", "Apache-2.0", "facts from a public page"},
        )
        self.assertFalse(shipped.unknown().exists())
        meaning = shipped.get(site="politifact.com", label__istartswith="pants on fire")
        self.assertEqual(meaning.rating.code, "false")

"""What the figures count: each against a story whose numbers are known beforehand."""

from datetime import date, datetime, timedelta

import psycopg
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import TestCase
from django.utils import timezone

from claims.choices import AppearanceAct
from claims.models import Assessment, Claim, Rating
from claims.review import assessments, workflow
from claims.review.figures import FIGURES, Scope, TooMuch, count, scope_of
from claims.review.figures.shapes import following
from tests.factories import (
    make_actor,
    make_appearance,
    make_cast,
    make_claim,
    make_document,
    make_evidence,
    make_source,
    make_topic,
)


class FiguresTestCase(TestCase):
    """The audit dates steps by the clock, so the story is told around this very month."""

    def setUp(self):
        self.cast = make_cast()
        self.now = timezone.now()
        self.month = timezone.localdate().replace(day=1)
        self.next = following(self.month)

    def midnight(self, day: date) -> datetime:
        return timezone.make_aware(datetime(day.year, day.month, day.day))

    def published(self, *, at=None, code="true", claim=None, **fields) -> Assessment:
        by = self.cast
        claim = claim or make_claim(**fields)
        if claim.status == "new":
            claim = workflow.take(claim, by=by["ana"], at=self.now)
            make_appearance(claim)
        draft = assessments.draft_assessment(
            claim,
            by=by["ana"],
            at=self.now,
            rating=Rating.objects.get(code=code),
            confidence="low",
            explanation="The record says so.",
            public_note="Now we know more.",
        )
        assessments.cite(draft, make_evidence(claim), by=by["ana"])
        assessments.submit(draft, by=by["ana"], at=self.now)
        assessments.approve(draft, by=by["rui"], at=self.now)
        return assessments.publish(draft, by=by["eda"], at=at or self.now)

    def figure(self, name: str, *months: date, **narrowed):
        first, last = (months or (self.month,))[0], (months or (self.month,))[-1]
        return FIGURES[name](Scope(first, last, **narrowed))

    def numbers(self, name: str, *months: date, **narrowed):
        """Return the numbers that are not nought or unknown, by row and column."""
        figure = self.figure(name, *months, **narrowed)
        return {
            (label, column.label): number
            for label, numbers in figure.rows
            for column, number in zip(figure.columns, numbers, strict=True)
            if number
        }

    def at(self, month: date, column: str):
        return (f"{month:%Y-%m}", column)


class StatusTests(FiguresTestCase):
    def test_counts_how_claims_stood_when_the_month_ended(self):
        make_claim()
        workflow.take(make_claim(), by=self.cast["ana"], at=self.now)
        before = (self.month - timedelta(days=1)).replace(day=1)
        self.published()
        expected = {
            self.at(self.month, "New"): 1,
            self.at(self.month, "Researching"): 1,
            self.at(self.month, "Published"): 1,
        }
        self.assertEqual(self.numbers("status", before, self.month), expected)

    def test_takes_back_what_came_after_the_months_that_are_asked_for(self):
        make_claim()
        before = (self.month - timedelta(days=1)).replace(day=1)
        self.assertEqual(self.numbers("status", before), {})

    def test_leaves_merged_and_other_claims_out(self):
        kept, topic = make_claim(language="uk"), make_topic()
        make_claim(merged_into=kept)
        part = make_topic(parent=topic)
        make_claim().topics.add(part)
        one = {self.at(self.month, "New"): 1}
        self.assertEqual(self.numbers("status", language="uk"), one)
        self.assertEqual(self.numbers("status", topic=topic), one)
        self.assertEqual(self.numbers("status", topic=make_topic()), {})


class MonthTests(FiguresTestCase):
    def test_counts_verdicts_in_the_month_of_their_publication(self):
        self.published(code="false", at=self.midnight(self.next))
        self.published(code="false", at=self.midnight(self.next) - timedelta(seconds=1))
        self.published(code="unproven")
        expected = {
            self.at(self.month, "False"): 1,
            self.at(self.month, "Unproven"): 1,
            self.at(self.next, "False"): 1,
        }
        self.assertEqual(self.numbers("verdicts", self.month, self.next), expected)

    def test_shows_a_retired_rating_where_it_was_used(self):
        self.published(code="satire")
        Rating.objects.filter(code__in=("satire", "altered")).update(is_active=False)
        labels = [column.label for column in self.figure("verdicts").columns]
        self.assertIn("Satire", labels)
        self.assertNotIn("Altered", labels)

    def test_measures_the_days_from_the_first_taking(self):
        start = self.midnight(following(self.next)) + timedelta(days=1)
        gap = start - self.now
        for days in (0, 2, 4, 10):
            self.published(at=start + timedelta(days=days))
        month = timezone.localtime(start).date().replace(day=1)
        whole = gap.total_seconds() / 86400
        found = self.numbers("days", month)
        self.assertEqual(found[self.at(month, "Claims")], 4)
        self.assertAlmostEqual(found[self.at(month, "Lower quartile")], whole + 1.5, delta=0.1)
        self.assertAlmostEqual(found[self.at(month, "Median")], whole + 3, delta=0.1)
        self.assertAlmostEqual(found[self.at(month, "Upper quartile")], whole + 5.5, delta=0.1)

    def test_measures_neither_corrections_nor_what_came_from_elsewhere(self):
        first = self.published(at=self.now - timedelta(days=365))
        workflow.reopen(first.claim, by=self.cast["ana"], at=self.now)
        self.published(claim=Claim.objects.get(pk=first.claim_id))
        months = ((self.month - timedelta(days=400)).replace(day=1), self.month)
        self.assertEqual(self.numbers("days", *months), {})

    def test_counts_corrections_and_retractions(self):
        first = self.published()
        workflow.reopen(first.claim, by=self.cast["ana"], at=self.now)
        self.published(claim=Claim.objects.get(pk=first.claim_id), code="false")
        workflow.retract(
            self.published().claim, by=self.cast["eda"], at=self.now, public_note="We erred."
        )
        expected = {
            self.at(self.month, "Corrections"): 1,
            self.at(self.month, "Retractions"): 1,
        }
        self.assertEqual(self.numbers("corrections"), expected)
        self.assertEqual(self.numbers("verdicts")[self.at(self.month, "False")], 1)


class GroupTests(FiguresTestCase):
    def test_counts_a_claim_in_each_of_its_topics(self):
        war, rain = make_topic(name="War"), make_topic(name="Rain")
        self.published(code="false").claim.topics.set([war, rain])
        self.published().claim.topics.set([rain])
        expected = {("Rain", "True"): 1, ("Rain", "False"): 1, ("War", "False"): 1}
        self.assertEqual(self.numbers("topics"), expected)
        self.assertEqual([label for label, _ in self.figure("topics").rows], ["Rain", "War"])

    def test_counts_claimants_under_their_party_and_once_each(self):
        party = make_actor(name="The Party")
        claim = self.published(code="false").claim
        claim.appearances.all().delete()
        for name, act in (
            ("First", AppearanceAct.ASSERTS),
            ("Second", AppearanceAct.REPEATS),
            ("Paper", AppearanceAct.REPORTS),
            ("Other side", AppearanceAct.DENIES),
        ):
            parent = party if name in ("First", "Second") else None
            make_appearance(claim, actor=make_actor(name=name, parent=parent), act=act)
        make_appearance(claim, actor=None, attribution="A passer-by")
        self.assertEqual(self.numbers("affiliations"), {("The Party", "False"): 1})

    def test_counts_sources_that_carried_the_claim(self):
        claim = self.published().claim
        claim.appearances.all().delete()
        for name, act in (("Daily", AppearanceAct.REPORTS), ("Weekly", AppearanceAct.DENIES)):
            document = make_document(source=make_source(name=name))
            make_appearance(claim, document=document, act=act)
        self.assertEqual(self.numbers("sources"), {("Daily", "True"): 1})

    def test_counts_what_stands_only(self):
        topic = make_topic()
        claim = self.published().claim
        claim.topics.add(topic)
        self.assertEqual(len(self.numbers("topics")), 1)
        workflow.retract(claim, by=self.cast["eda"], at=self.now, public_note="We erred.")
        self.assertEqual(self.numbers("topics"), {})

    def test_asks_the_same_of_the_database_for_any_number_of_groups(self):
        self.published().claim.topics.add(make_topic())
        with self.assertNumQueries(4):
            self.figure("topics")
        claim = self.published().claim
        claim.topics.set([make_topic() for _ in range(25)])
        with self.assertNumQueries(4):
            self.assertEqual(len(self.figure("topics").rows), 20)


class ScopeTests(TestCase):
    def test_spans_a_year_unless_told(self):
        scope = scope_of(None, None, today=date(2026, 3, 15))
        self.assertEqual((scope.first, scope.last), (date(2025, 4, 1), date(2026, 3, 1)))
        self.assertEqual(len(scope.months), 12)
        self.assertEqual(scope.months[-4], date(2025, 12, 1))

    def test_leaves_months_to_come_out(self):
        scope = scope_of(date(2026, 1, 9), date(2030, 1, 1), today=date(2026, 3, 15))
        self.assertEqual((scope.first, scope.last), (date(2026, 1, 1), date(2026, 3, 1)))

    def test_refuses_months_out_of_order_and_too_many(self):
        for since, until in ((date(2026, 4, 1), None), (date(2026, 2, 1), date(2026, 1, 1))):
            with self.assertRaisesMessage(ValidationError, "first month"):
                scope_of(since, until, today=date(2026, 3, 15))
        with self.assertRaisesMessage(ValidationError, "at most 120"):
            scope_of(date(2016, 3, 1), None, today=date(2026, 3, 15))
        self.assertEqual(len(scope_of(date(2016, 4, 1), None, today=date(2026, 3, 15)).months), 120)


class LimitTests(TestCase):
    def test_gives_up_when_counting_takes_too_long(self):
        scope = scope_of(None, None, today=timezone.localdate())
        with psycopg.connect(**connection.get_connection_params()) as somebody_else:
            somebody_else.execute("LOCK TABLE claims_claim IN ACCESS EXCLUSIVE MODE")
            with self.assertRaisesMessage(TooMuch, "choose fewer months"):
                count(["status"], scope, longest="50ms")
            somebody_else.rollback()
        self.assertEqual([figure.name for figure in count(["status"], scope)], ["status"])

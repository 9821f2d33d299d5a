"""The demo: told once, whole, through the real acts, and true to its own story."""

from io import StringIO

from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from claims.audit.verify import verify_audit
from claims.choices import LinkKind
from claims.management.demo import cast
from claims.management.demo.story import PAIRS
from claims.management.demo.story_abroad import DATES
from claims.management.demo.story_partners import PARTNERS
from claims.management.demo.telling import TALES
from claims.models import (
    Actor,
    Appearance,
    Assessment,
    AuditEntry,
    Claim,
    ClaimLink,
    Document,
    Evidence,
    Review,
    Source,
    User,
)
from claims.review.queue import awaiting
from claims.review.rights import role_of
from tests.factories import make_claim, make_user


def seed(**options):
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


class SeedDemoTests(TestCase):
    said: str

    @classmethod
    def setUpTestData(cls):
        cls.said = seed()

    def test_prints_who_can_sign_in(self):
        for person in cast.PEOPLE:
            self.assertRegex(self.said, rf"{person.username} +{person.role.label}")
        self.assertIn(cast.PASSWORD, self.said)

    def test_lets_its_people_sign_in_with_their_roles(self):
        validate_password(cast.PASSWORD)
        for person in cast.PEOPLE:
            user = User.objects.get(username=person.username)
            self.assertTrue(user.check_password(cast.PASSWORD))
            self.assertTrue(user.is_staff)
            self.assertFalse(user.is_superuser)
            self.assertEqual(role_of(user), person.role)

    def test_makes_the_whole_story(self):
        self.assertGreaterEqual(len(TALES), 15)
        self.assertEqual(Claim.objects.count(), len(TALES))
        self.assertEqual(Appearance.objects.count(), sum(len(tale.said) for tale in TALES))
        self.assertEqual(Evidence.objects.count(), sum(len(tale.grounds) for tale in TALES))
        self.assertEqual(ClaimLink.objects.count(), len(PAIRS))

    def test_finds_governments_by_their_capitals(self):
        for capital, name in (
            ("Kyiv", "Government of Ukraine"),
            ("beijing", "Government of China"),
            ("Kremlin", "Government of Russia"),
            ("Moscow", "Government of Russia"),
        ):
            self.assertEqual(Actor.objects.called(capital).get().name, name)

    def test_sets_neutrality_against_nationals(self):
        link = ClaimLink.objects.get(kind=LinkKind.CONTRADICTS)
        self.assertIn("neutral party", link.a.text)
        self.assertIn("Chinese nationals", link.b.text)

    def test_leaves_claims_at_every_stage_of_the_work(self):
        found = set(Claim.objects.values_list("status", flat=True))
        self.assertLessEqual({"new", "researching", "in_review", "published", "declined"}, found)

    def test_publishes_what_the_calendar_settles_and_what_nothing_does(self):
        published = Claim.objects.published().select_related("verdict")
        timing = next(tale for tale in PARTNERS if tale.key == "three_weeks")
        settled = {timing.text, *(tale.text for tale in DATES[:3])}
        self.assertEqual({row.text for row in published if row.verdict.code == "true"}, settled)
        for claim in published.filter(text__in=settled):
            self.assertTrue(claim.evidence.filter(document__source__name__contains="calendar"))
        nationals = published.exclude(text__in=settled).get()
        self.assertIn("Chinese nationals", nationals.text)
        conclusion = nationals.assessments.published().get()
        self.assertEqual((conclusion.rating.code, conclusion.confidence), ("unproven", "low"))

    def test_has_each_conclusion_approved_by_another(self):
        for assessment in Assessment.objects.once_published():
            self.assertEqual(assessment.author.username, "ana")
            self.assertEqual([str(review.reviewer) for review in assessment.reviews.all()], ["rui"])
        steps = AuditEntry.objects.filter(step="publish", table_name="claims_claim")
        self.assertEqual(set(steps.values_list("actor_name", flat=True)), {"Eda"})

    def test_shows_a_round_that_was_sent_back_and_one_that_waits_for_rui(self):
        review = Review.objects.get(decision="request_changes")
        self.assertEqual(review.assessment.status, "draft")
        self.assertEqual(review.assessment.claim.status, "researching")
        waiting = awaiting(User.objects.get(username="rui")).get()
        self.assertIn("stands with Russia", waiting.claim.text)

    def test_corrects_a_published_claim_and_says_why(self):
        correction = Assessment.objects.get(supersedes__isnull=False, status="published")
        self.assertIn("74", correction.public_note)
        self.assertIn("74", correction.supersedes.explanation)
        self.assertIn("73", correction.explanation)
        self.assertEqual(correction.supersedes.status, "superseded")
        self.assertEqual(correction.claim.status, "published")

    def test_declines_a_statement_of_position(self):
        declined = Claim.objects.get(decline_reason="opinion")
        self.assertIn("Nazism", declined.text)

    def test_finds_each_quote_in_its_document(self):
        for model in (Appearance, Evidence):
            for row in model.objects.exclude(quote="").select_related("document"):
                self.assertIn(row.quote, row.document.body, row)

    def test_gives_its_documents_no_address(self):
        self.assertEqual(set(Document.objects.values_list("url", flat=True)), {""})

    def test_leaves_a_clean_and_signed_audit(self):
        self.assertEqual(verify_audit().findings, [])
        entries = AuditEntry.objects.filter(table_name="claims_claim")
        self.assertNotIn("database role", " ".join(entries.values_list("actor_name", flat=True)))

    def test_changes_nothing_the_second_time(self):
        newest = AuditEntry.objects.latest("id").pk
        self.assertIn("here already", seed())
        self.assertEqual(AuditEntry.objects.latest("id").pk, newest)

    def test_does_not_bring_back_what_was_removed(self):
        Claim.objects.filter(text__contains="tariff war").delete()
        seed()
        self.assertEqual(Claim.objects.count(), len(TALES) - 1)


class SeedDemoRefusalTests(TestCase):
    def test_refuses_in_production(self):
        with override_settings(IN_PRODUCTION=True):
            with self.assertRaisesMessage(CommandError, "--force"):
                seed()
            self.assertFalse(User.objects.exists())
            seed(force=True)
        self.assertIsNotNone(User.objects.get(username="ana"))

    def test_leaves_nothing_behind_when_a_name_is_taken(self):
        make_user("rui")
        with self.assertRaisesMessage(CommandError, "finds no room"):
            seed()
        self.assertEqual(User.objects.get().username, "rui")
        self.assertFalse(Actor.objects.exists())

    def test_leaves_nothing_behind_when_a_claim_is_there(self):
        make_claim(text=TALES[-1].text)
        with self.assertRaisesMessage(CommandError, "finds no room"):
            seed()
        self.assertFalse(User.objects.exists())

    def test_uses_actors_and_sources_that_are_known(self):
        actor = Actor.objects.create(name="Government of China", kind="government")
        source = Source.objects.create(name="AJ", kind="outlet", domain="aljazeera.com")
        seed()
        self.assertEqual(Actor.objects.called("Government of China").get(), actor)
        self.assertTrue(source.documents.exists())

"""What readers are told of verdicts that changed, and what stood at an earlier moment."""

from datetime import datetime, timedelta

from django.utils import timezone

from claims.models import Claim, Evidence, Rating
from claims.review import assessments, workflow
from tests.api.base import API, ApiTestCase
from tests.factories import NOW, make_appearance, make_claim, make_evidence


class Published(ApiTestCase):
    def setUp(self):
        super().setUp()
        self.claim = workflow.take(make_claim(), by=self.cast["ana"], at=NOW)
        make_appearance(self.claim)
        self.evidence = make_evidence(self.claim, rationale="The first reading.")

    def publish(self, rating, **given):
        draft = assessments.draft_assessment(
            self.claim,
            by=self.cast["ana"],
            at=NOW,
            rating=Rating.objects.get(code=rating),
            confidence="low",
            explanation="One side asserts it.",
        )
        assessments.cite(draft, self.evidence, by=self.cast["ana"])
        assessments.submit(draft, by=self.cast["ana"], at=NOW)
        assessments.approve(draft, by=self.cast["rui"], at=NOW)
        at = timezone.now()
        return assessments.publish(draft, by=self.cast["eda"], at=at, **given)

    def correct(self, note):
        workflow.reopen(self.claim, by=self.cast["ana"], at=NOW)
        return self.publish("false", public_note=note)

    def retract(self, note):
        workflow.retract(self.claim, by=self.cast["eda"], at=NOW, public_note=note)


class CorrectionTests(Published):
    def listed(self, query=""):
        response = self.stranger.get(f"{API}/corrections/{query}")
        self.assertEqual(response.status_code, 200, response.content)
        return response.json()

    def test_tell_what_changed_and_why(self):
        self.publish("true")
        self.assertEqual(self.listed()["results"], [])
        second = self.correct("An older record turned up.")
        [row] = self.listed()["results"]
        self.assertEqual(row["claim"], {"ref": self.claim.ref, "text": self.claim.text})
        self.assertEqual(row["assessment"], str(second.public_id))
        self.assertEqual(
            (row["kind"], row["previous_rating"], row["rating"], row["public_note"]),
            ("correction", "true", "false", "An older record turned up."),
        )

    def test_tell_of_what_was_taken_back_without_the_words_that_are_public_no_more(self):
        self.publish("true")
        self.retract("The record was forged.")
        [row] = self.listed()["results"]
        self.assertEqual(row["claim"], {"ref": self.claim.ref, "text": None})
        self.assertEqual(
            (row["kind"], row["previous_rating"], row["rating"], row["public_note"]),
            ("retraction", "true", None, "The record was forged."),
        )
        self.assertLess(timezone.now() - timedelta(minutes=5), datetime.fromisoformat(row["at"]))

    def test_come_newest_first_in_pages_and_by_claim(self):
        self.publish("true")
        self.correct("First.")
        first_claim = self.claim
        self.claim = workflow.take(make_claim(), by=self.cast["ana"], at=NOW)
        make_appearance(self.claim)
        self.evidence = make_evidence(self.claim)
        self.publish("true")
        self.correct("Second.")
        page = self.listed("?page_size=1")
        self.assertEqual(page["results"][0]["public_note"], "Second.")
        following = self.stranger.get(page["next"]).json()
        self.assertEqual([row["public_note"] for row in following["results"]], ["First."])
        found = self.listed(f"?claim={first_claim.ref}")["results"]
        self.assertEqual([row["public_note"] for row in found], ["First."])
        moment = page["results"][0]["at"].replace("+", "%2B")
        self.assertEqual(len(self.listed(f"?after={moment}")["results"]), 1)

    def test_cost_one_query(self):
        self.publish("true")
        self.correct("First.")
        with self.assertNumQueries(1):
            self.listed()


class AsOfTests(Published):
    def at(self, moment, client=None):
        text = moment.isoformat().replace("+", "%2B")
        client = client or self.stranger
        return client.get(f"{API}/claims/{self.claim.ref}/?as_of={text}").json()

    def test_answers_in_the_words_of_that_moment(self):
        before = timezone.now()
        self.publish("true")
        then = timezone.now()
        said = self.claim.text
        Claim.objects.filter(pk=self.claim.pk).update(text="Something else is so.")
        Evidence.objects.update(rationale="The second reading.", stance="refutes")
        found = self.at(then)
        [cited] = found["assessment"]["rests_on"]
        self.assertEqual(found["text"], said)
        self.assertEqual((cited["rationale"], cited["stance"]), ("The first reading.", "supports"))
        self.assertEqual(self.at(timezone.now())["text"], "Something else is so.")
        self.assertIsNone(self.at(before)["assessment"])

    def test_tells_strangers_no_words_that_were_not_public_yet(self):
        before = timezone.now()
        self.publish("true")
        self.assertNotIn("text", self.at(before))
        self.assertEqual(self.at(before, self.zoe)["text"], self.claim.text)

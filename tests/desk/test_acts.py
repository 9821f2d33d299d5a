"""The steps, taken at the desk: confirmed, done, or refused in words."""

from claims.models import AuditEntry, Claim
from claims.review import assessments
from tests.desk.base import DeskTestCase
from tests.factories import NOW, make_claim


class ActTests(DeskTestCase):
    def do(self, claim: Claim, act: str, assessment=None, **given):
        if assessment is not None:
            given |= {"assessment": str(assessment.public_id), "round": assessment.round}
        return self.client.post(self.url("act", ref=claim.ref, act=act), given)

    def status(self, claim: Claim) -> str:
        return Claim.objects.get(pk=claim.pk).status

    def test_leads_a_claim_through_its_life(self):
        draft = self.drafted()
        claim = draft.claim
        self.as_("ana")
        self.assertEqual(self.do(claim, "submit", draft).status_code, 302)
        draft.refresh_from_db()
        self.as_("rui")
        self.do(claim, "request_changes", draft, comment="Name the page.")
        self.assertEqual(self.status(claim), "researching")
        self.as_("ana")
        self.do(claim, "submit", draft)
        draft.refresh_from_db()
        self.as_("rui")
        self.do(claim, "approve", draft)
        self.as_("eda")
        self.do(claim, "publish", draft, next_due_on="2030-01-01")
        self.assertEqual(self.status(claim), "published")
        self.do(claim, "reopen", reason="A reader wrote.")
        self.do(claim, "reaffirm")
        self.assertEqual(self.status(claim), "published")
        self.do(claim, "retract", public_note="The record was forged.")
        self.assertEqual(self.status(claim), "researching")

    def test_corrects_with_a_public_note(self):
        first = self.published()
        claim = first.claim
        self.as_("ana")
        self.do(claim, "reopen")
        second = assessments.draft_assessment(
            claim,
            by=self.cast["ana"],
            at=NOW,
            rating=first.rating,
            confidence="low",
            explanation="Another record turned up.",
        )
        assessments.cite(second, claim.evidence.get(), by=self.cast["ana"])
        second = assessments.submit(second, by=self.cast["ana"], at=NOW)
        assessments.approve(second, by=self.cast["rui"], at=NOW)
        self.as_("eda")
        refused = self.do(claim, "correct", second, reason="A new record.")
        self.assertContains(refused, "A correction needs a public note", status_code=409)
        self.assertContains(refused, "A new record.", status_code=409)
        self.do(claim, "correct", second, public_note="A record turned up.")
        first.refresh_from_db()
        self.assertEqual(first.status, "superseded")

    def test_refuses_the_author_as_a_reviewer(self):
        submitted = self.submitted()
        self.cast["ana"].groups.set(self.cast["rui"].groups.all())
        self.as_("ana")
        answer = self.do(submitted.claim, "approve", submitted)
        self.assertContains(answer, "Nobody reviews an assessment", status_code=403)
        self.assertFalse(submitted.reviews.exists())

    def test_refuses_to_approve_another_round_than_was_read(self):
        submitted = self.submitted()
        self.as_("rui")
        answer = self.client.post(
            self.url("act", ref=submitted.claim.ref, act="approve"),
            {"assessment": str(submitted.public_id), "round": 7, "comment": "Well done."},
        )
        self.assertContains(answer, "Well done.", status_code=409)
        self.assertFalse(submitted.reviews.exists())

    def test_refuses_out_of_turn_in_words(self):
        claim = make_claim()
        self.as_("ana")
        answer = self.do(claim, "reopen", reason="Because.")
        self.assertContains(answer, "Reopening takes a claim that is published", status_code=409)
        self.assertContains(answer, "Because.", status_code=409)

    def test_declines_for_a_reason_and_reconsiders(self):
        claim = make_claim()
        self.as_("ana")
        self.assertEqual(self.do(claim, "decline").status_code, 400)
        self.do(claim, "decline", why="opinion", reason="It is a wish.")
        self.assertEqual(self.status(claim), "declined")
        entry = AuditEntry.objects.filter(step="decline").get()
        self.assertEqual((entry.actor_name, entry.reason), ("Ana", "It is a wish."))
        self.do(claim, "reconsider")
        self.assertEqual(self.status(claim), "new")

    def test_assigns_to_those_who_may_work_and_only_as_an_editor(self):
        claim = make_claim()
        self.as_("eda")
        self.assertEqual(self.do(claim, "assign", to=self.cast["zoe"].pk).status_code, 400)
        self.do(claim, "assign", to=self.cast["ana"].pk)
        self.assertEqual(Claim.objects.get(pk=claim.pk).assignee, self.cast["ana"])
        self.as_("rui")
        self.assertEqual(self.do(claim, "assign", to=self.cast["rui"].pk).status_code, 403)

    def test_shows_every_confirmation_page(self):
        claim = self.submitted().claim
        for name in ("zoe", "eda"):
            self.as_(name)
            for act in ("take", "submit", "publish", "retract", "decline", "assign", "approve"):
                page = self.client.get(self.url("act", ref=claim.ref, act=act))
                self.assertEqual(page.status_code, 200, act)
        self.assertEqual(self.client.get(f"/desk/claims/{claim.ref}/acts/x/").status_code, 404)


class ReviewPageTests(DeskTestCase):
    def test_shows_what_changed_since_the_last_round(self):
        submitted = self.submitted()
        claim = submitted.claim
        assessments.request_changes(
            submitted, by=self.cast["rui"], comment="Say which record.", at=NOW
        )
        assessments.edit_draft(
            submitted, by=self.cast["ana"], explanation="The weather record says so."
        )
        assessments.submit(submitted, by=self.cast["ana"], at=NOW)
        answer = self.as_("rui").get(self.url("review", ref=claim.ref))
        self.assertContains(answer, "<ins> weather</ins>")
        self.assertContains(answer, "Say which record.")
        self.assertContains(answer, "Approve")

    def test_offers_the_author_no_answer(self):
        claim = self.submitted().claim
        answer = self.as_("ana").get(self.url("review", ref=claim.ref))
        self.assertEqual(answer.context["allowed"], [])
        self.assertContains(answer, "What can't be done")

    def test_tells_of_evidence_that_is_hidden(self):
        draft = self.drafted()
        evidence = draft.claim.evidence.get()
        evidence.visibility = "confidential"
        evidence.save()
        assessments.submit(draft, by=self.cast["ana"], at=NOW)
        answer = self.as_("zoe").get(self.url("review", ref=draft.claim.ref))
        self.assertContains(answer, "1 more that your role may not see")
        self.assertNotContains(answer, evidence.document.title)

    def test_refuses_where_nothing_is_open(self):
        claim = make_claim()
        answer = self.as_("rui").get(self.url("review", ref=claim.ref))
        self.assertEqual(answer.status_code, 409)

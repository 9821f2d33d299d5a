"""The acts as verbs of the API: a life, refusals in words, headers, what is allowed next."""

from inspect import Parameter, signature

from claims.api.serializers.acts import body_of
from claims.models import AuditEntry, Claim, ClaimLink, Comment, Rating
from claims.review import assessments, workflow
from claims.review.acts import ACTS
from tests.api.base import API, ApiTestCase, client_of
from tests.factories import (
    NOW,
    make_actor,
    make_appearance,
    make_claim,
    make_document,
    make_evidence,
    make_source,
)


class ActCase(ApiTestCase):
    def setUp(self):
        super().setUp()
        self.claim = make_claim()
        make_appearance(self.claim)
        self.evidence = make_evidence(self.claim)

    def do(self, client, path, **body):
        headers = body.pop("headers", {})
        return client.post(f"{API}/{path}/", body, format="json", headers=headers)

    def on_claim(self, client, act, **body):
        return self.do(client, f"claims/{self.claim.ref}/{act}", **body)

    def drafted(self):
        workflow.take(self.claim, by=self.cast["ana"], at=NOW)
        draft = assessments.draft_assessment(
            self.claim,
            by=self.cast["ana"],
            at=NOW,
            rating=Rating.objects.get(code="true"),
            confidence="moderate",
            explanation="The record says so.",
        )
        assessments.cite(draft, self.evidence, by=self.cast["ana"])
        return draft

    def submitted(self):
        return assessments.submit(self.drafted(), by=self.cast["ana"], at=NOW)

    def published(self):
        submitted = self.submitted()
        assessments.approve(submitted, by=self.cast["rui"], at=NOW)
        return assessments.publish(submitted, by=self.cast["eda"], at=NOW)

    def assertRefused(self, response, status, kind, words=""):
        self.assertProblem(response, status)
        self.assertTrue(response.json()["type"].endswith(f"/{kind}"), response.json())
        self.assertIn(words, response.json()["detail"])


class LifeTests(ActCase):
    def test_goes_from_taken_to_corrected_and_retracted(self):
        self.assertEqual(self.on_claim(self.ana, "take").json()["status"], "researching")
        first = self.draft_over_the_api("unproven")
        answer = self.do(self.ana, f"assessments/{first}/submit").json()
        self.assertEqual((answer["status"], answer["round"]), ("submitted", 1))
        self.do(self.rui, f"assessments/{first}/request_changes", comment="Name the page.")
        self.do(self.ana, f"assessments/{first}/submit")
        answer = self.do(self.rui, f"assessments/{first}/approve", comment="Good.")
        self.assertEqual(answer.status_code, 200)
        answer = self.do(self.eda, f"assessments/{first}/publish", next_due_on="2030-01-01")
        self.assertEqual(answer.json()["status"], "published")
        shown = self.stranger.get(f"{API}/claims/{self.claim.ref}/").json()
        self.assertEqual((shown["verdict"], shown["status"]), ("unproven", "published"))

        self.on_claim(self.ana, "reopen", reason="A reader wrote.")
        second = self.draft_over_the_api("false")
        self.do(self.ana, f"assessments/{second}/submit")
        self.do(self.rui, f"assessments/{second}/approve")
        note = "An older record turned up."
        answer = self.do(self.eda, f"assessments/{second}/correct", public_note=note)
        self.assertEqual((answer.json()["supersedes"], answer.json()["public_note"]), (first, note))

        answer = self.do(self.eda, f"assessments/{first}/retract", public_note="We erred.")
        self.assertRefused(answer, 409, "step-refused", "does not stand in public")
        answer = self.do(self.eda, f"assessments/{second}/retract", public_note="We erred.")
        self.assertEqual(answer.json()["status"], "retracted")
        self.assertEqual(self.stranger.get(f"{API}/claims/{self.claim.ref}/").status_code, 404)

    def draft_over_the_api(self, rating):
        body = {"claim": self.claim.ref, "rating": rating, "confidence": "low"}
        made = self.do(self.ana, "assessments", explanation="One side asserts it.", **body)
        self.assertEqual(made.status_code, 201, made.content)
        draft = made.json()["public_id"]
        cited = self.do(
            self.ana, "cited-evidence", assessment=draft, evidence=str(self.evidence.public_id)
        )
        self.assertEqual(cited.status_code, 201, cited.content)
        return draft

    def test_of_a_declined_claim(self):
        answer = self.on_claim(self.ana, "decline", why="opinion", reason="It is a wish.")
        self.assertEqual(answer.json()["decline_reason"], "opinion")
        entry = AuditEntry.objects.get(step="decline")
        self.assertEqual((entry.actor_name, entry.reason), ("Ana", "It is a wish."))
        self.assertEqual(self.on_claim(self.ana, "reconsider").json()["status"], "new")

    def test_of_a_recheck_that_changed_nothing(self):
        self.published()
        self.on_claim(self.ana, "reopen")
        answer = self.on_claim(self.eda, "reaffirm", next_due_on="2031-05-08").json()
        self.assertEqual((answer["status"], answer["review_due_on"]), ("published", "2031-05-08"))

    def test_of_a_claim_that_changes_hands(self):
        self.assertEqual(self.on_claim(self.eda, "assign", to="ana").json()["assignee"], "ana")
        self.assertProblem(self.on_claim(self.eda, "assign", to="nobody"), 400, "/to")
        self.assertEqual(self.on_claim(self.ana, "release").json()["status"], "new")

    def test_holder_can_be_written_too_within_the_same_rights(self):
        def write(client, holder):
            path, header = f"{API}/claims/{self.claim.ref}/", {"If-Match": "*"}
            return client.patch(path, {"assignee": holder}, format="json", headers=header)

        self.assertRefused(write(self.ana, "rui"), 403, "right-missing", "Editor")
        self.assertEqual(write(self.ana, "ana").json()["status"], "researching")
        self.assertRefused(write(self.rui, "rui"), 409, "step-refused", "Ana holds this claim")
        self.assertEqual(write(self.eda, "rui").json()["assignee"], "rui")
        self.assertEqual(write(self.rui, None).json()["status"], "new")


class RefusalTests(ActCase):
    def test_says_what_is_missing_and_who_could_do_it(self):
        answer = self.on_claim(self.ana, "reopen")
        self.assertRefused(answer, 409, "step-refused", "Reopening takes a claim that is published")
        draft = self.drafted()
        answer = self.do(self.eda, f"assessments/{draft.public_id}/publish")
        self.assertRefused(answer, 409, "step-refused", "submit it first")

    def test_names_the_missing_role(self):
        self.assertRefused(self.on_claim(self.zoe, "take"), 403, "right-missing", "role Analyst")
        self.assertProblem(self.on_claim(self.stranger, "take"), 401)

    def test_lets_nobody_review_what_they_wrote_in(self):
        draft = self.drafted()
        assessments.edit_draft(draft, by=self.cast["eda"], gaps="A second witness.")
        assessments.submit(draft, by=self.cast["ana"], at=NOW)
        for act in ("approve", "request_changes"):
            answer = self.do(self.eda, f"assessments/{draft.public_id}/{act}", comment="Well.")
            self.assertRefused(answer, 403, "right-missing", "they wrote in")
        self.assertFalse(draft.reviews.exists())

    def test_takes_a_token_with_the_scope(self):
        submitted = self.submitted()
        writer = client_of(self.cast["rui"], "read", "write")
        path = f"assessments/{submitted.public_id}/approve"
        self.assertRefused(self.do(writer, path), 403, "right-missing", "scope review")
        reviewer = client_of(self.cast["rui"], "read", "review")
        self.assertRefused(self.on_claim(reviewer, "reopen"), 403, "right-missing", "scope write")
        self.assertEqual(self.do(reviewer, path).status_code, 200)

    def test_requires_in_the_body_what_the_act_cannot_do_without(self):
        for act, one in ACTS.items():
            needed = {
                name
                for name, parameter in signature(one.does).parameters.items()
                if parameter.kind is Parameter.KEYWORD_ONLY and parameter.default is Parameter.empty
            }
            required = {name for name, field in body_of(act)().fields.items() if field.required}
            self.assertEqual(needed - {"by", "at"}, required, act)

    def test_names_the_field_that_is_wrong(self):
        self.assertProblem(self.on_claim(self.ana, "decline"), 400, "/why")
        self.assertProblem(self.on_claim(self.ana, "decline", why="bored"), 400, "/why")
        self.assertProblem(self.on_claim(self.ana, "take", colour="red"), 400, "/colour")

    def test_asks_for_the_comment_in_words(self):
        submitted = self.submitted()
        answer = self.do(self.rui, f"assessments/{submitted.public_id}/request_changes")
        self.assertRefused(answer, 409, "step-refused", "what should change")

    def test_asks_for_the_note_in_words(self):
        published = self.published()
        answer = self.do(self.eda, f"assessments/{published.public_id}/retract")
        self.assertRefused(answer, 409, "step-refused", "public note")

    def test_keeps_a_merged_claim_out(self):
        other = make_claim()
        self.do(self.eda, f"claims/{other.ref}/merge", into=self.claim.ref)
        answer = self.do(self.ana, f"claims/{other.ref}/take")
        self.assertRefused(answer, 409, "step-refused", "was merged into")

    def test_drafts_only_of_a_claim_at_work(self):
        answer = self.do(self.ana, "assessments", claim=self.claim.ref)
        self.assertRefused(answer, 409, "step-refused", "Drafting an assessment takes a claim")


class HeaderTests(ActCase):
    def test_the_same_key_acts_once(self):
        key = {"Idempotency-Key": "one"}
        first = self.on_claim(self.ana, "take", headers=key)
        again = self.on_claim(self.ana, "take", headers=key)
        self.assertEqual((first.status_code, again.status_code), (200, 200))
        self.assertEqual(again["Idempotent-Replayed"], "true")
        self.assertEqual(AuditEntry.objects.filter(step="take").count(), 1)

    def test_a_version_that_is_sent_is_kept_to(self):
        seen = self.ana.get(f"{API}/claims/{self.claim.ref}/")["ETag"]
        Claim.objects.filter(pk=self.claim.pk).update(place="Kyiv")
        answer = self.on_claim(self.ana, "take", headers={"If-Match": seen})
        self.assertRefused(answer, 412, "stale")
        seen = self.ana.get(f"{API}/claims/{self.claim.ref}/")["ETag"]
        taken = self.on_claim(self.ana, "take", headers={"If-Match": seen})
        self.assertEqual(taken.status_code, 200)
        self.assertNotEqual(taken["ETag"], seen)

    def test_nobody_approves_a_round_that_they_have_not_read(self):
        submitted = self.submitted()
        path = f"assessments/{submitted.public_id}"
        seen = self.rui.get(f"{API}/{path}/")["ETag"]
        assessments.withdraw(submitted, by=self.cast["ana"], at=NOW)
        assessments.edit_draft(submitted, by=self.cast["ana"], explanation="Otherwise.")
        assessments.submit(submitted, by=self.cast["ana"], at=NOW)
        answer = self.do(self.rui, f"{path}/approve", headers={"If-Match": seen})
        self.assertRefused(answer, 412, "stale")

    def test_the_reason_may_stand_in_the_header(self):
        self.on_claim(self.ana, "take", headers={"X-Reason": "My beat."})
        self.assertEqual(AuditEntry.objects.get(step="take").reason, "My beat.")


class StepsTests(ActCase):
    def steps(self, client, path):
        answer = client.get(f"{API}/{path}/").json()
        return answer.get("allowed_steps"), answer.get("refused_steps")

    def test_of_a_claim_are_those_of_who_asks(self):
        path = f"claims/{self.claim.ref}"
        allowed, refused = self.steps(self.ana, path)
        self.assertEqual(allowed, ["take", "decline"])
        self.assertIn("role Editor", refused["assign"])
        self.assertEqual(set(allowed) | set(refused), set(self.steps(self.zoe, path)[1]))
        self.published()
        self.assertEqual(self.steps(self.stranger, path), (None, None))

    def test_of_an_assessment_are_those_that_touch_it(self):
        submitted = self.submitted()
        path = f"assessments/{submitted.public_id}"
        self.assertEqual(self.steps(self.rui, path)[0], ["approve", "request_changes"])
        self.assertEqual(self.steps(self.ana, path)[0], ["withdraw"])
        assessments.approve(submitted, by=self.cast["rui"], at=NOW)
        assessments.publish(submitted, by=self.cast["eda"], at=NOW)
        self.assertEqual(self.steps(self.eda, path), (["retract"], {}))
        self.assertEqual(self.steps(self.stranger, path), (None, None))

    def test_can_be_asked_for_alone(self):
        answer = self.ana.get(f"{API}/claims/{self.claim.ref}/?fields=allowed_steps").json()
        self.assertEqual(answer, {"allowed_steps": ["take", "decline"]})
        self.assertProblem(self.ana.get(f"{API}/claims/?fields=allowed_steps"), 400)


class RecordActTests(ActCase):
    def test_evidence_is_withdrawn_for_a_reason(self):
        path = f"evidence/{self.evidence.public_id}/withdraw"
        self.assertProblem(self.do(self.ana, path), 400, "/reason")
        answer = self.do(self.ana, path, reason="A forgery.").json()
        self.assertEqual(answer["withdrawn_reason"], "A forgery.")
        self.assertRefused(self.do(self.ana, path, reason="Again."), 409, "step-refused")

    def test_a_document_is_retracted(self):
        document = make_document()
        path = f"documents/{document.public_id}/retract"
        answer = self.do(self.ana, path, reason="Taken back.", retracted_on="2025-05-09").json()
        self.assertEqual(answer["retracted_on"], "2025-05-09")
        self.assertRefused(self.do(self.zoe, path, reason="So."), 403, "right-missing")

    def test_a_source_is_graded(self):
        path = f"sources/{make_source().public_id}/rate"
        self.assertProblem(self.do(self.ana, path, grade="G", rationale="So."), 400, "/grade")
        answer = self.do(self.ana, path, grade="B", rationale="Its record.")
        self.assertEqual(answer.json()["grade"], "B")

    def test_a_comment_is_resolved_and_opened_again(self):
        comment = Comment.objects.create(claim=self.claim, author=self.cast["eda"], text="Who?")
        path = f"comments/{comment.pk}"
        self.assertRefused(self.do(self.zoe, f"{path}/resolve"), 403, "right-missing")
        self.assertRefused(self.do(self.ana, f"{path}/reopen"), 409, "step-refused")
        resolved = self.do(self.ana, f"{path}/resolve", reason="Named.").json()
        self.assertIsNotNone(resolved["resolved_at"])
        entry = AuditEntry.objects.filter(table_name="claims_comment").order_by("id").last()
        self.assertEqual((entry.actor_name, entry.reason), ("Ana", "Named."))
        self.assertRefused(self.do(self.ana, f"{path}/resolve"), 409, "step-refused")
        self.assertIsNone(self.do(self.ana, f"{path}/reopen").json()["resolved_at"])

    def test_a_link_is_judged(self):
        link = ClaimLink.objects.create(a=self.claim, b=make_claim(), kind="duplicate")
        path = f"links/{link.public_id}/judge"
        self.assertProblem(self.do(self.ana, path, judgement="suggested"), 400, "/judgement")
        answer = self.do(self.ana, path, judgement="rejected", reason="Other years.").json()
        self.assertEqual((answer["judgement"], answer["decided_by"]), ("rejected", "ana"))

    def test_claims_and_actors_are_merged_and_parted(self):
        kept, actor = make_claim(), make_actor()
        merges = {
            f"claims/{self.claim.ref}": ("claim-merges", kept.ref),
            f"actors/{make_actor().public_id}": ("actor-merges", str(actor.public_id)),
        }
        for path, (merged, into) in merges.items():
            with self.subTest(merged):
                refused = self.do(self.rui, f"{path}/merge", into=into)
                self.assertRefused(refused, 403, "right-missing")
                merge = self.do(self.eda, f"{path}/merge", into=into).json()
                self.assertEqual(merge["kept"], into)
                undo = f"{merged}/{merge['id']}/undo"
                self.assertIsNotNone(self.do(self.eda, undo).json()["undone_at"])
                self.assertRefused(self.do(self.eda, undo), 409, "step-refused", "undone already")

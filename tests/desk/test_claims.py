"""The workspace of a claim, its comments, history and neighbours."""

from claims.models import Appearance, AuditEntry, ClaimLink, Evidence
from tests.desk.base import DeskTestCase
from tests.factories import make_appearance, make_claim, make_evidence, make_origin


class WorkspaceTests(DeskTestCase):
    def test_counts_documents_and_independent_origins(self):
        claim, origin = make_claim(), make_origin()
        make_evidence(claim, origin=origin)
        make_evidence(claim, origin=origin, stance="refutes")
        make_evidence(claim, origin=make_origin(), stance="context")
        answer = self.as_("ana").get(self.url("claim", ref=claim.ref))
        self.assertContains(answer, "3 documents, 1 independent origin")

    def test_hides_confidential_evidence_from_a_viewer(self):
        claim = make_claim()
        make_evidence(claim, visibility="confidential", rationale="A source told us.")
        page = self.url("claim", ref=claim.ref)
        self.assertContains(self.as_("ana").get(page), "A source told us.")
        self.assertNotContains(self.as_("zoe").get(page), "A source told us.")
        history = self.url("history", ref=claim.ref)
        self.assertContains(self.client.get(history), "Claim added")
        self.assertNotContains(self.client.get(history), "A source told us.")

    def test_says_why_a_step_is_refused(self):
        claim = self.taken()
        answer = self.as_("rui").get(self.url("claim", ref=claim.ref))
        self.assertContains(answer, "Ana holds this claim")

    def test_lists_what_the_draft_still_lacks(self):
        claim = self.taken()
        self.as_("ana").post(self.url("begin_draft", ref=claim.ref))
        answer = self.client.get(self.url("claim", ref=claim.ref))
        self.assertContains(answer, "Choose a rating.")
        self.assertContains(answer, "Write the explanation.")

    def test_leads_through_very_many_appearances(self):
        first = make_appearance(make_claim())
        Appearance.objects.bulk_create(
            Appearance(
                claim=first.claim,
                document=first.document,
                actor=first.actor,
                act=first.act,
                locator=f"p. {number}",
            )
            for number in range(100)
        )
        address, seen = self.url("claim", ref=first.claim.ref), []
        while address:
            answer = self.as_("ana").get(address)
            part = answer.context["appearances"]
            self.assertContains(answer, f"{part.begins} to {part.ends} of 101")
            seen += [row.pk for row in part.rows]
            address = part.more
        self.assertEqual(seen, list(first.claim.appearances.values_list("pk", flat=True)))
        self.assertContains(answer, "First page: Appearances")

    def test_pages_each_side_of_the_evidence_by_itself(self):
        claim = self.taken()
        one = claim.evidence.get()
        Evidence.objects.bulk_create(
            Evidence(
                claim=claim,
                document=one.document,
                stance=stance,
                credibility=3,
                rationale=f"{stance} {number}.",
            )
            for stance in ("refutes", "context")
            for number in range(30)
        )
        page = self.url("claim", ref=claim.ref)
        answer = self.as_("ana").get(page)
        against = answer.context["sides"][1]
        self.assertEqual((len(against.rows), against.total), (25, 30))
        address = against.more
        sides = self.client.get(address).context["sides"]
        self.assertEqual([len(side.rows) for side in sides], [1, 5, 25])
        # The place of one side is kept while another is turned, and when something is done.
        sides = self.client.get(sides[2].more).context["sides"]
        self.assertEqual([len(side.rows) for side in sides], [1, 5, 5])
        done = self.client.post(
            self.url("add_comment", ref=claim.ref),
            {"text": "Many."},
            headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{address}"},
        )
        self.assertEqual(len(done.context["sides"][1].rows), 5)
        gone = self.client.get(f"{page}?against=1&for=x&mixed={'9' * 60}")
        self.assertEqual(gone.context["sides"][1].begins, 1)

    def test_asks_no_more_of_the_database_for_more_evidence(self):
        claim = self.drafted().claim
        page = self.url("claim", ref=claim.ref)
        self.as_("ana").get(page)
        with self.assertNumQueries(28):
            self.client.get(page)
        for _ in range(4):
            make_evidence(claim, origin=make_origin())
        with self.assertNumQueries(28):
            self.client.get(page)


class CommentTests(DeskTestCase):
    def test_is_kept_and_signed(self):
        claim = make_claim()
        self.as_("ana").post(self.url("add_comment", ref=claim.ref), {"text": "Look at page 4."})
        self.assertEqual(claim.comments.get().author, self.cast["ana"])
        entry = AuditEntry.objects.filter(table_name="claims_comment").get()
        self.assertEqual(entry.actor_name, "Ana")

    def test_refuses_an_empty_one(self):
        claim = make_claim()
        answer = self.as_("ana").post(self.url("add_comment", ref=claim.ref), {"text": " "})
        self.assertEqual(answer.status_code, 400)

    def test_is_resolved_and_opened_again_by_a_colleague(self):
        claim = make_claim()
        self.as_("ana").post(self.url("add_comment", ref=claim.ref), {"text": "Page 4?"})
        comment = claim.comments.get()
        page = self.url("resolve_comment", comment=comment.pk)
        self.as_("rui").post(page)
        comment.refresh_from_db()
        self.assertIsNotNone(comment.resolved_at)
        answer = self.client.get(self.url("claim", ref=claim.ref))
        self.assertContains(answer, "Resolved: 1")
        self.assertContains(self.client.post(page), "quicker", status_code=409)
        self.client.post(page, {"how": "reopen"})
        comment.refresh_from_db()
        self.assertIsNone(comment.resolved_at)
        self.assertEqual(self.as_("zoe").post(page).status_code, 403)


class SimilarTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.claim = make_claim(text="The river rose by three metres in May.")
        self.other = make_claim(text="The river rose by four metres in May.")

    def answer(self, how: str):
        return self.client.post(
            self.url("judge", ref=self.claim.ref), {"other": self.other.ref, "answer": how}
        )

    def test_asks_about_near_claims_until_somebody_answers(self):
        page = self.url("claim", ref=self.claim.ref)
        (match,) = self.as_("ana").get(page).context["similar"].asked
        self.assertEqual(match.claim, self.other)
        self.assertEqual(self.answer("different").status_code, 302)
        similar = self.client.get(page).context["similar"]
        self.assertEqual(similar.asked, [])
        self.assertEqual([row.claim for row in similar.answered], [self.other])
        link = ClaimLink.objects.get()
        self.assertEqual((link.judgement, link.decided_by), ("rejected", self.cast["ana"]))

    def test_changes_an_answer_and_keeps_one_link(self):
        self.as_("ana")
        self.answer("unsure")
        self.answer("same")
        self.assertEqual(ClaimLink.objects.get().judgement, "confirmed")

    def test_refuses_another_word_and_a_viewer(self):
        self.as_("ana")
        self.assertEqual(self.answer("perhaps").status_code, 409)
        self.as_("zoe")
        self.assertEqual(self.answer("same").status_code, 403)
        self.assertEqual(ClaimLink.objects.count(), 0)

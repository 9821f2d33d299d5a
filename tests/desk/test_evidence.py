"""Evidence in place: found, read, quoted, withdrawn."""

from claims.models import Evidence
from tests.desk.base import DeskTestCase
from tests.factories import make_claim, make_document, make_evidence


class ReadTests(DeskTestCase):
    def test_marks_the_quote_in_the_captured_text(self):
        claim = self.taken()
        evidence = claim.evidence.get()
        page = self.url("read", ref=claim.ref, document=evidence.document.public_id)
        answer = self.as_("zoe").get(page, {"evidence": evidence.pk})
        self.assertContains(answer, '<mark id="quote">it rained all day</mark>')

    def test_says_when_the_quote_is_not_there(self):
        claim = make_claim()
        evidence = make_evidence(claim, quote="never said", document=make_document(body="Said."))
        page = self.url("read", ref=claim.ref, document=evidence.document.public_id)
        answer = self.as_("zoe").get(page, {"evidence": evidence.pk})
        self.assertContains(answer, "not found word for word")

    def test_shows_hostile_text_as_text(self):
        claim, document = make_claim(), make_document(body="<script>alert(1)</script>")
        answer = self.as_("zoe").get(self.url("read", ref=claim.ref, document=document.public_id))
        self.assertContains(answer, "&lt;script&gt;")
        self.assertNotContains(answer, "<script>alert")

    def test_sends_the_part_alone_beside_the_claim(self):
        claim = self.taken()
        document = claim.evidence.get().document
        page = self.url("read", ref=claim.ref, document=document.public_id)
        answer = self.as_("ana").get(page, headers={"HX-Request": "true"})
        self.assertNotContains(answer, "<html")

    def test_finds_documents_by_title(self):
        claim, wanted = make_claim(), make_document(title="Report on the river")
        make_document(title="Another one")
        answer = self.as_("ana").get(self.url("documents", ref=claim.ref), {"q": "RIVER"})
        self.assertEqual(list(answer.context["documents"]), [wanted])


class AddTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.claim, self.document = make_claim(), make_document(body="It rained.")
        self.page = self.url("read", ref=self.claim.ref, document=self.document.public_id)
        self.typed = {
            "stance": "supports",
            "credibility": 2,
            "quote": "It rained.",
            "rationale": "It says so.",
            "visibility": "internal",
        }

    def test_keeps_it_with_its_quote(self):
        self.as_("ana").post(self.page, self.typed)
        found = self.claim.evidence.get()
        self.assertEqual((found.quote, found.document), ("It rained.", self.document))

    def test_keeps_what_was_typed_when_it_is_refused(self):
        answer = self.as_("ana").post(self.page, self.typed | {"rationale": ""})
        self.assertContains(answer, "It rained.</textarea>", status_code=400)
        self.assertEqual(self.claim.evidence.count(), 0)

    def test_refuses_a_viewer(self):
        self.assertEqual(self.as_("zoe").post(self.page, self.typed).status_code, 403)
        self.assertEqual(self.claim.evidence.count(), 0)


class WithdrawTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.evidence = make_evidence(make_claim())
        self.page = self.url("withdraw_evidence", evidence=self.evidence.public_id)

    def test_needs_a_reason_and_happens_once(self):
        self.assertEqual(self.as_("ana").post(self.page, {"reason": ""}).status_code, 400)
        self.client.post(self.page, {"reason": "The page was forged."})
        self.evidence.refresh_from_db()
        self.assertEqual(self.evidence.withdrawn_reason, "The page was forged.")
        again = self.client.post(self.page, {"reason": "Once more."})
        self.assertContains(again, "Once more.", status_code=409)

    def test_refuses_a_viewer_and_hides_the_confidential(self):
        self.assertEqual(self.as_("zoe").post(self.page, {"reason": "No."}).status_code, 403)
        Evidence.objects.filter(pk=self.evidence.pk).update(visibility="confidential")
        self.assertEqual(self.client.get(self.page).status_code, 404)

"""Writing a draft: saved while one types, merged when two people wrote, never lost."""

from claims.choices import Visibility
from claims.models import Rating
from claims.review import assessments
from tests.desk.base import DeskTestCase

HTMX = {"HX-Request": "true"}


class SaveTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.draft = self.drafted()
        self.page = self.url("save_draft", assessment=self.draft.public_id)
        self.typed = {
            "rating": Rating.objects.get(code="mixed").pk,
            "confidence": "low",
            "explanation": "Two records disagree.",
            "version": self.draft.version,
        }

    def test_keeps_what_was_written(self):
        answer = self.as_("ana").post(self.page, self.typed)
        self.assertRedirects(answer, self.url("claim", ref=self.draft.claim.ref))
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.explanation, "Two records disagree.")
        self.assertEqual(self.draft.rating.code, "mixed")

    def test_saves_while_typing_and_tells_the_new_version(self):
        answer = self.as_("ana").post(self.page, self.typed | {"confidence": ""}, headers=HTMX)
        self.draft.refresh_from_db()
        self.assertContains(answer, f'value="{self.draft.version}"')
        self.assertContains(answer, "Say how confident you are.")

    def test_warns_of_confidential_evidence_long_before_publication(self):
        page = self.url("claim", ref=self.draft.claim.ref)
        warning = "It cites confidential evidence"
        self.assertNotContains(self.as_("ana").get(page), warning)
        self.draft.claim.evidence.update(visibility=Visibility.CONFIDENTIAL)
        self.assertContains(self.client.get(page), warning)
        self.assertContains(self.client.post(self.page, self.typed, headers=HTMX), warning)

    def test_writes_nothing_when_nothing_changed(self):
        self.as_("ana").post(self.page, self.typed)
        self.draft.refresh_from_db()
        version = self.draft.version
        self.client.post(self.page, self.typed | {"version": version})
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.version, version)

    def test_shows_both_texts_when_two_people_wrote(self):
        assessments.edit_draft(self.draft, by=self.cast["rui"], explanation="Rui's own sentence.")
        answer = self.as_("ana").post(self.page, self.typed)
        self.assertContains(answer, "Two records disagree.", status_code=409)
        self.assertContains(answer, "Rui&#x27;s own sentence.", status_code=409)
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.explanation, "Rui's own sentence.")
        merged = self.typed | {"version": answer.context["open"].version}
        self.client.post(self.page, merged)
        self.draft.refresh_from_db()
        self.assertEqual(self.draft.explanation, "Two records disagree.")

    def test_keeps_the_text_that_a_refused_form_holds(self):
        answer = self.as_("ana").post(self.page, self.typed | {"headline": "x" * 300})
        self.assertContains(answer, "Two records disagree.", status_code=400)

    def test_keeps_the_text_when_the_draft_was_submitted_meanwhile(self):
        assessments.submit(self.draft, by=self.cast["ana"], at=self.draft.created_at)
        answer = self.as_("ana").post(self.page, self.typed)
        self.assertContains(answer, "Two records disagree.", status_code=409)

    def test_refuses_a_viewer(self):
        answer = self.as_("zoe").post(self.page, self.typed)
        self.assertContains(answer, "Two records disagree.", status_code=403)

    def test_tells_a_signed_out_writer_in_place(self):
        answer = self.client.post(self.page, self.typed, headers=HTMX)
        self.assertContains(answer, "You are signed out.", status_code=401)


class CiteTests(DeskTestCase):
    def test_cites_and_takes_out(self):
        draft = self.drafted()
        evidence = draft.claim.evidence.get()
        page = self.url("cite", evidence=evidence.public_id)
        self.as_("ana").post(page, {"how": "uncite"})
        self.assertFalse(draft.cited.exists())
        self.client.post(page)
        self.assertEqual(draft.cited.get().evidence, evidence)

    def test_keeps_what_was_written_without_a_script(self):
        draft = self.drafted()
        evidence = draft.claim.evidence.get()
        page = self.url("cite", evidence=evidence.public_id)
        shown = self.as_("ana").get(self.url("claim", ref=draft.claim.ref))
        self.assertContains(shown, f'form="draft-form" formaction="{page}"')
        typed = {
            "rating": draft.rating_id,
            "confidence": "low",
            "explanation": "Written since.",
            "version": draft.version,
        }
        answer = self.client.post(page, typed | {"how": "uncite"})
        self.assertRedirects(answer, self.url("claim", ref=draft.claim.ref))
        draft.refresh_from_db()
        self.assertEqual((draft.explanation, draft.confidence), ("Written since.", "low"))
        self.assertFalse(draft.cited.exists())
        # Over what somebody else wrote meanwhile, neither text is lost and nothing is cited.
        stale = self.client.post(page, typed | {"explanation": "Mine."})
        self.assertContains(stale, "Mine.", status_code=409)
        self.assertContains(stale, "Written since.", status_code=409)
        self.assertFalse(draft.cited.exists())

    def test_refuses_once_it_is_submitted(self):
        submitted = self.submitted()
        evidence = submitted.claim.evidence.get()
        page = self.url("cite", evidence=evidence.public_id)
        self.assertEqual(self.as_("ana").post(page, {"how": "uncite"}).status_code, 409)
        self.assertTrue(submitted.cited.exists())

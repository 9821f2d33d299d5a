"""Who comes in to the desk, and that refusals keep what was typed."""

from tests.desk.base import DeskTestCase
from tests.factories import make_claim, make_user


class AccessTests(DeskTestCase):
    def test_sends_strangers_to_the_sign_in(self):
        answer = self.client.get(self.url("home"))
        self.assertEqual(answer.status_code, 302)
        self.assertIn("/accounts/login/", answer["Location"])

    def test_refuses_somebody_without_a_role(self):
        self.client.force_login(make_user("ola"))
        answer = self.client.get(self.url("home"))
        self.assertContains(answer, "takes the role Viewer", status_code=403)

    def test_lets_a_viewer_read_and_shows_no_way_to_act(self):
        claim = make_claim()
        answer = self.as_("zoe").get(self.url("claim", ref=claim.ref))
        self.assertContains(answer, claim.text)
        self.assertNotContains(answer, "Begin a draft")
        self.assertContains(answer, "This takes the role Analyst or a higher one.")

    def test_gives_back_what_was_typed_when_the_session_has_ended(self):
        claim = make_claim()
        text = "A long thought that must not be lost."
        answer = self.client.post(self.url("add_comment", ref=claim.ref), {"text": text})
        self.assertContains(answer, text, status_code=401)
        self.assertEqual(claim.comments.count(), 0)

    def test_gives_back_what_was_typed_to_somebody_who_may_not(self):
        claim = make_claim()
        answer = self.as_("zoe").post(self.url("add_comment", ref=claim.ref), {"text": "Mine."})
        self.assertContains(answer, "Mine.", status_code=403)

    def test_runs_no_inline_script_or_style(self):
        claim = self.submitted().claim
        self.as_("rui")
        for name in ("claim", "review", "history"):
            answer = self.client.get(self.url(name, ref=claim.ref))
            self.assertEqual(answer.status_code, 200)
            self.assertNotContains(answer, "<style")
            self.assertNotContains(answer, " style=")
            self.assertNotRegex(answer.content.decode(), r"<script(?![^>]*\bsrc=)|\son[a-z]+=")

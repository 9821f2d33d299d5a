"""Who may do what over the API: every role, every verb, tokens and their scopes."""

from django.apps import apps

from claims.models import ApiToken, Comment
from claims.review.rights import RECORD_RIGHTS, may
from tests.api.base import API, ApiTestCase, client_of
from tests.factories import make_actor, make_claim, make_evidence, make_source, make_topic


class RoleTests(ApiTestCase):
    def test_adding_follows_the_table(self):
        claim, source = make_claim(), make_source()
        evidence = make_evidence(claim)
        bodies = {
            "claims": {"text": "Something of {who} is so."},
            "actors": {"kind": "group", "name": "Group of {who}"},
            "sources": {"kind": "outlet", "name": "Outlet of {who}"},
            "topics": {"name": "Topic of {who}", "slug": "topic-{who}"},
            "documents": {
                "source": str(source.public_id),
                "title": "It",
                "url": "https://example.org/{who}",
            },
            "origins": {"label": "Origin of {who}", "kind": "leak"},
            "comments": {"claim": claim.ref, "text": "Hm, says {who}."},
            "evidence": {
                "claim": claim.ref,
                "document": str(evidence.document.public_id),
                "stance": "context",
                "rationale": "{who} found it.",
            },
            "source-ratings": {
                "source": str(source.public_id),
                "grade": "C",
                "rationale": "{who} looked.",
            },
            "ratings": {"code": "odd-{who}", "label": "Odd {who}"},
        }
        models = {
            "claims": "claim",
            "source-ratings": "sourcerating",
            "evidence": "evidence",
        }
        least = {path: models.get(path, path.removesuffix("s")) for path in bodies}
        for path, body in bodies.items():
            for name, user in self.cast.items():
                filled = {key: value.replace("{who}", name) for key, value in body.items()}
                response = self.clients[name].post(f"{API}/{path}/", filled, format="json")
                role = RECORD_RIGHTS[least[path]]["add"]
                allowed = bool(may(user, "add", apps.get_model("claims", least[path])))
                self.assertEqual(response.status_code, 201 if allowed else 403, (path, name, role))
            response = self.stranger.post(f"{API}/{path}/", body, format="json")
            self.assertProblem(response, 401)

    def test_others_comments_are_theirs(self):
        comment = Comment.objects.create(
            claim=make_claim(), author=self.cast["rui"], text="Look again."
        )
        response = self.eda.delete(f"{API}/comments/{comment.pk}/", headers={"If-Match": "*"})
        self.assertProblem(response, 403)

    def test_strangers_read_the_scale_and_the_seals_only(self):
        make_actor()
        make_topic()
        self.assertEqual(len(self.stranger.get(f"{API}/ratings/").json()["results"]), 10)
        self.assertEqual(self.stranger.get(f"{API}/audit-seals/").status_code, 200)
        for path in ("actors", "topics", "sources", "documents", "evidence", "assessments"):
            self.assertEqual(self.stranger.get(f"{API}/{path}/").json()["results"], [], path)
        for path in ("comments", "users", "tokens", "audit-entries", "reviews", "claim-merges"):
            self.assertProblem(self.stranger.get(f"{API}/{path}/"), 401)

    def test_the_whole_trail_is_for_editors(self):
        make_claim()
        self.assertEqual(self.ana.get(f"{API}/audit-entries/").json()["results"], [])
        self.assertTrue(self.eda.get(f"{API}/audit-entries/").json()["results"])


class ScopeTests(ApiTestCase):
    def test_a_reading_token_writes_nothing(self):
        client = client_of(self.cast["ana"], "read")
        self.assertEqual(client.get(f"{API}/claims/").status_code, 200)
        response = client.post(f"{API}/claims/", {"text": "It is so."}, format="json")
        self.assertProblem(response, 403)

    def test_a_writing_token_reads_nothing(self):
        self.assertProblem(client_of(self.cast["ana"], "write").get(f"{API}/claims/"), 403)

    def test_a_token_may_be_called_bearer(self):
        given = self.ana._credentials["HTTP_AUTHORIZATION"].replace("Token", "Bearer")
        answer = self.stranger.get(f"{API}/users/", headers={"Authorization": given})
        self.assertEqual(answer.status_code, 200)
        wrong = self.stranger.get(f"{API}/users/", headers={"Authorization": "Bearer clb_wrong"})
        self.assertProblem(wrong, 401)
        self.assertEqual(wrong["WWW-Authenticate"], "Bearer")

    def test_tokens_show_no_key_and_can_be_revoked(self):
        body = self.ana.get(f"{API}/tokens/").json()["results"]
        self.assertEqual([token["user"] for token in body], ["ana"])
        self.assertNotIn("digest", body[0])
        response = self.ana.delete(f"{API}/tokens/{body[0]['prefix']}/")
        self.assertEqual(response.status_code, 204)
        self.assertProblem(self.ana.get(f"{API}/claims/"), 401)
        self.assertEqual(ApiToken.objects.filter(user=self.cast["ana"]).count(), 0)

    def test_a_session_writes_with_its_csrf_token_only(self):
        client = client_of(None)
        client.handler.enforce_csrf_checks = True
        client.force_login(self.cast["ana"])
        response = client.post(f"{API}/claims/", {"text": "It is so."}, format="json")
        self.assertProblem(response, 403)

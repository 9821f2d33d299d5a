"""Notices over the API: one's own alone, and marking them as read."""

from claims.choices import NoticeKind
from claims.models import Notice
from claims.review import notices
from tests.api.base import API, ApiTestCase, client_of
from tests.factories import make_claim

MISSING = "0199f6a4-3a54-7d0e-9c0b-5e0f4d1c2b3a"


class NoticesApiTests(ApiTestCase):
    def setUp(self):
        super().setUp()
        self.claim = make_claim()
        for name in ("ana", "zoe"):
            notices.tell(
                [self.cast[name].pk],
                NoticeKind.COMMENT,
                self.claim,
                by=self.cast["rui"],
                text="Look again.",
            )
        self.mine = Notice.objects.get(recipient=self.cast["ana"])
        self.theirs = Notice.objects.get(recipient=self.cast["zoe"])

    def refs(self, **query):
        answer = self.ana.get(f"{API}/notices/", query)
        self.assertEqual(answer.status_code, 200, answer.content)
        return [row["public_id"] for row in answer.json()["results"]]

    def test_lists_ones_own_alone(self):
        (row,) = self.ana.get(f"{API}/notices/").json()["results"]
        self.assertEqual(row["public_id"], str(self.mine.public_id))
        self.assertEqual((row["claim"], row["actor"]), (self.claim.ref, "rui"))
        self.assertEqual((row["kind"], row["text"]), ("comment", "Look again."))
        self.assertIsNone(row["read_at"])
        self.assertEqual(self.eda.get(f"{API}/notices/").json()["results"], [])
        self.assertProblem(self.stranger.get(f"{API}/notices/"), 401)

    def test_others_are_not_there(self):
        for path in ("", "read/"):
            address = f"{API}/notices/{self.theirs.public_id}/{path}"
            ask = self.ana.post if path else self.ana.get
            self.assertProblem(ask(address), 404)
        self.assertEqual(self.ana.post(f"{API}/notices/read/").json(), {"marked": 1})
        self.theirs.refresh_from_db()
        self.assertIsNone(self.theirs.read_at)

    def test_marks_one(self):
        address = f"{API}/notices/{self.mine.public_id}/read/"
        first = self.ana.post(address).json()["read_at"]
        self.assertIsNotNone(first)
        self.assertEqual(self.ana.post(address).json()["read_at"], first)
        self.assertEqual(self.refs(unread="true"), [])
        self.assertEqual(self.refs(unread="false"), [str(self.mine.public_id)])
        self.assertProblem(self.ana.post(f"{API}/notices/{MISSING}/read/"), 404)
        self.assertProblem(self.ana.post(f"{API}/notices/nonsense/read/"), 404)

    def test_marks_what_the_filters_leave(self):
        self.assertEqual(self.ana.post(f"{API}/notices/read/?kind=due").json(), {"marked": 0})
        self.assertProblem(self.ana.post(f"{API}/notices/read/?sort=odd"), 400)
        self.assertEqual(self.ana.post(f"{API}/notices/read/?kind=comment").json(), {"marked": 1})

    def test_marking_takes_the_scope_to_write(self):
        client = client_of(self.cast["ana"], "read")
        self.assertEqual(client.get(f"{API}/notices/").status_code, 200)
        self.assertProblem(client.post(f"{API}/notices/read/"), 403)

    def test_nothing_else_can_be_done_to_them(self):
        address = f"{API}/notices/{self.mine.public_id}/"
        for ask in (self.ana.put, self.ana.patch, self.ana.delete):
            self.assertProblem(ask(address, headers={"If-Match": "*"}), 405)
        self.assertProblem(self.ana.post(f"{API}/notices/"), 405)


class CauseTests(ApiTestCase):
    """What is written over the API is told through the same functions."""

    def test_a_claim_that_is_given_to_somebody(self):
        body = {"text": "It rained.", "assignee": "ana"}
        ref = self.eda.post(f"{API}/claims/", body, format="json").json()["ref"]
        self.assertEqual(Notice.objects.get().recipient, self.cast["ana"])
        self.eda.patch(
            f"{API}/claims/{ref}/", {"assignee": "rui"}, format="json", headers={"If-Match": "*"}
        )
        told = Notice.objects.order_by("id").values_list("recipient__username", "kind")
        self.assertEqual(
            list(told), [("ana", "assigned"), ("rui", "assigned"), ("ana", "unassigned")]
        )

    def test_a_comment(self):
        claim = make_claim(assignee=self.cast["ana"])
        body = {"claim": claim.ref, "text": "Hm."}
        answer = self.rui.post(f"{API}/comments/", body, format="json")
        self.assertEqual(Notice.objects.get().text, "Hm.")
        address = f"{API}/comments/{answer.json()['id']}/"
        self.rui.patch(address, {"text": "Hm!"}, format="json", headers={"If-Match": "*"})
        self.assertEqual(Notice.objects.count(), 1)

"""Sending the same POST twice does it once."""

from claims.models import Claim
from tests.api.base import API, ApiTestCase


class IdempotencyTests(ApiTestCase):
    def send(self, text, key='"one"', client=None):
        return (client or self.ana).post(
            f"{API}/claims/", {"text": text}, format="json", headers={"Idempotency-Key": key}
        )

    def test_gives_the_first_answer_again(self):
        first, again = self.send("It is so."), self.send("It is so.")
        self.assertEqual((first.status_code, again.status_code), (201, 201))
        self.assertEqual(first.json(), again.json())
        self.assertEqual(first["ETag"], again["ETag"])
        self.assertEqual(Claim.objects.count(), 1)

    def test_refuses_another_request_under_the_key(self):
        self.send("It is so.")
        self.assertProblem(self.send("It is otherwise."), 422)

    def test_keys_of_two_people_are_two_keys(self):
        self.send("It is so.")
        self.assertEqual(self.send("It is otherwise.", client=self.rui).status_code, 201)

    def test_a_refused_request_may_be_mended(self):
        self.assertProblem(self.send(" "), 400)
        self.assertEqual(self.send("It is so.").status_code, 201)

    def test_refuses_a_key_that_is_none(self):
        for key in ('""', "x" * 300):
            self.assertProblem(self.send("It is so.", key), 400, "/Idempotency-Key")

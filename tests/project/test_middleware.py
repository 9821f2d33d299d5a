"""What happens around every request: the browser's policy, and the log."""

from csp.utils import build_policy
from django.test import TestCase


class ContentPolicyTests(TestCase):
    def test_every_answer_bears_the_policy_of_the_settings(self):
        for address in ("/", "/api/v1/claims/", "/nowhere/"):
            with self.subTest(address):
                policy = self.client.get(address)["Content-Security-Policy"]
                self.assertEqual(policy, build_policy())
                self.assertIn("default-src 'self'", policy)


class RequestLogTests(TestCase):
    def test_a_request_takes_one_line(self):
        with self.assertLogs("django_structlog", "INFO") as log:
            self.client.get("/api/v1/claims/?page_size=2")
        self.assertEqual(len(log.records), 1)
        line = log.records[0].msg
        self.assertEqual((line["event"], line["code"]), ("request_finished", 200))
        self.assertIn("page_size=2", line["request"])

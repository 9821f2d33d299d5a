"""Bad input over the API: a problem that names the place, never a failure, nothing stored."""

import json

from django.test import override_settings

from claims.models import Actor, Claim
from tests.api.base import API, ApiTestCase
from tests.factories import make_claim, make_source


class BadBodyTests(ApiTestCase):
    def send(self, raw, content_type="application/json"):
        return self.ana.generic("POST", f"{API}/claims/", raw, content_type=content_type)

    def test_refuses_what_is_not_json(self):
        deep = b'{"text":' + b"[" * 5000 + b"]" * 5000 + b"}"
        for raw in (
            b"{",
            b"",
            b"null",
            b"[]",
            b'"text"',
            b'{"text": NaN}',
            b'{"text": "a", "text": "b"}',
            b'{"text": "\xff\xfe"}',
            '{"text": "So"}'.encode("utf-16"),
            b'{"text": "\\ud800 half"}',
            b'{"text": "a\\u0000b"}',
            b'{"te\\u0000xt": "a"}',
            b'{"text": 1e999}',
            deep,
        ):
            self.assertProblem(self.send(raw), 400)
        self.assertFalse(Claim.objects.exists())

    def test_refuses_a_body_over_the_limit(self):
        self.assertProblem(self.send(b'{"text": "' + b"a" * 2_000_000 + b'"}'), 413)

    def test_refuses_other_media_types(self):
        self.assertProblem(self.send(b"text=a", "application/x-www-form-urlencoded"), 415)
        self.assertProblem(self.send(b"<a/>", "text/xml"), 415)

    def test_names_the_field(self):
        for fields, pointer in (
            ({}, "/text"),
            ({"text": " "}, "/text"),
            ({"text": "a" * 10_000}, "/text"),
            ({"text": 7.5e3}, "/text"),
            ({"text": "So.", "language": 5}, "/language"),
            ({"text": ["So"]}, "/text"),
            ({"text": "So.", "language": "klingon!"}, "/language"),
            ({"text": "So.", "kind": "rumour"}, "/kind"),
            ({"text": "So.", "happened_from": "2025-02-30"}, "/happened_from"),
            ({"text": "So.", "happened_from": "0000-00-00"}, "/happened_from"),
            ({"text": "So.", "topics": ["nothing"]}, "/topics"),
            ({"text": "So.", "topics": "nothing"}, "/topics"),
            ({"text": "So.", "subjects": ["x"]}, "/subjects"),
            ({"text": "So.", "subjects": [{}]}, "/subjects"),
            ({"text": "So.", "assignee": "nobody"}, "/assignee"),
            ({"text": "So.", "colour": "red"}, "/colour"),
            (
                {"text": "So.", "happened_from": "2025-05-08", "happened_until": "2025-05-07"},
                "/happened_until",
            ),
        ):
            response = self.send(json.dumps(fields).encode())
            self.assertEqual(response.status_code, 400, fields)
            pointers = [error["pointer"] for error in response.json()["errors"]]
            self.assertTrue(
                any(found.startswith(pointer) for found in pointers), (fields, pointers)
            )
        self.assertFalse(Claim.objects.exists())

    def test_refuses_addresses_that_are_no_web_addresses(self):
        source = make_source()
        for url in (
            "javascript:alert(1)",
            "ftp://example.org/x",
            "data:text/html,x",
            "//example.org",
            "http://",
            "http://user:word@example.org/",
            "http://[::1",
            "https://example.org/ a\nb",
            "https://example.org/" + "a" * 5000,
        ):
            response = self.ana.post(
                f"{API}/documents/",
                {"source": str(source.public_id), "title": "It", "url": url},
                format="json",
            )
            self.assertProblem(response, 400, "/url")

    def test_refuses_names_without_end(self):
        response = self.ana.post(
            f"{API}/actors/", {"kind": "person", "name": "x" * 10_000}, format="json"
        )
        self.assertProblem(response, 400, "/name")
        self.assertFalse(Actor.objects.exists())


class AddressTests(ApiTestCase):
    def test_nothing_there(self):
        for path in ("/nothing/", "/claims/CLM-000000/", "/actors/7/", "/comments/abc/", "/x/y/z"):
            self.assertProblem(self.ana.get(API + path), 404)

    def test_wrong_method(self):
        response = self.ana.put(f"{API}/claims/", {}, format="json")
        self.assertProblem(response, 405)
        self.assertIn("GET", response["Allow"])

    def test_wrong_representation(self):
        response = self.ana.get(f"{API}/claims/", headers={"Accept": "text/csv"})
        self.assertProblem(response, 406)

    def test_bad_tokens(self):
        for token in ("Token nonsense", "Token", "Token a b", "Token \u00e4"):
            self.stranger.credentials(HTTP_AUTHORIZATION=token)
            response = self.stranger.get(f"{API}/claims/")
            self.assertProblem(response, 401)
            self.assertIn("WWW-Authenticate", response)


class UnexpectedTests(ApiTestCase):
    @override_settings(CLAIMS_API_RATES={"anonymous": "nonsense", "read": "x", "write": "y"})
    def test_a_failure_of_ours_is_a_problem_that_tells_nothing(self):
        response = self.ana.get(f"{API}/claims/")
        self.assertProblem(response, 500)
        self.assertNotIn("nonsense", response.content.decode())


class OddQueryTests(ApiTestCase):
    def test_never_fail(self):
        make_claim()
        for query in (
            "created_after=9999-99-99",
            "updated_since=%00",
            "page_size=99999999999999999999",
            "page_size=²",
            "cursor=WzEsMiwzXQ",
            "status=new&status=published",
            "has_evidence=perhaps",
            "actor=00000000-0000-0000-0000-00000000000g",
            "happened_after=99999-01-01",
            "ordering=--created",
            "count=all",
        ):
            response = self.ana.get(f"{API}/claims/?{query}")
            self.assertLess(response.status_code, 500, query)

"""A test case with the cast, and a client for each of them that speaks by token."""

from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.test import TestCase
from rest_framework.test import APIClient

from claims.choices import Scope
from claims.models import ApiToken, User
from tests.factories import make_cast

API = "/api/v1"


def client_of(user: User | None, *scopes: str) -> APIClient:
    """Return a client with a token of ``user`` for ``scopes`` (else all), or a stranger."""
    client = APIClient(raise_request_exception=False)
    if user is not None:
        _, key = ApiToken.objects.create(
            user=user,
            expiry=timedelta(days=1),
            name="test",
            scopes=list(scopes or Scope.values),
        )
        client.credentials(HTTP_AUTHORIZATION=f"Token {key}")
    return client


class ApiTestCase(TestCase):
    """Ana, Rui, Eda, Zoe and the admin, and ``self.stranger`` who has no token."""

    @classmethod
    def setUpTestData(cls) -> None:
        cls.cast = make_cast()

    def setUp(self) -> None:
        cache.clear()
        self.clients = {name: client_of(user) for name, user in self.cast.items()}
        self.ana, self.rui = self.clients["ana"], self.clients["rui"]
        self.eda, self.zoe = self.clients["eda"], self.clients["zoe"]
        self.stranger = client_of(None)

    def assertProblem(self, response: Any, status: int, pointer: str | None = None) -> None:
        """The answer is a problem document of this status, about this field when one is named."""
        self.assertEqual(response.status_code, status, response.content)
        self.assertEqual(response["Content-Type"], "application/problem+json")
        body = response.json()
        self.assertEqual(body["status"], status)
        if pointer is not None:
            self.assertIn(pointer, [error["pointer"] for error in body["errors"]], body)

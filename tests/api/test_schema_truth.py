"""The description of the API is true: made-up requests get no answer outside of it."""

from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from claims.models import ApiToken
from tests.factories import make_appearance, make_cast, make_claim, make_evidence

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture
def schema(db, request):
    """Return the description as it is served, for an Administrator with every scope."""
    set_to = request.getfixturevalue("settings")
    set_to.CLAIMS_API_RATES = dict.fromkeys(set_to.CLAIMS_API_RATES, "100000/min")
    set_to.ALLOWED_HOSTS = ["*"]
    cast = make_cast()
    claim = make_claim()
    make_appearance(claim)
    make_evidence(claim)
    _, key = ApiToken.objects.create(
        user=cast["admin"],
        expiry=timedelta(days=1),
        name="schema",
        scopes=["read", "write", "review", "export"],
    )
    # The transaction of the test must outlive each request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(
        "/api/v1/schema/?format=json",
        get_wsgi_application(),
        headers={"Authorization": f"Token {key}"},
    )
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_answer_is_in_the_description(schema):
    faults = []
    for operation in (found.ok() for found in schema.get_all_operations()):

        @given(case=operation.as_strategy())
        @settings(
            max_examples=4,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def ask(case):
            case.call_and_validate(checks=CHECKS)

        try:
            ask()
        except BaseExceptionGroup as group:
            faults.append(f"{operation.label}: {group.exceptions}")
        except Exception as error:
            faults.append(f"{operation.label}: {error}")
    assert not faults, "\n\n".join(faults)

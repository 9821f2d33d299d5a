"""Doing an act over any of the faces, from any thread, and telling in one word how it went."""

import threading
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from claims.models import Assessment, Claim, User
from claims.review import assessments
from claims.review.acts import ACTS, do_act
from claims.review.rights import StepRefused
from tests.api.base import API, client_of
from tests.factories import NOW

DONE, RIGHT, REFUSED = "done", "takes another right", "refused as things stand"
ANSWERS = {200: DONE, 201: DONE, 302: DONE, 403: RIGHT, 409: REFUSED}
FACES = ("function", "api", "desk")
EVERY_ACT = ("draft", *ACTS)
ON_ASSESSMENT = frozenset(act for act in ACTS if ACTS[act].on_assessment)


class Faces:
    """The faces as they stand open to ``people``; each thread has clients of its own."""

    def __init__(self, people: Mapping[str, User], given: Mapping[str, dict[str, Any]]) -> None:
        self.people, self.given = people, given
        self.own = threading.local()
        self.keys = {name: client_of(person)._credentials for name, person in people.items()}
        self.sessions = {name: self.signed_in(person) for name, person in people.items()}

    def signed_in(self, person: User) -> Any:
        browser = Client()
        browser.force_login(person)
        return browser.cookies

    def api(self, name: str) -> APIClient:
        """Return a client with the token of the person ``name``."""
        found = self.own.__dict__.setdefault("api", {})
        if name not in found:
            found[name] = APIClient(raise_request_exception=False)
            found[name].credentials(**self.keys[name])
        client: APIClient = found[name]
        return client

    def browser(self, name: str) -> Client:
        """Return a browser in which the person ``name`` has signed in."""
        found = self.own.__dict__.setdefault("browsers", {})
        if name not in found:
            found[name] = Client(raise_request_exception=False)
            found[name].cookies = self.sessions[name]
        browser: Client = found[name]
        return browser

    def press(
        self, face: str, act: str, name: str, claim: Claim, assessment: Assessment | None
    ) -> Any:
        """Have the person ``name`` do ``act``; return how it went, or what else was answered."""
        return getattr(self, f"by_{face}")(act, name, claim, assessment, self.given.get(act, {}))

    def by_function(
        self, act: str, name: str, claim: Claim, assessment: Assessment | None, given: Any
    ) -> Any:
        by = self.people[name]
        try:
            if act == "draft":
                assessments.draft_assessment(claim, by=by, at=NOW, **given)
            else:
                do_act(act, claim, assessment, given, by=by, at=NOW, request_id="")
        except PermissionDenied:
            return RIGHT
        except StepRefused:
            return REFUSED
        return DONE

    def by_api(
        self, act: str, name: str, claim: Claim, assessment: Assessment | None, given: Any
    ) -> Any:
        body = {key: _plain(value) for key, value in given.items()}
        path = f"claims/{claim.ref}/{act}"
        if act == "draft":
            path, body = "assessments", body | {"claim": claim.ref}
        elif act in ON_ASSESSMENT:
            path = f"assessments/{assessment.public_id}/{act}"
        response = self.api(name).post(f"{API}/{path}/", body, format="json")
        code = response.status_code
        kind = {403: "/right-missing", 409: "/step-refused"}.get(code)
        if kind and not response.json()["type"].endswith(kind):
            return response.content
        return ANSWERS.get(code, response.content)

    def by_desk(
        self, act: str, name: str, claim: Claim, assessment: Assessment | None, given: Any
    ) -> Any:
        body = {key: getattr(value, "pk", value) for key, value in given.items()}
        path = reverse("desk:act", kwargs={"ref": claim.ref, "act": act})
        if act == "draft":
            path, body = reverse("desk:begin_draft", kwargs={"ref": claim.ref}), {}
        elif assessment is not None:
            body |= {"assessment": assessment.public_id, "round": assessment.round}
        response = self.browser(name).post(path, body)
        return ANSWERS.get(response.status_code, response.content)


def _plain(value: Any) -> Any:
    if isinstance(value, User):
        return value.username
    return getattr(value, "code", value)


def newest_of(claim: Claim) -> Assessment | None:
    """Return the last assessment of ``claim``, open or closed."""
    rows = Assessment.objects.filter(claim=claim).select_related("claim", "author")
    return rows.order_by("-number").first()

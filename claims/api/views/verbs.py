"""Acts as verbs: POST to the address of a record and the name of the act.

An act states what it takes the record to be and refuses what does not fit (409), so
``If-Match`` is optional here; when it is sent, it is kept to.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.idempotency import once
from claims.api.schema import OR_PROBLEM
from claims.api.serializers.acts import body_of
from claims.api.serializers.base import StrictSerializer
from claims.api.views.base import ReadView, request_id
from claims.choices import Scope
from claims.models import Assessment, ClaimLink, Evidence
from claims.review.acts import ACTS
from claims.review.rights import ask
from claims.review.situation import lock_claims

# The acts that answer for what readers see; they take a token with the scope ``review``.
ANSWERING = ("approve", "request_changes", "publish", "correct", "reaffirm", "retract")

Does = Callable[..., Any]
Answers = Callable[[Any, Request, Any, Any], Response]


def _record(view: Any, request: Request, record: Any, done: Any) -> Response:
    """Answer with the record as it stands after the act."""
    shown: Response = view.shown(request, record)
    return shown


def as_made(serializer: type[serializers.Serializer]) -> Answers:
    """Return an answer that shows what the act has made, in the shape of ``serializer``."""

    def answer(view: Any, request: Request, record: Any, made: Any) -> Response:
        return Response(serializer(made, context=view.get_serializer_context()).data)

    return answer


def verb(
    name: str,
    right: str,
    does: Does,
    body: type[StrictSerializer],
    *,
    scope: Scope = Scope.WRITE,
    made: type[serializers.Serializer] | None = None,
) -> Any:
    """Return the method of a view that does an act on the record of the address.

    ``does`` is given the record and what ``body`` holds. The answer is the record as it stands
    then, or what was made, in the shape ``made``.
    """

    answer = as_made(made) if made else _record

    def perform(view: Any, request: Request, **kwargs: Any) -> Response:
        ask(request.user, right)
        return once(request, lambda: _perform(view, request, does, body, answer))

    perform.__name__ = name
    perform.__doc__ = body.__doc__
    described = {"request": body} | ({"responses": {200: made, **OR_PROBLEM}} if made else {})
    method = action(detail=True, methods=["post"], url_path=name, write_scope=scope)
    return method(extend_schema(**described)(perform))


def act_verb(act: str, does: Does | None = None) -> Any:
    """Return the verb for an act of ``ACTS``."""
    scope = Scope.REVIEW if act in ANSWERING else Scope.WRITE
    return verb(act, act, does or ACTS[act].does, body_of(act), scope=scope)


def _perform(
    view: ReadView, request: Request, does: Does, body: type[StrictSerializer], answer: Answers
) -> Response:
    given = body(data=request.data)
    given.is_valid(raise_exception=True)
    record = view.get_object()
    values = {name: value for name, value in given.validated_data.items() if value is not None}
    if "reason" in given.fields:
        values.setdefault("reason", request.headers.get("X-Reason", "")[:500])
    with transaction.atomic():
        if "If-Match" in request.headers:
            _hold(record)
            view.check_match(record)
        done = does(record, by=request.user, at=timezone.now(), request_id=request_id(), **values)
        return answer(view, request, record, done)


def _hold(record: Any) -> None:
    """Lock ``record`` in the order in which acts lock, and read its version anew."""
    if isinstance(record, Assessment | Evidence):
        lock_claims([record.claim_id])
    elif isinstance(record, ClaimLink):
        lock_claims([record.a_id, record.b_id])
    type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    record.refresh_from_db(fields=["version"])

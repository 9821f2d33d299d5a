"""What the description of the API says of every answer."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from claims.api.serializers.reads import ProblemSerializer

_PAGING = {
    "cursor": ("string", "Where the page begins, as `next` and `previous` name it."),
    "page_size": ("integer", "How many, at most 200."),
    "ordering": ("string", "What to sort by, with - for descending."),
    "count": ("string", "`capped` or `exact`: also count the rows."),
}


# Whatever goes wrong is told in one shape.
OR_PROBLEM = {
    ("default", "application/problem+json"): OpenApiResponse(
        ProblemSerializer, description="What went wrong."
    )
}


def list_parameters(filters: Any) -> list[OpenApiParameter]:
    """Return what a list takes: paging, and ``filters``, a class of them or None."""
    return [
        *(
            OpenApiParameter(name, {"type": kind}, description=text)
            for name, (kind, text) in _PAGING.items()
        ),
        *(
            OpenApiParameter(name, {"type": "string"}, description=_meaning(filters, one))
            for name, one in (filters.base_filters if filters else {}).items()
        ),
    ]


class ApiSchema(AutoSchema):
    """Describes filters, paging, conditions and problems as the views really have them."""

    def get_filter_backends(self) -> list[Any]:
        """Return none: the filters are described here."""
        return []

    def get_override_parameters(self) -> list[OpenApiParameter]:
        """Return filters and paging of lists, and the headers of writes."""
        found: list[OpenApiParameter] = []
        action = getattr(self.view, "action", "")
        if action == "list":
            found += list_parameters(getattr(self.view, "filters", None))
        if action in ("update", "partial_update", "destroy"):
            found.append(OpenApiParameter("If-Match", str, OpenApiParameter.HEADER))
        if self.method == "POST" and getattr(self.view, "reads", False):
            return found
        if self.method == "POST":
            found.append(OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER))
        if self.method == "POST" and action != "create":
            found.append(
                OpenApiParameter(
                    "If-Match",
                    str,
                    OpenApiParameter.HEADER,
                    description="Optional here: refuse the act (412) on another version than this.",
                )
            )
        return found

    def get_request_serializer(self) -> Any:
        """Return what a write takes, which may be another shape than what is read."""
        chosen = getattr(self.view, "write_serializer", None)
        return chosen()() if chosen and self.method != "GET" else super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        """Add the problem document as the answer to everything that goes wrong."""
        found = super().get_response_serializers()
        if not isinstance(found, dict):
            action = getattr(self.view, "action", "")
            code = {"create": "201", "destroy": "204"}.get(action, "200")
            found = {code: None if action == "destroy" else found}
        return found | OR_PROBLEM


class KeysetPages:
    """Describes what a list answers; the views page by themselves."""

    def get_schema_operation_parameters(self, view: Any) -> list[Any]:
        """Return none: they stand with the other parameters."""
        return []

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        """Return the shape of a page."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["results", "next", "previous"],
            "properties": {
                "results": schema,
                "next": address,
                "previous": address,
                "count": {"type": "integer"},
                "count_is_capped": {"type": "boolean"},
            },
        }


def _meaning(filters: Any, one: Any) -> str:
    """Return what a filter finds, in the words of the method that does it."""
    return getattr(filters, one.method).__doc__ or "" if one.method else ""


class TokenScheme(OpenApiAuthenticationExtension):
    """Describes the header of machines."""

    target_class = "claims.api.auth.ScopedTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return how a token is sent."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token` (or `Bearer`) and the key: `Authorization: Token clb_…`",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    """Describes the cookie of people who signed in."""

    target_class = "claims.api.auth.HeaderSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return which cookie is looked at."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}

"""The front door of the API, and what is said at doors that do not exist."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view, permission_classes
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

NOUNS = (
    "claims",
    "actors",
    "sources",
    "documents",
    "appearances",
    "evidence",
    "assessments",
    "corrections",
    "ratings",
    "topics",
    "search",
)


@extend_schema(exclude=True)
@api_view(["GET"])
@permission_classes([])
def index(request: Request) -> Response:
    """Say where the lists are, and where the description."""
    here = request.build_absolute_uri(request.path)
    return Response(
        {noun: f"{here}{noun}/" for noun in NOUNS}
        | {"schema": f"{here}schema/", "docs": f"{here}docs/"}
    )


@extend_schema(exclude=True)
@api_view(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"])
@permission_classes([])
def unknown(request: Request) -> Response:
    """Say that there is nothing at this address."""
    raise NotFound("There is nothing at this address; the lists are named at /api/v1/.")

"""Users, tokens, and the audit."""

import json
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, IntegerField, OuterRef, Value
from django.db.models.expressions import Func
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from rest_framework.response import Response

from claims.api.filters import AuditFilters
from claims.api.pagination import Order
from claims.api.serializers.people import (
    AuditEntrySerializer,
    AuditSealSerializer,
    TokenSerializer,
    UserSerializer,
)
from claims.api.views.base import ReadView, RecordView
from claims.models import ApiToken, AuditEntry, AuditSeal, User


class UserView(ReadView):
    """The people who work here."""

    public = False
    queryset = User.objects.all()
    serializer_class = UserSerializer
    expressions = {
        "display_name": Coalesce(
            NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value("")), "username"
        ),
        "roles": ArraySubquery(
            Group.objects.filter(user=OuterRef("pk")).order_by("name").values("name")
        ),
    }
    lookup_field = "username"
    lookup_value_regex = "[^/]{1,150}"
    orders = {"created": Order(F("id"))}
    default_order = "created"


class TokenView(RecordView):
    """One's own tokens; they are made in the admin, where they are shown once."""

    public = False
    http_method_names = ["get", "delete", "head", "options"]
    queryset = ApiToken.objects.select_related("user")
    serializer_class = TokenSerializer
    lookup_field = "token_key"
    orders = {"created": Order(F("created"))}

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Return all of them on one page: nobody has many."""
        rows = self.get_queryset().order_by("-created", "token_key")[:200]
        found = self.in_json(rows, whole=False).values_list("json", flat=True)
        return Response(
            {"results": [json.loads(text) for text in found], "next": None, "previous": None}
        )

    def check_match(self, record: Any) -> None:
        """A token never changes, so there is nothing to overwrite."""


class AuditEntryView(ReadView):
    """The audit trail."""

    public = False
    queryset = AuditEntry.objects.all()
    serializer_class = AuditEntrySerializer
    filters = AuditFilters
    orders = {"created": Order(F("id"))}


class AuditSealView(ReadView):
    """The seals over the trail, for everybody to compare."""

    queryset = AuditSeal.objects.defer("entry_ids", "leaves").annotate(
        entry_count=Func(F("entry_ids"), function="cardinality", output_field=IntegerField())
    )
    serializer_class = AuditSealSerializer
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,18}"
    orders = {"created": Order(F("number"))}

"""One's own notices, and marking them as read."""

from typing import Any

from django.db.models import F
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import NoticeFilters, filtered
from claims.api.pagination import Order
from claims.api.schema import OR_PROBLEM
from claims.api.serializers.people import MarkedSerializer, NoticeSerializer
from claims.api.views.base import ReadView
from claims.models import Notice
from claims.review.notices import mark_read


class NoticeView(ReadView):
    """What one is told of: never what others are."""

    public = False
    queryset = Notice.objects.select_related("claim", "actor")
    serializer_class = NoticeSerializer
    filters = NoticeFilters
    lookup_field = "public_id"
    orders = {"created": Order(F("id"))}

    @extend_schema(request=None, responses={200: NoticeSerializer, **OR_PROBLEM})
    @action(detail=True, methods=["post"])
    def read(self, request: Request, **kwargs: Any) -> Response:
        """Mark one notice as read; once more changes nothing."""
        notice = self.get_object()
        mark_read(Notice.objects.filter(pk=notice.pk), by=request.user, at=timezone.now())
        return self.shown(request, self.get_object())

    @extend_schema(
        operation_id="v1_notices_read_all",
        request=None,
        responses={200: MarkedSerializer, **OR_PROBLEM},
    )
    @action(detail=False, methods=["post"], url_path="read")
    def read_all(self, request: Request, **kwargs: Any) -> Response:
        """Mark all notices as read, or those that the filters of the list leave."""
        rows = filtered(self.filters, self.get_queryset(), request, ("format",))
        marked = mark_read(
            Notice.objects.filter(pk__in=rows.values("pk")), by=request.user, at=timezone.now()
        )
        return Response({"marked": marked})

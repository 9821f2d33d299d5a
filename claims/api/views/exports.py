"""Exports: claims in one piece, as sheets, ClaimReview or annotations."""

from datetime import UTC
from typing import Any

from django.http import Http404, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from claims.api.schema import OR_PROBLEM
from claims.api.views.base import ApiView, request_id
from claims.choices import ExportFormat, Scope
from claims.exchange.export import Request as ExportRequest
from claims.exchange.export import export
from claims.exchange.publisher import publisher_at

# The full dump is for the command line alone: it takes long, and holds what nobody asked for.
FILES = {
    ExportFormat.CLAIMREVIEW: ("application/ld+json", "jsonld"),
    ExportFormat.DATAFEED: ("application/ld+json", "jsonld"),
    ExportFormat.CSV: ("text/csv; charset=utf-8", "csv"),
    ExportFormat.XLSX: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    ExportFormat.ANNOTATIONS: ("application/ld+json", "jsonld"),
}
_NAMES = [format.value for format in FILES]
_TYPES = sorted({media_type.partition(";")[0] for media_type, _ in FILES.values()})


class AsTheFormatSays(DefaultContentNegotiation):
    """The address names the format, so what is accepted is not asked again."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        """Return the renderer of errors."""
        return renderers[0], renderers[0].media_type


class ExportView(ApiView):
    """What the asker may see, in one file; each export is noted in the audit."""

    public = False
    read_scope = Scope.EXPORT
    content_negotiation_class = AsTheFormatSays

    @extend_schema(
        operation_id="v1_exports_download",
        parameters=[
            OpenApiParameter(
                "name", str, OpenApiParameter.PATH, enum=[name.value for name in FILES]
            )
        ],
        responses={(200, name): OpenApiTypes.BINARY for name in _TYPES} | OR_PROBLEM,
    )
    def download(self, request: Request, name: str) -> StreamingHttpResponse:
        """Stream an export in the format ``name``; it takes the scope ``export``."""
        if name not in FILES:
            raise Http404(name)
        now = timezone.now()
        publisher = publisher_at(request.build_absolute_uri("/"))
        pieces = export(
            ExportRequest(
                format=ExportFormat(name),
                publisher=publisher,
                address_of=lambda claim: publisher.absolute(
                    reverse("pages:claim", args=[claim.ref])
                ),
                by=request.user,
                via="API",
                request_id=request_id(),
            ),
            clock=timezone.now,
        )
        media_type, ending = FILES[ExportFormat(name)]
        file = f"{name}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.{ending}"
        return StreamingHttpResponse(
            pieces,
            content_type=media_type,
            headers={"Content-Disposition": f'attachment; filename="{file}"'},
        )

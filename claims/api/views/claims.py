"""Claims, and what belongs to them."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.claim_filters import ClaimFilters
from claims.api.filters import LinkFilters, OfClaimFilters, filtered
from claims.api.pagination import Order, Paging, link_header, read_day
from claims.api.schema import OR_PROBLEM
from claims.api.serializers.acts import JudgeLinkAct, MergeClaimAct, UndoMergeAct
from claims.api.serializers.claims import (
    ClaimLinkSerializer,
    ClaimMergeSerializer,
    ClaimSerializer,
    CommentSerializer,
)
from claims.api.serializers.people import AuditEntrySerializer
from claims.api.serializers.reads import ClaimReadSerializer
from claims.api.shapes import STEPS, assessment_shape, chosen_members, with_json
from claims.api.views.base import BY_CHANGE, ReadView, RecordView, etag_of
from claims.api.views.verbs import act_verb, verb
from claims.audit.history import history_of_claim, published_as_of, values_as_of
from claims.editing.links import judge_link
from claims.editing.merges import merge_claims, undo_merge
from claims.models import Assessment, Claim, ClaimLink, ClaimMerge, Comment
from claims.review.audience import is_insider, visible
from claims.review.notices import tell_of_comment
from claims.review.rights import ask, clearance
from claims.review.workflow import steps_for, told

_SHOW = [
    OpenApiParameter("fields", str, description="Members to show, with commas between."),
    OpenApiParameter("expand", str, description="Of appearances, evidence, assessment, links."),
]
_AS_OF = OpenApiParameter(
    "as_of", OpenApiTypes.DATETIME, description="What was published at this moment."
)
_NEVER = "9999-12-31"


class ClaimView(RecordView):
    """Claims: one checkable proposition each."""

    queryset = Claim.objects.select_related("assignee", "merged_into")
    serializer_class = ClaimReadSerializer
    filters = ClaimFilters
    lookup_field = "ref"
    lookup_value_regex = r"[A-Za-z0-9-]{1,16}"
    orders = BY_CHANGE | {"due": Order(Coalesce(F("review_due_on"), _NEVER), read_day)}

    def write_serializer(self) -> Any:
        """Claims are written in another shape than they are read in."""
        return ClaimSerializer

    @extend_schema(parameters=_SHOW)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Return one page of claims, as PostgreSQL wrote them."""
        query = request.query_params
        also = (*Paging.parameters, "fields", "expand", "format")
        rows = filtered(self.filters, self.get_queryset(), request, also)
        members = chosen_members(
            request.user, fields=query.get("fields"), expand=query.get("expand"), whole=False
        )
        paging = Paging(request, self._orders(), self.default_order)
        page = paging.page(
            rows,
            lambda found: list(
                with_json(found, request.user, members).values_list("sort_value", "pk", "json")
            ),
        )
        link, addresses = link_header(request, page)
        rest = json.dumps({**addresses, **paging.counted(rows)})
        body = '{"results":[' + ",".join(row[2] for row in page.rows) + "]," + rest[1:]
        return HttpResponse(
            body.encode(), content_type="application/json", headers={"Link": link} if link else {}
        )

    def _orders(self) -> dict[str, Order]:
        if is_insider(self.request.user):
            return self.orders
        return {name: order for name, order in self.orders.items() if name != "due"}

    @extend_schema(parameters=[*_SHOW, _AS_OF])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Return one claim with all that belongs to it, or what was published of it once."""
        filtered(None, self.queryset, request, ("fields", "expand", "as_of", "format"))
        try:
            claim = self.get_object()
        except Http404:
            claim = None
        if claim is None or claim.merged_into_id is not None:
            return self._kept_instead(request)
        if "as_of" in request.query_params:
            return self._as_of(request, claim)
        return self.shown(request, claim)

    def _kept_instead(self, request: Request) -> Response:
        """Lead to the claim that the one of the address was merged into, if the asker sees it."""
        ref = self.kwargs["ref"]
        merged = Claim.objects.filter(ref=ref, merged_into__isnull=False)
        kept = visible(Claim.objects.filter(merged_claims__in=merged), request.user).first()
        if kept is None:
            raise Http404(ref)
        address = request.build_absolute_uri(f"{request.path.rsplit('/', 2)[0]}/{kept.ref}/")
        query = request.META.get("QUERY_STRING", "")
        return Response(
            status=308, headers={"Location": f"{address}?{query}" if query else address}
        )

    def get_object(self) -> Any:
        """Return the claim of the address; capital or small letters do not matter."""
        self.kwargs["ref"] = self.kwargs["ref"].upper()
        return super().get_object()

    def shown(self, request: Request, record: Claim, status: int = 200) -> Any:
        """Return the claim in its shape, with its entity tag."""
        query = request.query_params
        members = chosen_members(
            request.user, fields=query.get("fields"), expand=query.get("expand"), whole=True
        )
        stored = [name for name in members if name not in STEPS]
        rows = with_json(Claim.objects.filter(pk=record.pk), request.user, stored)
        version, text = rows.values_list("version", "json").get()
        data = json.loads(text) | self._steps(record, members)
        tag = etag_of(version, json.dumps(data).encode())
        if status == 200 and tag in request.headers.get("If-None-Match", ""):
            return Response(status=304, headers={"ETag": tag})
        return Response(data, status=status, headers={"ETag": tag})

    def _steps(self, claim: Claim, members: Collection[str]) -> dict[str, Any]:
        if not set(STEPS) & set(members):
            return {}
        steps = zip(STEPS, told(steps_for(claim, self.request.user)), strict=True)
        return {name: value for name, value in steps if name in members}

    def written(self, serializer: Any) -> Any:
        """Save; a change of topics or subjects alone counts as a change of the claim."""
        existed = serializer.instance is not None
        before = serializer.instance.version if existed else 0
        claim = super().written(serializer)
        if (
            existed
            and claim.version == before
            and {"topics", "subjects"} & set(serializer.validated_data)
        ):
            Claim.objects.filter(pk=claim.pk).update(updated_at=Now())
        return claim

    def _as_of(self, request: Request, claim: Claim) -> Response:
        moment = _moment(request.query_params["as_of"])
        assessment = published_as_of(claim, moment)
        if assessment is None and not self.is_inside:
            # What was said of it then, if anything, was not public.
            return Response({"ref": claim.ref, "as_of": moment, "assessment": None})
        told = values_as_of([claim], ("text", "language"), moment)[claim.pk]
        shown = assessment and self._stood(assessment, moment)
        return Response({"ref": claim.ref, **told, "as_of": moment, "assessment": shown})

    def _stood(self, assessment: Assessment, moment: datetime) -> dict[str, Any]:
        """Return the assessment with its evidence in the words that it had at ``moment``."""
        rows = Assessment.objects.filter(pk=assessment.pk)
        shown: dict[str, Any] = rows.values_list(
            assessment_shape(self.request.user), flat=True
        ).get()
        cited = {str(row.public_id): row for row in assessment.evidence.all()}
        told = values_as_of(list(cited.values()), ("quote", "locator", "rationale"), moment)
        for row in shown["rests_on"]:
            row |= told[cited[row["evidence"]].pk]
        return shown

    @extend_schema(responses={200: AuditEntrySerializer(many=True), **OR_PROBLEM})
    @action(detail=True, methods=["get"])
    def history(self, request: Request, **kwargs: Any) -> Response:
        """Return what was changed in the claim and all that belongs to it, newest first."""
        claim = self.get_object()
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated("The history is for colleagues: sign in first.")
        ask(request.user, "see_history")
        rows = history_of_claim(claim, visibilities=clearance(request.user))
        filtered(None, rows, request, (*Paging.parameters, "format"))
        paging = Paging(request, {"created": Order(F("id"))}, "-created")
        page = paging.page(rows, lambda query: [(r.sort_value, r.pk, r) for r in query])
        link, addresses = link_header(request, page)
        data = AuditEntrySerializer([row[2] for row in page.rows], many=True).data
        body = {"results": data, **addresses, **paging.counted(rows)}
        return Response(body, headers={"Link": link} if link else {})

    take = act_verb("take")
    release = act_verb("release")
    assign = act_verb("assign")
    decline = act_verb("decline")
    reconsider = act_verb("reconsider")
    reopen = act_verb("reopen")
    reaffirm = act_verb("reaffirm")
    retract = act_verb("retract")
    merge = verb(
        "merge",
        "merge_claims",
        lambda claim, *, into, **given: merge_claims(into, claim, **given),
        MergeClaimAct,
        made=ClaimMergeSerializer,
    )


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None:
        raise exceptions.ValidationError({"as_of": "Give a moment like 2025-05-08T12:00:00Z."})
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


class CommentView(RecordView):
    """Internal talk about claims."""

    public = False
    queryset = Comment.objects.select_related("claim", "author")
    serializer_class = CommentSerializer
    filters = OfClaimFilters

    def written(self, serializer: Any) -> Any:
        """Save; whoever talks along is told of a new comment."""
        is_new = serializer.instance is None
        comment = super().written(serializer)
        if is_new:
            tell_of_comment(comment)
        return comment


class LinkView(RecordView):
    """Judged pairs of claims."""

    queryset = ClaimLink.objects.select_related("a", "b", "decided_by")
    serializer_class = ClaimLinkSerializer
    filters = LinkFilters
    lookup_field = "public_id"
    judge = verb("judge", "judge_link", judge_link, JudgeLinkAct)


class ClaimMergeView(ReadView):
    """Merges of claims."""

    undo = verb("undo", "undo_merge", undo_merge, UndoMergeAct)

    public = False
    queryset = ClaimMerge.objects.select_related("kept", "merged", "merged_by")
    serializer_class = ClaimMergeSerializer

"""Claims, and what belongs to them."""

import json
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.answers import page_answer, page_rows, tagged
from claims.api.claim_filters import ClaimFilters
from claims.api.claim_reads import CLAIM_ORDERS, claim_page, one_claim
from claims.api.compiled import Found, as_written, read_remembered
from claims.api.filters import LinkFilters, OfClaimFilters, filtered
from claims.api.pagination import BY_CHANGE, Order, Paging
from claims.api.record_shapes import records_as_json
from claims.api.schema import OR_PROBLEM
from claims.api.serializers.acts import (
    JudgeLinkAct,
    MergeClaimAct,
    ReopenCommentAct,
    ResolveCommentAct,
    UndoMergeAct,
)
from claims.api.serializers.claims import (
    ClaimLinkSerializer,
    ClaimMergeSerializer,
    ClaimSerializer,
    ClaimWordingSerializer,
    CommentSerializer,
)
from claims.api.serializers.people import AuditEntrySerializer
from claims.api.serializers.reads import ClaimReadSerializer
from claims.api.shapes import (
    STEPS,
    assessments_as_json,
    chosen_members,
    with_json,
)
from claims.api.views.base import ReadView, RecordView
from claims.api.views.verbs import act_verb, verb
from claims.audit.history import history_of_claim, published_as_of, values_as_of
from claims.editing.comments import reopen_comment, resolve_comment
from claims.editing.links import judge_link
from claims.editing.merges import merge_claims, undo_merge
from claims.models import (
    Assessment,
    AuditEntry,
    Claim,
    ClaimLink,
    ClaimMerge,
    ClaimWording,
    Comment,
)
from claims.review.audience import visible
from claims.review.notices import tell_of_comment
from claims.review.rights import Person, ask, clearance
from claims.review.workflow import steps_for, told
from claims.search.limits import Clock

_SHOW = [
    OpenApiParameter("fields", str, description="Members to show, with commas between."),
    OpenApiParameter("expand", str, description="Of appearances, evidence, assessment, links."),
]
_AS_OF = OpenApiParameter(
    "as_of", OpenApiTypes.DATETIME, description="What was published at this moment."
)


class ClaimView(RecordView):
    """Claims: one checkable proposition each."""

    queryset = Claim.objects.select_related("assignee", "merged_into")
    serializer_class = ClaimReadSerializer
    filters = ClaimFilters
    lookup_field = "ref"
    lookup_value_regex = r"[A-Za-z0-9-]{1,16}"
    shape_parameters = ("fields", "expand")

    def write_serializer(self) -> Any:
        """Claims are written in another shape than they are read in."""
        return ClaimSerializer

    @extend_schema(parameters=_SHOW)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Return one page of claims; when words narrow it, within the time of a search."""
        searching = Clock().running() if request.query_params.get("q") else nullcontext()
        with searching:
            return super().list(request, *args, **kwargs)

    def in_json(self, rows: QuerySet[Claim], *, whole: bool) -> QuerySet[Claim]:
        """Return ``rows`` with ``json``, of the members that the request asks for."""
        stored = [name for name in self.members(whole=whole) if name not in STEPS]
        return with_json(rows, self.request.user, stored)

    def unfiltered(self, paging: Paging, rows: QuerySet[Any]) -> Found:
        """Return what makes a page of all claims, by a query that is put together only once."""
        members = self.members(whole=False)
        return read_remembered(claim_page, self.request.user, paging.cut, members, **paging.values)

    def members(self, *, whole: bool) -> tuple[str, ...]:
        """Return the members that the request asks for."""
        query = self.request.query_params
        return chosen_members(
            self.request.user, fields=query.get("fields"), expand=query.get("expand"), whole=whole
        )

    @property
    def orders(self) -> dict[str, Order]:
        """When a re-check is due is for insiders to know, and to sort by."""
        return CLAIM_ORDERS if self.is_inside else BY_CHANGE

    @extend_schema(parameters=[*_SHOW, _AS_OF])
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Return one claim with all that belongs to it, or what was published of it once."""
        filtered(None, self.queryset, request, (*self.shape_parameters, "as_of", "format"))
        ref = self.kwargs["ref"] = self.kwargs["ref"].upper()
        try:
            if "as_of" in request.query_params:
                return self._as_of(request, get_object_or_404(self._unmerged()))
            if self.works_out:
                return self.answer(request, self._unmerged())
            members = self.members(whole=True)
            found = read_remembered(one_claim, request.user, members, ref=ref)
            return self.answer_with(request, *tagged(next(iter(found), None)))
        except Http404:
            return self._kept_instead(request)

    def _unmerged(self) -> QuerySet[Claim]:
        return self.found().filter(merged_into__isnull=True)

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

    def found(self) -> QuerySet[Claim]:
        """Return the claim of the address; capital or small letters do not matter."""
        self.kwargs["ref"] = self.kwargs["ref"].upper()
        return super().found()

    @property
    def works_out(self) -> bool:
        """Colleagues are told what they may do, unless they asked for other members."""
        return bool(set(STEPS) & set(self.members(whole=True)))

    def worked_out(self, record: Claim) -> dict[str, Any]:
        """Return what a colleague may do with the claim now, and why not the rest."""
        asked = self.members(whole=True)
        steps = zip(STEPS, told(steps_for(record, self.request.user)), strict=True)
        return {name: value for name, value in steps if name in asked}

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
        written = as_written(rows, self.request.user, assessments_as_json)
        shown: dict[str, Any] = json.loads(written.values_list("json", flat=True).get())
        cited = {str(row.public_id): row for row in assessment.evidence.all()}
        told = values_as_of(list(cited.values()), ("quote", "locator", "rationale"), moment)
        for row in shown["rests_on"]:
            row |= told[cited[row["evidence"]].pk]
        return shown

    @extend_schema(responses={200: AuditEntrySerializer(many=True), **OR_PROBLEM})
    @action(detail=True, methods=["get"])
    def history(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Return what was changed in the claim and all that belongs to it, newest first."""
        claim = self.get_object()
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated("The history is for colleagues: sign in first.")
        ask(request.user, "see_history")
        rows = history_of_claim(claim, visibilities=clearance(request.user))
        filtered(None, rows, request, (*Paging.parameters, "format"))
        paging = Paging(request, {"created": Order(F("id"))}, "-created")
        in_json = as_written(rows, request.user, entries_as_json)
        return page_answer(request, paging, rows, page_rows(paging, in_json))

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


def entries_as_json(person: Person) -> QuerySet[AuditEntry]:
    """Return all audit entries with ``json``."""
    return records_as_json(AuditEntry.objects.all(), AuditEntrySerializer, person)


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None:
        raise exceptions.ValidationError({"as_of": "Give a moment like 2025-05-08T12:00:00Z."})
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


class WordingView(RecordView):
    """Other wordings of claims."""

    queryset = ClaimWording.objects.select_related("claim")
    serializer_class = ClaimWordingSerializer
    filters = OfClaimFilters
    lookup_field = "public_id"


def _reopen(comment: Comment, *, at: datetime, **signature: Any) -> Comment:
    """Open ``comment`` again; an open one has no moment of its own."""
    return reopen_comment(comment, **signature)


class CommentView(RecordView):
    """Internal talk about claims."""

    public = False
    queryset = Comment.objects.select_related("claim", "author")
    serializer_class = CommentSerializer
    filters = OfClaimFilters
    resolve = verb("resolve", "resolve_comment", resolve_comment, ResolveCommentAct)
    reopen = verb("reopen", "resolve_comment", _reopen, ReopenCommentAct)

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

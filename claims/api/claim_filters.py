"""What claims are filtered by: everything that a person would ask for."""

from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.api.filters import Codes, RecordFilters, Words
from claims.choices import (
    AppearanceAct,
    ClaimKind,
    ClaimStatus,
    Priority,
    Stance,
)
from claims.models import (
    Actor,
    Appearance,
    Assessment,
    Claim,
    Evidence,
    Rating,
    Topic,
    User,
)
from claims.review.audience import is_insider, sight_of, visible
from claims.search.fulltext import fitting_claims


class ClaimFilters(RecordFilters):
    """Everything that a person would filter claims by.

    Codes and slugs are looked up first: by an id the planner knows how many claims it will find,
    and so whether to walk an index in order or to gather and sort.
    """

    inside = ("priority", "assignee", "due_before", "has_draft", "merged")

    q = filters.CharFilter(method="by_words")
    ref = Codes(field_name="ref", lookup_expr="in")
    status = Words(choices=ClaimStatus.choices, method="by_status")
    verdict = Codes(method="by_verdict")
    language = Codes(field_name="language", lookup_expr="in")
    kind = Words(field_name="kind", choices=ClaimKind.choices, lookup_expr="in")
    topic = filters.CharFilter(method="by_topic")
    subject = filters.UUIDFilter(field_name="subjects__public_id")
    place = filters.CharFilter(field_name="place", lookup_expr="icontains")
    actor = filters.UUIDFilter(method="by_actor")
    act = filters.ChoiceFilter(choices=AppearanceAct.choices, method="by_act")
    source = filters.UUIDFilter(method="by_source")
    document = filters.UUIDFilter(method="by_document")
    said_after = filters.DateFilter(method="by_said_after")
    said_before = filters.DateFilter(method="by_said_before")
    happened_after = filters.DateFilter(field_name="happened_from", lookup_expr="gte")
    happened_before = filters.DateFilter(method="by_happened_before")
    published_after = filters.IsoDateTimeFilter(method="by_published_after")
    published_before = filters.IsoDateTimeFilter(method="by_published_before")
    has_evidence = filters.BooleanFilter(method="by_having_evidence")
    stance = filters.ChoiceFilter(choices=Stance.choices, method="by_stance")
    priority = Words(field_name="priority", choices=Priority.choices, lookup_expr="in")
    assignee = filters.CharFilter(method="by_assignee")
    due_before = filters.DateFilter(field_name="review_due_on", lookup_expr="lte")
    has_draft = filters.BooleanFilter(method="by_having_draft")
    merged = filters.BooleanFilter(field_name="merged_into", lookup_expr="isnull", exclude=True)

    def by_words(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        """Claims that fit a query in the query language of search."""
        return fitting_claims(rows, value, within=sight_of(self.person))

    def by_status(self, rows: QuerySet[Claim], name: str, value: list[str]) -> QuerySet[Claim]:
        """Claims whose work stands there; outside there are but two answers."""
        if not is_insider(self.person):
            published = ClaimStatus.PUBLISHED in value
            again = ClaimStatus.RECHECKING in value
            if published and again:
                return rows
            if published:
                return rows.filter(status=ClaimStatus.PUBLISHED)
            return rows.exclude(status=ClaimStatus.PUBLISHED) if again else rows.none()
        return rows.filter(status__in=value)

    def by_verdict(self, rows: QuerySet[Claim], name: str, value: list[str]) -> QuerySet[Claim]:
        """Claims with one of these verdicts; ``none`` for those without any."""
        if value == ["none"]:
            return rows.filter(verdict__isnull=True)
        ratings = Rating.objects.filter(code__in=value).values_list("pk", flat=True)
        return rows.filter(verdict__in=list(ratings))

    def by_topic(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        """Claims filed under this topic."""
        topics = Topic.objects.filter(slug=value).values_list("pk", flat=True)
        return rows.filter(topics__in=list(topics))

    def by_happened_before(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims of what had happened by this day; what has no end, by its beginning."""
        by_beginning = Q(happened_until__isnull=True, happened_from__lte=value)
        return rows.filter(Q(happened_until__lte=value) | by_beginning)

    def _appearing(self, rows: QuerySet[Claim], **conditions: Any) -> QuerySet[Claim]:
        found = Appearance.objects.filter(claim=OuterRef("pk"), **conditions)
        return rows.filter(Exists(found))

    def by_actor(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims that an actor says, repeats, denies, …; with ``act`` in that way only."""
        act = {"act": self.data["act"]} if self.data.get("act") else {}
        actors = Actor.objects.filter(public_id=value).values_list("pk", flat=True)
        return self._appearing(rows, actor__in=list(actors), **act)

    def by_act(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        """Claims that somebody asserts, denies, …; ``actor`` narrows it to one."""
        return rows if self.data.get("actor") else self._appearing(rows, act=value)

    def by_said_after(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims that were said on this day or later."""
        return self._appearing(rows, said_on__gte=value)

    def by_said_before(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims that were said on this day or earlier."""
        return self._appearing(rows, said_on__lte=value)

    def by_source(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims that appear in, or rest on, what a source published."""
        return self._in_documents(rows, document__source__public_id=value)

    def by_document(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims that appear in, or rest on, a document."""
        return self._in_documents(rows, document__public_id=value)

    def _in_documents(self, rows: QuerySet[Claim], **where: Any) -> QuerySet[Claim]:
        here = Appearance.objects.filter(claim=OuterRef("pk"), **where)
        return rows.filter(Exists(here) | Exists(self._seen_evidence().filter(**where)))

    def _seen_evidence(self) -> QuerySet[Evidence]:
        """Standing evidence of the claim at hand, as far as the asker may see it."""
        rows = Evidence.objects.standing().filter(claim=OuterRef("pk"))
        return visible(rows, self.person)

    def by_having_evidence(self, rows: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        """Claims with, or without, evidence that the asker may see."""
        found = Exists(self._seen_evidence())
        return rows.filter(found if value else ~found)

    def by_stance(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        """Claims with evidence of this stance that the asker may see."""
        return rows.filter(Exists(self._seen_evidence().filter(stance=value)))

    def by_published_after(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims whose standing assessment was published at this moment or later."""
        return rows.filter(Exists(self._standing().filter(published_at__gte=value)))

    def by_published_before(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims whose standing assessment was published before this moment."""
        return rows.filter(Exists(self._standing().filter(published_at__lt=value)))

    def _standing(self) -> QuerySet[Assessment]:
        return Assessment.objects.published().filter(claim=OuterRef("pk"))

    def by_assignee(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        """Claims in somebody's hands, in ``me`` or in those of ``none``."""
        if value == "none":
            return rows.filter(assignee__isnull=True)
        if value == "me":
            return rows.filter(assignee=self.person)
        return rows.filter(assignee__in=User.objects.filter(username=value))

    def by_having_draft(self, rows: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        """Claims with, or without, an assessment that is drafted or under review."""
        found = Exists(Assessment.objects.open().filter(claim=OuterRef("pk")))
        return rows.filter(found if value else ~found)

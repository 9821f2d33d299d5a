"""Lists that stay quick over a million rows: counts with a cap, pages by key instead of offset."""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_list import result_headers
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.timezone import is_naive, make_aware

from claims.admin.cells import rows_of
from claims.search.limits import Clock, SearchTooSlow

COUNT_CAP = 1000
AFTER, BEFORE, SORT = "after", "before", "sort"


def capped_count(rows: models.QuerySet, cap: int = COUNT_CAP) -> int:
    """Return how many ``rows`` there are, but count no further than one beyond ``cap``."""
    return int(rows.order_by().values("pk")[: cap + 1].count())


def shown_count(count: int, cap: int = COUNT_CAP) -> str:
    """Return ``count`` as people read it: ``312``, or ``1,000+`` when counting stopped there."""
    return f"{cap:,}+" if count > cap else f"{count:,}"


class CappedPaginator(Paginator):
    """Pages over rows of which no more than the cap are ever counted."""

    @cached_property
    def count(self) -> int:
        return min(capped_count(self.object_list), COUNT_CAP)


class Sort(NamedTuple):
    """An order that an index serves: what it is called, its field, and its direction."""

    label: str
    field: str
    descending: bool


NEWEST = {"newest": Sort("Newest first", "pk", True), "oldest": Sort("Oldest first", "pk", False)}


class KeysetList(ChangeList):
    """A page of rows found by the key of its neighbour, as deep as one likes at one price."""

    after = before = ""

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        for name in (AFTER, BEFORE):
            given = self.filter_params.pop(name, [])
            if given:
                setattr(self, name, given[-1])
        lookups = super().get_filters_params(params)
        lookups.pop(SORT, None)
        return lookups

    @property
    def sorts(self) -> Mapping[str, Sort]:
        return getattr(self.model_admin, "sorts", NEWEST)

    @property
    def sort_name(self) -> str:
        given = self.params.get(SORT, "")
        return given if given in self.sorts else next(iter(self.sorts))

    @property
    def sort(self) -> Sort:
        return self.sorts[self.sort_name]

    def sort_links(self) -> list[dict[str, Any]]:
        """Return the orders that can be chosen, with their addresses, for the template."""
        return [
            {
                "label": sort.label,
                "url": self.get_query_string({SORT: name}),
                "chosen": name == self.sort_name,
            }
            for name, sort in self.sorts.items()
        ]

    def headers(self) -> list[dict[str, Any]]:
        """Return the heads of the columns, for the template."""
        return list(result_headers(self))

    def rows(self) -> list[SafeString]:
        """Return the cells of each row, for the template."""
        return rows_of(self)

    def get_ordering(self, request: HttpRequest, queryset: models.QuerySet) -> list[str]:
        return self._ordering(self.sort.descending)

    def _ordering(self, descending: bool) -> list[str]:
        sign = "-" if descending else ""
        fields = ["pk"] if self.sort.field == "pk" else [self.sort.field, "pk"]
        return [sign + field for field in fields]

    def get_results(self, request: HttpRequest) -> None:
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)
        try:
            with Clock().running() if self.query else nullcontext():
                counted, self.result_list = capped_count(self.queryset), self._page()
        except SearchTooSlow as slow:
            self.model_admin.message_user(request, str(slow), messages.WARNING)
            self.queryset = self.queryset.none()
            counted, self.result_list = 0, self._page()
        self.result_count = min(counted, COUNT_CAP)
        self.count_is_capped = counted > COUNT_CAP
        self.shown_count = shown_count(counted)
        self.full_result_count = None
        self.show_full_result_count = False
        self.show_admin_actions = counted > 0
        self.can_show_all = False
        self.multi_page = bool(self.newer_url or self.older_url)

    def _page(self) -> list[models.Model]:
        """Return the rows of this page and set the addresses of its neighbours."""
        rows, backwards = self.queryset, bool(self.before)
        cursor = self.before or self.after
        if cursor:
            descending = self.sort.descending != backwards
            rows = rows.order_by(*self._ordering(descending)).filter(
                self._beyond(cursor, descending)
            )
        found = list(rows[: self.list_per_page + 1])
        more = len(found) > self.list_per_page
        found = found[: self.list_per_page]
        if backwards:
            found.reverse()
        has_newer = more if backwards else bool(cursor)
        has_older = bool(cursor) if backwards else more
        self.newer_url = self.older_url = ""
        if found and has_newer:
            self.newer_url = self.get_query_string({BEFORE: self._cursor(found[0])})
        if found and has_older:
            self.older_url = self.get_query_string({AFTER: self._cursor(found[-1])})
        return found

    def _cursor(self, row: Any) -> str:
        if self.sort.field == "pk":
            return str(row.pk)
        value = getattr(row, self.sort.field)
        return f"{row.pk}~{value.isoformat() if hasattr(value, 'isoformat') else value}"

    def _beyond(self, cursor: str, descending: bool) -> Q:
        """Return the condition for rows that come after ``cursor`` in this direction."""
        key, _, text = cursor.partition("~")
        than = "lt" if descending else "gt"
        try:
            pk = self.lookup_opts.pk.to_python(key)
            if self.sort.field == "pk":
                return Q(**{f"pk__{than}": pk})
            value = self.lookup_opts.get_field(self.sort.field).to_python(text)
            if isinstance(value, datetime) and is_naive(value):
                value = make_aware(value)
        except ValidationError as error:
            raise IncorrectLookupParameters(str(error)) from error
        field = self.sort.field
        # The first condition alone lets the index be entered at the right place.
        return Q(**{f"{field}__{than}e": value}) & (
            Q(**{f"{field}__{than}": value}) | Q(**{f"pk__{than}": pk})
        )

"""Filters that are fields of one form: choices, days from and until, and searched relations."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import models
from django.http import HttpRequest
from django.utils.timezone import make_aware

Rows = models.QuerySet[Any]


class FormFilter(admin.ListFilter, ABC):
    """A filter whose fields stand in the form beside the list."""

    title = "filter"

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)
        self.admin_site = model_admin.admin_site
        data = {}
        for name in self.expected_parameters():
            given = params.pop(name, None)
            if given:
                data[name] = given[-1] if isinstance(given, list) else given
                self.used_parameters[name] = data[name]
        self.form = type("Filter", (forms.Form,), self.fields())(data, auto_id="filter-%s")

    @abstractmethod
    def fields(self) -> dict[str, forms.Field]:
        """Return the fields of the form by parameter."""

    @abstractmethod
    def narrow(self, rows: Rows, values: dict[str, Any]) -> Rows:
        """Return those of ``rows`` that the given ``values`` let through."""

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> list[Any]:
        return []

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        if not self.used_parameters:
            return queryset
        if not self.form.is_valid():
            raise IncorrectLookupParameters(self.form.errors.as_text())
        return self.narrow(queryset, self.form.cleaned_data)


def choice_filter(
    label: str,
    parameter: str,
    choices: Any,
    narrow: Callable[[HttpRequest, Rows, Any], Rows] | None = None,
) -> type[FormFilter]:
    """Return a filter by one of ``choices`` (a list, or a callable that makes one)."""

    class ChoiceFilter(FormFilter):
        title = label

        def expected_parameters(self) -> list[str]:
            return [parameter]

        def fields(self) -> dict[str, forms.Field]:
            given = choices() if callable(choices) else choices
            return {
                parameter: forms.ChoiceField(
                    label=label, required=False, choices=[("", "Any"), *given]
                )
            }

        def narrow(self, rows: Rows, values: dict[str, Any]) -> Rows:
            value = values[parameter]
            if not value:
                return rows
            if narrow is not None:
                return narrow(self.request, rows, value)
            return rows.filter(**{parameter: value})

    return ChoiceFilter


def text_filter(label: str, parameter: str, length: int) -> type[FormFilter]:
    """Return a filter by the exact text of a field."""

    class TextFilter(FormFilter):
        title = label

        def expected_parameters(self) -> list[str]:
            return [parameter]

        def fields(self) -> dict[str, forms.Field]:
            return {parameter: forms.CharField(label=label, required=False, max_length=length)}

        def narrow(self, rows: Rows, values: dict[str, Any]) -> Rows:
            value = values[parameter]
            return rows.filter(**{parameter: value}) if value else rows

    return TextFilter


def day_filter(label: str, field: str) -> type[FormFilter]:
    """Return a filter by days from and until, both included."""
    first, last = f"{field}_from", f"{field}_until"

    class DayFilter(FormFilter):
        title = label

        def expected_parameters(self) -> list[str]:
            return [first, last]

        def fields(self) -> dict[str, forms.Field]:
            return {
                name: forms.DateField(
                    label=f"{label} {word}",
                    required=False,
                    widget=forms.DateInput(attrs={"type": "date"}),
                )
                for name, word in ((first, "from"), (last, "until"))
            }

        def narrow(self, rows: Rows, values: dict[str, Any]) -> Rows:
            moment = isinstance(rows.model._meta.get_field(field), models.DateTimeField)
            if values[first]:
                start = _midnight(values[first]) if moment else values[first]
                rows = rows.filter(**{f"{field}__gte": start})
            if values[last]:
                beyond = values[last] + timedelta(days=1)
                rows = rows.filter(**{f"{field}__lt": _midnight(beyond) if moment else beyond})
            return rows

    return DayFilter


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def related_filter(
    label: str,
    parameter: str,
    field: Callable[[], Any],
    narrow: Callable[[Rows, Any], Rows] | None = None,
) -> type[FormFilter]:
    """Return a filter by a record that is searched for; ``field`` points to that record."""

    class RelatedFilter(FormFilter):
        title = label

        def expected_parameters(self) -> list[str]:
            return [parameter]

        def fields(self) -> dict[str, forms.Field]:
            relation = field()
            widget = AutocompleteSelect(
                relation, self.admin_site, attrs={"data-placeholder": "Any"}
            )
            chosen = relation.remote_field.model._default_manager.all()
            return {
                parameter: forms.ModelChoiceField(
                    chosen, label=label, required=False, widget=widget
                )
            }

        def narrow(self, rows: Rows, values: dict[str, Any]) -> Rows:
            value = values[parameter]
            if value is None:
                return rows
            return narrow(rows, value) if narrow else rows.filter(**{parameter: value})

    return RelatedFilter

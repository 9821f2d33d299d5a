"""Filters for lists that may be long: no dropdown ever holds all of anything."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import QuerySet
from django.forms import Media, ModelChoiceField
from django.http import HttpRequest
from django.utils import timezone

from claims.models import Claim


class HolderFilter(admin.SimpleListFilter):
    """Whose hands a claim is in."""

    title = "assignee"
    parameter_name = "holder"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer oneself and nobody; others are found by their name."""
        return [("me", "Me"), ("nobody", "Nobody"), ("others", "Somebody else")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        """Narrow the list."""
        if self.value() == "me":
            return queryset.filter(assignee=request.user.pk)
        if self.value() == "nobody":
            return queryset.filter(assignee__isnull=True)
        if self.value() == "others":
            return queryset.filter(assignee__isnull=False).exclude(assignee=request.user.pk)
        return queryset


class DueFilter(admin.SimpleListFilter):
    """Whether a published claim wants to be checked again."""

    title = "re-check"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer what is due now."""
        return [("yes", "Due now")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        """Narrow the list."""
        if self.value() == "yes":
            today = timezone.localdate()
            return queryset.filter(review_due_on__lte=today, verdict__isnull=False)
        return queryset


class LookUpFilter(admin.FieldListFilter):
    """Narrows by a related record that is looked up by typing a part of its name."""

    template = "admin/look_up_filter.html"

    def __init__(self, field: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        """Prepare the field in which one types."""
        path, model_admin = kwargs["field_path"], args[2]
        self.parameter = f"{path}__pk"
        super().__init__(field, request, *args, **kwargs)
        last = field
        widget = AutocompleteSelect(
            last, model_admin.admin_site, attrs={"aria-label": f"Filter by {self.title}"}
        )
        looked_up = ModelChoiceField(last.remote_field.model._default_manager.all(), widget=widget)
        value = self.used_parameters.get(self.parameter)
        chosen = value[-1] if isinstance(value, list) else value
        self.control = looked_up.widget.render(
            self.parameter,
            chosen,
            {"id": f"filter-{path}", "aria-label": f"Filter by {self.title}"},
        )
        kept = {
            name: value for name, value in request.GET.items() if name not in (self.parameter, "p")
        }
        self.kept = kept.items()
        self.chosen = chosen

    def expected_parameters(self) -> list[str]:
        """Return the query parameter of this filter."""
        return [self.parameter]

    def has_output(self) -> bool:
        """Always there."""
        return True

    def choices(self, changelist: Any) -> Any:
        """Offer to take the choice back."""
        yield {
            "selected": not self.chosen,
            "query_string": changelist.get_query_string(remove=[self.parameter]),
            "display": "All",
        }


def look_up_media() -> Media:
    """Return the scripts and styles that looking up takes."""
    return Media(
        css={"screen": ["admin/css/vendor/select2/select2.min.css", "admin/css/autocomplete.css"]},
        js=[
            "admin/js/vendor/jquery/jquery.min.js",
            "admin/js/vendor/select2/select2.full.min.js",
            "admin/js/jquery.init.js",
            "admin/js/autocomplete.js",
        ],
    )

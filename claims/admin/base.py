"""One admin for all records: rights asked, changes signed, laws kind, nothing overwritten."""

from typing import Any

import structlog
from django import forms
from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import ngettext

from claims.audit import acting
from claims.audit.history import history_of
from claims.models import AuditEntry
from claims.models.base import Plain
from claims.review.rights import StepRefused, may

COUNT_CAP = 1000
HISTORY_SHOWN = 200


class CappedPaginator(Paginator):
    """Pages through the first thousand rows; who wants others narrows the list."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, counted up to the cap."""
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return rows.order_by()[:COUNT_CAP].count()
        return len(rows)


class RecordForm(forms.ModelForm):
    """A form that notices when somebody else saved the record in between."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    # What the database said when it refused what this form asked for; see RecordAdmin.
    law_broken = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Remember which version of the record is shown."""
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["seen_version"] = getattr(self.instance, "version", None)

    def clean(self) -> dict[str, Any]:
        """Compare the version that was shown with the one that stands."""
        cleaned = super().clean() or {}
        if self.law_broken:
            raise forms.ValidationError(self.law_broken)
        seen = cleaned.get("seen_version")
        if self.instance.pk is not None and seen is not None:
            rows = type(self.instance)._default_manager.select_for_update(of=("self",))
            standing = rows.filter(pk=self.instance.pk).values_list("version", flat=True).first()
            if standing != seen:
                self.data = self.data.copy()
                self.data[self.add_prefix("seen_version")] = str(standing)
                raise forms.ValidationError(self._told_what_changed(seen), code="stale")
        return cleaned

    def _told_what_changed(self, seen: int) -> str:
        entries = history_of(self.instance).filter(action="update", after__version__gt=seen)[:5]
        told = "; ".join(
            f"{entry.actor_name} at {entry.at:%Y-%m-%d %H:%M %Z} set "
            + ", ".join(
                f"{name.removesuffix('_id').replace('_', ' ')} to “{str(value)[:200]}”"
                for name, value in entry.after.items()
                if name != "version"
            )
            for entry in entries
        )
        return (
            f"Somebody saved this while you had it open ({told or 'it is gone'}). Below stands what"
            " you typed; nothing of it was saved. Save again to put yours in place."
        )


class MomentInput(forms.DateTimeInput):
    """A moment in one field, picked with the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self, **options: Any) -> None:
        """Write it as browsers want it."""
        super().__init__(format="%Y-%m-%dT%H:%M", **options)


class RightsMixin:
    """Asks the one function of rights for everything; shapes fields alike on pages and parts."""

    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 4})},
        models.DateTimeField: {
            "form_class": forms.DateTimeField,
            "widget": MomentInput,
            "help_text": "In UTC.",
        },
    }

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the records stand in the menu."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may see the record."""
        return bool(may(request.user, "view", obj if obj is not None else self.model))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may record a new one."""
        return bool(may(request.user, "add", self.model))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may change it."""
        return bool(may(request.user, "change", obj if isinstance(obj, self.model) else self.model))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the person may remove it."""
        return bool(may(request.user, "delete", obj if isinstance(obj, self.model) else self.model))


class PartInline(RightsMixin, admin.StackedInline):
    """Records that belong to the one on the page."""

    form = RecordForm
    extra = 0
    show_change_link = True
    # The database stamps this; a part that stands is changed under its own version.
    per_page = 50


class RecordAdmin(RightsMixin, admin.ModelAdmin):
    """Keeps one kind of record."""

    form = RecordForm
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200
    ordering = ("-id",)
    sortable_by: tuple[str, ...] = ()
    # Counting what each filter would leave means counting the world.
    show_facets = admin.ShowFacets.NEVER
    history_template = "admin/claims/history.html"
    # The text that people search this record by.
    name_field = "name"
    search_fields = ("name",)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Say that there is a search; how it searches stands below."""
        return (self.name_field,) if self.name_field else ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find by the name, in any case and accent, with the trigram index."""
        asked = search_term.replace("\x00", "").strip()
        if not asked or not self.name_field:
            return queryset, False
        return (
            queryset.alias(plain=Plain(self.name_field)).filter(
                plain__contains=Plain(Value(asked))
            ),
            False,
        )

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Return the form, told of the law that the last try broke."""
        form = super().get_form(request, obj, **kwargs)
        form.law_broken = getattr(request, "law_broken", "")
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Carry the version along, whatever fields are shown."""
        fieldsets = [(name, dict(options)) for name, options in super().get_fieldsets(request, obj)]
        shown = {field for _, options in fieldsets for field in _flat(options["fields"])}
        if "seen_version" not in shown and obj is not None and hasattr(obj, "version"):
            fieldsets[-1][1]["fields"] = [*fieldsets[-1][1]["fields"], "seen_version"]
        return fieldsets

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the form and all its parts in one signed transaction, or nothing of it."""
        return self._signed(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove in one signed transaction."""
        return self._signed(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry out bulk actions in one signed transaction."""
        return self._signed(request, super().changelist_view, *args, **kwargs)

    def _signed(self, request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            with self.signature(request):
                response = view(request, *args, **kwargs)
                if isinstance(response, TemplateResponse):
                    response.render()
                with transaction.get_connection().cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                return response
        except (IntegrityError, StepRefused) as error:
            request.law_broken = law_sentence(error)
        # The same form once more, with the sentence in it and all that was typed.
        self.message_user(request, request.law_broken, messages.ERROR)
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            transaction.set_rollback(True)
        return response

    def signature(self, request: HttpRequest) -> Any:
        """Return the block in which everything is signed with the person at the form."""
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        reason = request.POST.get("_reason", "")[:500]
        return acting(request.user, reason=reason, request_id=str(request_id))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Fill in what the page itself knows, such as the author, and save."""
        self.fill(request, obj)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Fill in what the page knows of new parts as well."""
        for part in formset.save(commit=False):
            self.fill(request, part)
            part.save()
        for gone in formset.deleted_objects:
            gone.delete()
        formset.save_m2m()

    def fill(self, request: HttpRequest, record: Any) -> None:
        """Set the author, rater and the like of a new record to the person at the form."""
        for name in ("author", "rated_by"):
            if hasattr(type(record), name) and getattr(record, f"{name}_id", None) is None:
                setattr(record, name, request.user)

    def log_addition(self, *args: Any, **kwargs: Any) -> None:
        """Leave it to the audit, which the database writes."""

    log_change = log_addition
    log_deletions = log_addition

    def history_entries(self, request: HttpRequest, obj: Any) -> QuerySet[AuditEntry]:
        """Return the audit entries that the history tab shows."""
        return history_of(obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show what was changed, field by field, as the database wrote it down."""
        obj = self.get_object(request, object_id)
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, obj):
            raise admin.options.PermissionDenied
        entries = list(self.history_entries(request, obj)[: HISTORY_SHOWN + 1])
        context = self.admin_site.each_context(request) | {
            "title": f"History: {obj}",
            "object": obj,
            "opts": self.opts,
            "entries": [described(entry) for entry in entries[:HISTORY_SHOWN]],
            "more": len(entries) > HISTORY_SHOWN,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.history_template, context | (extra_context or {}))

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer no bulk removal: each is removed with a look at what rests on it."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class KeptAdmin(RecordAdmin):
    """Shows records that nobody changes by hand."""

    form = forms.ModelForm

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission


def _flat(fields: Any) -> list[str]:
    return [
        name for part in fields for name in (part if isinstance(part, list | tuple) else [part])
    ]


def described(entry: AuditEntry) -> dict[str, Any]:
    """Return an audit entry for people: its fields, with what they held before and after."""
    before, after = entry.before or {}, entry.after or {}
    names = [name for name in (after or before) if name not in ("id", "version", "created_at")]
    return {
        "entry": entry,
        "what": entry.table_name.removeprefix("claims_").replace("_", " "),
        "changes": [
            {
                "field": name.removesuffix("_id").replace("_", " "),
                "before": before.get(name),
                "after": after.get(name),
            }
            for name in names
            if (before.get(name) or after.get(name)) not in ("", None, [], {})
        ],
    }


def law_sentence(error: Exception) -> str:
    """Return what the database or the act said, as a sentence for the form."""
    if isinstance(error, StepRefused):
        return str(error)
    cause = error.__cause__
    if getattr(cause, "sqlstate", "") == "23505":
        return (
            "Such a record exists already: somebody was quicker, or it stands twice on this page."
        )
    if getattr(cause, "sqlstate", "") == "23503":
        return "Other records rest on this one, so it can't be removed."
    said = getattr(getattr(cause, "diag", None), "message_primary", None)
    return f"{said or error}."


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return ngettext(f"{number} {noun}", f"{number} {noun}s", number)

"""What the admin of every record shares: rights, signed and whole saves, quick lists, history."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.admin.deletion import what_goes_along
from claims.admin.forms import RecordForm
from claims.admin.lists import CappedPaginator, KeysetList
from claims.admin.requests import reason_of, request_id_of
from claims.admin.rights import AskedRights
from claims.audit import acting
from claims.models.base import Plain
from claims.review.audience import visible
from claims.review.refusals import REFUSALS, sentence_of
from claims.review.rights import may
from claims.review.telling import record_history

# A search gathers so many candidates at most: their order costs no more than that.
SEARCH_CAP = 1000
# The browser's own inputs for days and moments: no script, and labels that hold.
NATIVE_INPUTS: dict[Any, dict[str, Any]] = {
    models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    models.DateTimeField: {
        "form_class": forms.DateTimeField,
        "widget": forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": 1}
        ),
    },
}


class RecordAdmin(AskedRights, admin.ModelAdmin):
    """The admin of one kind of record."""

    form = RecordForm
    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator
    sortable_by: Sequence[str] = ()
    actions: Sequence[str] = ()
    save_on_top = False
    view_on_site = False
    formfield_overrides = NATIVE_INPUTS
    # Fields that are searched by the trigrams of their folded text.
    searched: Sequence[str] = ()
    search_fields = ("pk",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = visible(super().get_queryset(request), request.user)
        if request.method == "POST" and connection.in_atomic_block and self._locks(request):
            rows = rows.select_for_update(of=("self",))
        return rows

    def _locks(self, request: HttpRequest) -> bool:
        return bool(getattr(request, "locks_record", False))

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[RecordForm]:
        form = super().get_form(request, obj, **kwargs)
        form.refusal = getattr(request, "refusal", "")
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is not None and hasattr(self.model, "version"):
            hidden = (None, {"fields": ["seen_version"], "classes": ["hidden"]})
            declared = [name for _, options in fieldsets for name in options["fields"]]
            if "seen_version" not in declared and self.has_change_permission(request, obj):
                fieldsets.append(hidden)
        return fieldsets

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in super().get_fields(request, obj) if name != "seen_version"]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        typed = {"typed_reason": request.POST.get("_reason", ""), **(extra_context or {})}

        def show() -> HttpResponse:
            return super(RecordAdmin, self).changeform_view(request, object_id, form_url, typed)

        if request.method != "POST":
            return show()
        request.locks_record = True
        return self.save_signed(request, show)

    def save_signed(self, request: HttpRequest, save: Callable[[], HttpResponse]) -> HttpResponse:
        """Run ``save`` as one signed transaction; show it again with the law that refused it."""
        reason = reason_of(request)
        try:
            with acting(request.user, reason=reason, request_id=request_id_of()):
                response = save()
                # Laws that wait for the end of the transaction speak now.
                connection.check_constraints()
                return response
        except REFUSALS as error:
            if getattr(request, "refusal", ""):
                raise
            request.refusal = sentence_of(error)
        for file in request.FILES.values():
            file.seek(0)
        with acting(request.user):
            return save().render()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change or form.changed_data:
            self.keep(request, obj, change)

    def keep(self, request: HttpRequest, obj: Any, change: bool) -> None:
        """Save ``obj``, from its own page or from a part of another."""
        self.sign(request, obj, change)
        obj.full_clean()
        obj.save()

    def sign(self, request: HttpRequest, obj: Any, change: bool) -> None:
        """Set what follows from who is asking."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            row.delete()
        for row in rows:
            keeper = self.admin_site._registry.get(type(row))
            if isinstance(keeper, RecordAdmin):
                keeper.keep(request, row, change=row.pk is not None)
            else:
                row.full_clean()
                row.save()
        formset.save_m2m()

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        reason = reason_of(request)
        try:
            with acting(request.user, reason=reason, request_id=request_id_of()):
                response = super().delete_view(request, object_id, extra_context)
                connection.check_constraints()
                return response
        except models.ProtectedError:
            refusal = "Other records rest on this one: it can't be deleted."
        except REFUSALS as error:
            refusal = sentence_of(error)
        self.message_user(request, refusal, messages.ERROR)
        return HttpResponseRedirect(request.path.removesuffix("delete/") + "change/")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        return what_goes_along(list(objs))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404("There is no such record, or none that you may see.")
        if not may(request.user, "see_history") or not self.has_view_permission(request, record):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {record}",
            "opts": self.opts,
            "object": record,
            "page": record_history(record, request.user, before=request.GET.get("before", "")),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/object_history.html", context)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context:
            for spec in context["cl"].filter_specs:
                context["media"] += spec.form.media
        return response

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeysetList]:
        return KeysetList

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        words = search_term.replace("\x00", "").split()[:8]
        if not words:
            return queryset, False
        found = self.search_rows(" ".join(words))
        return queryset.filter(pk__in=list(found.values_list("pk", flat=True)[:SEARCH_CAP])), False

    def search_rows(self, text: str) -> models.QuerySet:
        """Return rows of this record that hold each word of ``text`` in a searched field."""
        matches = models.Q(pk__in=[])
        rows = self.model._default_manager.order_by()
        for field in self.searched:
            rows = rows.alias(**{f"plain_{field}": Plain(field)})
            matches |= models.Q(
                *(
                    models.Q(**{f"plain_{field}__contains": Plain(models.Value(word))})
                    for word in text.split()
                )
            )
        return rows.filter(matches)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The audit has written it down."""

    log_change = log_addition

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """The audit has written it down."""

    def action_checkbox(self, obj: models.Model) -> SafeString:
        """Return the box that selects a row; Django makes a form field of each."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" '
            'aria-label="Select for an action: {}">',
            ACTION_CHECKBOX_NAME,
            obj.pk,
            obj,
        )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class AddingFormSet(forms.BaseInlineFormSet):
    """Blank forms for new rows; the one that is nobody's is made once, where Django makes three."""

    @cached_property
    def empty_form(self) -> forms.ModelForm:
        return super().empty_form


class AddingInline(AskedRights, admin.StackedInline):
    """Blank forms for new rows of a record's page; the rows that are there have their own page."""

    form = RecordForm
    formset = AddingFormSet
    formfield_overrides = NATIVE_INPUTS
    extra = 0
    can_delete = False
    template = "admin/edit_inline/adding.html"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).none()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 1

"""Which claims the figures count, over which months; it lives in the address."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.models import Topic
from claims.review.figures import Scope, scope_of


class MonthField(forms.DateField):
    """A month such as 2026-11, as its first day."""

    widget = forms.DateInput(attrs={"type": "month", "placeholder": "2026-11"}, format="%Y-%m")

    def __init__(self, **options):
        message = {"invalid": "Write the month like 2026-11."}
        super().__init__(input_formats=["%Y-%m"], error_messages=message, required=False, **options)


class ScopeForm(forms.Form):
    """The months, and what narrows the claims."""

    since = MonthField(label="From")
    until = MonthField(label="To")
    topic = forms.ModelChoiceField(
        Topic.objects.all(), to_field_name="slug", empty_label="Any topic", required=False
    )
    language = forms.CharField(
        required=False,
        max_length=35,
        widget=forms.TextInput(attrs={"placeholder": "any, or en, uk, …"}),
    )

    def clean(self):
        """Keep the ``scope`` that is asked for."""
        given = super().clean()
        if not self.errors:
            try:
                given["scope"] = scope_of(**given, today=timezone.localdate())
            except ValidationError as error:
                self.add_error(None, error)
        return given


def scope_form(asked) -> ScopeForm:
    """Return the form for the query ``asked``; it shows the months that are counted, also
    where the address leaves them out."""
    form = ScopeForm(asked)
    if not form.is_valid():
        return form
    scope: Scope = form.cleaned_data["scope"]
    months = {"since": f"{scope.first:%Y-%m}", "until": f"{scope.last:%Y-%m}"}
    shown = ScopeForm({**{name: asked.get(name, "") for name in form.fields}, **months})
    shown.full_clean()
    return shown

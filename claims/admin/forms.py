"""The form that every record is edited with: it notices edits that crossed its own."""

from typing import Any

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

VERSION_FIELD = "seen_version"
LONGEST_VALUE_SHOWN = 200


class RecordForm(forms.ModelForm):
    """A form over one record that carries the version which the person has seen.

    ``refusal`` is set when a law of the database refused to save: the form is shown again
    with everything that was typed and the law's sentence above it.
    """

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    refusal = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not hasattr(self._meta.model, "version"):
            del self.fields[VERSION_FIELD]
        elif self.instance.pk:
            self.initial[VERSION_FIELD] = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and VERSION_FIELD in self.fields:
            self._check_version(cleaned.get(VERSION_FIELD))
        return cleaned

    def _check_version(self, seen: int | None) -> None:
        """Refuse to save over a change that this person has not seen, and show both."""
        if seen == self.instance.version:
            return
        self.add_error(
            None,
            forms.ValidationError(
                ["Somebody changed this record while you were editing it.", *self._differences()]
                + ["Nothing was saved. Saving again puts your version over theirs."],
                code="stale",
            ),
        )
        # Having seen both versions, the person may decide: the next attempt is theirs.
        self.data = self.data.copy()
        self.data[self.add_prefix(VERSION_FIELD)] = str(self.instance.version)

    def _differences(self) -> list[str]:
        lines = []
        for name in self.changed_data:
            if name == VERSION_FIELD or name not in self.fields:
                continue
            stored = self._shown(name, self.get_initial_for_field(self.fields[name], name))
            typed = self._shown(name, self.cleaned_data.get(name))
            label = self.fields[name].label or name
            lines.append(f"{label}: it now holds “{stored}”; you typed “{typed}”.")
        return lines

    def _shown(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            return ", ".join(sorted(str(row) for row in value or []))
        if isinstance(field, forms.ModelChoiceField) and not isinstance(value, models.Model):
            try:
                value = field.queryset.get(pk=value) if value else ""
            except ObjectDoesNotExist:
                value = "something that is gone"
        text = "" if value is None else str(value)
        return text if len(text) <= LONGEST_VALUE_SHOWN else text[:LONGEST_VALUE_SHOWN] + "…"

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.refusal:
            self.add_error(None, self.refusal)

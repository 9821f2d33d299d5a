"""The forms with which appearances, evidence and documents are kept at the desk.

Who or what is not recorded yet is recorded along with them, in the same transaction.
"""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import Model

from claims.choices import ActorKind, OriginKind, Precision, SourceKind
from claims.desk.lookups import LookupField
from claims.models import Actor, Appearance, Document, Evidence, Origin, Source
from claims.review.rights import ask

_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class PartialDateField(forms.CharField):
    """A day, a month or a year; cleans to the date of its first day and its precision."""

    def __init__(self, **options):
        widget = forms.TextInput(attrs={"placeholder": "2025-05-08, 2025-05 or 2025"})
        super().__init__(required=False, max_length=10, widget=widget, **options)

    def clean(self, value) -> tuple[date | None, Precision]:
        text = super().clean(value)
        if not text:
            return None, Precision.DAY
        found = _PARTIAL_DATE.fullmatch(text)
        try:
            year, month, day = (int(part or 1) for part in found.groups()) if found else (0, 0, 0)
            moment = date(year, month, day)
        except ValueError:
            raise forms.ValidationError("Write a day, a month or a year: 2025-05-08.") from None
        precisions = (Precision.YEAR, Precision.MONTH, Precision.DAY)
        return moment, precisions[text.count("-")]


def shown_date(day: date | None, precision: str) -> str:
    """Return ``day`` as far as it is known, as ``PartialDateField`` reads it."""
    if day is None:
        return ""
    return day.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(precision), 10)]


class RecordForm(forms.ModelForm):
    """A form of one record for ``person``; its new records are kept once the whole is valid.

    ``rare`` names the fields that few people need. Valid or not is to be asked inside the
    transaction that is undone when it is not.
    """

    rare: tuple[str, ...] = ()

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        # What is kept of the record now, when somebody changed it after this form was shown.
        self.kept_now: list[tuple[str, Any]] = []

    @property
    def tucked(self) -> list[str]:
        """The rare fields but those that a refused name asks for."""
        asked = {f"new_{name}" for name in self.errors}
        return [name for name in self.rare if name not in asked]

    @property
    def shows_tucked(self) -> bool:
        """Whether one of the tucked fields was refused."""
        return any(name in self.errors for name in self.tucked)

    def compare_with(self, record: Model) -> None:
        """Show ``record``, as it is kept now, beside what was typed."""
        for name in self._meta.fields:
            label = record._meta.get_field(name).verbose_name
            told = getattr(record, f"get_{name}_display", None)
            self.kept_now.append((label, told() if told else getattr(record, name)))

    def make(self, name: str, model: type[Model], naming: str) -> None:
        """Put the record that the field ``name`` names in its place, made if it is new.

        The field ``new_<name>`` says of what kind a new one is.
        """
        found, kind = self.cleaned_data.get(name), self.cleaned_data.pop(f"new_{name}", "")
        if not isinstance(found, str):
            return
        self.cleaned_data[name] = None
        if not kind:
            self.add_error(
                name,
                f"Nothing is called “{found}”. Choose one of the suggestions, or say of what kind "
                "it is to record it.",
            )
            return
        ask(self.person, "add", model)
        record = model(**{naming: found, "kind": kind})
        record.full_clean()
        record.save()
        self.cleaned_data[name] = record


def _new(label: str, kinds: Any) -> forms.ChoiceField:
    choices = [("", "(it is recorded already)"), *kinds.choices]
    return forms.ChoiceField(label=label, choices=choices, required=False)


_QUOTE = {
    "quote": forms.Textarea(attrs={"rows": 3}),
    # A line of input would lose the line ends that belong to the text.
    "prefix": forms.Textarea(attrs={"rows": 1}),
    "suffix": forms.Textarea(attrs={"rows": 1}),
}


class AppearanceForm(RecordForm):
    """Who did what with the claim in a document, when and in which words."""

    rare = ("attribution", "new_actor", "prefix", "suffix")
    actor = LookupField("actor", label="Who", required=False)
    new_actor = _new("Not recorded yet? It is a …", ActorKind)
    said = PartialDateField(label="When it was said")

    field_order = ("actor", "new_actor", "act", "said", "quote", "locator")

    class Meta:
        model = Appearance
        fields = ("actor", "act", "quote", "locator", "attribution", "prefix", "suffix")
        widgets = _QUOTE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["act"].label = "What they do with the claim"
        self.initial["said"] = shown_date(self.instance.said_on, self.instance.said_precision)

    def clean(self):
        super().clean()
        self.make("actor", Actor, "name")
        if "said" in self.cleaned_data:
            self.instance.said_on, self.instance.said_precision = self.cleaned_data.pop("said")
        return self.cleaned_data


class EvidenceForm(RecordForm):
    """What one document says for or against the claim."""

    rare = ("new_origin", "prefix", "suffix")
    origin = LookupField("origin", required=False)
    new_origin = _new("Not recorded yet? The origin is a …", OriginKind)

    field_order = ("stance", "quote", "rationale", "credibility", "origin", "new_origin")

    class Meta:
        model = Evidence
        fields = (
            "stance",
            "quote",
            "rationale",
            "credibility",
            "origin",
            "locator",
            "visibility",
            "prefix",
            "suffix",
        )
        widgets = _QUOTE | {"rationale": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["origin"].help_text = "The independent root that this goes back to."

    def clean(self):
        super().clean()
        self.make("origin", Origin, "label")
        return self.cleaned_data


class DocumentForm(RecordForm):
    """Something that a source published, with its text as it was captured."""

    rare = ("new_source", "language")
    source = LookupField("source", label="Source: who published it")
    new_source = _new("Not recorded yet? The source is a …", SourceKind)
    published = PartialDateField(label="Published on")
    body = forms.CharField(
        label="Captured text",
        required=False,
        max_length=1_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Paste it: what is quoted is marked in it.",
    )

    field_order = ("title", "source", "new_source", "kind", "url", "citation", "published", "body")

    class Meta:
        model = Document
        fields = ("title", "source", "kind", "url", "body", "citation", "language")
        widgets = {
            "url": forms.URLInput(attrs={"placeholder": "https://"}),
            "citation": forms.Textarea(attrs={"rows": 2}),
        }

    def clean(self):
        super().clean()
        self.make("source", Source, "name")
        if "published" in self.cleaned_data:
            day, precision = self.cleaned_data.pop("published")
            self.instance.published_on, self.instance.published_precision = day, precision
        return self.cleaned_data

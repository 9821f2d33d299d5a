"""The forms of imports, for desk and admin: the file, and what its columns mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from claims.canonical.text import LANGUAGE_PATTERN
from claims.exchange.sheets.columns import FIELDS, problems_of
from claims.models import ImportBatch, ImportProfile

_ORDERS = [("", "Unknown: leave such dates out"), ("day", "Day first: 3 April"),
           ("month", "Month first: 4 March")]  # fmt: skip


class UploadForm(forms.Form):
    """A file, and how it is read."""

    file = forms.FileField(
        help_text="CSV, XLSX, or ClaimReview as page, JSON-LD, feed or JSON lines; up to 150 MB.",
        widget=forms.FileInput(
            attrs={"accept": ".csv,.tsv,.txt,.xlsx,.json,.jsonl,.jsonld,.html,.gz"}
        ),
    )
    profile = forms.ModelChoiceField(
        ImportProfile.objects.all(),
        required=False,
        empty_label="Guess from the headings",
        help_text="What the columns mean.",
    )
    namespace = forms.CharField(
        max_length=100,
        required=False,
        help_text="Whose external ids these are. Give the same one each time.",
    )
    language = forms.RegexField(
        LANGUAGE_PATTERN,
        required=False,
        max_length=35,
        help_text="Of claims whose row names none: en, uk …",
    )


class MappingForm(forms.Form):
    """What each column means, and what goes for all rows."""

    namespace = forms.CharField(
        max_length=100, help_text="Whose external ids these are; elsewhere the same id is another."
    )
    language = forms.RegexField(
        LANGUAGE_PATTERN, max_length=35, help_text="Of claims whose row names none: en, uk …"
    )
    order = forms.ChoiceField(label="Order in 03/04/2020", choices=_ORDERS, required=False)
    profile_name = forms.CharField(
        label="Keep as profile",
        max_length=100,
        required=False,
        help_text="A name under which the next file of this kind is read the same way.",
    )

    def __init__(self, batch: ImportBatch, data: Mapping[str, Any] | None = None) -> None:
        order = {True: "day", False: "month", None: ""}[batch.day_first]
        initial = {
            "namespace": batch.namespace,
            "language": batch.language,
            "order": order,
            "profile_name": batch.profile.name if batch.profile else "",
        }
        super().__init__(data, initial=initial)
        self.batch = batch
        choices = [("", "– leave out –"), *((name, f"{name}: {says}")
                                            for name, says in FIELDS.items())]  # fmt: skip
        for place, column in enumerate(batch.columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=column,
                choices=choices,
                required=False,
                initial=batch.mapping.get(column, ""),
            )

    def columns(self, samples: Sequence[Sequence[str]]) -> list[tuple[forms.BoundField, list[str]]]:
        """Return each column's field with what some rows hold in it."""
        return [
            (self[f"column_{place}"],
             [cells[place][:80] for cells in samples if place < len(cells) and cells[place]][:3])
            for place in range(len(self.batch.columns))
        ]  # fmt: skip

    def rest(self) -> list[forms.BoundField]:
        """Return the fields that go for all rows."""
        return [self[name] for name in ("namespace", "language", "order", "profile_name")]

    def clean(self) -> dict[str, Any]:
        """Keep the fields of the batch in ``values``."""
        given: dict[str, Any] = super().clean() or {}
        mapping = {
            column: given.get(f"column_{place}", "")
            for place, column in enumerate(self.batch.columns)
        }
        for problem in problems_of(mapping):
            self.add_error(None, problem)
        given["values"] = {
            "mapping": mapping,
            "namespace": given.get("namespace", ""),
            "language": given.get("language", ""),
            "day_first": {"day": True, "month": False}.get(given.get("order", "")),
        }
        return given

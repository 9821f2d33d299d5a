"""Looking actors, sources and origins up by name: what is suggested, and what a field takes."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.db.models import Model, Q, QuerySet, Value
from django.template.loader import render_to_string
from django.urls import reverse

from claims.canonical.text import clean_line
from claims.models import Actor, Origin, Source
from claims.models.base import Fold, Plain

MOST_SUGGESTED = 8
MOST_WORDS = 8
LONGEST_NAME = 300
# Beside the name, in a field called so, stands the id of what was chosen.
ID_SUFFIX = "_id"


class Kind(NamedTuple):
    """How one kind of record is found: all of them, those like some text, those called so."""

    rows: Callable[[], QuerySet]
    like: Callable[[str], QuerySet]
    called: Callable[[str], QuerySet]


def _holds(text: str) -> Q:
    return Q(*(Q(plain__contains=Plain(Value(word))) for word in text.split()[:MOST_WORDS]))


def _sources_like(text: str) -> QuerySet:
    rows = Source.objects.alias(plain=Plain("name"))
    return rows.filter(_holds(text) | Q(domain__startswith=text.lower())).order_by("name", "pk")


def _sources_called(text: str) -> QuerySet:
    rows = Source.objects.alias(folded=Fold("name"))
    return rows.filter(Q(folded=Fold(Value(text))) | Q(domain=text.lower()))


def _origins_like(text: str) -> QuerySet:
    rows = Origin.objects.alias(plain=Plain("label"))
    return rows.filter(_holds(text)).order_by("label", "pk")


def _origins_called(text: str) -> QuerySet:
    return Origin.objects.alias(folded=Fold("label")).filter(folded=Fold(Value(text)))


KINDS = {
    "actor": Kind(Actor.objects.live, Actor.objects.named_like, Actor.objects.called),
    "source": Kind(Source.objects.all, _sources_like, _sources_called),
    "origin": Kind(Origin.objects.all, _origins_like, _origins_called),
}


def suggestions(kind: str, text: str) -> list[tuple[Model, str]]:
    """Return a few records for ``text``, each with what tells it from its namesakes."""
    text = clean_line(text.replace("\x00", ""))[:LONGEST_NAME]
    rows = KINDS[kind].like(text)[:MOST_SUGGESTED] if text else []
    return [(row, _told(row)) for row in rows]


def _told(row: Any) -> str:
    words = [getattr(row, name, "") for name in ("country", "domain", "wikidata_id")]
    return ", ".join(word for word in (row.get_kind_display(), *words) if word)


class LookupInput(forms.TextInput):
    """A line to type a name in; what is chosen below it is kept by its id beside the name."""

    def __init__(self, kind: str):
        super().__init__(attrs={"autocomplete": "off", "maxlength": LONGEST_NAME})
        self.kind = kind

    def value_from_datadict(self, data, files, name):
        return data.get(name, ""), data.get(name + ID_SUFFIX, "")

    def render(self, name, value, attrs=None, renderer=None):
        text, pk = value if isinstance(value, tuple) else (value or "", "")
        context = {
            "name": name,
            "text": text,
            "id_name": name + ID_SUFFIX,
            "pk": pk,
            "attrs": self.build_attrs(self.attrs, attrs),
            "address": reverse("desk:lookup", kwargs={"kind": self.kind}),
        }
        return render_to_string("desk/parts/lookup.html", context)


class LookupField(forms.Field):
    """A record by its name: cleans to the record, to None, or to the text that names nothing."""

    def __init__(self, kind: str, **options):
        super().__init__(widget=LookupInput(kind), **options)
        self.kind = KINDS[kind]

    def prepare_value(self, value):
        if isinstance(value, int):
            value = self.kind.rows().filter(pk=value).first()
        return (str(value), value.pk) if isinstance(value, Model) else value

    def clean(self, value):
        text, pk = value
        text = clean_line(text.replace("\x00", ""))[:LONGEST_NAME]
        if not text:
            return super().clean(None)
        chosen = None
        if pk.isascii() and pk.isdecimal() and len(pk) < 19:
            chosen = self.kind.rows().filter(pk=int(pk)).first()
        if chosen is not None and str(chosen) == text:
            return chosen
        found = list(self.kind.called(text)[:2])
        if len(found) > 1:
            raise forms.ValidationError(
                "Several are called so: choose one of the suggestions.", code="ambiguous"
            )
        return found[0] if found else text

"""The history of a record as a person reads it: field by field, before and after."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q

from claims.audit.history import history_of, history_of_claim
from claims.choices import Visibility
from claims.models import (
    Actor,
    ApiToken,
    AuditEntry,
    Claim,
    Document,
    Evidence,
    Origin,
    Rating,
    Source,
    Topic,
    User,
)
from claims.review.rights import clearance

PER_PAGE = 50
LONGEST_SHOWN = 600
# Bookkeeping of the database, of no use to a reader.
SILENT = {"id", "version", "created_at", "updated_at", "public_id", "canonical_url"}
# Records whose name says more than their number, and is no secret.
NAMED = (Actor, Claim, Document, Origin, Rating, Source, Topic, User)


class Change(NamedTuple):
    """One field of one change."""

    label: str
    before: str
    after: str


class Told(NamedTuple):
    """One entry of the audit, ready to be read."""

    entry: AuditEntry
    what: str
    changes: list[Change]

    @property
    def verb(self) -> str:
        """What was done, in a word."""
        return {"insert": "added", "update": "changed", "delete": "removed"}[self.entry.action]


class Page(NamedTuple):
    """A page of history; ``older`` is the entry that the next page begins before."""

    told: list[Told]
    older: int | None


def entries_about(record: models.Model, person: User) -> models.QuerySet[AuditEntry]:
    """Return the entries about ``record`` that ``person`` may see, newest first."""
    cleared = clearance(person)
    if isinstance(record, Claim):
        return history_of_claim(record, visibilities=cleared)
    if isinstance(record, ApiToken):
        return AuditEntry.objects.filter(
            table_name=record._meta.db_table, row_id=record.token_key
        ).order_by("-id")
    entries = history_of(record)
    if isinstance(record, Evidence):
        hidden = sorted(set(Visibility.values) - set(cleared))
        if entries.filter(Q(before__visibility__in=hidden) | Q(after__visibility__in=hidden)):
            return entries.none()
    return entries


def record_history(record: models.Model, person: User, *, before: str = "") -> Page:
    """Return a page of the history of ``record``, of entries older than ``before``."""
    entries = entries_about(record, person)
    if before.isdecimal() and len(before) < 19:
        entries = entries.filter(pk__lt=int(before))
    found = list(entries[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    return Page(tell(shown), shown[-1].pk if len(found) > PER_PAGE else None)


def tell(entries: Iterable[AuditEntry]) -> list[Told]:
    """Return ``entries`` with labels and names instead of columns and numbers."""
    entries = list(entries)
    names = _names_in(entries)
    return [_tell_one(entry, names) for entry in entries]


def model_of(table: str) -> type[models.Model] | None:
    """Return the model that ``table`` belongs to, or None."""
    return _models_by_table().get(table)


def _models_by_table() -> dict[str, type[models.Model]]:
    config = apps.get_app_config("claims")
    return {model._meta.db_table: model for model in config.get_models(include_auto_created=True)}


def _tell_one(entry: AuditEntry, names: dict[Any, dict[str, str]]) -> Told:
    model = model_of(entry.table_name)
    noun = str(model._meta.verbose_name) if model else entry.table_name
    columns = [
        *(entry.before or {}),
        *(c for c in entry.after or {} if c not in (entry.before or {})),
    ]
    changes = []
    for column in columns:
        if column in SILENT:
            continue
        field = _field(model, column)
        was, became = (entry.before or {}).get(column), (entry.after or {}).get(column)
        if entry.action != "update" and was in (None, "", []) and became in (None, "", []):
            continue
        label = str(field.verbose_name) if field is not None else column
        changes.append(Change(label, _shown(field, was, names), _shown(field, became, names)))
    return Told(entry, noun, changes)


def _field(model: type[models.Model] | None, column: str) -> Any:
    if model is None:
        return None
    try:
        return model._meta.get_field(column.removesuffix("_id"))
    except FieldDoesNotExist:
        return None


def _names_in(entries: list[AuditEntry]) -> dict[Any, dict[str, str]]:
    """Return the names of all records that ``entries`` point to: one query for each kind."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for entry in entries:
        model = model_of(entry.table_name)
        for kept in (entry.before or {}, entry.after or {}):
            for column, value in kept.items():
                field = _field(model, column) if column.endswith("_id") else None
                if value is not None and field is not None and field.related_model in NAMED:
                    wanted[field.related_model].add(value)
    return {
        model: {str(row.pk): str(row) for row in model._default_manager.filter(pk__in=pks)}
        for model, pks in wanted.items()
    }


def _shown(field: Any, value: Any, names: dict[Any, dict[str, str]]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if field is not None and field.related_model:
        return names.get(field.related_model, {}).get(str(value), f"no. {value}")
    if field is not None and getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M:%S %Z}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"

"""What deleting a record takes along, and what stands in its way: counted, never all fetched."""

from typing import Any

from django.db import models

from claims.admin.lists import capped_count, shown_count

EXAMPLES = 5

# What django.contrib.admin expects: what goes, counts by kind, rights missing, what protects.
Consequences = tuple[list[Any], dict[str, Any], set[str], list[Any]]


def what_goes_along(records: list[models.Model]) -> Consequences:
    """Return what deleting ``records`` would take along, and what rests on them and stays."""
    going: list[Any] = []
    counts: dict[str, Any] = {}
    standing: list[Any] = []
    for record in records:
        going.append(str(record))
        for relation in record._meta.related_objects:
            rows = _rows(relation, record)
            count = capped_count(rows)
            if not count:
                continue
            line = [_line(relation, count), [str(row) for row in rows[:EXAMPLES]]]
            if relation.on_delete in (models.PROTECT, models.RESTRICT):
                standing.extend(line)
            elif relation.on_delete is models.CASCADE:
                going.extend(line)
                counts[_name(relation, count)] = shown_count(count)
    return going, counts, set(), standing


def _rows(relation: Any, record: models.Model) -> models.QuerySet:
    manager = relation.related_model._default_manager
    if relation.many_to_many:
        return manager.none()
    return manager.filter(**{relation.field.name: record}).order_by("pk")


def _name(relation: Any, count: int) -> str:
    meta = relation.related_model._meta
    return str(meta.verbose_name if count == 1 else meta.verbose_name_plural)


def _line(relation: Any, count: int) -> str:
    return f"{shown_count(count)} {_name(relation, count)} ({relation.field.verbose_name})"

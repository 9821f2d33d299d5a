"""JSON that PostgreSQL itself writes, by expressions that are compiled to SQL only once.

Serializers cost many times what the database takes for the same rows, so the database makes the
text and the views hand it on. Building and compiling such an expression costs more than all else
in a request; but it hangs on nothing but the shape and the role of the asker.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models import Expression, F, Func, JSONField, OuterRef, QuerySet, Subquery, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from claims.choices import Role
from claims.models import User
from claims.review.rights import Person, role_of

Members = Mapping[str, Expression | F]


class JsonObject(Func):
    """An object of the type ``json``: cheaper than ``jsonb``, and in the order that was named."""

    function = "json_build_object"
    output_field = JSONField()

    def __init__(self, **members: Any) -> None:
        """Take the members: expressions, or the names of columns."""
        self.names = tuple(members)
        super().__init__(*members.values())

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Return the call; the names are Python's own identifiers and so need no quoting."""
        parts: list[str] = []
        parameters: list[Any] = []
        for name, expression in zip(self.names, self.get_source_expressions(), strict=True):
            sql, values = compiler.compile(expression)
            parts.append(f"'{name}', {sql}")
            parameters += values
        return f"{self.function}({', '.join(parts)})", parameters


def as_text(members: Members) -> Cast:
    """Return the text of a JSON object with these members."""
    return Cast(JsonObject(**members), TextField())


def somebody(role: Role | None) -> Person:
    """Return a person of whom nothing is known but the role.

    Shapes are built for them, so that what is compiled for one asker fits the next.
    """
    if role is None:
        return AnonymousUser()
    person = User()
    person.role_names = frozenset({role.value})
    return person


def as_written(
    rows: QuerySet[Any],
    person: Person,
    build: Callable[..., QuerySet[Any]],
    *which: Hashable,
) -> QuerySet[Any]:
    """Return ``rows`` with ``json``, the text that ``build(somebody, *which)`` describes.

    ``build`` returns all rows of the same model, annotated with ``json``; it is asked once for
    each role and each ``which``.
    """
    # What Django itself compiled below.
    sql = _compiled(build, role_of(person), which)
    return rows.annotate(json=RawSQL(sql, (), TextField()))  # noqa: S611


@lru_cache(maxsize=512)
def _compiled(
    build: Callable[..., QuerySet[Any]], role: Role | None, which: tuple[Hashable, ...]
) -> str:
    """Return the SQL of a subquery that looks at the row of the query around it.

    Its parameters, constants of ours, are written out, so that the statement is always the same.
    """
    described = build(somebody(role), *which)
    inner = Subquery(described.filter(pk=OuterRef("pk")).order_by().values("json"))
    model: type[models.Model] = described.model
    query = model._default_manager.all().query
    sql, parameters = query.get_compiler(connection=connection).compile(
        inner.resolve_expression(query)
    )
    written: str = connection.ops.compose_sql(sql, parameters)
    return written.replace("%", "%%")


def read_prepared(rows: QuerySet[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a ``values_list`` by a statement that PostgreSQL plans only once.

    For look-ups by a unique key and for lists without filters: their best plan is the same
    whatever the values, and planning would take longer than reading. Without a pool of our own
    nothing is prepared, for then a pooler may stand in between.
    """
    if connection.queries_logged:
        # Whoever reads along wants to see values, not their numbers.
        return list(rows)
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    connection.ensure_connection()
    # The types of Django do not tell that this is psycopg's own cursor, made for a connection.
    bind: Any = ServerBindingCursor
    with connection.make_cursor(bind(connection.connection)) as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

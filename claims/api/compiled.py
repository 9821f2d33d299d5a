"""JSON that PostgreSQL itself writes, by expressions that are compiled to SQL only once.

Serializers cost many times what the database takes for the same rows, so the database makes the
text and the views hand it on. Building and compiling such an expression costs more than all else
in a request; but it hangs on nothing but the shape and the role of the asker.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

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
# Rows as psycopg reads them.
Found = list[tuple[Any, ...]]


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


class Given(Expression):
    """A place in a query for a value that comes later, with every request."""

    output_field = TextField()

    def __init__(self, name: str) -> None:
        """Take the name by which the value will be given."""
        self.name = name
        super().__init__()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return a placeholder, and the place itself as its parameter."""
        return "%s", [self]


class Statement(NamedTuple):
    """A query put together for good: its SQL, and values with ``Given`` among them."""

    sql: str
    parameters: tuple[Any, ...]

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> "Statement":
        """Return the statement of a ``values_list``; it has no SQL where it can find nothing."""
        try:
            sql, parameters = rows.query.sql_with_params()
        except EmptyResultSet:
            return cls("", ())
        return cls(sql, tuple(parameters))

    def read(self, given: Mapping[str, Any] = MappingProxyType({})) -> Found:
        """Return the rows, as psycopg reads them, by a statement that PostgreSQL plans only once.

        For look-ups by a unique key and for lists without filters: their best plan is the same
        whatever the values, and planning would take longer than reading. Without a pool of our
        own nothing is prepared, for then a pooler may stand in between.
        """
        if not self.sql:
            return []
        values = [given[one.name] if isinstance(one, Given) else one for one in self.parameters]
        connection.ensure_connection()
        # The types of Django do not tell that this is psycopg's own cursor, made for a connection.
        bind: Any = ServerBindingCursor
        with (
            # Whoever reads along wants to see values, not their numbers.
            connection.cursor()
            if connection.queries_logged
            else connection.make_cursor(bind(connection.connection))
        ) as cursor:
            cursor.execute(self.sql, values)
            found: Found = cursor.fetchall()
            return found


def read_prepared(rows: QuerySet[Any]) -> Found:
    """Return the rows of a ``values_list``; see ``Statement.read`` for which."""
    return Statement.of(rows).read()


def read_remembered(
    build: Callable[..., QuerySet[Any]], person: Person, *which: Hashable, **given: Any
) -> Found:
    """Return the rows of ``build(somebody, *which)``, a ``values_list``, for these values.

    Like ``read_prepared``, and the query is put together only once for each role and ``which``.
    ``build`` writes ``Given(name)`` where the value of that name belongs, and asks nothing of
    the person but the role.
    """
    return _remembered(build, role_of(person), which).read(given)


@lru_cache(maxsize=512)
def _remembered(
    build: Callable[..., QuerySet[Any]], role: Role | None, which: tuple[Hashable, ...]
) -> Statement:
    return Statement.of(build(somebody(role), *which))

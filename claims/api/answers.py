"""Answers made of JSON that PostgreSQL wrote, and the tags by which clients know them again."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from rest_framework.request import Request

from claims.api.pagination import Paging, link_header

# Of each row of a page: its key, and the text that is shown.
IN_A_PAGE = ("sort_value", "pk", "json")


def json_answer(text: str, headers: dict[str, str]) -> HttpResponse:
    """Return ``text``, which is JSON already, as the answer."""
    return HttpResponse(text.encode(), content_type="application/json", headers=headers)


def page_rows(paging: Paging, in_json: QuerySet[Any]) -> QuerySet[Any]:
    """Return what a page is made of: sort value, id and text of each of its rows.

    ``in_json`` are rows with ``json``, the text of each.
    """
    return paging.cut.of(in_json, paging.orders, paging.values).values_list(*IN_A_PAGE)


def page_answer(
    request: Request, paging: Paging, rows: QuerySet[Any], found: Iterable[tuple[Any, ...]]
) -> HttpResponse:
    """Return one page of ``rows``, made of the ``page_rows`` that were ``found``."""
    page = paging.page(list(found))
    link, addresses = link_header(request, page)
    rest = json.dumps({**addresses, **paging.counted(rows)})
    body = '{"results":[' + ",".join(row[2] for row in page.rows) + "]," + rest[1:]
    return json_answer(body, {"Link": link} if link else {})


def with_members(text: str, members: dict[str, Any]) -> str:
    """Return the JSON object ``text`` with these members added at its end."""
    if not members:
        return text
    between = "" if text == "{}" else ", "
    return text[:-1] + between + json.dumps(members, ensure_ascii=False)[1:]


def etag_of(version: Any, body: bytes) -> str:
    """Return a strong entity tag: the version of the row, and of what is shown of it."""
    return f'"{version}-{hashlib.sha256(body).hexdigest()[:16]}"'


def tagged(found: tuple[Any, ...] | None) -> tuple[str, str]:
    """Return the text of a record that was ``found`` and its tag; raise ``Http404`` without one.

    The second member of ``found`` is the record's version, if it has any.
    """
    if found is None:
        raise Http404
    text, *version = found
    return text, etag_of(version[0] if version else 0, text.encode())


def tags_in(header: str) -> list[str]:
    """Return the entity tags that a header names, without the mark of weak ones."""
    return [part.strip().removeprefix("W/") for part in header.split(",") if part.strip()]

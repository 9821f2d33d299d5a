"""Answers made of JSON that PostgreSQL wrote, and the tags by which clients know them again."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from claims.api.pagination import Paging, link_header


def json_answer(text: str, headers: dict[str, str]) -> HttpResponse:
    """Return ``text``, which is JSON already, as the answer."""
    return HttpResponse(text.encode(), content_type="application/json", headers=headers)


def page_answer(
    request: Request,
    paging: Paging,
    rows: QuerySet[Any],
    in_json: QuerySet[Any],
    fetch: Callable[[QuerySet[Any]], list[tuple[Any, ...]]] = list,
) -> HttpResponse:
    """Return one page of ``in_json``: ``rows`` with ``json``, the text of each."""
    page = paging.page(in_json, lambda found: fetch(found.values_list("sort_value", "pk", "json")))
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


def tags_in(header: str) -> list[str]:
    """Return the entity tags that a header names, without the mark of weak ones."""
    return [part.strip().removeprefix("W/") for part in header.split(",") if part.strip()]

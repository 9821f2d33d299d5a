"""Quotes as Web Annotations (https://www.w3.org/TR/annotation-model/).

Each quote of an appearance or of evidence points into its document with a TextQuoteSelector,
so that it is found again on the page even when the page was edited around it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from claims.choices import SnapshotState
from claims.exchange.publisher import Publisher
from claims.exchange.render import AddressOf, json_text
from claims.models import Appearance, Evidence, Snapshot
from claims.review.audience import visible
from claims.review.rights import Person

Node = dict[str, object]

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AT_ONCE = 500


def annotations(person: Person, *, address_of: AddressOf) -> Iterator[Node]:
    """Yield an annotation for each quote that ``person`` may see in a document with an address.

    Its body is the claim that it is about. The state names the newest archived copy.
    """
    kept: tuple[QuerySet[Any], ...] = (Appearance.objects.all(), Evidence.objects.standing())
    for quotes in kept:
        rows = visible(quotes, person)
        rows = rows.exclude(quote="").exclude(document__url="").order_by("pk")
        rows = rows.select_related("claim", "document").defer("document__body")
        after = 0
        while chunk := list(rows.filter(pk__gt=after)[:_AT_ONCE]):
            copies = _copies(chunk)
            for one in chunk:
                yield _annotation(one, address_of, copies.get(one.document_id))
            after = chunk[-1].pk


def collection(found: Iterable[Node], *, publisher: Publisher) -> Iterator[str]:
    """Yield the text of an AnnotationCollection of ``found``, on one page."""
    head: Node = {
        "@context": CONTEXT,
        "type": "AnnotationCollection",
        "label": f"Quotes kept by {publisher.name}",
    }
    yield json_text(head)[:-1] + ',"first":{"type":"AnnotationPage","items":['
    separator = "\n"
    for node in found:
        yield separator + json_text(node)
        separator = ",\n"
    yield "\n]}}\n"


def _annotation(
    quoted: Appearance | Evidence, address_of: AddressOf, copy: Snapshot | None
) -> Node:
    selector: Node = {"type": "TextQuoteSelector", "exact": quoted.quote}
    for name in ("prefix", "suffix"):
        if getattr(quoted, name):
            selector[name] = getattr(quoted, name)
    target: Node = {"source": quoted.document.url, "selector": selector}
    if copy is not None:
        target["state"] = {
            "type": "TimeState",
            "sourceDate": f"{copy.captured_at:%Y-%m-%dT%H:%M:%SZ}",
            "cached": copy.archive_url,
        }
    return {
        "id": f"urn:uuid:{quoted.public_id}",
        "type": "Annotation",
        "motivation": "assessing",
        "body": [
            {"source": address_of(quoted.claim), "purpose": "identifying"},
            {
                "type": "TextualBody",
                "value": quoted.act if isinstance(quoted, Appearance) else quoted.stance,
                "purpose": "classifying",
            },
        ],
        "target": target,
    }


def _copies(quotes: Iterable[Appearance | Evidence]) -> dict[int, Snapshot]:
    rows = Snapshot.objects.filter(
        document__in={one.document_id for one in quotes}, state=SnapshotState.STORED
    ).exclude(archive_url="")
    return {row.document_id: row for row in rows.order_by("captured_at", "pk")}

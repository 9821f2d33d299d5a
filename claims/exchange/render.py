"""Published claims as ClaimReview (https://schema.org/ClaimReview) and as a DataFeed of it.

Pure functions: the rows come from ``publications``, and the public address of a claim is given
by whoever knows it. What they return passes ``claims.exchange.check``.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime

from claims.choices import ActorKind, AppearanceAct, DocumentKind, Precision
from claims.exchange.parse.appearances import ACT_PREFIX
from claims.exchange.publications import Publication, Removal
from claims.exchange.publisher import Publisher
from claims.models import Actor, Appearance, Assessment, Claim, Document, Rating

Node = dict[str, object]
AddressOf = Callable[[Claim], str]

CONTEXT = "https://schema.org"
# Our scale, whatever words are on it: https://schema.org/Rating takes the best as the highest.
_WORST, _BEST = 1, 5

_ACTOR_TYPES = {
    ActorKind.PERSON: "Person",
    ActorKind.GOVERNMENT: "GovernmentOrganization",
    ActorKind.PARTY: "PoliticalParty",
    ActorKind.COMPANY: "Corporation",
    ActorKind.MEDIA: "NewsMediaOrganization",
}
_DOCUMENT_TYPES = {
    DocumentKind.ARTICLE: "NewsArticle",
    DocumentKind.POST: "SocialMediaPosting",
    DocumentKind.VIDEO: "VideoObject",
    DocumentKind.AUDIO: "AudioObject",
    DocumentKind.IMAGE: "ImageObject",
    DocumentKind.REPORT: "Report",
    DocumentKind.PAPER: "ScholarlyArticle",
    DocumentKind.DATASET: "Dataset",
    DocumentKind.LAW: "Legislation",
    DocumentKind.FACT_CHECK: "Article",
    DocumentKind.BOOK: "Book",
}
# Who does one of these makes the claim their own.
_MAKING_IT = (AppearanceAct.ASSERTS, AppearanceAct.REPEATS)


def claim_review(publication: Publication, *, publisher: Publisher, address: str) -> Node:
    """Return a published claim, which is read at ``address``, as a ClaimReview node."""
    claim, assessment = publication.claim, publication.assessment
    first, last = publication.first_published_at, assessment.published_at
    return _without_blanks(
        {
            "@type": "ClaimReview",
            "@id": f"{address}#review",
            "url": address,
            "identifier": claim.ref,
            "claimReviewed": claim.text,
            "headline": assessment.headline,
            "reviewBody": assessment.explanation,
            "datePublished": _moment(first),
            "dateModified": _moment(last) if last != first else None,
            "author": _without_blanks(
                {
                    "@type": "Organization",
                    "name": publisher.name,
                    "url": f"{publisher.address}/",
                    "correctionsPolicy": publisher.corrections,
                }
            ),
            "reviewRating": rating_node(assessment.rating),
            "itemReviewed": _claim_node(publication, address),
            "correction": [_correction(one) for one in publication.versions if one.supersedes_id],
            "keywords": [topic.name for topic in claim.topics.all()],
            "license": publisher.licence,
        }
    )


def rating_node(rating: Rating | None) -> Node:
    """Return a verdict as a Rating: off the true-false axis it has words and no number."""
    if rating is None:
        raise ValueError("What is published has a rating.")
    node: Node = {"@type": "Rating", "alternateName": rating.label}
    if rating.ordinal is not None:
        node |= {"ratingValue": rating.ordinal, "bestRating": _BEST, "worstRating": _WORST}
    return _without_blanks(node | {"ratingExplanation": rating.description})


def data_feed(
    publications: Iterable[Publication],
    removals: Iterable[Removal],
    *,
    publisher: Publisher,
    address_of: AddressOf,
) -> Iterator[str]:
    """Yield the text of a DataFeed: what stands, then what was taken back, a line for each.

    An item of what was taken back has no content (``item`` is null) and a ``dateDeleted``, so
    that whoever took it from us learns that it is gone.
    """
    head: Node = {
        "@context": CONTEXT,
        "@type": "DataFeed",
        "name": publisher.name,
        "url": f"{publisher.address}/",
        "license": publisher.licence,
    }
    yield json_text(_without_blanks(head))[:-1] + ',"dataFeedElement":['
    separator = "\n"
    for publication in publications:
        address = address_of(publication.claim)
        yield separator + json_text(_feed_item(publication, publisher, address))
        separator = ",\n"
    for removal in removals:
        yield separator + json_text(tombstone(removal, address=address_of(removal.claim)))
        separator = ",\n"
    yield "\n]}\n"


def _feed_item(publication: Publication, publisher: Publisher, address: str) -> Node:
    return {
        "@type": "DataFeedItem",
        "url": address,
        "dateCreated": _moment(publication.first_published_at),
        "dateModified": _moment(publication.assessment.published_at),
        "item": [claim_review(publication, publisher=publisher, address=address)],
    }


def tombstone(removal: Removal, *, address: str) -> Node:
    """Return the feed item that says that the claim at ``address`` was taken back, and why."""
    return _without_blanks(
        {
            "@type": "DataFeedItem",
            "url": address,
            "dateCreated": _moment(removal.published_at),
            "dateModified": _moment(removal.removed_at),
            "dateDeleted": _moment(removal.removed_at),
            "description": removal.public_note,
        }
    ) | {"item": None}


def graph(
    publications: Iterable[Publication], *, publisher: Publisher, address_of: AddressOf
) -> Iterator[str]:
    """Yield the text of a JSON-LD document with one ClaimReview for each of ``publications``."""
    yield f'{{"@context":"{CONTEXT}","@graph":['
    separator = "\n"
    for publication in publications:
        address = address_of(publication.claim)
        node = claim_review(publication, publisher=publisher, address=address)
        yield separator + json_text(node)
        separator = ",\n"
    yield "\n]}\n"


def document(publication: Publication, *, publisher: Publisher, address: str) -> Node:
    """Return the ClaimReview of one claim as a document by itself, as a page embeds it."""
    node = claim_review(publication, publisher=publisher, address=address)
    return {"@context": CONTEXT, **node}


def json_text(node: Node) -> str:
    """Return ``node`` as JSON that may stand inside a script element of a page as it is.

    https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
    """
    text = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _claim_node(publication: Publication, address: str) -> Node:
    making = [one for one in publication.appearances if one.act in _MAKING_IT]
    dated = [one for one in making if one.said_on]
    claimants = {one.actor_id: _actor(one.actor) for one in making if one.actor}
    first = next((one.document for one in dated if one.document.url), None)
    return _without_blanks(
        {
            "@type": "Claim",
            "@id": f"{address}#claim",
            "identifier": publication.claim.ref,
            "text": publication.claim.text,
            "inLanguage": publication.claim.language,
            "author": list(claimants.values()),
            "datePublished": day_text(dated[0].said_on, dated[0].said_precision) if dated else None,
            "firstAppearance": {"@type": _type_of(first), "url": first.url} if first else None,
            "appearance": _works(publication),
        }
    )


def _works(publication: Publication) -> list[Node]:
    """Return the documents in which the claim appears, each once, with who said what there."""
    works: dict[int, Node] = {}
    parts: dict[int, list[Node]] = {}
    for one in publication.appearances:
        document = one.document
        if document.pk not in works:
            works[document.pk] = _work(document, publication.copies.get(document.pk, []))
            parts[document.pk] = []
        parts[document.pk].append(_quotation(one))
    return [work | {"hasPart": parts[pk]} for pk, work in works.items()]


def _work(document: Document, copies: list[str]) -> Node:
    source = document.source
    return _without_blanks(
        {
            "@type": _type_of(document),
            "url": document.url,
            "headline": document.title,
            "citation": document.citation if not document.url else "",
            "datePublished": day_text(document.published_on, document.published_precision),
            "inLanguage": document.language,
            "publisher": _without_blanks(
                {
                    "@type": "Organization",
                    "name": source.name,
                    "url": f"https://{source.domain}/" if source.domain else "",
                }
            ),
            "archivedAt": copies,
        }
    )


def _quotation(appearance: Appearance) -> Node:
    """Return one appearance as a Quotation; its type of act is ours, for those who know it."""
    return _without_blanks(
        {
            "@type": "Quotation",
            "additionalType": f"{ACT_PREFIX}{appearance.act}",
            "text": appearance.quote,
            "creator": _actor(appearance.actor) if appearance.actor else None,
            "creditText": appearance.attribution,
            "position": appearance.locator,
            "dateCreated": day_text(appearance.said_on, appearance.said_precision),
        }
    )


def actor_type(actor: Actor) -> str:
    """Return the type of schema.org for ``actor``: only people are a Person."""
    return _ACTOR_TYPES.get(ActorKind(actor.kind), "Organization")


def _actor(actor: Actor) -> Node:
    return _without_blanks(
        {
            "@type": actor_type(actor),
            "name": actor.name,
            "sameAs": f"https://www.wikidata.org/wiki/{actor.wikidata_id}"
            if actor.wikidata_id
            else "",
        }
    )


def _type_of(document: Document) -> str:
    return _DOCUMENT_TYPES.get(DocumentKind(document.kind), "CreativeWork")


def _correction(version: Assessment) -> Node:
    return {
        "@type": "CorrectionComment",
        "text": version.public_note,
        "datePublished": _moment(version.published_at),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def day_text(day: date | None, precision: str) -> str | None:
    """Return a date as exact as it is known (ISO 8601): ``2025``, ``2025-05``, ``2025-05-08``."""
    if day is None:
        return None
    length = {Precision.YEAR: 4, Precision.MONTH: 7}.get(Precision(precision), 10)
    return day.isoformat()[:length]


def _without_blanks(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in ("", None, [])}

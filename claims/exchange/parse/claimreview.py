"""A ClaimReview node (https://schema.org/ClaimReview) as a wire object.

Google's rules for the mark-up say what publishers mean to write
(https://developers.google.com/search/docs/appearance/structured-data/factcheck); the readers
here take what they do write, and note each departure.
"""

from claims.exchange.parse.addresses import is_front_page, is_web_address, site_of
from claims.exchange.parse.appearances import read_appearances
from claims.exchange.parse.nodes import Graph, Node
from claims.exchange.parse.parties import read_claimants, read_party
from claims.exchange.parse.ratings import read_rating
from claims.exchange.parse.reading import Context, take_address, take_date
from claims.exchange.parse.values import first_text, language, many, plain, texts, types
from claims.exchange.wire import WireParty, WireReview

# What may be reviewed: https://schema.org/Claim, or a work that makes the claim (the older way).
_REVIEWED = ("claim", "creativework")
_LONG_CLAIM = 1000


def read_review(node: Node, context: Context) -> WireReview:
    """Return ``node`` as a wire object; what is missing or odd is among its warnings."""
    graph = Graph(context.nodes)
    review = WireReview(raw=node)
    if "claimreview" not in types(node):
        review.warn("type", "@type", "the node is not called a ClaimReview, but looks like one")
    reviewed = _reviewed(node, graph, review)
    _read_address(node, context, review)
    _read_claim_text(node, reviewed, review)
    _read_publisher(node, graph, review)
    _read_dates(node, reviewed, context, review)
    read_rating(graph.all_of(node, "reviewRating", "rating"), review)
    read_claimants(graph, reviewed, review)
    read_appearances(graph, reviewed, review, context)
    _read_rest(node, reviewed, graph, context, review)
    review.referenced = {name: found for name, found in graph.used.items() if found is not node}
    return review


def _reviewed(node: Node, graph: Graph, review: WireReview) -> Node:
    """Return the first thing under review that can be a claim, or an empty node."""
    found = graph.all_of(node, "itemReviewed")
    things = [thing for thing in found if isinstance(thing, dict)]
    if len(found) > 1:
        review.warn("reviewed_several", "itemReviewed", "several things are under review")
    for name in _REVIEWED:
        for thing in things:
            if name in types(thing):
                return thing
    if things:
        review.warn("reviewed_type", "itemReviewed", "what is under review is no claim by its type")
        return things[0]
    words = first_text(found)
    return {"url" if is_web_address(words) else "name": words} if words else {}


def _read_address(node: Node, context: Context, review: WireReview) -> None:
    """Set the address of the review: its own, else its page's, its feed item's, the base."""
    base = context.base_url
    review.review_url = take_address(review, "url", many(node.get("url")), base)
    for name, value in (
        ("mainEntityOfPage", node.get("mainEntityOfPage")),
        ("@id", node.get("@id")),
        ("item", context.item.get("url")),
        ("page", base),
    ):
        if review.review_url:
            break
        for found in many(value):
            inner = found.get("@id") or found.get("url") if isinstance(found, dict) else found
            review.review_url = take_address(None, name, [inner], base).partition("#")[0]
            if review.review_url:
                review.warn("address_derived", "url", f"the address was taken from {name}")
                break
    if not review.review_url:
        review.warn("address_missing", "url", "there is no address of the review")
    review.publisher_site = site_of(review.review_url)


def _read_claim_text(node: Node, reviewed: Node, review: WireReview) -> None:
    found = list(texts(node.get("claimReviewed")))
    if len(found) > 1:
        review.warn("claim_several", "claimReviewed", "several texts; the first is taken")
    review.claim_text = found[0] if found else ""
    for key in ("text", "name", "headline", "description"):
        if review.claim_text:
            break
        review.claim_text = first_text(reviewed.get(key))
        if review.claim_text:
            review.warn(
                "claim_derived", "claimReviewed", f"it is empty; itemReviewed.{key} was taken"
            )
    if not review.claim_text:
        review.warn("claim_missing", "claimReviewed", "it does not say what is claimed")
    elif review.claim_text.rstrip("»”\"' ").endswith(("?", "？", "؟", "՞")):
        review.warn("claim_question", "claimReviewed", "it is a question and no claim")
    elif len(review.claim_text) > _LONG_CLAIM:
        review.warn("claim_long", "claimReviewed", f"it is longer than {_LONG_CLAIM} characters")
    review.claim_language = language(reviewed.get("inLanguage"))


def _read_publisher(node: Node, graph: Graph, review: WireReview) -> None:
    """Set publisher and reviewers: bodies publish, people review, whatever field they stand in."""
    authors = [
        party for value in graph.all_of(node, "author", "creator") for party in read_party(value)
    ]
    publishers = [
        party
        for value in graph.all_of(node, "publisher", "sdPublisher")
        for party in read_party(value)
    ]
    if len(authors) > 1:
        review.warn("authors_several", "author", "the review has several authors")
    for author in authors:
        if _is_body(author, review):
            publishers.append(author)
        elif author.name:
            review.reviewers.append(author)
    named = [party for party in publishers if party.name]
    if named:
        review.publisher_name = named[0].name
    else:
        review.warn("publisher_missing", "author", "the review does not name its publisher")
    if not review.publisher_site:
        addresses = [url for party in publishers for url in party.addresses]
        review.publisher_site = site_of(next(iter(addresses), ""))
        if review.publisher_site:
            review.warn("site_derived", "author", "the site was taken from the author's address")


def _is_body(party: WireParty, review: WireReview) -> bool:
    if party.kind.lower() != "person":
        return True
    for url in party.addresses:
        if is_front_page(url) and site_of(url) == review.publisher_site:
            review.warn("author_type", "author", "a body is called a person")
            return True
    return False


def _read_dates(node: Node, reviewed: Node, context: Context, review: WireReview) -> None:
    for name, value in (
        ("datePublished", node.get("datePublished")),
        ("dateCreated", node.get("dateCreated")),
        ("dateModified", node.get("dateModified")),
        ("item.dateCreated", context.item.get("dateCreated")),
    ):
        found = take_date(review, name, value)
        if found.date is None:
            continue
        review.review_date, review.review_date_precision = found.date, found.precision
        if name != "datePublished":
            review.warn("date_derived", "datePublished", f"the date was taken from {name}")
        break
    else:
        review.warn("date_missing", "datePublished", "there is no date of the review")
    for name in ("datePublished", "dateCreated"):
        claimed = take_date(review, f"itemReviewed.{name}", reviewed.get(name))
        if claimed.date is not None:
            review.claim_date, review.claim_date_precision = claimed.date, claimed.precision
            break
    if review.claim_date is not None and review.claim_date == review.review_date:
        review.warn(
            "claim_date_doubtful",
            "itemReviewed.datePublished",
            "the claim bears the date of its review, perhaps filled in by a program",
        )


def _read_rest(
    node: Node, reviewed: Node, graph: Graph, context: Context, review: WireReview
) -> None:
    review.review_title = first_text(node.get("headline")) or first_text(node.get("name"))
    review.language = language(node.get("inLanguage")) or context.language
    for correction in graph.all_of(node, "correction"):
        text = correction.get("text") if isinstance(correction, dict) else correction
        if plain(text):
            review.corrections.append(plain(text))
    licences = [*many(node.get("license")), *many(node.get("sdLicense"))]
    review.licence = first_text([_inner(value, "url", "@id") for value in licences])
    names = many(node.get("identifier"))
    review.external_id = first_text([_inner(value, "value") for value in names])
    deleted = take_date(review, "item.dateDeleted", context.item.get("dateDeleted"))
    review.deleted_at = deleted.date


def _inner(value: object, *keys: str) -> object:
    """Return the first of ``keys`` that a node has, or ``value`` itself when it is no node."""
    if not isinstance(value, dict):
        return value
    return next((value[key] for key in keys if value.get(key)), None)

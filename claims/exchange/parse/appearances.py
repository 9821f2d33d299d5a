"""Where the claim was made: the fields meant for it, and those that are used for it."""

from dataclasses import replace

from claims.choices import AppearanceAct, Precision
from claims.exchange.parse.addresses import is_front_page, site_of
from claims.exchange.parse.nodes import Graph, Node
from claims.exchange.parse.parties import read_party
from claims.exchange.parse.reading import Context, take_address, take_date
from claims.exchange.parse.values import first_text, language, many, passage, texts, types
from claims.exchange.wire import WireAppearance, WireParty, WireReview

_MOST = 200
# How Claimbook's own feed says what somebody did with the claim: see docs/exchange.md.
ACT_PREFIX = "urn:claimbook:act:"


def read_appearances(graph: Graph, reviewed: Node, review: WireReview, context: Context) -> None:
    """Add the appearances of the claim to ``review``, each address once, the first first."""
    derived = review.appearances
    review.appearances = []
    for key in ("firstAppearance", "appearance"):
        for value in graph.all_of(reviewed, key)[:_MOST]:
            _add(review, value, graph, context, is_first=key == "firstAppearance")
    _drop_bare(review)
    for key in ("url", "sameAs", "contentUrl"):
        for value in many(reviewed.get(key))[:_MOST]:
            url = take_address(review, f"itemReviewed.{key}", [value], context.base_url)
            if url and url != review.review_url and not is_front_page(url):
                derived.append(WireAppearance(url=url, is_derived=True))
    known = {appearance.url for appearance in review.appearances}
    for appearance in derived:
        if appearance.url not in known:
            known.add(appearance.url)
            review.appearances.append(appearance)
            review.warn(
                "appearance_derived",
                "itemReviewed.appearance",
                "an address in another field was taken as an appearance",
            )


def _add(
    review: WireReview, value: object, graph: Graph, context: Context, *, is_first: bool
) -> None:
    name = "itemReviewed.firstAppearance" if is_first else "itemReviewed.appearance"
    url = take_address(review, name, _addresses(value), context.base_url)
    if not isinstance(value, dict):
        found = [WireAppearance(url=url)] if url else []
    else:
        found = _from_node(review, value, url, graph)
    if not found:
        review.warn("appearance_bad", name, "an appearance has no web address and was left out")
    for appearance in found:
        appearance.is_first = is_first
        if appearance not in review.appearances:
            review.appearances.append(appearance)


def _drop_bare(review: WireReview) -> None:
    """Drop addresses alone where another appearance, or the first of all, has the same one."""
    fuller = {one.url: one for one in reversed(review.appearances) if not _is_bare(one)}
    kept: list[WireAppearance] = []
    for one in review.appearances:
        same = fuller.get(one.url, one) if _is_bare(one) else one
        if same is one:
            fuller.setdefault(one.url, one)
            kept.append(one)
        else:
            same.is_first |= one.is_first
    review.appearances = kept


def _is_bare(appearance: WireAppearance) -> bool:
    return not (appearance.title or appearance.quote or appearance.speakers or appearance.act)


def _addresses(value: object) -> list[object]:
    if not isinstance(value, dict):
        return [value]
    return [
        item
        for key in ("url", "@id", "mainEntityOfPage", "contentUrl", "sameAs", "archivedAt")
        for item in many(value.get(key))
    ]


def _from_node(review: WireReview, node: Node, url: str, graph: Graph) -> list[WireAppearance]:
    """Return the appearances in a work: one for each Quotation in it, else the work itself."""
    name = "itemReviewed.appearance.datePublished"
    published = take_date(review, name, node.get("datePublished"))
    publishers = _named(graph, node, "publisher", "sourceOrganization")
    fronts = [url for party in publishers[:1] for url in party.addresses if is_front_page(url)]
    work = WireAppearance(
        url=url,
        title=first_text(node.get("headline")) or first_text(node.get("name")),
        citation=first_text(node.get("citation")),
        publisher_name=next((party.name for party in publishers), ""),
        publisher_site=site_of(next(iter(fronts), "")),
        published_on=published.date,
        published_precision=published.precision,
        language=language(node.get("inLanguage")),
        archive_urls=[
            found
            for item in many(node.get("archivedAt"))
            if (found := take_address(None, "archivedAt", [item]))
        ],
        speakers=_named(graph, node, "author", "creator"),
    )
    parts = [
        part
        for part in graph.all_of(node, "hasPart")
        if isinstance(part, dict) and "quotation" in types(part)
    ]
    if not parts:
        return [work] if url else []
    return [_quoted(review, work, part, graph) for part in parts[:_MOST]]


def _named(graph: Graph, node: Node, *keys: str) -> list[WireParty]:
    return [
        party for value in graph.all_of(node, *keys) for party in read_party(value) if party.name
    ]


def _quoted(review: WireReview, work: WireAppearance, part: Node, graph: Graph) -> WireAppearance:
    """Return ``work`` with what a Quotation (https://schema.org/Quotation) in it says."""
    said = take_date(review, "itemReviewed.appearance.hasPart.dateCreated", part.get("dateCreated"))
    act = first_text(part.get("additionalType")).removeprefix(ACT_PREFIX)
    return replace(
        work,
        archive_urls=list(work.archive_urls),
        speakers=_named(graph, part, "spokenByCharacter", "creator", "author")
        or [WireParty(name=name, is_placeholder=True) for name in texts(part.get("creditText"))]
        or work.speakers,
        act=act if act in AppearanceAct.values else "",
        quote=passage(part.get("text")),
        locator=first_text(part.get("position")),
        said_on=said.date,
        said_precision=said.precision if said.date else Precision.DAY,
    )

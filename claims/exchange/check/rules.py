"""What a ClaimReview needs beyond the vocabulary.

Required and recommended properties and the rules of the scale are those of Google's guide to
the mark-up (https://developers.google.com/search/docs/appearance/structured-data/factcheck);
best and worst are 5 and 1 where they are not given (https://schema.org/bestRating).
"""

from claims.exchange.check.findings import Findings, Path
from claims.exchange.check.nodes import Node, is_kind, is_pointer, items
from claims.exchange.check.values import number
from claims.exchange.parse.addresses import is_web_address

_NUMBERS = {"ratingValue": None, "bestRating": 5.0, "worstRating": 1.0}


def check_review(node: Node, path: Path, findings: Findings) -> None:
    """Note what the ClaimReview ``node`` lacks or gets wrong."""
    if not _text(node.get("claimReviewed")):
        findings.wrong((*path, "claimReviewed"), "it is missing: say what is claimed")
    if not node.get("url"):
        findings.wrong((*path, "url"), "it is missing: give the address of the review")
    elif not is_web_address(_text(node["url"])):
        findings.wrong((*path, "url"), "one whole web address (https://…) belongs here")
    for key in ("author", "itemReviewed", "datePublished"):
        if not node.get(key):
            findings.advise((*path, key), "it is missing, and recommended")
    ratings = items(node.get("reviewRating"), (*path, "reviewRating"))
    if not node.get("reviewRating"):
        findings.wrong((*path, "reviewRating"), "it is missing: give the verdict")
    elif len(ratings) > 1:
        findings.wrong((*path, "reviewRating"), "there are several; one verdict belongs here")
    else:
        rating, place = ratings[0]
        if isinstance(rating, dict) and not is_pointer(rating):
            _check_rating(rating, place, findings)
    for thing, place in items(node.get("itemReviewed"), (*path, "itemReviewed")):
        if isinstance(thing, dict) and not is_pointer(thing):
            _check_reviewed(thing, place, findings)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _check_rating(rating: Node, path: Path, findings: Findings) -> None:
    if not _text(rating.get("alternateName")):
        findings.wrong((*path, "alternateName"), "it is missing: give the verdict in words")
    if "ratingValue" not in rating:
        findings.advise((*path, "ratingValue"), "it is missing, and recommended on a scale")
        if not {"bestRating", "worstRating"} & set(rating):
            return
    found: dict[str, float | None] = {}
    for key, default in _NUMBERS.items():
        found[key] = number(rating[key]) if key in rating else default
        if key in rating and found[key] is None:
            findings.wrong((*path, key), f"“{str(rating[key])[:80]}” is no number")
        elif key not in rating and key != "ratingValue":
            findings.advise((*path, key), "it is missing, and recommended beside a number")
    _check_scale(found["ratingValue"], found["bestRating"], found["worstRating"], path, findings)


def _check_scale(
    value: float | None, best: float | None, worst: float | None, path: Path, findings: Findings
) -> None:
    if worst is not None and worst < 1:
        findings.wrong((*path, "worstRating"), f"{worst:g} is below 1, the least that is allowed")
    if best is None or worst is None:
        return
    if best <= worst:
        findings.wrong((*path, "bestRating"), f"{best:g} is not above the worst, {worst:g}")
    elif value is not None and not worst <= value <= best:
        findings.wrong((*path, "ratingValue"), f"{value:g} is not between {worst:g} and {best:g}")


def _check_reviewed(thing: Node, path: Path, findings: Findings) -> None:
    if not is_kind(thing, "Claim", "CreativeWork", "MediaReviewItem") or is_kind(thing, "Review"):
        findings.wrong((*path, "@type"), "a Claim belongs here, or the work that makes it")
        return
    if not is_kind(thing, "Claim"):
        findings.advise((*path, "@type"), "a Claim is recommended; a work is the older way")
        return
    if not thing.get("author"):
        findings.advise((*path, "author"), "it is missing, and recommended where it is known")
    if not thing.get("datePublished"):
        findings.advise((*path, "datePublished"), "it is missing, and recommended")
    if not thing.get("appearance") and not thing.get("firstAppearance"):
        findings.advise((*path, "appearance"), "it is missing, and recommended")

"""The shapes of the Fact Check Tools API: answers of a search, and mark-up pages.

Field names are those of its discovery document (factchecktools v1alpha1, revision 20240929).
"""

from collections.abc import Iterator

from claims.exchange.parse.claimreview import read_review
from claims.exchange.parse.nodes import Node
from claims.exchange.parse.reading import Context
from claims.exchange.parse.values import many
from claims.exchange.wire import WireReview


def read_claim(node: Node, context: Context) -> Iterator[WireReview]:
    """Yield one wire object for each review of a claim in the answer of ``claims.search``."""
    for found in many(node.get("claimReview")):
        if not isinstance(found, dict):
            continue
        publisher = found.get("publisher")
        publisher = publisher if isinstance(publisher, dict) else {"name": publisher}
        review = read_review(
            {
                "@type": "ClaimReview",
                "url": found.get("url"),
                "headline": found.get("title"),
                "claimReviewed": node.get("text"),
                "datePublished": found.get("reviewDate"),
                "inLanguage": found.get("languageCode"),
                "author": {
                    "@type": "Organization",
                    "name": publisher.get("name"),
                    "url": publisher.get("site"),
                },
                "itemReviewed": {
                    "@type": "Claim",
                    "author": node.get("claimant"),
                    "datePublished": node.get("claimDate"),
                },
                "reviewRating": {"@type": "Rating", "alternateName": found.get("textualRating")},
            },
            context,
        )
        review.raw = {**node, "claimReview": [found]}
        yield review


def read_markup_page(node: Node, context: Context) -> Iterator[WireReview]:
    """Yield one wire object for each review in a ``ClaimReviewMarkupPage``."""
    author = node.get("claimReviewAuthor")
    for found in many(node.get("claimReviewMarkups")):
        if not isinstance(found, dict):
            continue
        rating = found.get("rating")
        review = read_review(
            {
                "@type": "ClaimReview",
                "url": found.get("url") or node.get("pageUrl"),
                "claimReviewed": found.get("claimReviewed"),
                "datePublished": node.get("publishDate"),
                "author": {"@type": "Organization", **author} if isinstance(author, dict) else None,
                "itemReviewed": {
                    "@type": "Claim",
                    "name": found.get("claimLocation"),
                    "author": found.get("claimAuthor"),
                    "datePublished": found.get("claimDate"),
                    "firstAppearance": found.get("claimFirstAppearance"),
                    "appearance": found.get("claimAppearances"),
                },
                "reviewRating": rating,
            },
            context,
        )
        review.raw = {**node, "claimReviewMarkups": [found]}
        yield review

"""Claims as rows of a sheet, with the columns of our own template for imports."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from claims.choices import AppearanceAct, AssessmentStatus
from claims.exchange.publications import appearances_of, copies_of, versions_of
from claims.exchange.publisher import Publisher
from claims.exchange.render import AddressOf, actor_type, day_text
from claims.models import Appearance, Assessment, Claim, Evidence, SourceRating
from claims.review.audience import is_insider, told_status, visible
from claims.review.rights import Person

COLUMNS = (
    "external_id",
    "claim_text",
    "claim_language",
    "claimant_name",
    "claimant_type",
    "claimant_role",
    "claimant_url",
    "claim_date",
    "claim_context",
    "first_appearance_url",
    "appearance_urls",
    "archived_urls",
    "topics",
    "status",
    "verdict_label",
    "rating_value",
    "rating_worst",
    "rating_best",
    "verdict_summary",
    "confidence",
    "review_title",
    "review_url",
    "review_date",
    "reviewer_org",
    "reviewer_names",
    "source_urls",
    "source_quotes",
    "source_reliability",
    "info_credibility",
    "tags",
    "notes",
    "correction_text",
    "correction_date",
    "licence",
)
Row = dict[str, str | int]

_AT_ONCE = 500
_MAKING_IT = (AppearanceAct.ASSERTS, AppearanceAct.REPEATS)


class _Gathered(NamedTuple):
    claim: Claim
    versions: list[Assessment]
    appearances: list[Appearance]
    evidence: list[Evidence]
    copies: dict[int, list[str]]


def rows(person: Person, *, publisher: Publisher, address_of: AddressOf) -> Iterator[Row]:
    """Yield a row for each claim that ``person`` may see: many claims by few queries.

    Several values in one cell are separated by " | "; those of the evidence stand in the same
    order in each of its columns. The internal note goes to colleagues alone.
    """
    inside = is_insider(person)
    found = visible(Claim.objects.live(), person).annotate(told_status=told_status(person))
    found = found.prefetch_related("topics").order_by("pk")
    after = 0
    while claims := list(found.filter(pk__gt=after)[:_AT_ONCE]):
        for gathered in _gather(claims, person):
            yield _row(gathered, publisher, address_of, inside=inside)
        after = claims[-1].pk


def _gather(claims: Sequence[Claim], person: Person) -> Iterator[_Gathered]:
    ids = [claim.pk for claim in claims]
    appearances, versions = appearances_of(ids, person), versions_of(ids)
    evidence: dict[int, list[Evidence]] = {}
    rows = visible(Evidence.objects.standing().filter(claim__in=ids), person)
    rows = rows.select_related("document__source").defer("document__body").order_by("pk")
    ratings = SourceRating.objects.filter(source=OuterRef("document__source"))
    newest = ratings.order_by("-rated_at", "-pk").values("grade")[:1]
    for row in rows.annotate(grade=Subquery(newest)):
        evidence.setdefault(row.claim_id, []).append(row)
    copies = copies_of(one.document_id for found in appearances.values() for one in found)
    for claim in claims:
        yield _Gathered(
            claim, versions[claim.pk], appearances[claim.pk], evidence.get(claim.pk, []), copies
        )


def _row(gathered: _Gathered, publisher: Publisher, address_of: AddressOf, *, inside: bool) -> Row:
    claim = gathered.claim
    row: Row = dict.fromkeys(COLUMNS, "")
    row |= {
        "external_id": claim.ref,
        "claim_text": claim.text,
        "claim_language": claim.language,
        "claim_context": claim.context if inside else "",
        "topics": _joined(topic.name for topic in claim.topics.all()),
        "status": claim.told_status,  # type: ignore[attr-defined]
    }
    row |= _said(gathered)
    standing = next(
        (one for one in gathered.versions if one.status == AssessmentStatus.PUBLISHED), None
    )
    if standing is not None:
        row |= _verdict(standing, gathered.versions, publisher)
        row["review_url"] = address_of(claim)
    return row | _grounds(gathered.evidence)


def _said(gathered: _Gathered) -> Row:
    making = [one for one in gathered.appearances if one.act in _MAKING_IT]
    actors = {one.actor_id: one.actor for one in making if one.actor}.values()
    names = [actor.name for actor in actors]
    names += [one.attribution for one in making if one.attribution]
    first = next((one for one in making if one.said_on), None)
    urls = list(dict.fromkeys(one.document.url for one in gathered.appearances if one.document.url))
    documents = dict.fromkeys(one.document_id for one in gathered.appearances)
    return {
        "claimant_name": _joined(dict.fromkeys(names)),
        "claimant_type": _joined(actor_type(actor) for actor in actors),
        "claimant_url": _joined(
            f"https://www.wikidata.org/wiki/{actor.wikidata_id}"
            for actor in actors
            if actor.wikidata_id
        ),
        "claim_date": _day(first.said_on, first.said_precision) if first else "",
        "first_appearance_url": first.document.url if first else "",
        "appearance_urls": _joined(urls),
        "archived_urls": _joined(url for pk in documents for url in gathered.copies.get(pk, [])),
    }


def _verdict(standing: Assessment, versions: list[Assessment], publisher: Publisher) -> Row:
    rating = standing.rating
    first = versions[-1].published_at
    corrected = next((one for one in versions if one.supersedes_id), None)
    row: Row = {
        "verdict_label": rating.label if rating else "",
        "verdict_summary": standing.explanation,
        "confidence": standing.confidence,
        "review_title": standing.headline,
        "review_date": first.date().isoformat() if first else "",
        "reviewer_org": publisher.name,
        "licence": publisher.licence,
    }
    if rating is not None and rating.ordinal is not None:
        row |= {"rating_value": rating.ordinal, "rating_worst": 1, "rating_best": 5}
    if corrected is not None and corrected.published_at is not None:
        row["correction_text"] = corrected.public_note
        row["correction_date"] = corrected.published_at.date().isoformat()
    return row


def _grounds(evidence: list[Evidence]) -> Row:
    return {
        "source_urls": _joined(one.document.url or one.document.citation for one in evidence),
        "source_quotes": _joined(one.quote or "–" for one in evidence),
        "source_reliability": _joined(getattr(one, "grade", "") or "F" for one in evidence),
        "info_credibility": _joined(str(one.credibility) for one in evidence),
    }


def _day(day: date | None, precision: str) -> str:
    return day_text(day, precision) or ""


def _joined(values: Iterable[str]) -> str:
    # The separator is kept for what it separates.
    return " | ".join(value.replace(" | ", " ¦ ") for value in values)

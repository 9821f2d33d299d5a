"""What belongs to a claim, as it is shown on its page: the first rows of each kind, and a link."""

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse

from claims.admin.badges import rating_badge, word_badge
from claims.admin.lists import capped_count, shown_count
from claims.models import (
    Appearance,
    Assessment,
    ClaimLink,
    ClaimWording,
    Comment,
    Evidence,
    User,
)
from claims.review.audience import visible
from claims.review.rights import may

ROWS = 20


class Row(NamedTuple):
    """One row of a panel: its address, a badge, a heading, and lines beneath."""

    url: str
    badge: str
    heading: str
    lines: list[str]


class Panel(NamedTuple):
    """One kind of record that belongs to the claim."""

    key: str
    title: str
    count: str
    rows: list[Row]
    empty: str
    add_url: str
    all_url: str


def claim_panels(claim_id: str, person: User) -> list[Panel]:
    """Return the panels of the claim; evidence that ``person`` may not see is not counted."""
    if not claim_id.isdecimal() or len(claim_id) > 18:
        return []
    of = {"claim": claim_id}
    return [
        _panel("wordings", "Other wordings", _wordings(of), person, _wording_row,
               "No other wording of this is recorded.", claim_id),
        _panel("appearances", "Appearances", _appearances(of), person, _appearance_row,
               "Nobody has been recorded as saying this yet.", claim_id),
        _panel("evidence", "Evidence", _evidence(of), person, _evidence_row,
               "Nothing speaks for or against this yet.", claim_id),
        _panel("assessments", "Assessments", _assessments(of), person, _assessment_row,
               "Nothing has been concluded yet.", claim_id),
        _panel("links", "Links", _links(claim_id), person, lambda row: _link_row(row, claim_id),
               "No other claim is linked to this one.", claim_id),
        _panel("comments", "Comments", _comments(of), person, _comment_row,
               "Nobody has said anything about this inside the house.", claim_id),
    ]  # fmt: skip


def _panel(
    key: str,
    title: str,
    rows: QuerySet[Any],
    person: User,
    row_of: Any,
    empty: str,
    claim_id: str,
) -> Panel:
    rows = visible(rows, person)
    noun = rows.model._meta.model_name
    add = reverse(f"admin:claims_{noun}_add") if may(person, "add", rows.model) else ""
    pointer = "a" if rows.model is ClaimLink else "claim"
    first = list(rows[: ROWS + 1])
    count = capped_count(rows) if len(first) > ROWS else len(first)
    return Panel(
        key,
        title,
        shown_count(count),
        [row_of(row) for row in first[:ROWS]],
        empty,
        f"{add}?{pointer}={claim_id}" if add else "",
        f"{reverse(f'admin:claims_{noun}_changelist')}?claim={claim_id}" if count > ROWS else "",
    )


def _wordings(of: dict[str, Any]) -> QuerySet[Any]:
    return ClaimWording.objects.filter(**of)


def _appearances(of: dict[str, Any]) -> QuerySet[Any]:
    return Appearance.objects.filter(**of).select_related("actor", "document__source")


def _evidence(of: dict[str, Any]) -> QuerySet[Any]:
    return Evidence.objects.filter(**of).select_related("document__source", "origin")


def _assessments(of: dict[str, Any]) -> QuerySet[Any]:
    return Assessment.objects.filter(**of).select_related("rating", "author")


def _comments(of: dict[str, Any]) -> QuerySet[Any]:
    return Comment.objects.filter(**of).select_related("author").order_by("-id")


def _links(claim_id: str) -> QuerySet[Any]:
    linked = Q(a=claim_id) | Q(b=claim_id)
    return ClaimLink.objects.filter(linked).select_related("a", "b", "decided_by")


def _url(row: Any) -> str:
    return reverse(f"admin:claims_{row._meta.model_name}_change", args=[row.pk])


def _lines(*lines: str) -> list[str]:
    return [line for line in lines if line]


def _wording_row(row: ClaimWording) -> Row:
    return Row(_url(row), word_badge("language", "", row.language), row.text, [])


def _appearance_row(row: Appearance) -> Row:
    who = str(row.actor or row.attribution)
    when = f", {row.said_on:%Y-%m-%d}" if row.said_on else ""
    quote = f"“{row.quote}”" if row.quote else ""
    place = f", {row.locator}" if row.locator else ""
    return Row(
        _url(row),
        word_badge("act", row.act, row.get_act_display()),
        f"{who}{when}",
        _lines(quote, f"{row.document.source}: {row.document}{place}"),
    )


def _evidence_row(row: Evidence) -> Row:
    state = "withdrawn" if row.withdrawn_at else row.stance
    label = "Withdrawn" if row.withdrawn_at else row.get_stance_display()
    origin = f" · origin: {row.origin}" if row.origin else ""
    return Row(
        _url(row),
        word_badge("stance", state, label),
        f"{row.document.source}: {row.document}",
        _lines(
            row.rationale,
            f"“{row.quote}”" if row.quote else "",
            f"Credibility {row.get_credibility_display()} · {row.visibility}{origin}",
        ),
    )


def _assessment_row(row: Assessment) -> Row:
    confidence = f" · {row.confidence} confidence" if row.confidence else ""
    return Row(
        _url(row),
        rating_badge(row.rating),
        f"No. {row.number}: {row.headline or 'without a headline'}",
        _lines(f"{row.get_status_display()} · by {row.author.display_name}{confidence}"),
    )


def _link_row(row: ClaimLink, claim_id: str) -> Row:
    other = row.b if str(row.a_id) == claim_id else row.a
    return Row(
        _url(row),
        word_badge("judgement", row.judgement, row.get_judgement_display()),
        f"{row.get_kind_display()}: {other.ref}",
        _lines(other.text, row.reason),
    )


def _comment_row(row: Comment) -> Row:
    state = "Resolved" if row.resolved_at else ""
    return Row(
        _url(row),
        word_badge("comment", "resolved", state) if state else "",
        f"{row.author.display_name}, {row.created_at:%Y-%m-%d %H:%M %Z}",
        _lines(row.text),
    )

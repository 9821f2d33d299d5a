"""What the start page tells: where the work stands, in figures that stay cheap."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from claims.choices import ClaimStatus, Role
from claims.models import AuditEntry, Claim, User
from claims.review.rights import has_role

COUNT_CAP = 1000
LATEST = 12


def capped(rows: QuerySet[Any]) -> dict[str, Any]:
    """Return how many rows there are, but stop counting at a thousand."""
    found = rows.order_by()[: COUNT_CAP + 1].count()
    return {"number": min(found, COUNT_CAP), "more": found > COUNT_CAP}


def start_figures(person: User) -> dict[str, Any]:
    """Return the figures of the start page for ``person``; each costs at most a thousand rows."""
    claims = Claim.objects.live()
    by_status = [
        {
            "status": status.value,
            "label": status.label,
            **capped(claims.filter(status=status)),
        }
        for status in ClaimStatus
    ]
    most = max((row["number"] for row in by_status), default=0) or 1
    for row in by_status:
        row["width"] = round(100 * row["number"] / most)
    today = timezone.localdate()
    return {
        "by_status": by_status,
        "cards": [
            {
                "label": "In my hands",
                "query": f"assignee__id__exact={person.pk}",
                **capped(claims.filter(assignee=person)),
            },
            {
                "label": "Waiting for review",
                "query": "status__exact=in_review",
                **capped(claims.filter(status=ClaimStatus.IN_REVIEW)),
            },
            {"label": "Due for re-check", "query": "due=yes", **capped(Claim.objects.due(today))},
            {
                "label": "Nobody's yet",
                "query": "holder=nobody&status__exact=new",
                **capped(claims.filter(status=ClaimStatus.NEW, assignee__isnull=True)),
            },
        ],
        "latest": _latest_changes(person),
    }


def _latest_changes(person: User) -> list[dict[str, Any]]:
    """Return the newest claims by their last change, for those who may know of them."""
    rows = AuditEntry.objects.filter(claim_id__isnull=False)
    if not has_role(person, Role.ANALYST):
        rows = rows.exclude(table_name__in=["claims_evidence", "claims_assessmentevidence"])
    entries = list(rows.order_by("-id")[: LATEST * 5])
    refs = Claim.objects.in_bulk({entry.claim_id for entry in entries})
    found: dict[Any, dict[str, Any]] = {}
    for entry in entries:
        claim = refs.get(entry.claim_id)
        if claim is not None:
            found.setdefault(
                (entry.xid, claim.pk),
                {"claim": claim, "entry": entry, "what": entry.table_name.removeprefix("claims_")},
            )
    return list(found.values())[:LATEST]

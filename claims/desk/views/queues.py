"""The queues: whose turn it is, and the next claim for somebody who asks."""

from contextlib import nullcontext
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.desk.access import desk_view, request_id
from claims.desk.forms import FilterForm
from claims.models import Claim, User
from claims.review import queue as queues
from claims.review.audience import sight_of
from claims.review.rights import clearance, may
from claims.search.fulltext import fitting_claims
from claims.search.limits import Clock

PAGE = 25
# Counting further costs the more the longer the queue is, and tells nobody anything.
MOST_COUNTED = 100

NAMES = {
    "mine": "Mine",
    "unassigned": "Unassigned",
    "review": "Waiting for my review",
    "due": "Due for re-check",
    "all": "All",
}


def rows_of(name: str, user: User) -> QuerySet[Claim]:
    """Return the claims in the queue ``name`` of ``user``, in no order yet."""
    if name == "mine":
        return queues.mine(user)
    if name == "unassigned":
        return queues.unassigned()
    if name == "review":
        if not may(user, "approve"):
            return Claim.objects.none()
        return Claim.objects.live().filter(pk__in=queues.awaiting(user).values("claim"))
    if name == "due":
        return queues.due(timezone.localdate()).order_by()
    return Claim.objects.live()


@desk_view
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """Show one queue, narrowed and paged as the address says; while one narrows, the list alone."""
    if name not in NAMES:
        raise Http404("There is no such queue.")
    form = FilterForm(request.GET)
    notes: list[str] = []
    with Clock().running() if request.GET.get("q") else nullcontext():
        rows = _narrowed(rows_of(name, request.user), form, request.user, notes)
        rows = rows.with_evidence_counts(clearance(request.user))
        claims, more = _page(rows, name, request.GET.get("after", ""))
    kept = {key: value for key, value in request.GET.items() if value and key != "after"}
    context = {
        "name": name,
        "form": form,
        "notes": notes,
        "claims": claims,
        "first": f"?{urlencode(kept)}" if request.GET.get("after") else "",
        "next": f"?{urlencode(kept | {'after': more})}" if more else "",
        "filtered": bool(kept),
        "query": urlencode(kept),
        "may_take": may(request.user, "take"),
    }
    if request.htmx:
        answer = render(request, "desk/parts/queue.html", context)
        # The address that is kept holds what was chosen, not every empty field of the form.
        answer["HX-Push-Url"] = f"{request.path}?{urlencode(kept)}" if kept else request.path
        return answer
    context |= {
        "title": NAMES[name],
        "tabs": [(key, label, _count(key, request.user)) for key, label in NAMES.items()],
        "may_record": may(request.user, "add", Claim) and request.user.is_staff,
    }
    return render(request, "desk/queue.html", context)


@desk_view
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Give the person who asks a claim that nobody else gets."""
    claim = queues.take_next(by=request.user, at=timezone.now(), request_id=request_id())
    if claim is None:
        messages.info(request, "No new claim is waiting.")
        return redirect("desk:queue", name="unassigned")
    messages.success(request, f"{claim.ref} is yours.")
    return redirect("desk:claim", ref=claim.ref)


def _narrowed(
    rows: QuerySet[Claim], form: FilterForm, user: User, notes: list[str]
) -> QuerySet[Claim]:
    """Return what the form leaves of ``rows``; what it could not read is added to ``notes``."""
    if not form.is_valid():
        return rows.none()
    asked = form.cleaned_data
    for field, column in (
        ("status", "status"),
        ("priority", "priority"),
        ("topic", "topics"),
        ("verdict", "verdict"),
        ("language", "language"),
    ):
        if asked[field]:
            rows = rows.filter(**{column: asked[field]})
    rows = _held(rows, asked["holder"], user)
    if not asked["q"]:
        return rows
    return fitting_claims(rows, asked["q"], within=sight_of(user), notes=notes)


def _held(rows: QuerySet[Claim], holder: str, user: User) -> QuerySet[Claim]:
    if holder == "me":
        return rows.filter(assignee=user)
    if holder == "nobody":
        return rows.filter(assignee__isnull=True)
    return rows.filter(assignee__username=holder[1:]) if holder else rows


def _page(rows: QuerySet[Claim], name: str, after: str) -> tuple[list[Claim], str]:
    """Return the claims that follow the key ``after``, and the key of the next page or ''."""
    by_day = name == "due"
    rows = rows.order_by("review_due_on", "id") if by_day else rows.order_by("-id")
    key = _key(after, by_day)
    if key and by_day:
        day, pk = key
        rows = rows.filter(Q(review_due_on__gt=day) | Q(review_due_on=day, id__gt=pk))
    elif key:
        rows = rows.filter(id__lt=key[1])
    claims = list(rows.select_related("assignee", "verdict").prefetch_related("topics")[: PAGE + 1])
    if len(claims) <= PAGE:
        return claims, ""
    last = claims[PAGE - 1]
    return claims[:PAGE], f"{last.review_due_on}_{last.pk}" if by_day else str(last.pk)


def _key(after: str, by_day: bool) -> tuple[date | None, int] | None:
    day, _, pk = after.rpartition("_")
    try:
        return (date.fromisoformat(day) if by_day else None), int(pk[:18])
    except ValueError:
        return None


def _count(name: str, user: User) -> str:
    found = rows_of(name, user).order_by()[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if found > MOST_COUNTED else str(found)

"""The pages of those who say things and of those who publish them."""

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from claims.models import Actor, Appearance, Assessment, Claim, Evidence, Source
from claims.pages.answers import found, page, public
from claims.pages.paging import page_of
from claims.pages.reading import STRANGER, standing
from claims.pages.tags import address
from claims.pages.views.lists import newest_first
from claims.review.audience import visible

LISTED = 100


@public
def actors(request: HttpRequest) -> HttpResponseBase:
    """Show everybody who said, or is spoken about in, a published claim."""
    live = Actor.objects.live()
    said = visible(Appearance.objects.filter(actor=OuterRef("pk")), STRANGER)
    about = visible(Claim.objects.filter(subjects=OuterRef("pk")), STRANGER)
    listed = page_of(
        request,
        live.filter(Exists(said)),
        live.filter(Exists(about)),
        by="name",
        start=Actor.objects.all(),
        size=LISTED,
    )
    return page(request, "pages/actors.html", {"page": listed})


@public
def sources(request: HttpRequest) -> HttpResponseBase:
    """Show the sources that published claims rest on."""
    rows = visible(Source.objects.all(), STRANGER)
    listed = page_of(request, rows, by="name", start=Source.objects.all(), size=LISTED)
    return page(request, "pages/sources.html", {"page": listed})


@public
def actor(request: HttpRequest, public_id: UUID, slug: str = "") -> HttpResponseBase:
    """Show what an actor said and what is said about them."""
    rows = visible(Actor.objects.select_related("parent"), STRANGER)
    shown = rows.filter(public_id=public_id).first()
    if shown is None:
        return _kept_actor(public_id)
    if request.path != address(shown):
        return redirect(address(shown))
    about = request.GET.get("show") == "about"
    said = Appearance.objects.filter(claim=OuterRef("claim"), actor=shown)
    rows = standing()
    rows = rows.filter(claim__subjects=shown) if about else rows.filter(Exists(said))
    listed = newest_first(request, rows)
    acts = _acts(shown, listed.rows)
    context = {
        "actor": shown,
        "names": shown.names.all(),
        "about": about,
        "page": listed,
        "acts": acts,
    }
    return page(request, "pages/actor.html", context)


def _kept_actor(public_id: UUID) -> HttpResponseBase:
    """Lead to the actor that this one was merged into, if readers may see that one."""
    merged = Actor.objects.filter(public_id=public_id, merged_into__isnull=False)
    kept = visible(Actor.objects.filter(merged_actors__in=merged), STRANGER).first()
    if kept is None:
        raise Http404("Nothing is published about them.")
    return redirect(address(kept))


def _acts(actor: Actor, rows: list[Assessment]) -> dict[int, list[str]]:
    """Return by claim what the actor did with it: asserts, denies."""
    acts: dict[int, list[str]] = {}
    said = Appearance.objects.filter(actor=actor, claim__in=[row.claim_id for row in rows])
    for row in visible(said, STRANGER).order_by("said_on", "pk"):
        label = row.get_act_display().lower()
        if label not in acts.setdefault(row.claim_id, []):
            acts[row.claim_id].append(label)
    return acts


@public
def source(request: HttpRequest, public_id: UUID, slug: str = "") -> HttpResponseBase:
    """Show how reliable a source was judged, and the claims in which its documents count."""
    rows = visible(Source.objects.with_grade().select_related("owner"), STRANGER)
    shown = found(rows.filter(public_id=public_id), "Nothing is published of such a source.")
    if request.path != address(shown):
        return redirect(address(shown))
    of_it = {"claim": OuterRef("claim"), "document__source": shown}
    said = visible(Appearance.objects.filter(**of_it), STRANGER)
    heard = visible(Evidence.objects.filter(**of_it), STRANGER)
    listed = newest_first(
        request, standing().filter(Exists(said)), standing().filter(Exists(heard))
    )
    context = {
        "source": shown,
        "rating": shown.ratings.order_by("-rated_at", "-pk").first(),
        "page": listed,
    }
    return page(request, "pages/source.html", context)

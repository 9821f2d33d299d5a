"""The page of a claim: what stands, what stood before, and what was taken back."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from claims.choices import AssessmentStatus
from claims.exchange.render import document, json_text
from claims.models import Claim
from claims.pages.answers import page, public
from claims.pages.reading import MOST_SHOWN, STRANGER, read_claim, versions_of, worded
from claims.pages.site import site_of
from claims.review.audience import visible


@public
def claim(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show a published claim, lead on from a merged one, tell that one was taken back."""
    if ref != ref.upper():
        return redirect("pages:claim", ref=ref.upper(), permanent=True)
    reading = read_claim(ref)
    if reading is None:
        return _instead(request, ref)
    site = site_of(request)
    address = site.absolute(request.path)
    node = document(reading.publication, publisher=site, address=address)
    context = {
        "reading": reading,
        "claim": reading.claim,
        "assessment": reading.assessment,
        "oembed": f"{site.absolute(reverse('pages:oembed'))}?{urlencode({'url': address})}",
        # A block of data, which no Content-Security-Policy takes for a script.
        "ld": mark_safe(json_text(node)),  # noqa: S308  (it escapes what would end the element)
        "most": MOST_SHOWN,
    }
    return page(request, "pages/claim.html", context, changed_at=reading.assessment.published_at)


def _instead(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Lead to the claim that this one was merged into, or tell that it was retracted (410)."""
    merged = Claim.objects.filter(ref=ref, merged_into__isnull=False)
    kept = visible(Claim.objects.filter(merged_claims__in=merged), STRANGER).first()
    if kept is not None:
        # A merge can be undone, so nobody is told that this is for ever.
        return redirect("pages:claim", ref=kept.ref)
    retracted = Claim.objects.retracted().filter(ref=ref).first()
    if retracted is None:
        raise Http404("No claim of this reference is published.")
    versions = versions_of(retracted)
    context = {"claim": worded(versions[:1])[0].claim, "versions": versions}
    return page(request, "pages/retracted.html", context, status=410)


@public
def version(request: HttpRequest, ref: str, number: int) -> HttpResponseBase:
    """Show what an earlier assessment said, marked as no longer standing."""
    reading = read_claim(ref)
    if reading is None:
        raise Http404("No claim of this reference is published.")
    if number == reading.assessment.number:
        return redirect("pages:claim", ref=ref)
    earlier = next((one for one in reading.earlier if one.number == number), None)
    if earlier is None:
        raise Http404("The claim has no published version of this number.")
    context: dict[str, Any] = {
        "claim": worded([earlier])[0].claim,
        "assessment": earlier,
        "is_retracted": earlier.status == AssessmentStatus.RETRACTED,
        "standing": reading.assessment,
    }
    return page(request, "pages/version.html", context)

"""Claims that say much the same as one that is being recorded or reworded."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from claims.models import ClaimLink
from claims.search.limits import SearchTooSlow
from claims.search.matching import Match, match_claims

# Below this a text says too little to be compared with others.
LEAST_TEXT = 12
# What is shown while typing; from ``LIKELY`` on, saving asks.
WORTH_SHOWING = 0.05
MOST_SHOWN = 5


def similar_to(text: str, claim_id: int | None) -> list[Match]:
    """Return the claims likeliest to say what ``text`` says.

    ``claim_id`` is the claim that is being reworded; what was found to differ from it is left
    out. Nothing is returned when looking takes too long: saving must not hang on it.
    """
    if len(text) < LEAST_TEXT:
        return []
    left_out = [claim_id, *ClaimLink.objects.found_different(claim_id)] if claim_id else []
    try:
        return match_claims(text, published=False, limit=MOST_SHOWN, left_out=left_out)
    except SearchTooSlow:
        return []


def similar_answer(request: HttpRequest) -> JsonResponse:
    """Answer with claims that resemble what is being typed."""
    exclude = request.GET.get("exclude", "")
    skip = int(exclude) if exclude.isdecimal() and len(exclude) < 19 else None
    rows = [
        {
            "ref": claim.ref,
            "text": claim.text,
            "status": claim.get_status_display(),
            "reasons": "; ".join(reasons),
            "address": reverse("admin:claims_claim_change", args=[claim.pk]),
        }
        for claim, score, reasons in similar_to(request.GET.get("text", ""), skip)
        if score >= WORTH_SHOWING
    ]
    return JsonResponse({"results": rows}, headers={"Cache-Control": "no-store"})

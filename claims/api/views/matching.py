"""Asking whether a claim has been recorded before."""

from typing import Any

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.schema import OR_PROBLEM
from claims.api.serializers.matching import MatchAnswer, MatchAnswers, MatchQuestion
from claims.api.views.base import ApiView
from claims.models import Claim
from claims.review.audience import is_insider, visible
from claims.search.likelihood import LIKELY
from claims.search.matching import Match, match_claim, match_claims

_ANSWER = PolymorphicProxySerializer(
    "MatchResults", [MatchAnswer, MatchAnswers], resource_type_field_name=None
)


class MatchView(ApiView):
    """Recorded claims that say what a text says."""

    queryset = Claim.objects.live()
    serializer_class = MatchQuestion
    reads = True

    @extend_schema(request=MatchQuestion, responses={200: _ANSWER, **OR_PROBLEM})
    def match(self, request: Request, **kwargs: Any) -> Response:
        """Return the claims that may say the same as a text, each with a score and reasons."""
        question = self.get_serializer(data=request.data)
        question.is_valid(raise_exception=True)
        asked = question.validated_data
        how = {"published": not is_insider(request.user), "limit": asked["limit"]}
        if "texts" in asked:
            results: list[Any] = [
                {"text": text, "results": _told(match_claims(text, **how))}
                for text in asked["texts"]
            ]
        elif "claim" in asked:
            claim = visible(self.queryset, request.user).filter(ref=asked["claim"].upper()).first()
            if claim is None:
                raise ValidationError({"claim": "There is no such claim."})
            results = _told(match_claim(claim, **how))
        else:
            results = _told(match_claims(asked["text"], **how))
        return Response({"results": results})


def _told(matches: list[Match]) -> list[dict[str, Any]]:
    return [
        {
            "ref": claim.ref,
            "text": claim.text,
            "language": claim.language,
            "verdict": claim.verdict.code if claim.verdict else None,
            "verdict_label": claim.verdict.label if claim.verdict else None,
            "score": score,
            "is_likely": score >= LIKELY,
            "reasons": reasons,
        }
        for claim, score, reasons in matches
    ]

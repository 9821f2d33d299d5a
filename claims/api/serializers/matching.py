"""What is asked of matching, and what it answers."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from claims.api.serializers.base import StrictSerializer, TextField
from claims.search.asked import LONGEST_TEXT
from claims.search.matching import MOST_RESULTS

MOST_TEXTS = 20
ONE_OF = ("text", "texts", "claim")


class MatchQuestion(StrictSerializer):
    """A text, several, or a recorded claim: exactly one of the three."""

    text = TextField(
        max_length=LONGEST_TEXT,
        required=False,
        help_text="A sentence, a post as it stands, an article. A list is read as `texts`.",
    )
    texts = serializers.ListField(
        child=TextField(max_length=LONGEST_TEXT),
        min_length=1,
        max_length=MOST_TEXTS,
        required=False,
        help_text="Several texts, each answered by itself.",
    )
    claim = TextField(
        max_length=16,
        required=False,
        help_text="The reference of a recorded claim; what somebody found to differ is left out.",
    )
    limit = serializers.IntegerField(
        min_value=1, max_value=MOST_RESULTS, default=10, help_text="How many to each text."
    )

    def to_internal_value(self, data: Any) -> Any:
        """Read a list that was sent as ``text`` as several texts."""
        if isinstance(data, Mapping) and isinstance(data.get("text"), list) and "texts" not in data:
            data = {("texts" if name == "text" else name): value for name, value in data.items()}
        return super().to_internal_value(data)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a question that asks several things, or nothing."""
        given = [name for name in ONE_OF if name in attrs]
        if len(given) != 1:
            raise serializers.ValidationError(
                {given[-1] if given else "text": ["Send one of text, texts and claim."]}
            )
        if sum(map(len, attrs.get("texts", ()))) > LONGEST_TEXT:
            raise serializers.ValidationError(
                {"texts": [f"Together they have more than {LONGEST_TEXT} characters: send fewer."]}
            )
        return attrs


class MatchedClaim(serializers.Serializer):
    """A recorded claim that may say the same."""

    ref = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    verdict = serializers.CharField(allow_null=True, help_text="The code of its rating, if any.")
    verdict_label = serializers.CharField(allow_null=True)
    score = serializers.FloatField(
        min_value=0, max_value=1, help_text="How likely it says the same; comparable everywhere."
    )
    is_likely = serializers.BooleanField(help_text="Whether it more likely than not is a match.")
    reasons = serializers.ListField(child=serializers.CharField())


class MatchesOfText(serializers.Serializer):
    """The answer to one of several texts."""

    text = serializers.CharField()
    results = MatchedClaim(many=True)


class MatchAnswer(serializers.Serializer):
    """The claims that may say the same, the likeliest first."""

    results = MatchedClaim(many=True)


class MatchAnswers(serializers.Serializer):
    """The answers to several texts, in their order."""

    results = MatchesOfText(many=True)

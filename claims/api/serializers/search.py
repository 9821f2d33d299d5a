"""What a search answers, for the schema."""

from rest_framework import serializers

from claims.api.serializers.reads import ClaimReadSerializer


class PieceOfText(serializers.Serializer):
    """A piece of a text; put together in order they are the text."""

    text = serializers.CharField(trim_whitespace=False)
    is_match = serializers.BooleanField()


class FoundClaim(ClaimReadSerializer):
    """A claim that was found; ``fields`` and ``expand`` choose among its members."""

    score = serializers.IntegerField(help_text="How well it fits; for comparing within a search.")
    highlight = PieceOfText(many=True)
    found_in = serializers.ChoiceField(
        ["", "reference", "wording", "quote", "name", "topic", "document"],
        help_text="Where the words were found when the claim's own text holds none of them.",
    )
    excerpt = PieceOfText(many=True)


class FacetValue(serializers.Serializer):
    """A value of a facet; adding ``term`` to the query narrows to it."""

    label = serializers.CharField()
    claims = serializers.IntegerField()
    term = serializers.CharField()


class FacetOfSearch(serializers.Serializer):
    """How the claims that were found divide."""

    name = serializers.ChoiceField(
        ["status", "verdict", "topic", "actor", "source", "language", "year"]
    )
    values = FacetValue(many=True)


class SearchResults(serializers.Serializer):
    """What was found."""

    results = FoundClaim(many=True)
    next = serializers.URLField(allow_null=True)
    total = serializers.IntegerField(help_text="How many claims fit; counted up to 1000.")
    total_is_capped = serializers.BooleanField(help_text="Whether more may fit than were counted.")
    facets = FacetOfSearch(many=True)
    did_you_mean = serializers.CharField(allow_null=True)
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="What of the query could not be read, and why."
    )

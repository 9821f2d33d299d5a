"""Whether somebody has recorded this claim before."""

from django.db import connection
from django.db.models import FloatField, Func, QuerySet, Value

from claims.models import Claim
from claims.models.base import Plain

# Below this two texts share too little to be worth a look.
LEAST_SIMILARITY = 0.35
LONGEST_TEXT = 1000


class _Similarity(Func):
    function = "similarity"
    output_field = FloatField()


def similar_claims(text: str, *, exclude: int | None = None, limit: int = 8) -> QuerySet[Claim]:
    """Return up to ``limit`` live claims whose text resembles ``text``, the closest first.

    Each has ``similarity`` between 0 and 1 (of trigrams, after folding). ``exclude`` is the
    id of a claim to leave out: the one that is being edited.
    """
    asked = Plain(Value(text[:LONGEST_TEXT]))
    with connection.cursor() as cursor:
        # Read by the operator below; local to the transaction, or to nothing outside of one.
        cursor.execute(
            "SELECT set_config('pg_trgm.similarity_threshold', %s, false)",
            [str(LEAST_SIMILARITY)],
        )
    found = (
        Claim.objects.live()
        .alias(plain_text=Plain("text"))
        .filter(plain_text__trigram_similar=asked)
        .annotate(similarity=_Similarity(Plain("text"), asked))
        .order_by("-similarity", "-id")
    )
    if exclude is not None:
        found = found.exclude(pk=exclude)
    return found[:limit]

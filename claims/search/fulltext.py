"""Finding claims by words; any text is a query."""

from django.db.models import Q, QuerySet, TextField, Value
from django.db.models.functions import Upper

from claims.models import Claim
from claims.models.base import Plain

LONGEST_QUERY = 500
MOST_WORDS = 12


def search_claims(claims: QuerySet[Claim], text: str) -> QuerySet[Claim]:
    """Return those of ``claims`` whose text holds every word of ``text``, or whose ref it is.

    Case and accents do not matter, and part of a word is enough; the trigram index serves it.
    Only the first words count. A query without a word finds nothing.
    """
    asked = text.replace("\x00", " ").encode("utf-8", "ignore").decode()[:LONGEST_QUERY]
    words = [word for word in asked.split() if any(letter.isalnum() for letter in word)]
    if not words:
        return claims.none()
    plain = claims.alias(plain_text=Plain("text"))
    holds = Q()
    for word in words[:MOST_WORDS]:
        holds &= Q(plain_text__contains=Plain(Value(word, output_field=TextField())))
    return plain.filter(holds | Q(ref=Upper(Value(asked.strip(), output_field=TextField()))))

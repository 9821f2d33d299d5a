"""The rating map: queueing labels that nobody has decided about, and deciding about them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from claims.audit import acting
from claims.models import Rating, RatingMapping, User
from claims.review.rights import StepRefused, ask

_LONGEST_LABEL = RatingMapping._meta.get_field("label").max_length or 0


class MetLabel(NamedTuple):
    """A publisher's label as an import met it."""

    site: str
    label: str
    publisher_name: str = ""


# The index that the law of one row per publisher and label rests on decides who is who.
_QUEUE = """
INSERT INTO claims_ratingmapping AS known
    (site, publisher_name, label, language, label_english, no_rating, seen_count,
     last_seen_at, source, licence, note)
SELECT met.site, max(met.publisher_name), min(met.label), '', '', false, sum(met.number),
       %(at)s, '', '', ''
FROM unnest(%(sites)s::text[], %(names)s::text[], %(labels)s::text[], %(numbers)s::int[])
     AS met (site, publisher_name, label, number)
WHERE claims_fold(met.label) <> ''
GROUP BY met.site, claims_fold(met.label)
ON CONFLICT (site, claims_fold(label)) DO UPDATE
SET seen_count = known.seen_count + excluded.seen_count, last_seen_at = excluded.last_seen_at
WHERE known.rating_id IS NULL AND NOT known.no_rating
"""


def queue_labels(
    met: Mapping[MetLabel, int],
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    request_id: str = "",
) -> None:
    """Put labels that the map does not know in the queue, with how often each was met.

    Those that wait there already are counted on; those that are decided stay as they are.
    A label longer than the map keeps is a text and no word, and is left out. One statement,
    however many there are.
    """
    fitting = {label: number for label, number in met.items() if len(label.label) <= _LONGEST_LABEL}
    if not fitting:
        return
    signed = acting(by, reason=reason, request_id=request_id, name="import")
    with signed, connection.cursor() as cursor:
        cursor.execute(
            _QUEUE,
            {
                "at": at,
                "sites": [label.site for label in fitting],
                "names": [label.publisher_name for label in fitting],
                "labels": [label.label for label in fitting],
                "numbers": list(fitting.values()),
            },
        )


def map_labels(
    mappings: Collection[int],
    rating: Rating | None,
    *,
    by: User,
    reason: str = "",
    request_id: str = "",
) -> int:
    """Give the labels with these ids the meaning ``rating``, or no rating, and return how many.

    Raises ``PermissionDenied``, and ``StepRefused`` when one of them is gone or the rating is
    retired.
    """
    ask(by, "map_labels")
    with acting(by, reason=reason, request_id=request_id):
        if rating is not None and not rating.is_active:
            raise StepRefused(f"The rating “{rating}” is retired: choose one that is in use.")
        rows = RatingMapping.objects.select_for_update(of=("self",)).filter(pk__in=mappings)
        found = list(rows.order_by("pk").values_list("pk", flat=True))
        missing = len(set(mappings)) - len(found)
        if missing:
            raise StepRefused(
                f"{missing} of these labels are gone since you chose them: nothing was changed."
            )
        return RatingMapping.objects.filter(pk__in=found).update(
            rating=rating, no_rating=rating is None
        )

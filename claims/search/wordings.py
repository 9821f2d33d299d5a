"""All that claims were ever put in: their own text first, other wordings, quotes."""

from collections.abc import Collection

from django.db import connection


def wordings_of(ids: Collection[int]) -> dict[int, list[str]]:
    """Return the wordings of each live claim of ``ids``, and of those merged into it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT claim_id, wording FROM claims_match_wordings(%s)", [list(ids)])
        found: dict[int, list[str]] = {claim_id: [] for claim_id in ids}
        for claim_id, wording in cursor.fetchall():
            found[claim_id].append(wording)
    return found

"""The reads of claims that are asked most, as queries that are put together once for each role."""

from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from claims.api.answers import IN_A_PAGE
from claims.api.compiled import Given
from claims.api.pagination import BY_CHANGE, KEY, Cut, Order, read_day
from claims.api.shapes import with_json
from claims.models import Claim
from claims.review.audience import visible
from claims.review.rights import Person

_NEVER = Value(date.max)
CLAIM_ORDERS = BY_CHANGE | {"due": Order(Coalesce(F("review_due_on"), _NEVER), read_day)}


def one_claim(person: Person, members: tuple[str, ...]) -> QuerySet[Any]:
    """Return text and version of the claim of a given ``ref``, unless it was merged."""
    rows = visible(Claim.objects.filter(ref=Given("ref"), merged_into__isnull=True), person)
    return with_json(rows, person, members).order_by().values_list("json", "version")


def claim_page(person: Person, cut: Cut, members: tuple[str, ...]) -> QuerySet[Any]:
    """Return what makes a page of all claims, after a given key."""
    rows = with_json(visible(Claim.objects.all(), person), person, members)
    key = {part: Given(part) for part in KEY}
    return cut.of(rows, CLAIM_ORDERS, key).values_list(*IN_A_PAGE)


def claims_of(person: Person, members: tuple[str, ...], columns: tuple[str, ...]) -> QuerySet[Any]:
    """Return text, id and ``columns`` of the claims with given ``ids``, but for merged ones.

    The ids are told as one array, so that the statement is the same however many there are.
    """
    ids = RawSQL("SELECT unnest(%s::bigint[])", (Given("ids"),))
    rows = visible(Claim.objects.live(), person).filter(pk__in=ids)
    return with_json(rows, person, members).order_by().values_list("json", "pk", *columns)

"""What is there already of all that some rows name, by a bounded number of statements."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from claims.models import Appearance, Claim, Document, Evidence, ForeignVerdict, Source
from claims.review.situation import lock_claims

Pair = tuple[str, str]
# Several actors bear this name: which of them is meant, a person has to say.
SEVERAL = 0


@dataclass(slots=True)
class KnownClaim:
    """A claim as the planner knows it: in the database, or about to be made."""

    pk: int
    text: str
    language: str
    note: str
    status: str
    is_new: bool = False
    is_whole: bool = False
    """What hangs on it was looked up as well."""
    topics: set[int] = field(default_factory=set)
    said: set[tuple[int, int | None, str, str, str]] = field(default_factory=set)
    evidence: dict[int, "KnownEvidence"] = field(default_factory=dict)
    """By document."""


@dataclass(slots=True)
class KnownEvidence:
    """A piece of evidence and, where it is another publisher's verdict, what that says."""

    pk: int
    stance: str
    verdict: int | None = None
    says: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class KnownKey:
    """What a giver calls a claim, and what was last heard of it there."""

    pk: int
    claim: int
    said: dict[str, Any]


VERDICT_FIELDS = (
    "publisher_name",
    "publisher_site",
    "label",
    "rating_value",
    "rating_worst",
    "rating_best",
    "explanation",
    "licence",
)


def folded(texts: Collection[str]) -> dict[str, str]:
    """Return each of ``texts`` as the database folds it."""
    return _asked("claims_fold", texts)


def fold_keys(texts: Collection[str]) -> dict[str, str]:
    """Return the key of each of ``texts``, by which the law against double claims goes."""
    return _asked("claims_fold_key", texts)


def _asked(function: str, texts: Collection[str]) -> dict[str, str]:
    unique = list(dict.fromkeys(texts))
    if not unique:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT typed, {function}(typed) FROM unnest(%s::text[]) AS typed",  # noqa: S608
            [unique],
        )
        return dict(cursor.fetchall())


def find_keys(pairs: Iterable[Pair]) -> dict[Pair, KnownKey]:
    """Return the keys that are known of these (namespace, value), merged claims followed."""
    pairs = list(pairs)
    rows = _rows(
        "SELECT known.namespace, known.value, known.id, coalesce(claim.merged_into_id, claim.id),"
        " known.said FROM claims_importkey AS known"
        " JOIN claims_claim AS claim ON claim.id = known.claim_id"
        " JOIN unnest(%s::text[], %s::text[]) AS asked (namespace, value)"
        " ON asked.namespace = known.namespace AND asked.value = known.value",
        [[namespace for namespace, _ in pairs], [value for _, value in pairs]],
    )
    return {
        (namespace, value): KnownKey(pk, claim, _json(said))
        for namespace, value, pk, claim, said in rows
    }


def find_claims(
    texts: Collection[Pair], ids: Collection[int], *, lock: bool
) -> dict[int, KnownClaim]:
    """Return the live claims of these (key of the text, language), and those with these ids.

    With ``lock`` they stay as they are until the transaction ends.
    """
    texts = list(texts)
    rows = _rows(
        "SELECT claim.id FROM claims_claim AS claim"
        " JOIN unnest(%s::text[], %s::text[]) AS asked (key, language)"
        " ON claims_fold_key(claim.text) = asked.key AND claim.language = asked.language"
        " WHERE claim.merged_into_id IS NULL",
        [[key for key, _ in texts], [language for _, language in texts]],
    )
    wanted = {pk for (pk,) in rows} | set(ids)
    if not wanted:
        return {}
    found = lock_claims(wanted) if lock else Claim.objects.filter(pk__in=wanted)
    claims = {
        claim.pk: KnownClaim(claim.pk, claim.text, claim.language, claim.context, claim.status)
        for claim in found
    }
    _look_up_parts(claims)
    return claims


def _look_up_parts(claims: dict[int, KnownClaim]) -> None:
    through = Claim.topics.through.objects.filter(claim_id__in=claims)
    for claim_id, topic_id in through.values_list("claim_id", "topic_id"):
        claims[claim_id].topics.add(topic_id)
    said = Appearance.objects.filter(claim_id__in=claims).order_by()
    for claim_id, *what in said.values_list(
        "claim_id", "document_id", "actor_id", "attribution", "act", "locator"
    ):
        claims[claim_id].said.add(tuple(what))  # type: ignore[arg-type]
    pieces = Evidence.objects.filter(claim_id__in=claims).order_by("pk")
    for pk, claim_id, document_id, stance in pieces.values_list(
        "pk", "claim_id", "document_id", "stance"
    ):
        claims[claim_id].evidence.setdefault(document_id, KnownEvidence(pk, stance))
    verdicts = ForeignVerdict.objects.filter(evidence__claim_id__in=claims).order_by()
    for row in verdicts.values("pk", "evidence__claim_id", "evidence__document_id",
                               "evidence_id", *VERDICT_FIELDS):  # fmt: skip
        known = claims[row["evidence__claim_id"]].evidence[row["evidence__document_id"]]
        if known.pk == row["evidence_id"]:
            known.verdict = row["pk"]
            known.says = {name: row[name] for name in VERDICT_FIELDS}
    for claim in claims.values():
        claim.is_whole = True


def find_documents(canonical: Collection[str]) -> dict[str, int]:
    """Return the documents known under these canonical addresses."""
    rows = _rows(
        "SELECT canonical_url, id FROM claims_document WHERE canonical_url <> ''"
        " AND claims_digest(canonical_url) = ANY"
        " (SELECT claims_digest(asked) FROM unnest(%s::text[]) AS asked)",
        [list(canonical)],
    )
    return dict(rows)


def find_retracted(documents: Collection[int], *, lock: bool) -> set[int]:
    """Return those of ``documents`` that are marked as retracted; no other may be for now."""
    if not documents:
        return set()
    rows = Document.objects.filter(pk__in=documents).order_by("pk")
    if lock:
        rows = rows.select_for_update(no_key=True)
    return {pk for pk, day in rows.values_list("pk", "retracted_on") if day is not None}


def find_sources(domains: Collection[str]) -> dict[str, int]:
    """Return the sources of these domains."""
    return dict(Source.objects.filter(domain__in=domains).values_list("domain", "pk"))


def find_named_sources(names: Collection[str]) -> dict[str, int]:
    """Return the source of each name; the oldest where several bear it."""
    rows = Source.objects.filter(name__in=names).order_by("-id").values_list("name", "pk")
    return dict(rows) if names else {}


def find_cited(cited: Collection[Pair], sources: Mapping[str, int]) -> dict[Pair, int]:
    """Return the documents without an address by the name of their source and their citation."""
    if not cited:
        return {}
    names = {source: name for name, source in sources.items()}
    rows = Document.objects.filter(
        source__in=names, url="", citation__in={citation for _, citation in cited}
    ).values_list("source", "citation", "pk")
    return {(names[source], citation): pk for source, citation, pk in rows}


def find_actors(names: Collection[str]) -> dict[str, int]:
    """Return the actor of each folded name; ``SEVERAL`` where more than one bears it."""
    rows = _rows(
        "SELECT called, min(id), max(id) FROM ("
        " SELECT claims_fold(name) AS called, id FROM claims_actor"
        " WHERE claims_fold(name) = ANY (%s) AND merged_into_id IS NULL"
        " UNION SELECT claims_fold(other.name), actor.id FROM claims_actorname AS other"
        " JOIN claims_actor AS actor ON actor.id = other.actor_id"
        " WHERE claims_fold(other.name) = ANY (%s) AND actor.merged_into_id IS NULL"
        ") AS named GROUP BY called",
        [list(names), list(names)],
    )
    return {called: first if first == last else SEVERAL for called, first, last in rows}


def find_namesakes(names: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the live actors that bear each of ``names``: the id as text, and who that is."""
    rows = _rows(
        "SELECT DISTINCT typed, actor.id, concat_ws(', ', actor.name, actor.kind,"
        " nullif(actor.country, '')) FROM unnest(%s::text[]) AS typed JOIN ("
        " SELECT id AS actor_id, claims_fold(name) AS called FROM claims_actor"
        " UNION ALL SELECT actor_id, claims_fold(name) FROM claims_actorname"
        ") AS named ON named.called = claims_fold(typed)"
        " JOIN claims_actor AS actor ON actor.id = named.actor_id"
        " WHERE actor.merged_into_id IS NULL ORDER BY typed, actor.id",
        [list(names)],
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for typed, pk, told in rows:
        found.setdefault(typed, []).append((str(pk), told))
    return found


def find_items(wikidata: Collection[str]) -> dict[str, int]:
    """Return the actors with these Wikidata IDs, merged ones followed."""
    return dict(
        _rows(
            "SELECT wikidata_id, coalesce(merged_into_id, id) FROM claims_actor"
            " WHERE wikidata_id <> '' AND wikidata_id = ANY (%s)",
            [list(wikidata)],
        )
    )


def find_topics(names: Collection[str]) -> tuple[dict[str, int], set[str]]:
    """Return the topics of these folded names, and all slugs that are taken."""
    rows = _rows("SELECT claims_fold(name), id, slug FROM claims_topic", [])
    wanted = set(names)
    return {name: pk for name, pk, _ in rows if name in wanted}, {slug for _, _, slug in rows}


def _rows(statement: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value

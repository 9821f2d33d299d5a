"""What a planner knows: what was looked up for some rows, and what earlier rows would make."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from django.conf import settings

from claims.canonical.text import clean_line
from claims.exchange.ingest import lookups
from claims.exchange.ingest.entries import Entry
from claims.exchange.ingest.lookups import SEVERAL, KnownClaim, KnownKey, Pair
from claims.exchange.ingest.places import KnownDocuments, domain_of
from claims.exchange.ingest.plan import Ids, Plan
from claims.exchange.sheets.rows import actor_kind
from claims.exchange.wire import WireParty, WireReview, parties_of
from claims.models import Actor, Topic

_WIKIDATA = re.compile(r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q[0-9]{1,15})\b")
_LONGEST_TOPIC = Topic._meta.get_field("name").max_length or 0

REVIEW_NAMESPACE = "review"


class Known:
    """Records by what rows call them; those that are missing are planned on demand."""

    def __init__(self, *, writes: bool, latest: date) -> None:
        self.latest = latest
        self.ids = Ids(real=writes)
        self.documents = KnownDocuments(self.ids, writes=writes, latest=latest)
        self.claims: dict[int, KnownClaim] = {}
        self.keys: dict[Pair, KnownKey] = {}
        self._writes = writes
        self._saying: dict[Pair, int] = {}
        self._actors: dict[str, int] = {}
        self._items: dict[str, int] = {}
        self._topics: dict[str, int] = {}
        self._slugs: set[str] = set()
        self._folded: dict[str, str] = {}
        self._text_keys: dict[str, str] = {}

    def look_up(self, entries: Sequence[Entry]) -> None:
        """Learn what is there of all that ``entries`` name."""
        if self._writes:
            # What is in the database may have changed since; nothing else is to be believed.
            self.claims, self.keys, self._saying = {}, {}, {}
            self.documents.forget()
            self._actors, self._items, self._topics = {}, {}, {}
        reviews = [entry.review for entry in entries]
        parties = [party for review in reviews for party in parties_of(review)]
        names = {party.name for party in parties}
        topics = {name for entry in entries for name in entry.topics}
        publishers = {review.publisher_name for review in reviews}
        self._folded = lookups.folded(names | topics | publishers)
        self._text_keys = lookups.fold_keys({review.claim_text for review in reviews})
        self.documents.look_up(entries)
        self._add(self._actors, lookups.find_actors({self._folded[name] for name in names}))
        items = {item for party in parties if (item := _item(party))}
        self._add(self._items, lookups.find_items(items))
        found, self._slugs = (
            lookups.find_topics({self._folded[name] for name in topics})
            if topics
            else ({}, self._slugs)
        )
        self._add(self._topics, found)
        self._look_up_claims(entries)

    def _look_up_claims(self, entries: Sequence[Entry]) -> None:
        pairs: set[Pair] = set()
        for entry in entries:
            if entry.review.external_id:
                pairs.add((entry.namespace, entry.review.external_id[:300]))
            if name := self.review_name(entry.review):
                pairs.add(name)
        keys = lookups.find_keys(pairs)
        self._add(self.keys, keys)
        texts = {
            (self.key_of(entry.review.claim_text), entry.review.claim_language) for entry in entries
        }
        unknown = {key.claim for key in keys.values()} - set(self.claims)
        found = lookups.find_claims(texts - set(self._saying), unknown, lock=self._writes)
        missing = {claim.text for claim in found.values()} - set(self._text_keys)
        self._text_keys |= lookups.fold_keys(missing)
        for claim in found.values():
            if claim.pk not in self.claims:
                self.say(claim)

    @staticmethod
    def _add(known: dict, found: dict) -> None:  # type: ignore[type-arg]
        """Learn of what was found; what an earlier row would have made goes before."""
        for name, value in found.items():
            known.setdefault(name, value)

    def say(self, claim: KnownClaim) -> None:
        """Note what ``claim`` says, and that it is known."""
        self.claims[claim.pk] = claim
        self._saying[(self.key_of(claim.text), claim.language)] = claim.pk

    def claim_saying(self, text: str, language: str) -> KnownClaim | None:
        """Return the live claim that says this in this language."""
        pk = self._saying.get((self.key_of(text), language))
        return self.claims.get(pk) if pk is not None else None

    def key_of(self, text: str) -> str:
        """Return the key of a claim's text."""
        return self._text_keys[text]

    def folded(self, text: str) -> str:
        """Return a name as it is compared."""
        return self._folded[text]

    def is_ours(self, url: str) -> bool:
        """Return whether ``url`` is one of our own public pages."""
        return bool(settings.CLAIMS_SITE_URL) and domain_of(url) == domain_of(
            settings.CLAIMS_SITE_URL
        )

    def is_to_come(self, day: date | None) -> bool:
        """Return whether ``day`` lies in the future, where nothing has happened yet."""
        return day is not None and day > self.latest

    def review_name(self, review: WireReview) -> Pair | None:
        """Return the name of a review with its claim: its address, the claim, the publisher."""
        canonical = self.documents.canonical(review.review_url)
        if not canonical:
            return None
        parts = (canonical, self.key_of(review.claim_text), self.folded(review.publisher_name))
        return REVIEW_NAMESPACE, hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def topic(self, name: str, plan: Plan) -> int | None:
        """Return the topic of this name; a new one where there is none."""
        folded = self._folded[name]
        if not folded or len(name) > _LONGEST_TOPIC:
            return None
        if folded not in self._topics:
            slug = self._slug(name)
            self._topics[folded] = pk = self.ids.next(Topic)
            self._slugs.add(slug)
            plan.make(Topic, id=pk, name=name, slug=slug)
        return self._topics[folded]

    def _slug(self, name: str) -> str:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "topic"
        slug, number = base, 2
        while slug in self._slugs:
            slug, number = f"{base}-{number}", number + 1
        return slug

    def actor(self, party: WireParty, entry: Entry, plan: Plan) -> int | None:
        """Return the one actor whom ``party`` names, or None where a person has to say who.

        Somebody whose kind is given and whom nobody here is called is recorded anew.
        """
        if party.is_placeholder or not party.name:
            return None
        item = _item(party)
        if item in self._items:
            return self._items[item]
        folded = self._folded[party.name]
        found = self._actors.get(folded)
        if found is not None:
            return found if found != SEVERAL else None
        kind = entry.claimant_kind or actor_kind(party.kind)
        if not kind or not folded or len(party.name) > 300:
            return None
        self._actors[folded] = pk = self.ids.next(Actor)
        if item:
            self._items[item] = pk
        plan.make(
            Actor,
            id=pk,
            name=clean_line(party.name),
            kind=kind,
            wikidata_id=item,
            description=clean_line(party.role)[:5000],
        )
        return pk


def _item(party: WireParty) -> str:
    found = (_WIKIDATA.match(url) for url in party.addresses)
    return next((match[1] for match in found if match), "")

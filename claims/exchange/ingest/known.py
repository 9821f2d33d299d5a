"""What a planner knows: what was looked up for some rows, and what earlier rows would make."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from django.conf import settings

from claims.canonical.text import clean_line
from claims.canonical.urls import canonical_url, normal_domain
from claims.choices import DocumentKind, SourceKind
from claims.exchange.ingest import lookups
from claims.exchange.ingest.entries import Entry
from claims.exchange.ingest.lookups import SEVERAL, KnownClaim, KnownKey, Pair
from claims.exchange.ingest.plan import Ids, Plan
from claims.exchange.parse.addresses import is_post
from claims.exchange.sheets.rows import actor_kind
from claims.exchange.wire import WireAppearance, WireParty, WireReview, parties_of
from claims.models import Actor, Document, Source, Topic

_WIKIDATA = re.compile(r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q[0-9]{1,15})\b")
_LONGEST_TITLE = Document._meta.get_field("title").max_length or 0
_LONGEST_CITATION = Document._meta.get_field("citation").max_length or 0
_LONGEST_TOPIC = Topic._meta.get_field("name").max_length or 0

REVIEW_NAMESPACE = "review"


class Known:
    """Records by what rows call them; those that are missing are planned on demand."""

    def __init__(self, *, writes: bool, latest: date) -> None:
        self.latest = latest
        self.ids = Ids(real=writes)
        self.claims: dict[int, KnownClaim] = {}
        self.keys: dict[Pair, KnownKey] = {}
        self.retracted: set[int] = set()
        self._writes = writes
        self._saying: dict[Pair, int] = {}
        self._documents: dict[str, int] = {}
        self._sources: dict[str, int] = {}
        self._named: dict[str, int] = {}
        self._actors: dict[str, int] = {}
        self._items: dict[str, int] = {}
        self._topics: dict[str, int] = {}
        self._slugs: set[str] = set()
        self._folded: dict[str, str] = {}
        self._text_keys: dict[str, str] = {}
        self._canonical: dict[str, str] = {}

    def look_up(self, entries: Sequence[Entry]) -> None:
        """Learn what is there of all that ``entries`` name."""
        if self._writes:
            # What is in the database may have changed since; nothing else is to be believed.
            self.claims, self.keys, self._saying = {}, {}, {}
            self._documents, self._sources, self._named = {}, {}, {}
            self._actors, self._items, self._topics = {}, {}, {}
        self._canonical = {}
        reviews = [entry.review for entry in entries]
        parties = [party for review in reviews for party in parties_of(review)]
        names = {party.name for party in parties}
        topics = {name for entry in entries for name in entry.topics}
        publishers = {review.publisher_name for review in reviews}
        self._folded = lookups.folded(names | topics | publishers)
        self._text_keys = lookups.fold_keys({review.claim_text for review in reviews})
        self._look_up_documents(entries)
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

    def _look_up_documents(self, entries: Sequence[Entry]) -> None:
        urls = [url for entry in entries for url in _urls(entry)]
        canonical = {found for url in urls if (found := self.canonical(url))}
        self._add(self._documents, lookups.find_documents(canonical))
        gone = {self.canonical(one.review.review_url) for one in entries if one.review.deleted_at}
        of_theirs = [pk for url, pk in self._documents.items() if url in gone]
        self.retracted |= lookups.find_retracted(of_theirs, lock=self._writes)
        cited = {
            (one.publisher_name, one.citation[:_LONGEST_CITATION])
            for entry in entries
            for one in entry.review.appearances
            if _is_cited(one)
        }
        self._add(self._named, lookups.find_named_sources({name for name, _ in cited}))
        self._add(self._documents, lookups.find_cited(cited, self._named))
        sites = {one.publisher_site for entry in entries for one in entry.review.appearances}
        domains = {domain for url in canonical | sites if (domain := _domain(url))}
        self._add(self._sources, lookups.find_sources(domains))

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
        return bool(settings.CLAIMS_SITE_URL) and _domain(url) == _domain(settings.CLAIMS_SITE_URL)

    def is_to_come(self, day: date | None) -> bool:
        """Return whether ``day`` lies in the future, where nothing has happened yet."""
        return day is not None and day > self.latest

    def review_name(self, review: WireReview) -> Pair | None:
        """Return the name of a review with its claim: its address, the claim, the publisher."""
        canonical = self.canonical(review.review_url)
        if not canonical:
            return None
        parts = (canonical, self.key_of(review.claim_text), self.folded(review.publisher_name))
        return REVIEW_NAMESPACE, hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def canonical(self, url: str) -> str:
        """Return the canonical form of ``url``, or "" where it can be no document's."""
        if url not in self._canonical:
            try:
                found = canonical_url(url) if url else ""
                self._canonical[url] = found if _domain(found) else ""
            except ValueError:
                self._canonical[url] = ""
        return self._canonical[url]

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

    def fact_check(self, review: WireReview, plan: Plan, day: date | None) -> int | None:
        """Return the document of somebody's fact-check."""
        return self._document(
            review.review_url,
            plan,
            title=review.review_title or review.claim_text,
            kind=DocumentKind.FACT_CHECK,
            source=(review.publisher_name, SourceKind.FACT_CHECKER),
            language=review.language,
            day=day,
            precision=review.review_date_precision,
        )

    def appearance(self, given: WireAppearance, plan: Plan) -> int | None:
        """Return the document in which a claim appeared."""
        if _is_cited(given):
            return self._cited(given, plan)
        post = is_post(given.url)
        archived = [url for url in given.archive_urls if url]
        return self._document(
            given.url,
            plan,
            title=given.title,
            kind=DocumentKind.POST if post else DocumentKind.ARTICLE,
            source=(given.publisher_name, SourceKind.CHANNEL if post else SourceKind.OUTLET),
            site=given.publisher_site if given.publisher_name else "",
            language=given.language,
            day=given.published_on,
            precision=given.published_precision,
            citation=given.citation or (f"Archived: {' '.join(archived)}" if archived else ""),
        )

    def _cited(self, given: WireAppearance, plan: Plan) -> int:
        """Return the document without an address that a publisher's name and a citation tell."""
        citation = given.citation[:_LONGEST_CITATION]
        key = f"{given.publisher_name}\n{citation}"
        if key not in self._documents:
            self._documents[key] = pk = self.ids.next(Document)
            day = None if self.is_to_come(given.published_on) else given.published_on
            plan.make(
                Document,
                id=pk,
                source_id=self._named_source(given.publisher_name, plan),
                title=clean_line(given.title or citation)[:_LONGEST_TITLE],
                kind=DocumentKind.ARTICLE,
                url="",
                canonical_url="",
                citation=citation,
                language=given.language,
                published_on=day,
                published_precision=given.published_precision if day else "day",
            )
        return self._documents[key]

    def _named_source(self, name: str, plan: Plan) -> int:
        if name not in self._named:
            self._named[name] = pk = self.ids.next(Source)
            plan.make(
                Source,
                id=pk,
                name=clean_line(name)[:300],
                kind=SourceKind.OUTLET,
                domain="",
            )
        return self._named[name]

    def recorded(self, url: str) -> int | None:
        """Return the document at ``url`` where there is one."""
        return self._documents.get(self.canonical(url))

    def stands(self, document: int) -> bool:
        """Return whether a document that was looked up was not retracted by its publisher."""
        return document not in self.retracted

    def document(self, url: str, plan: Plan) -> int | None:
        """Return the document at ``url``, of which nothing else is known."""
        return self._document(url, plan)

    def _document(
        self,
        url: str,
        plan: Plan,
        *,
        title: str = "",
        kind: str = DocumentKind.ARTICLE,
        source: tuple[str, str] = ("", SourceKind.OUTLET),
        site: str = "",
        language: str = "",
        day: date | None = None,
        precision: str = "day",
        citation: str = "",
    ) -> int | None:
        canonical = self.canonical(url)
        if not canonical:
            return None
        day = None if self.is_to_come(day) else day
        if canonical not in self._documents:
            self._documents[canonical] = pk = self.ids.next(Document)
            plan.make(
                Document,
                id=pk,
                source_id=self._source(_domain(site) or _domain(canonical), source, plan),
                title=clean_line(title or url.partition("//")[2])[:_LONGEST_TITLE],
                kind=kind,
                url=url.strip(),
                canonical_url=canonical,
                citation=citation[:_LONGEST_CITATION],
                language=language,
                published_on=day,
                published_precision=precision if day else "day",
            )
        return self._documents[canonical]

    def _source(self, domain: str, called: tuple[str, str], plan: Plan) -> int:
        if domain not in self._sources:
            self._sources[domain] = pk = self.ids.next(Source)
            name, kind = called
            plan.make(
                Source, id=pk, name=clean_line(name)[:300] or domain, kind=kind, domain=domain
            )
        return self._sources[domain]


def _is_cited(given: WireAppearance) -> bool:
    return bool(given.citation and given.publisher_name and not given.url)


def _item(party: WireParty) -> str:
    found = (_WIKIDATA.match(url) for url in party.addresses)
    return next((match[1] for match in found if match), "")


def _urls(entry: Entry) -> list[str]:
    review = entry.review
    return [review.review_url, *review.appearance_urls, *(one.url for one in entry.sources)]


def _domain(url: str) -> str:
    try:
        domain = normal_domain(url) if url else ""
    except ValueError:
        return ""
    return domain if len(domain) <= 253 else ""

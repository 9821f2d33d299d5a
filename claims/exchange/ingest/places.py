"""The documents that rows name, and the sources that published them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from claims.canonical.text import clean_line
from claims.canonical.urls import canonical_url, normal_domain
from claims.choices import DocumentKind, SourceKind
from claims.exchange.ingest import lookups
from claims.exchange.ingest.entries import Entry
from claims.exchange.ingest.lookups import Pair
from claims.exchange.ingest.plan import Ids, Plan
from claims.exchange.parse.addresses import is_post
from claims.exchange.wire import WireAppearance, WireReview
from claims.models import Document, Source

_LONGEST_TITLE = Document._meta.get_field("title").max_length or 0
_LONGEST_CITATION = Document._meta.get_field("citation").max_length or 0
_LONGEST_NAME = Source._meta.get_field("name").max_length or 0


class KnownDocuments:
    """Documents by their canonical address, or by publisher and citation where they have none.

    Those that are missing are planned on demand, and so are their sources.
    """

    def __init__(self, ids: Ids, *, writes: bool, latest: date) -> None:
        self._ids, self._writes, self._latest = ids, writes, latest
        self._canonical: dict[str, str] = {}
        self.forget()

    def forget(self) -> None:
        """Know nothing of what is in the database any more."""
        self._documents: dict[str, int] = {}
        self._cited: dict[Pair, int] = {}
        self._sources: dict[str, int] = {}
        self._named: dict[str, int] = {}
        self._retracted: set[int] = set()

    def look_up(self, entries: Sequence[Entry]) -> None:
        """Learn what is there of the documents that ``entries`` name; what an earlier row would
        have made goes before."""
        self._canonical = {}
        given = [one for entry in entries for one in entry.review.appearances]
        canonical = {found for url in _urls(entries) if (found := self.canonical(url))}
        self._documents = lookups.find_documents(canonical) | self._documents
        cited = {_citation_of(one) for one in given if _is_cited(one)}
        self._named = lookups.find_named_sources({name for name, _ in cited}) | self._named
        self._cited = lookups.find_cited(cited, self._named) | self._cited
        sites = {one.publisher_site for one in given}
        domains = {domain for url in canonical | sites if (domain := domain_of(url))}
        self._sources = lookups.find_sources(domains) | self._sources
        self._look_up_retracted(entries)

    def _look_up_retracted(self, entries: Sequence[Entry]) -> None:
        gone = {self.canonical(one.review.review_url) for one in entries if one.review.deleted_at}
        of_theirs = [pk for url in gone if (pk := self._documents.get(url))]
        self._retracted |= lookups.find_retracted(of_theirs, lock=self._writes)

    def canonical(self, url: str) -> str:
        """Return the canonical form of ``url``, or "" where it can be no document's."""
        if url not in self._canonical:
            try:
                found = canonical_url(url) if url else ""
                self._canonical[url] = found if domain_of(found) else ""
            except ValueError:
                self._canonical[url] = ""
        return self._canonical[url]

    def at(self, url: str) -> int | None:
        """Return the document at ``url`` where there is one."""
        return self._documents.get(self.canonical(url))

    def is_retracted(self, document: int) -> bool:
        """Return whether a document that an entry takes back is marked as retracted."""
        return document in self._retracted

    def retract(self, document: int, plan: Plan, day: date, why: str) -> None:
        """Plan to mark ``document`` as retracted."""
        plan.change(Document, document, retracted_on=day, retraction_reason=why)
        self._retracted.add(document)

    def fact_check(self, review: WireReview, plan: Plan, day: date | None) -> int | None:
        """Return the document of somebody's fact-check."""
        return self._addressed(
            review.review_url,
            plan,
            source=(review.publisher_name, SourceKind.FACT_CHECKER),
            title=review.review_title or review.claim_text,
            kind=DocumentKind.FACT_CHECK,
            language=review.language,
            day=day,
            precision=review.review_date_precision,
        )

    def appearance(self, given: WireAppearance, plan: Plan) -> int | None:
        """Return the document in which a claim appeared."""
        described: dict[str, Any] = {
            "title": given.title,
            "language": given.language,
            "day": given.published_on,
            "precision": given.published_precision,
        }
        if _is_cited(given):
            return self._unaddressed(*_citation_of(given), plan, described)
        post = is_post(given.url)
        archived = [url for url in given.archive_urls if url]
        return self._addressed(
            given.url,
            plan,
            source=(given.publisher_name, SourceKind.CHANNEL if post else SourceKind.OUTLET),
            site=given.publisher_site if given.publisher_name else "",
            kind=DocumentKind.POST if post else DocumentKind.ARTICLE,
            citation=given.citation or (f"Archived: {' '.join(archived)}" if archived else ""),
            **described,
        )

    def named(self, url: str, plan: Plan) -> int | None:
        """Return the document at ``url``, of which nothing else is known."""
        return self._addressed(url, plan)

    def _addressed(
        self,
        url: str,
        plan: Plan,
        *,
        source: tuple[str, str] = ("", SourceKind.OUTLET),
        site: str = "",
        title: str = "",
        **described: Any,
    ) -> int | None:
        canonical = self.canonical(url)
        if not canonical:
            return None
        if canonical not in self._documents:
            domain = domain_of(site) or domain_of(canonical)
            if domain not in self._sources:
                name, kind = source
                self._sources[domain] = self._make_source(name or domain, kind, domain, plan)
            self._documents[canonical] = self._make(
                plan,
                source=self._sources[domain],
                title=title or url.partition("//")[2],
                url=url.strip(),
                canonical=canonical,
                **described,
            )
        return self._documents[canonical]

    def _unaddressed(
        self, publisher: str, citation: str, plan: Plan, described: dict[str, Any]
    ) -> int:
        """Return the document without an address that a publisher's name and a citation tell."""
        key = (publisher, citation)
        if key not in self._cited:
            if publisher not in self._named:
                self._named[publisher] = self._make_source(publisher, SourceKind.OUTLET, "", plan)
            described = described | {"title": described["title"] or citation}
            self._cited[key] = self._make(
                plan, source=self._named[publisher], citation=citation, **described
            )
        return self._cited[key]

    def _make(
        self,
        plan: Plan,
        *,
        source: int,
        title: str,
        url: str = "",
        canonical: str = "",
        kind: str = DocumentKind.ARTICLE,
        citation: str = "",
        language: str = "",
        day: date | None = None,
        precision: str = "day",
    ) -> int:
        day = None if day is not None and day > self._latest else day
        pk = self._ids.next(Document)
        plan.make(
            Document,
            id=pk,
            source_id=source,
            title=clean_line(title)[:_LONGEST_TITLE],
            kind=kind,
            url=url,
            canonical_url=canonical,
            citation=citation[:_LONGEST_CITATION],
            language=language,
            published_on=day,
            published_precision=precision if day else "day",
        )
        return pk

    def _make_source(self, name: str, kind: str, domain: str, plan: Plan) -> int:
        pk = self._ids.next(Source)
        called = clean_line(name)[:_LONGEST_NAME] or domain
        plan.make(Source, id=pk, name=called, kind=kind, domain=domain)
        return pk


def _is_cited(given: WireAppearance) -> bool:
    return bool(given.citation and clean_line(given.publisher_name) and not given.url)


def _citation_of(given: WireAppearance) -> Pair:
    return clean_line(given.publisher_name)[:_LONGEST_NAME], given.citation[:_LONGEST_CITATION]


def _urls(entries: Collection[Entry]) -> list[str]:
    return [
        url
        for entry in entries
        for url in (
            entry.review.review_url,
            *entry.review.appearance_urls,
            *(one.url for one in entry.sources),
        )
    ]


def domain_of(url: str) -> str:
    """Return the host of ``url`` as sources keep it, or "" where it can be no source's."""
    try:
        domain = normal_domain(url) if url else ""
    except ValueError:
        return ""
    return domain if len(domain) <= 253 else ""

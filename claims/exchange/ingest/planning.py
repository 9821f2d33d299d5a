"""Deciding what each row of an import does, against what is there and what earlier rows made.

The same planner rehearses and applies. Rehearsing, it keeps in mind what it would have made;
applying, that is in the database when the next rows are planned.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from claims.canonical.urls import is_private
from claims.choices import ClaimStatus, RowOutcome
from claims.exchange.ingest.adding import Adding
from claims.exchange.ingest.entries import Entry
from claims.exchange.ingest.known import REVIEW_NAMESPACE, Known
from claims.exchange.ingest.lookups import KnownClaim, KnownKey
from claims.exchange.ingest.plan import Plan, RowResult
from claims.exchange.ratings import verdicts_of
from claims.exchange.wire import WireReview
from claims.models import Claim, ImportKey
from claims.models.base import CLOCKS_APART

LONGEST_CLAIM = Claim._meta.get_field("text").max_length or 0
_OPEN = (ClaimStatus.NEW, ClaimStatus.RESEARCHING)
_TOLD = {"text": "text", "language": "language", "note": "internal note"}
_COLUMNS = {"text": "text", "language": "language", "note": "context"}


class Planner:
    """Plans the rows of one import, some at a time."""

    def __init__(self, *, writes: bool, at: datetime, doubles: dict[str, int]) -> None:
        self._known = Known(writes=writes, latest=(at + CLOCKS_APART).date())
        self._doubles = doubles

    def plan(self, entries: Sequence[Entry]) -> Plan:
        """Return what ``entries`` do; results stand in the same order."""
        for entry in entries:
            entry.refusal = entry.refusal or _refusal(entry)
        fitting = [entry for entry in entries if not entry.refusal]
        meanings = dict(
            zip(
                [id(entry) for entry in fitting],
                verdicts_of([entry.review for entry in fitting]),
                strict=True,
            )
        )
        self._known.look_up(fitting)
        plan = Plan()
        for entry in entries:
            result = RowResult(entry.number)
            plan.results.append(result)
            if entry.refusal:
                result.outcome, result.reason = RowOutcome.REFUSE, entry.refusal
            elif entry.review.deleted_at is not None:
                self._take_back(entry.review, plan, result)
            else:
                _Row(self._known, plan, entry, meanings[id(entry)], result).decide(self._doubles)
            result.notes = [str(warning) for warning in entry.review.warnings][:20]
        return plan

    def _take_back(self, review: WireReview, plan: Plan, result: RowResult) -> None:
        """Mark a fact-check that its publisher took back as retracted, where it is recorded."""
        documents = self._known.documents
        document = documents.at(review.review_url)
        if document is None:
            result.reason = f"{review.review_url} was taken back, and is not recorded here."
        elif documents.is_retracted(document):
            result.reason = f"{review.review_url} is marked as retracted already."
        else:
            given = review.deleted_at
            day = given.date() if isinstance(given, datetime) else given
            if day is None or self._known.is_to_come(day):
                day = self._known.latest
            result.outcome = RowOutcome.UPDATE
            result.changes["retracted on"] = [None, day.isoformat()]
            why = "Its publisher took it back: so says the feed that was imported."
            documents.retract(document, plan, day, why)


def _refusal(entry: Entry) -> str:
    """Return why ``entry`` can't be taken, or ""."""
    review = entry.review
    if review.deleted_at is not None:
        return "" if review.review_url else "It says that a review was taken back, but not which."
    if not review.claim_text.strip():
        return "claim_text: it does not say what is claimed."
    if len(review.claim_text) > LONGEST_CLAIM:
        return (
            f"claim_text: it has {len(review.claim_text):,} characters, more than the"
            f" {LONGEST_CLAIM:,} of a claim: say the claim in one sentence."
        )
    urls = [review.review_url, *review.appearance_urls, *(one.url for one in entry.sources)]
    private = next((url for url in urls if url and is_private(url)), "")
    if private:
        return f"{private[:200]} leads into a private network: nobody else can open it."
    return ""


class _Row(Adding):
    """One row while it is decided about."""

    def decide(self, doubles: Mapping[str, int]) -> None:
        """Find the claim, or make it; then add what the row says and is not there.

        ``doubles`` names the first row of each external id that several rows have.
        """
        self.first = doubles.get(self.review.external_id, self.entry.number)
        names = self._names()
        claim = self._named(names)
        if claim is not None:
            self._merge(claim, names)
            if self.result.outcome == RowOutcome.CONFLICT:
                return
        else:
            claim = self.known.claim_saying(self.review.claim_text, self.review.claim_language)
        if claim is None:
            claim = self._make_claim()
        elif claim.status == ClaimStatus.DECLINED:
            self.review.warn("declined", "claim_text", "the claim was declined here")
        self.result.claim = claim.pk
        self._add_topics(claim)
        document = self._add_review(claim)
        self._add_appearances(claim, document)
        self._add_sources(claim)
        self._remember(claim, names)
        if self.result.outcome == RowOutcome.SKIP:
            if self.result.changes:
                self.result.outcome = RowOutcome.UPDATE
            else:
                self.result.reason = "All of it is here already."

    def _names(self) -> list[tuple[str, str]]:
        """Return by what the giver knows the claim: their id, and the review with its claim."""
        names = []
        if self.review.external_id:
            names.append((self.entry.namespace, self.review.external_id[:300]))
        if name := self.known.review_name(self.review):
            names.append(name)
        return names

    def _named(self, names: list[tuple[str, str]]) -> KnownClaim | None:
        for name in names:
            key = self.known.keys.get(name)
            claim = self.known.claims.get(key.claim) if key else None
            if claim is not None:
                return claim
        return None

    def _theirs(self) -> dict[str, str]:
        return {
            "text": self.review.claim_text,
            "language": self.review.claim_language,
            "note": self.note,
        }

    def _merge(self, claim: KnownClaim, names: list[tuple[str, str]]) -> None:
        """Take over what the giver changed since, where we did not change it ourselves."""
        self.result.claim = claim.pk
        key = self.known.keys.get(names[0])
        if key is None or names[0][0] == REVIEW_NAMESPACE:
            return
        news = {
            name: value
            for name, value in self._theirs().items()
            if value != key.said.get(name, "") and value != getattr(claim, name)
        }
        if not news:
            return
        ours = [name for name in news if getattr(claim, name) != key.said.get(name, "")]
        if self.first < self.entry.number:
            self._conflict(f"Row {self.first} has the same external id and says otherwise.")
        elif ours:
            told = ", ".join(_TOLD[name] for name in ours)
            self._conflict(f"Both sides changed the {told} since the last import.")
        elif claim.status not in _OPEN and {"text", "language"} & set(news):
            self._conflict(
                f"The claim is {ClaimStatus(claim.status).label.lower()}: what it says is not"
                " changed by an import."
            )
        elif self._says_another(claim, news):
            self._conflict("Another live claim says this already.")
        else:
            self._take_over(claim, news)

    def _conflict(self, reason: str) -> None:
        self.result.outcome, self.result.reason = RowOutcome.CONFLICT, reason

    def _says_another(self, claim: KnownClaim, news: dict[str, str]) -> bool:
        other = self.known.claim_saying(
            news.get("text", claim.text), news.get("language", claim.language)
        )
        return other is not None and other is not claim

    def _take_over(self, claim: KnownClaim, news: dict[str, str]) -> None:
        for name, value in news.items():
            self.result.changes[_TOLD[name]] = [getattr(claim, name), value]
            setattr(claim, name, value)
            self.plan.change(Claim, claim.pk, **{_COLUMNS[name]: value})
        self.known.say(claim)

    def _make_claim(self) -> KnownClaim:
        self.result.outcome = RowOutcome.CREATE
        claim = KnownClaim(
            self.known.ids.next(Claim),
            self.review.claim_text,
            self.review.claim_language,
            self.note,
            ClaimStatus.NEW,
            is_new=True,
        )
        self.known.say(claim)
        self.plan.make(
            Claim,
            id=claim.pk,
            text=claim.text,
            language=claim.language,
            context=claim.note,
        )
        return claim

    def _remember(self, claim: KnownClaim, names: list[tuple[str, str]]) -> None:
        """Keep by what the giver knows the claim, and what they say of it now."""
        for name in names:
            is_review = name[0] == REVIEW_NAMESPACE
            said: dict[str, Any] = {} if is_review else self._theirs()
            key = self.known.keys.get(name)
            if key is None:
                key = KnownKey(self.known.ids.next(ImportKey), claim.pk, said)
                self.known.keys[name] = key
                self.plan.make(
                    ImportKey,
                    id=key.pk,
                    namespace=name[0],
                    value=name[1],
                    claim_id=claim.pk,
                    said=said,
                )
                if self.result.outcome != RowOutcome.CREATE:
                    self.result.adds("names")
            elif key.said != said and self.first == self.entry.number:
                key.said = said
                self.plan.change(ImportKey, key.pk, said=said)

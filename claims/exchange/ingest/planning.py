"""Deciding what each row of an import does, against what is there and what earlier rows made.

The same planner rehearses and applies. Rehearsing, it keeps in mind what it would have made;
applying, that is in the database when the next rows are planned.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from claims.canonical.urls import is_private
from claims.choices import ClaimStatus, RowOutcome, RowQuestion, Stance, Visibility
from claims.exchange.ingest.entries import Entry
from claims.exchange.ingest.known import REVIEW_NAMESPACE, Known
from claims.exchange.ingest.lookups import VERDICT_FIELDS, KnownClaim, KnownEvidence, KnownKey
from claims.exchange.ingest.plan import Plan, RowResult
from claims.exchange.ratings import Verdict, verdicts_of
from claims.exchange.wire import WireParty, WireReview
from claims.models import Appearance, Claim, Evidence, ForeignVerdict, ImportKey
from claims.models.base import CLOCKS_APART

LONGEST_CLAIM = Claim._meta.get_field("text").max_length or 0
LONGEST_NOTE = Claim._meta.get_field("context").max_length or 0
_OPEN = (ClaimStatus.NEW, ClaimStatus.RESEARCHING)
_TOLD = {"text": "text", "language": "language", "note": "internal note"}
_COLUMNS = {"text": "text", "language": "language", "note": "context"}
NOT_SAID = "not said who"


class Planner:
    """Plans the rows of one import, some at a time."""

    def __init__(self, *, writes: bool, at: datetime, doubles: dict[str, int]) -> None:
        self._latest = (at + CLOCKS_APART).date()
        self._known = Known(writes=writes, latest=self._latest)
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
            else:
                _Row(self, self._known, plan, entry, meanings[id(entry)], result).decide()
            result.notes = [str(warning) for warning in entry.review.warnings][:20]
        return plan

    def is_to_come(self, day: date | None) -> bool:
        """Return whether ``day`` lies in the future, where nothing has happened yet."""
        return day is not None and day > self._latest

    def first_of(self, entry: Entry) -> int:
        """Return the number of the first row of the file that has this row's external id."""
        return self._doubles.get(entry.review.external_id, entry.number)


def _refusal(entry: Entry) -> str:
    """Return why ``entry`` can't be taken, or ""."""
    review = entry.review
    if review.deleted_at is not None and not review.claim_text:
        return "Its publisher took it back: nothing is said that could be recorded."
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


class _Row:
    """One row while it is decided about."""

    def __init__(
        self,
        planner: Planner,
        known: Known,
        plan: Plan,
        entry: Entry,
        meaning: Verdict,
        result: RowResult,
    ) -> None:
        self.planner, self.known, self.plan = planner, known, plan
        self.entry, self.review = entry, entry.review
        self.meaning, self.result = meaning, result
        self.note = entry.note[:LONGEST_NOTE]

    def decide(self) -> None:
        """Find the claim, or make it; then add what the row says and is not there."""
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
        first = self.planner.first_of(self.entry)
        ours = [name for name in news if getattr(claim, name) != key.said.get(name, "")]
        if first < self.entry.number:
            self._conflict(f"Row {first} has the same external id and says otherwise.")
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

    def _add_topics(self, claim: KnownClaim) -> None:
        through = Claim.topics.through
        for name in self.entry.topics[:50]:
            topic = self.known.topic(name, self.plan)
            if topic is not None and topic not in claim.topics:
                claim.topics.add(topic)
                self.plan.make(through, claim_id=claim.pk, topic_id=topic)
                self.result.adds("topics")

    def _add_review(self, claim: KnownClaim) -> int | None:
        """Add the fact-check as a document and as evidence that bears their verdict."""
        review = self.review
        if not review.review_url:
            return None
        document = self.known.fact_check(review, self.plan, self._day(review, "review_date"))
        if document is None or not review.label and review.rating_value is None:
            return document
        if review.label and self.meaning.state == "unknown":
            self.result.ask(RowQuestion.LABEL)
        says = _says(review)
        known = claim.evidence.get(document)
        if known is None:
            self._make_evidence(claim, document, says)
        elif known.verdict is None:
            known.verdict, known.says = self.known.ids.next(ForeignVerdict), says
            self.plan.make(ForeignVerdict, **self._verdict_row(known, says))
            self.result.adds("verdicts")
        elif changed := {
            name: says[name] for name in VERDICT_FIELDS if says[name] != known.says[name]
        }:
            for name, value in changed.items():
                self.result.changes[f"their {name.replace('_', ' ')}"] = [known.says[name], value]
            known.says = says
            self.plan.change(ForeignVerdict, known.verdict, **changed, raw=review.raw)
        return document

    def _make_evidence(self, claim: KnownClaim, document: int, says: dict[str, Any]) -> None:
        known = KnownEvidence(self.known.ids.next(Evidence), _stance(self.meaning))
        known.verdict, known.says = self.known.ids.next(ForeignVerdict), says
        claim.evidence[document] = known
        who = self.review.publisher_name or self.review.publisher_site
        rated = f"rated this “{self.review.label}”" if self.review.label else "gave this a number"
        self._evidence_row(
            claim, document, known, f"{who} {rated}. Their conclusion, not ours.", "", 6
        )
        self.plan.make(ForeignVerdict, **self._verdict_row(known, says))
        self.result.adds("evidence")

    def _evidence_row(
        self,
        claim: KnownClaim,
        document: int,
        known: KnownEvidence,
        rationale: str,
        quote: str,
        credibility: int,
    ) -> None:
        self.plan.make(
            Evidence,
            id=known.pk,
            claim_id=claim.pk,
            document_id=document,
            stance=known.stance,
            rationale=rationale,
            quote=quote,
            credibility=credibility,
            visibility=Visibility.INTERNAL,
        )

    def _verdict_row(self, known: KnownEvidence, says: dict[str, Any]) -> dict[str, Any]:
        return {"id": known.verdict, "evidence_id": known.pk, **says, "raw": self.review.raw}

    def _add_appearances(self, claim: KnownClaim, fact_check: int | None) -> None:
        """Add where it was said; without such a place, the fact-check is where it is reported."""
        review = self.review
        said_on = self._day(review, "claim_date")
        for given in review.appearances[:100]:
            document = self.known.appearance(given, self.plan)
            if document is None:
                review.warn("address_bad", "appearance", f"{given.url[:100]} was left out")
                continue
            self._said(
                claim,
                document,
                given.speakers or review.claimants,
                act=given.act or "asserts",
                quote=given.quote[:5000],
                locator=given.locator[:200],
                said_on=given.said_on or said_on,
                precision=given.said_precision if given.said_on else review.claim_date_precision,
            )
        if not review.appearances and fact_check is not None and review.claimants:
            self._said(claim, fact_check, review.claimants, said_on=said_on,
                       precision=review.claim_date_precision)  # fmt: skip

    def _said(
        self,
        claim: KnownClaim,
        document: int,
        speakers: list[WireParty],
        *,
        act: str = "asserts",
        quote: str = "",
        locator: str = "",
        said_on: date | None = None,
        precision: str = "day",
    ) -> None:
        named = [party for party in speakers if not party.is_placeholder]
        parties = named or speakers[:1] or [WireParty(name=NOT_SAID, is_placeholder=True)]
        for party in parties:
            actor = self.known.actor(party, self.entry, self.plan)
            if not actor and not party.is_placeholder:
                self.result.ask(RowQuestion.CLAIMANT)
            attribution = "" if actor else party.name[:300]
            what = (document, actor or None, attribution, act, locator)
            if what in claim.said:
                continue
            claim.said.add(what)
            self.plan.make(
                Appearance,
                claim_id=claim.pk,
                document_id=document,
                actor_id=actor or None,
                attribution=attribution,
                act=act,
                quote=quote,
                locator=locator,
                said_on=None if self.planner.is_to_come(said_on) else said_on,
                said_precision=precision,
            )
            self.result.adds("appearances")

    def _add_sources(self, claim: KnownClaim) -> None:
        for given in self.entry.sources[:100]:
            document = self.known.document(given.url, self.plan)
            if document is None or document in claim.evidence:
                continue
            known = KnownEvidence(self.known.ids.next(Evidence), Stance.CONTEXT)
            claim.evidence[document] = known
            why = "Named as a source where this was imported from; nobody here has judged it yet."
            if given.reliability:
                why += f" Reliability as given: {given.reliability}."
            self._evidence_row(claim, document, known, why, given.quote, given.credibility or 6)
            self.result.adds("evidence")

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
            elif key.said != said and self.planner.first_of(self.entry) == self.entry.number:
                key.said = said
                self.plan.change(ImportKey, key.pk, said=said)

    def _day(self, review: WireReview, name: str) -> date | None:
        day: date | None = getattr(review, name)
        if self.planner.is_to_come(day):
            review.warn("date_future", name, f"{day} lies in the future; it was left out")
            return None
        return day


def _says(review: WireReview) -> dict[str, Any]:
    return {
        "publisher_name": review.publisher_name[:300],
        "publisher_site": review.publisher_site[:253],
        "label": review.label[:2000],
        "rating_value": review.rating_value,
        "rating_worst": review.rating_worst,
        "rating_best": review.rating_best,
        "explanation": review.rating_explanation[:10_000],
        "licence": review.licence[:300],
    }


def _stance(meaning: Verdict) -> str:
    """Return what a verdict that was mapped to our scale says for or against the claim."""
    ordinal = meaning.rating.ordinal if meaning.rating else None
    if ordinal is None:
        return Stance.CONTEXT
    if ordinal == 3:
        return Stance.MIXED
    return Stance.SUPPORTS if ordinal > 3 else Stance.REFUTES

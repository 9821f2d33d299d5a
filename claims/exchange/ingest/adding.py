"""Adding to a claim what a row says of it and is not there: topics, fact-check, appearances."""

from datetime import date
from typing import Any

from claims.choices import RowQuestion, Stance, Visibility
from claims.exchange.ingest.entries import Entry
from claims.exchange.ingest.known import Known
from claims.exchange.ingest.lookups import VERDICT_FIELDS, KnownClaim, KnownEvidence
from claims.exchange.ingest.plan import Plan, RowResult
from claims.exchange.ratings import Verdict
from claims.exchange.wire import WireParty, WireReview
from claims.models import Appearance, Claim, Evidence, ForeignVerdict

LONGEST_NOTE = Claim._meta.get_field("context").max_length or 0
NOT_SAID = "not said who"


class Adding:
    """One row that is decided about, and what it adds."""

    def __init__(
        self,
        known: Known,
        plan: Plan,
        entry: Entry,
        meaning: Verdict,
        result: RowResult,
    ) -> None:
        self.known, self.plan = known, plan
        self.entry, self.review = entry, entry.review
        self.meaning, self.result = meaning, result
        self.note = entry.note[:LONGEST_NOTE]

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
        if self.known.is_ours(review.review_url):
            review.warn("own", "review_url", "this is a page of our own, and no evidence")
            return None
        document = self.known.documents.fact_check(
            review, self.plan, self._day(review, "review_date")
        )
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
            document = self.known.documents.appearance(given, self.plan)
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
                said_on=None if self.known.is_to_come(said_on) else said_on,
                said_precision=precision,
            )
            self.result.adds("appearances")

    def _add_sources(self, claim: KnownClaim) -> None:
        for given in self.entry.sources[:100]:
            document = self.known.documents.named(given.url, self.plan)
            if document is None or document in claim.evidence:
                continue
            known = KnownEvidence(self.known.ids.next(Evidence), Stance.CONTEXT)
            claim.evidence[document] = known
            why = "Named as a source where this was imported from; nobody here has judged it yet."
            if given.reliability:
                why += f" Reliability as given: {given.reliability}."
            self._evidence_row(claim, document, known, why, given.quote, given.credibility or 6)
            self.result.adds("evidence")

    def _day(self, review: WireReview, name: str) -> date | None:
        day: date | None = getattr(review, name)
        if self.known.is_to_come(day):
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

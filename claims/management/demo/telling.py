"""Telling the demo's story: every record is made as a person would make it, and signed."""

from datetime import datetime
from typing import TypeVar

from django.contrib.auth.models import Group
from django.db import models, transaction

from claims.audit import acting
from claims.choices import Judgement
from claims.management.demo import cast
from claims.management.demo.shapes import Pair, Tale
from claims.management.demo.story import PAIRS, WAR
from claims.management.demo.story_abroad import DATES, UNITED_STATES
from claims.management.demo.story_partners import PARTNERS
from claims.management.demo.working import work_on
from claims.models import (
    Actor,
    ActorName,
    Appearance,
    AuditEntry,
    Claim,
    ClaimLink,
    Comment,
    Document,
    Evidence,
    Origin,
    Source,
    SourceRating,
    Topic,
    User,
)

REASON = "demo"
Kept = TypeVar("Kept", bound=models.Model)
TALES = (*WAR, *PARTNERS, *UNITED_STATES, *DATES)


def is_told() -> bool:
    """Return whether the demo was ever loaded here, as the audit remembers.

    What people did with its records since then does not count: a claim that somebody removed
    does not come back.
    """
    return AuditEntry.objects.filter(
        table_name="claims_user", action="insert", reason=REASON
    ).exists()


@transaction.atomic
def tell_story(*, at: datetime) -> None:
    """Make the demo's people and records, all or none, as of the moment ``at``.

    Actors, sources and topics that are here already are used as they are. Raises
    ``ValidationError`` when somebody has a demo person's user name or a live claim says the
    same as one of the story.
    """
    Telling(at).tell()


class Telling:
    """One loading of the demo: what was made so far, by the keys of the story."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.people: dict[str, User] = {}
        self.actors: dict[str, Actor] = {}
        self.documents: dict[str, Document] = {}
        self.origins: dict[str, Origin] = {}
        self.topics: dict[str, Topic] = {}
        self.claims: dict[str, Claim] = {}

    def tell(self) -> None:
        """Make everything, in the order in which one thing needs the other."""
        with acting(None, name="seed_demo", reason=REASON):
            self._add_people()
        with acting(self.people["eda"], reason=REASON):
            self._add_topics()
        with acting(self.people["ana"], reason=REASON):
            self._add_actors()
            self._add_documents()
            for key, origin in cast.ORIGINS.items():
                self.origins[key] = _keep(Origin(label=origin.label, kind=origin.kind))
            for tale in TALES:
                self.claims[tale.key] = self._add_claim(tale)
            for pair in PAIRS:
                self._add_link(pair)
        for tale in TALES:
            self._add_comments(tale)
            work_on(self.claims[tale.key], tale, people=self.people, at=self.at)

    def _add_people(self) -> None:
        for person in cast.PEOPLE:
            user = User(username=person.username, first_name=person.first_name, is_staff=True)
            user.set_password(cast.PASSWORD)
            self.people[person.username] = _keep(user)
            user.groups.set([Group.objects.get(name=person.role.value)])

    def _add_topics(self) -> None:
        for slug, (name, parent) in cast.TOPICS.items():
            self.topics[slug] = Topic.objects.filter(slug=slug).first() or _keep(
                Topic(name=name, slug=slug, parent=self.topics.get(parent))
            )

    def _add_actors(self) -> None:
        for key, told in cast.ACTORS.items():
            known = Actor.objects.called(told.name).first()
            if known is not None:
                self.actors[key] = known
                continue
            actor = _keep(
                Actor(
                    kind=told.kind,
                    name=told.name,
                    country=told.country,
                    wikidata_id=told.wikidata_id,
                    parent=self.actors.get(told.parent),
                )
            )
            for name, language in told.names:
                _keep(ActorName(actor=actor, name=name, language=language))
            self.actors[key] = actor

    def _add_documents(self) -> None:
        sources = {key: self._add_source(key) for key in cast.SOURCES}
        for key, document in cast.DOCUMENTS.items():
            self.documents[key] = _keep(
                Document(
                    source=sources[document.source],
                    title=document.title,
                    kind=document.kind,
                    citation=document.citation,
                    language=document.language,
                    published_on=document.published_on,
                    body=document.body,
                )
            )

    def _add_source(self, key: str) -> Source:
        told = cast.SOURCES[key]
        known = told.domain and Source.objects.filter(domain=told.domain).first()
        if known:
            return known
        source = _keep(
            Source(
                name=told.name,
                kind=told.kind,
                domain=told.domain,
                country=told.country,
                language=told.language,
                owner=self.actors.get(told.owner),
            )
        )
        _keep(
            SourceRating(
                source=source,
                grade=told.grade,
                rationale=told.rationale,
                rated_by=self.people["ana"],
                rated_at=self.at,
            )
        )
        return source

    def _add_claim(self, tale: Tale) -> Claim:
        claim = _keep(
            Claim(
                text=tale.text,
                language="en",
                kind=tale.kind,
                context=tale.context,
                place=tale.place,
                happened_from=tale.happened_on,
                priority=tale.priority,
            )
        )
        claim.topics.set([self.topics[slug] for slug in tale.topics])
        claim.subjects.set([self.actors[key] for key in tale.subjects])
        for said in tale.said:
            _keep(
                Appearance(
                    claim=claim,
                    document=self.documents["report"],
                    actor=self.actors.get(said.actor),
                    attribution=said.attribution,
                    act=said.act,
                    quote=said.quote,
                    locator=said.locator,
                    said_on=said.said_on,
                )
            )
        for ground in tale.grounds:
            _keep(
                Evidence(
                    claim=claim,
                    document=self.documents[ground.document],
                    stance=ground.stance,
                    credibility=ground.credibility,
                    rationale=ground.rationale,
                    origin=self.origins[ground.origin],
                    locator=ground.locator,
                    quote=ground.quote,
                    visibility=ground.visibility,
                )
            )
        return claim

    def _add_link(self, pair: Pair) -> None:
        _keep(
            ClaimLink(
                a=self.claims[pair.a],
                b=self.claims[pair.b],
                kind=pair.kind,
                judgement=Judgement.CONFIRMED,
                reason=pair.reason,
                decided_by=self.people["ana"],
                decided_at=self.at,
            )
        )

    def _add_comments(self, tale: Tale) -> None:
        for username, text in tale.comments:
            with acting(self.people[username], reason=REASON):
                _keep(Comment(claim=self.claims[tale.key], author=self.people[username], text=text))


def _keep(record: Kept) -> Kept:
    record.full_clean()
    record.save()
    return record

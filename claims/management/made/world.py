"""The world that made-up claims are made of: the people, bodies, outlets and topics they share."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from claims.audit import acting
from claims.choices import LOAD_STEP, ActorKind, OriginKind, SourceKind
from claims.editing.loading import copy_rows, take_ids
from claims.management.made.words import Words, all_words, draw_language
from claims.models import Actor, Origin, Rating, Source, Topic, User

# The last moment at which anything made up happened; the first is three years before.
NEWEST = datetime(2026, 1, 1, tzinfo=UTC)
SPAN_SECONDS = 3 * 365 * 86_400


@dataclass
class World:
    """What claims are made of: chance, words, and the records that many claims share."""

    chance: random.Random
    words: dict[str, Words]
    author: User
    reviewer: User
    # Urgent claims take a second approval.
    second_reviewer: User
    ratings: list[int]
    actors: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)

    def popular(self, ids: list[int]) -> int:
        """Return one of ``ids``, the first ones far more often than the last."""
        return ids[int(len(ids) * self.chance.random() ** 3)]

    def moment(self) -> datetime:
        """Return some moment of the made-up years."""
        return NEWEST - timedelta(seconds=self.chance.randrange(SPAN_SECONDS))


def signed() -> Any:
    """Return the block that signs what is made up."""
    return acting(None, name="make_claims", step=LOAD_STEP, reason="made up for a test")


def make_world(count: int, chance: random.Random) -> World:
    """Write the shared records for ``count`` claims, and return the world that they are."""
    with signed():
        people = []
        for username in ("made-up.author", "made-up.reviewer", "made-up.second"):
            person, is_new = User.objects.get_or_create(
                username=username, defaults={"is_active": False}
            )
            if is_new:
                person.set_unusable_password()
                person.save()
            people.append(person)
        ratings = list(Rating.objects.filter(is_active=True).values_list("pk", flat=True))
        author, reviewer, second = people
        world = World(chance, all_words(), author, reviewer, second, ratings)
        world.actors = _make_actors(world, max(40, count // 50))
        world.sources = _make_sources(world, max(20, count // 200))
        world.topics = _make_topics(world, max(20, count // 2000))
        world.origins = _make_origins(world, max(20, count // 20))
    return world


def _make_actors(world: World, count: int) -> list[int]:
    ids = take_ids(Actor, count)
    kinds = ActorKind.values
    names = [world.words[draw_language(world.chance)].name(world.chance) for _ in ids]
    copy_rows(
        Actor,
        [
            {"id": pk, "name": name, "kind": world.chance.choice(kinds)}
            for pk, name in zip(ids, names, strict=True)
        ],
    )
    return ids


def _make_sources(world: World, count: int) -> list[int]:
    ids = take_ids(Source, count)
    rows = [
        {
            "id": pk,
            "name": world.words["en"].name(world.chance),
            "kind": world.chance.choice(SourceKind.values),
            "domain": f"made-up-{pk}.example",
            "language": draw_language(world.chance),
        }
        for pk in ids
    ]
    copy_rows(Source, rows)
    return ids


def _make_topics(world: World, count: int) -> list[int]:
    ids = take_ids(Topic, count)
    rows = [
        {
            "id": pk,
            "name": f"{world.words['en'].name(world.chance)} {pk}",
            "slug": f"made-up-{pk}",
        }
        for pk in ids
    ]
    copy_rows(Topic, rows)
    return ids


def _make_origins(world: World, count: int) -> list[int]:
    ids = take_ids(Origin, count)
    rows = [
        {
            "id": pk,
            "label": world.words["en"].name(world.chance, 3),
            "kind": world.chance.choice(OriginKind.values),
        }
        for pk in ids
    ]
    copy_rows(Origin, rows)
    return ids

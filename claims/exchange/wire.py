"""What a fact-check looks like between Claimbook and others, whatever format it travels in.

Wire objects hold what somebody else wrote, tidied only as far as no meaning is lost: they
know nothing of the database. Readers (``parse``, sheets) make them, the import takes them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from claims.choices import Precision

Number = int | float


class WireWarning(NamedTuple):
    """Something odd about what was read, and what was made of it."""

    code: str
    property: str
    text: str

    def __str__(self) -> str:
        return f"{self.property}: {self.text}" if self.property else self.text


@dataclass(slots=True, kw_only=True)
class WireParty:
    """A person or body that is named as claimant, reviewer or publisher."""

    name: str
    kind: str = ""
    """``Person``, ``Organization`` or another type of schema.org; empty when not said."""
    role: str = ""
    addresses: list[str] = field(default_factory=list)
    is_placeholder: bool = False
    """The name stands for nobody in particular, such as "Multiple sources"."""


@dataclass(slots=True, kw_only=True)
class WireAppearance:
    """A work in which the claim was made: a post, an article, a speech."""

    url: str = ""
    title: str = ""
    citation: str = ""
    """Where it can be found when it has no address."""
    publisher_name: str = ""
    publisher_site: str = ""
    """The publisher's own host without ``www.``, which the address need not have."""
    published_on: date | None = None
    published_precision: str = Precision.DAY
    language: str = ""
    archive_urls: list[str] = field(default_factory=list)
    speakers: list[WireParty] = field(default_factory=list)
    """Who said it there, when that is said for this work by itself."""
    act: str = ""
    """One of ``AppearanceAct`` when it is known what they did with the claim."""
    quote: str = ""
    locator: str = ""
    said_on: date | None = None
    said_precision: str = Precision.DAY
    is_first: bool = False
    is_derived: bool = False
    """The address stood in a field that is meant for something else."""

    @property
    def attribution(self) -> str:
        """Who said it there, in words."""
        return ", ".join(party.name for party in self.speakers)


@dataclass(slots=True, kw_only=True)
class WireReview:
    """One publisher's verdict on one claim, as it was published, with what was odd about it."""

    claim_text: str = ""
    claim_language: str = ""
    claim_date: date | None = None
    claim_date_precision: str = Precision.DAY
    claimants: list[WireParty] = field(default_factory=list)
    appearances: list[WireAppearance] = field(default_factory=list)

    review_url: str = ""
    review_title: str = ""
    review_date: date | None = None
    review_date_precision: str = Precision.DAY
    publisher_name: str = ""
    publisher_site: str = ""
    """The host of the review's address without ``www.``."""
    reviewers: list[WireParty] = field(default_factory=list)
    language: str = ""

    label: str = ""
    """The publisher's own word, tidied of white space and entities only: it is the verdict."""
    rating_value: Number | None = None
    rating_best: Number | None = None
    rating_worst: Number | None = None
    """The numbers as given, usable or not; see ``score``."""
    rating_explanation: str = ""
    corrections: list[str] = field(default_factory=list)

    external_id: str = ""
    """The name that its publisher gave the record (``@id`` or ``identifier``)."""
    licence: str = ""
    deleted_at: datetime | date | None = None
    """When its publisher took it back: the object is a tombstone."""

    warnings: list[WireWarning] = field(default_factory=list)
    raw: dict[str, object] = field(default_factory=dict)
    """The node exactly as it was read."""
    referenced: dict[str, dict[str, object]] = field(default_factory=dict)
    """Nodes of the same document that ``raw`` points to by ``@id``."""

    @property
    def claimant_names(self) -> list[str]:
        """The names of those who made the claim; stand-ins such as "Social media" left out."""
        return [party.name for party in self.claimants if not party.is_placeholder]

    @property
    def attribution(self) -> str:
        """Who made the claim in the publisher's words, stand-ins included."""
        return ", ".join(party.name for party in self.claimants)

    @property
    def appearance_urls(self) -> list[str]:
        """The addresses where the claim was made, the first appearance first."""
        found = sorted(self.appearances, key=lambda appearance: not appearance.is_first)
        return list(dict.fromkeys(appearance.url for appearance in found if appearance.url))

    @property
    def score(self) -> float | None:
        """Where the number lies between worst (0) and best (1), or None without a usable scale.

        A hint and no more: the label is what the publisher says.
        """
        value, best, worst = self.rating_value, self.rating_best, self.rating_worst
        if value is None or best is None or worst is None:
            return None
        if worst >= best or not worst <= value <= best:
            return None
        return (value - worst) / (best - worst)

    def warn(self, code: str, property: str, text: str) -> None:
        """Note what was odd, once."""
        warning = WireWarning(code, property, text)
        if warning not in self.warnings:
            self.warnings.append(warning)


def parties_of(review: WireReview) -> list[WireParty]:
    """Return everybody who is said to have claimed it: its claimants, and who speaks where."""
    return [*review.claimants, *(party for one in review.appearances for party in one.speakers)]

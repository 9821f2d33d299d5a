"""The shapes in which the demo's story is written down; everybody is named by a key."""

from dataclasses import dataclass
from datetime import date

from claims.choices import (
    ActorKind,
    AppearanceAct,
    ClaimKind,
    Confidence,
    Credibility,
    DeclineReason,
    DocumentKind,
    LinkKind,
    OriginKind,
    Priority,
    Reliability,
    Role,
    SourceKind,
    Stance,
    Visibility,
)


@dataclass(frozen=True)
class DemoPerson:
    """Somebody who signs in to the demo."""

    username: str
    first_name: str
    role: Role


@dataclass(frozen=True)
class DemoActor:
    """A person or body of the story, with its other names and their languages."""

    name: str
    kind: ActorKind
    country: str = ""
    wikidata_id: str = ""
    parent: str = ""
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DemoSource:
    """A source, and the grade that the demo gives it."""

    name: str
    kind: SourceKind
    grade: Reliability
    rationale: str
    domain: str = ""
    country: str = ""
    language: str = ""
    owner: str = ""


@dataclass(frozen=True)
class DemoDocument:
    """A document without an address: its citation says where it can be found."""

    source: str
    title: str
    kind: DocumentKind
    citation: str
    language: str = ""
    published_on: date | None = None
    body: str = ""


@dataclass(frozen=True)
class DemoOrigin:
    """An independent root of information."""

    label: str
    kind: OriginKind


@dataclass(frozen=True)
class Said:
    """An appearance: who did what with the claim, and where in the report."""

    act: AppearanceAct
    locator: str
    actor: str = ""
    attribution: str = ""
    quote: str = ""
    said_on: date | None = None


@dataclass(frozen=True)
class Ground:
    """A piece of evidence."""

    document: str
    stance: Stance
    credibility: Credibility
    rationale: str
    origin: str
    locator: str = ""
    quote: str = ""
    visibility: Visibility = Visibility.PUBLIC


@dataclass(frozen=True)
class Draft:
    """What Ana concludes; it rests on all public evidence of the claim.

    With ``sent_back`` Rui asks for changes in these words; ``published`` has him approve and
    Eda publish; with neither it waits for review. ``correction`` is what Ana concludes when she
    takes the published claim up again, and ``public_note`` what readers are told of that.
    """

    rating: str
    confidence: Confidence
    headline: str
    explanation: str
    gaps: str = ""
    confidence_exception: str = ""
    sent_back: str = ""
    published: bool = False
    public_note: str = ""
    correction: "Draft | None" = None


@dataclass(frozen=True)
class Tale:
    """A claim with everything that hangs on it, and how far the work on it has come."""

    key: str
    text: str
    kind: ClaimKind
    topics: tuple[str, ...]
    subjects: tuple[str, ...]
    said: tuple[Said, ...]
    grounds: tuple[Ground, ...] = ()
    priority: Priority = Priority.NORMAL
    place: str = ""
    happened_on: date | None = None
    context: str = ""
    taken: bool = False
    draft: Draft | None = None
    declined: tuple[DeclineReason, str] | None = None
    comments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Pair:
    """Two claims that Ana found to hang together."""

    a: str
    b: str
    kind: LinkKind
    reason: str

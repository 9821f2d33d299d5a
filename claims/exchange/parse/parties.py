"""Who is named as claimant, reviewer or publisher, however the names are packed."""

import re

from claims.canonical.text import clean_line
from claims.exchange.parse.addresses import is_post, is_web_address, read_address
from claims.exchange.parse.nodes import Graph, Node
from claims.exchange.parse.values import first_text, many, plain, texts
from claims.exchange.wire import WireAppearance, WireParty, WireReview

# Words that stand for nobody in particular, as fact-checkers of many languages fill them in.
_PLACEHOLDERS = re.compile(
    r"(?:(?:multiple|many|several|various|different|diverse|other|numerous|some|viral|anonymous"
    r"|unknown|unnamed|online)\s+)*"
    r"(?:sources?|people|persons?|users?|accounts?|websites?|posts?|messages?|images?|videos?"
    r"|bloggers?|outlets?|media|unknown|anonymous|various|multiple|several|many|others?"
    r"|social (?:media|networks?)(?: (?:users?|posts?|accounts?))?|internet(?: users?)?|netizens?"
    r"|(?:viral |chain )?(?:facebook|twitter|x|whatsapp|instagram|tiktok|telegram|youtube|weibo"
    r"|line)(?: (?:users?|posts?|pages?|messages?|accounts?|groups?|videos?))?"
    r"|n/?a|none|tba|-|redes sociales|redes sociais|usuarios de redes sociales"
    r"|usuários de redes sociais|internautas?|varias fuentes|várias fontes|múltiples fuentes"
    r"|desconocido|desconhecido|sources multiples|plusieurs sources|sources diverses"
    r"|réseaux sociaux|utilisateurs des réseaux sociaux|inconnu|soziale medien|diverse quellen"
    r"|mehrere quellen|unbekannt|fonti varie|utenti dei social|sosyal medya|media sosial"
    r"|beredar di (?:facebook|whatsapp|media sosial)|соцсети|социальные сети|соціальні мережі"
    r"|网友|網友|网络|社交媒体|社群媒體|مواقع التواصل الاجتماعي|مستخدمون)",
    re.I,
)
_SEPARATORS = re.compile(r"\s*(?:[;|\n]|\s/\s)\s*")
# Two or three capitalised words and nothing else: the look of a person's name.
_FULL_NAME = re.compile(r"[^\W\d_a-z][\w'’.-]*(?: [^\W\d_a-z][\w'’.-]*){1,2}")


def read_party(value: object) -> list[WireParty]:
    """Return who ``value`` names: a text, or a node of which the name may be a list.

    A web address, or a node without a name, gives one party with an empty name, since its
    addresses still tell something.
    """
    if not isinstance(value, dict):
        return [
            WireParty(name="", addresses=[name]) if is_web_address(name) else WireParty(name=name)
            for name in texts(value)
        ]
    kind = _kind(value)
    names = list(texts(value.get("name"))) or list(texts(value.get("alternateName")))
    addresses = [
        found.url
        for key in ("url", "sameAs", "@id")
        for item in many(value.get(key))
        if (found := read_address(item)).url
    ]
    return [
        WireParty(
            name=name,
            kind=kind,
            role=first_text(value.get("jobTitle")),
            addresses=list(dict.fromkeys(addresses)),
        )
        for name in names or [""]
    ]


def _kind(node: Node) -> str:
    for name in many(node.get("@type")):
        if isinstance(name, str):
            return re.split(r"[/#:]", plain(name))[-1]
    return ""


def read_claimants(graph: Graph, reviewed: Node, review: WireReview) -> None:
    """Set who made the claim; posts that stand among their addresses become appearances."""
    for value in graph.all_of(reviewed, "author", "creator"):
        for party in read_party(value):
            _move_posts(party, review)
            if not party.name:
                review.warn("claimant_nameless", "itemReviewed.author", "a claimant has no name")
                continue
            review.claimants += _parts(party, review)
    if not review.claimants:
        review.warn("claimant_missing", "itemReviewed.author", "nobody is named as claimant")
    if review.publisher_name and review.publisher_name in review.claimant_names:
        review.warn(
            "claimant_publisher", "itemReviewed.author", "the publisher is named as claimant"
        )


def _move_posts(party: WireParty, review: WireReview) -> None:
    posts = [url for url in party.addresses if is_post(url)]
    party.addresses = [url for url in party.addresses if url not in posts]
    for url in posts:
        review.warn(
            "appearance_derived",
            "itemReviewed.author.sameAs",
            "an address among the claimant's was taken as an appearance",
        )
        review.appearances.append(WireAppearance(url=url, is_derived=True))


def _parts(party: WireParty, review: WireReview) -> list[WireParty]:
    """Return ``party``, or one for each of the names that stand in its name."""
    names = [name for name in map(clean_line, _SEPARATORS.split(party.name)) if name]
    if len(names) == 1:
        by_comma = [name for name in map(str.strip, re.split(r",|，|、", party.name)) if name]
        if len(by_comma) > 1 and all(_FULL_NAME.fullmatch(name) for name in by_comma):
            names = by_comma
    if len(names) > 1:
        review.warn(
            "claimants_joined", "itemReviewed.author", f"“{party.name}” was taken as several names"
        )
    parties = [
        WireParty(
            name=name,
            kind=party.kind,
            role=party.role,
            addresses=list(party.addresses) if len(names) == 1 else [],
            is_placeholder=is_placeholder(name),
        )
        for name in names or [party.name]
    ]
    if any(found.is_placeholder for found in parties):
        review.warn(
            "claimant_placeholder", "itemReviewed.author", "a claimant stands for nobody named"
        )
    return parties


def is_placeholder(name: str) -> bool:
    """Return whether ``name`` stands for nobody in particular ("Multiple sources")."""
    return bool(_PLACEHOLDERS.fullmatch(name.strip(" .()[]\"'“”")))

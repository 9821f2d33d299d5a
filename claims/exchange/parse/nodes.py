"""Finding the reviews in a JSON document, however deep, and the nodes that they point to."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from claims.exchange.parse.values import many, types

Node = dict[str, object]

# Copies of the same record that some services hang onto it.
_COPIES = ("raw", "original", "_source")
_FEED_TYPES = {"datafeeditem", "listitem"}


@dataclass(slots=True)
class Found:
    """A node that is about a review, with the feed item that it came in."""

    node: Node
    kind: str
    """``review`` (ClaimReview), ``tools`` (Fact Check Tools claim), ``page`` (its mark-up page),
    ``deleted`` (a feed item without one) or ``html`` (``node["html"]`` is mark-up)."""
    item: Node = field(default_factory=dict)


def find(document: object) -> Iterator[Found]:
    """Yield everything in ``document`` that is about a review, in the order of the document."""
    stack: list[tuple[object, Node]] = [(document, {})]
    while stack:
        value, item = stack.pop()
        if isinstance(value, list):
            stack.extend((inner, item) for inner in reversed(value))
        elif isinstance(value, str):
            if "<script" in value and "claimreview" in value.lower():
                yield Found({"html": value}, "html")
        elif isinstance(value, dict):
            if types(value) & _FEED_TYPES:
                item = value
                if value.get("dateDeleted") and not value.get("item"):
                    yield Found(value, "deleted", item)
            kind = _kind(value)
            if kind:
                yield Found(value, kind, item)
            stack.extend(
                (inner, item)
                for key, inner in reversed(value.items())
                if isinstance(inner, dict | list | str) and not (kind and key in _COPIES)
            )


def _kind(node: Node) -> str:
    names = types(node)
    if "claimreview" in names or (
        "claimReviewed" in node and (not names or "review" in names or "reviewRating" in node)
    ):
        # A mark-up of the Fact Check Tools has no type; its page names what all of them share.
        return "review" if names or "reviewRating" in node else ""
    if isinstance(node.get("claimReviewMarkups"), list):
        return "page"
    if isinstance(node.get("claimReview"), list) and not names:
        return "tools"
    return ""


def index(documents: list[object]) -> dict[str, Node]:
    """Return the nodes of ``documents`` by their ``@id``, the fullest of each."""
    nodes: dict[str, Node] = {}
    stack: list[object] = list(documents)
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, dict):
            name = value.get("@id")
            if isinstance(name, str) and len(value) > 1 and len(value) > len(nodes.get(name, {})):
                nodes[name] = value
            stack.extend(inner for inner in value.values() if isinstance(inner, dict | list))
    return nodes


@dataclass(slots=True)
class Graph:
    """The nodes of one document by name, and those that were asked for."""

    nodes: dict[str, Node] = field(default_factory=dict)
    used: dict[str, Node] = field(default_factory=dict)

    def resolve(self, value: object) -> object:
        """Return the node that ``value`` points to by ``@id``, or ``value`` itself."""
        name = value
        if isinstance(value, dict):
            if len(value) > 2 or not isinstance(value.get("@id"), str):
                return value
            name = value["@id"]
        if isinstance(name, str) and name in self.nodes and self.nodes[name] is not value:
            self.used[name] = self.nodes[name]
            return self.nodes[name]
        return value

    def all_of(self, node: Node, *keys: str) -> list[object]:
        """Return the values of the first of ``keys`` that ``node`` has, pointers followed."""
        for key in keys:
            found = [self.resolve(value) for value in many(node.get(key))]
            if found:
                return found
        return []

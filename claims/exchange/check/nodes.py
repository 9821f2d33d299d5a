"""Whether nodes have types and properties of schema.org, and values of the right kind."""

from claims.exchange.check import vocabulary
from claims.exchange.check.findings import Findings, Path
from claims.exchange.check.values import DATA_TYPES, scalar_fault

Node = dict[str, object]

_PREFIXES = ("https://schema.org/", "http://schema.org/", "schema:")
# Whoever is named as one of these needs a name.
_AUTHORS = ("author", "creator", "claimInterpreter", "publisher", "sdPublisher")


def types_of(node: Node) -> list[str]:
    """Return the types of ``node`` without the vocabulary's address."""
    given = node.get("@type")
    names = given if isinstance(given, list) else [given]
    return [bare_name(name) for name in names if isinstance(name, str)]


def bare_name(name: str) -> str:
    """Return ``name`` without the vocabulary's address."""
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return name


def is_kind(node: object, *names: str) -> bool:
    """Return whether ``node`` is one of the types ``names`` or a kind of one of them."""
    return isinstance(node, dict) and any(
        set(names) & vocabulary.kinds_of(name) for name in types_of(node)
    )


def is_pointer(node: object) -> bool:
    """Return whether ``node`` only points to another one."""
    return isinstance(node, dict) and set(node) == {"@id"}


def items(value: object, path: Path) -> list[tuple[object, Path]]:
    """Return the values of a property with their paths: one, or each of a list."""
    if isinstance(value, list):
        return [(inner, (*path, position)) for position, inner in enumerate(value)]
    return [(value, path)]


def check_node(node: Node, path: Path, findings: Findings) -> None:
    """Note what is wrong with ``node`` and everything in it, by the vocabulary alone."""
    names = types_of(node)
    for name in names:
        if not vocabulary.is_type(name):
            like = vocabulary.like_type(name)
            findings.wrong(
                (*path, "@type"),
                f"schema.org has no type {name}" + (f"; {like} is meant?" if like else ""),
            )
    if not names:
        findings.wrong(path, "it has no @type")
    kinds = frozenset().union(*map(vocabulary.kinds_of, names))
    known = bool(names) and all(map(vocabulary.is_type, names))
    for key, value in node.items():
        if key.startswith("@"):
            continue
        name = bare_name(key)
        if not vocabulary.is_property(name):
            like = vocabulary.like_property(name)
            findings.wrong(
                (*path, key),
                "schema.org has no property of this name" + (f"; {like} is meant?" if like else ""),
            )
            continue
        owners = vocabulary.owners_of(name)
        if known and not kinds & set(owners):
            findings.wrong(
                (*path, key), f"{' and '.join(names)} has no such property; {_list(owners)} has"
            )
        for inner, place in items(value, (*path, key)):
            _check_value(name, inner, place, findings)


def _check_value(name: str, value: object, path: Path, findings: Findings) -> None:
    taken = set(vocabulary.takes(name))
    if not isinstance(value, dict):
        # A feed says with null that there is nothing any more.
        fault = "" if value is None and name == "item" else scalar_fault(value, taken)
        if fault:
            findings.wrong(path, fault)
        return
    if is_pointer(value):
        return
    check_node(value, path, findings)
    nodes = sorted(taken - DATA_TYPES)
    names = types_of(value)
    if not nodes:
        findings.wrong(path, f"a node stands here; it takes {_list(sorted(taken))}")
    elif names and all(map(vocabulary.is_type, names)) and not is_kind(value, *nodes, "Role"):
        findings.wrong(path, f"{' and '.join(names)} has no place here; it takes {_list(nodes)}")
    if name in _AUTHORS and is_kind(value, "Person", "Organization") and not value.get("name"):
        findings.wrong((*path, "name"), f"the {name} has no name")


def _list(names: list[str]) -> str:
    return " or ".join(names[:4]) + (" or another" if len(names) > 4 else "")

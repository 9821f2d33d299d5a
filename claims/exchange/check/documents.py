"""Checking a whole document: JSON-LD, a feed, a list, JSON lines, or a page that holds JSON-LD."""

import re

from claims.exchange.check.findings import Finding, Findings, Path
from claims.exchange.check.nodes import Node, check_node, is_kind
from claims.exchange.check.positions import NoJson, read_with_lines
from claims.exchange.check.rules import check_review

_SCRIPT = re.compile(
    r"""<script\b[^>]*\btype\s*=\s*["']?application/ld\+json[^>]*>(.*?)</script""", re.I | re.S
)
_VOCABULARY = re.compile(r"https?://schema\.org/?", re.I)


def check(text: str) -> list[Finding]:
    """Return what is wrong with the ClaimReview in ``text``, and what is recommended.

    A document without ClaimReview (and without a feed's removals) is wrong too: whoever checks
    one expects it to say something. Findings that only advise are marked as warnings.
    """
    text = text.removeprefix("\ufeff")
    if text.lstrip()[:1] != "<":
        read = _check_lines if _is_lines(text) else _check_json
        findings, reviews = read(text, 1)
    else:
        findings, reviews = [], 0
        for script in _SCRIPT.finditer(text):
            found, number = _check_json(script[1], text.count("\n", 0, script.start(1)) + 1)
            # What else a page describes in JSON-LD is not about us.
            findings += found if number or "claimreview" in script[1].lower() else []
            reviews += number
    if not reviews and not findings:
        findings.append(Finding("document", "there is no ClaimReview in it"))
    return findings


def _is_lines(text: str) -> bool:
    """Return whether the first line is an object by itself, and not the last one."""
    first, _, rest = text.lstrip().partition("\n")
    if not first.startswith("{") or not rest.strip():
        return False
    try:
        read_with_lines(first)
    except NoJson:
        return False
    return True


def _check_lines(text: str, first_line: int) -> tuple[list[Finding], int]:
    """Return the findings about JSON lines, each checked by itself, and the number of reviews."""
    findings: list[Finding] = []
    reviews = 0
    for number, line in enumerate(text.split("\n"), start=first_line):
        if line.strip():
            found, there = _check_json(line, number)
            findings += found
            reviews += there
    return findings, reviews


def _check_json(text: str, first_line: int) -> tuple[list[Finding], int]:
    """Return the findings about one JSON text and the number of reviews in it."""
    try:
        value, lines = read_with_lines(text)
    except NoJson as error:
        return [Finding("document", f"it is no JSON: {error}", error.line + first_line - 1)], 0
    findings = Findings(lines, first_line=first_line)
    nodes = value if isinstance(value, list) else [value]
    reviews = 0
    for position, node in enumerate(nodes):
        path: Path = (position,) if isinstance(value, list) else ()
        if not isinstance(node, dict):
            findings.wrong(path, "an object belongs here")
            continue
        _check_context(node, path, findings)
        graph = node.get("@graph")
        if isinstance(graph, list):
            for number, inner in enumerate(graph):
                reviews += _check_top(inner, (*path, "@graph", number), findings)
        else:
            reviews += _check_top(node, path, findings)
    return list(findings), reviews


def _check_context(node: Node, path: Path, findings: Findings) -> None:
    context = node.get("@context")
    if context is None:
        findings.wrong((*path, "@context"), "it is missing: https://schema.org belongs here")
    elif not _VOCABULARY.search(str(context)):
        findings.wrong((*path, "@context"), "it does not name https://schema.org")


def _check_top(node: object, path: Path, findings: Findings) -> int:
    """Check ``node`` and return how many reviews, and removals of reviews, are in it."""
    if not isinstance(node, dict):
        findings.wrong(path, "an object belongs here")
        return 0
    before = len(findings)
    check_node(node, path, findings)
    reviews = 0
    stack: list[tuple[object, Path]] = [(node, path)]
    while stack:
        value, place = stack.pop()
        if isinstance(value, list):
            stack.extend((inner, (*place, number)) for number, inner in enumerate(value))
        elif isinstance(value, dict):
            if is_kind(value, "ClaimReview"):
                reviews += 1
                check_review(value, place, findings)
            elif is_kind(value, "DataFeed") or value.get("dateDeleted"):
                reviews += 1
            stack.extend((inner, (*place, key)) for key, inner in value.items())
    if not reviews and "claimReviewed" not in node:
        # Neighbours in a graph (the site, the article) are not ours to judge.
        del findings[before:]
    return reviews

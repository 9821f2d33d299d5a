"""The ClaimReview in a web page: every JSON-LD script by itself, and microdata."""

import re
from dataclasses import dataclass, field

from lxml import etree

from claims.exchange.parse.addresses import read_address
from claims.exchange.parse.jsontext import read_json
from claims.exchange.parse.values import language, plain
from claims.exchange.wire import WireWarning

LARGEST_PAGE = 16 * 1024 * 1024
_MOST_ELEMENTS = 50_000
# Mending is slow: a page with more broken blocks than these is not worth it.
_MOST_MENDED = 10
# By ``itemref`` items may stand in each other without end.
_DEEPEST_ITEM = 64
# Taking in the attributes of one element costs the parser their number squared.
_MOST_ATTRIBUTES = 300
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{2000,}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
# Which attribute of an element holds the value of a property:
# https://html.spec.whatwg.org/multipage/microdata.html#values
_ATTRIBUTES = {
    "a": "href",
    "area": "href",
    "link": "href",
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "source": "src",
    "track": "src",
    "video": "src",
    "object": "data",
    "data": "value",
    "meter": "value",
    "time": "datetime",
}


@dataclass(slots=True)
class ReadPage:
    """What was found in a page: JSON documents, microdata, its own address and language."""

    documents: list[object] = field(default_factory=list)
    microdata: list[object] = field(default_factory=list)
    url: str = ""
    language: str = ""
    warnings: list[WireWarning] = field(default_factory=list)

    def warn(self, code: str, place: str, text: str) -> None:
        """Note what was odd."""
        self.warnings.append(WireWarning(code, place, text))


def read_page(text: str, base_url: str = "") -> ReadPage:
    """Return what ``text``, a page at ``base_url``, says in JSON-LD and microdata."""
    page = ReadPage(url=base_url)
    root = _tree(text, page)
    if root is None:
        return page
    page.language = language(root.get("lang"))
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            page.url = read_address(link.get("href"), base_url).url or base_url
            break
    _read_scripts(root, page)
    _read_microdata(root, page)
    return page


def _tree(text: str, page: ReadPage) -> etree._Element | None:
    for tag in _LONG_TAG.finditer(text):
        if len(_QUOTED.sub("", tag[0]).split()) > _MOST_ATTRIBUTES:
            page.warn("page_odd", "", "the page was left out: one of its tags has no end in sight")
            return None
    # Without huge_tree the parser stops at 256 levels and sets a limit to names and text.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if any("depth" in entry.message for entry in parser.error_log):
        page.warn("page_odd", "", "the page is nested too deeply and was read in part")
    return root


def _read_scripts(root: etree._Element, page: ReadPage) -> None:
    position = 0
    for script in root.iter("script"):
        media_type = (script.get("type") or "").partition(";")[0].strip().lower()
        if media_type != "application/ld+json":
            continue
        position += 1
        text = script.text or ""
        concerns_us = "claimreview" in text.lower()
        found = read_json(text, mend=concerns_us and len(page.warnings) < _MOST_MENDED)
        if found.oddity and (concerns_us or not found.values):
            page.warn("block_odd", f"JSON-LD block {position}", found.oddity)
        page.documents += found.values


def _read_microdata(root: etree._Element, page: ReadPage) -> None:
    reviews = [
        element
        for element in root.xpath("//*[@itemscope and @itemtype]")
        if "claimreview" in element.get("itemtype").lower()
    ]
    if reviews:
        named = {element.get("id"): element for element in reversed(root.xpath("//*[@id]"))}
        microdata = _Microdata(named, set(reviews))
        page.microdata += [microdata.item(element) for element in reviews]


@dataclass(slots=True)
class _Microdata:
    """Reads the items of one page.

    ``left`` is how many more elements may be looked at: items that stand in each other would
    otherwise be read as often as they are deep. ``within`` are the items that are being read.
    Of ``reviews``, one that stands in another is read by itself alone.
    """

    named: dict[str, etree._Element]
    reviews: set[etree._Element]
    left: int = _MOST_ELEMENTS
    within: list[etree._Element] = field(default_factory=list)

    def item(self, scope: etree._Element) -> dict[str, object]:
        """Return an element with ``itemscope`` as the JSON-LD node that says the same."""
        item: dict[str, object] = {"@type": (scope.get("itemtype") or "").split()}
        if scope.get("itemid"):
            item["@id"] = scope.get("itemid")
        if scope in self.within or len(self.within) >= _DEEPEST_ITEM:
            return item
        self.within.append(scope)
        others = [self.named.get(name) for name in (scope.get("itemref") or "").split()]
        stack = [*reversed([one for one in others if one is not None]), *reversed(scope)]
        while stack and self.left > 0:
            element = stack.pop()
            if not isinstance(element.tag, str):
                continue
            self.left -= 1
            if element in self.reviews:
                continue
            is_item = element.get("itemscope") is not None
            names = (element.get("itemprop") or "").split()
            if names:
                value = self.item(element) if is_item else _value(element)
                for name in names:
                    _add(item, name.rsplit("/", 1)[-1], value)
            if not is_item:
                stack.extend(reversed(element))
        self.within.pop()
        return item


def _add(item: dict[str, object], name: str, value: object) -> None:
    present = item.setdefault(name, value)
    if isinstance(present, list):
        present.append(value)
    elif present is not value:
        item[name] = [present, value]


def _value(element: etree._Element) -> str:
    # Search engines take a content attribute on any element, so publishers write one.
    for name in ("content", _ATTRIBUTES.get(element.tag, "")):
        if name and element.get(name) is not None:
            return str(element.get(name))
    return plain("".join(element.itertext()))

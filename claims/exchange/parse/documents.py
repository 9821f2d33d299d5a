"""From bytes to wire objects: pages, JSON-LD, feeds, lists, lines, answers of other services."""

import codecs
import re
import zlib
from collections.abc import Iterator

from claims.exchange.parse.claimreview import read_review
from claims.exchange.parse.jsontext import ReadJson, read_json
from claims.exchange.parse.nodes import Found, Node, find, index
from claims.exchange.parse.pages import LARGEST_PAGE, read_page
from claims.exchange.parse.reading import Context, take_address, take_date
from claims.exchange.parse.tools import read_claim, read_markup_page
from claims.exchange.wire import WireReview, WireWarning

# What is larger is no page and no answer, but a dump: those are read line by line.
LARGEST_DOCUMENT = 64 * 1024 * 1024

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_16 = (
    (re.compile(rb"(?:[^\x00]\x00){2}"), "utf-16-le"),
    (re.compile(rb"(?:\x00[^\x00]){2}"), "utf-16-be"),
)
# Pages inside JSON inside pages: no further.
_DEEPEST_PAGE = 2


class Reading(list[WireReview]):
    """The reviews of one document, and what was odd about the document itself."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[WireWarning] = []

    def warn(self, code: str, text: str) -> None:
        """Note something about the document."""
        self.warnings.append(WireWarning(code, "", text))


def parse(content: bytes, *, media_type: str | None = None, base_url: str | None = None) -> Reading:
    """Return the reviews in ``content``, with their warnings; content never makes it raise.

    ``content`` is a page (JSON-LD, microdata), a JSON-LD document, a DataFeed, a JSON list,
    JSON lines or an answer of the Fact Check Tools API, plain or gzipped. What it is shows in
    itself; ``media_type`` (with its charset) helps where it does not. Addresses that are
    relative are resolved against ``base_url``, the address of the document.
    """
    reading = Reading()
    content = _inflated(content, reading)
    if len(content) > LARGEST_DOCUMENT:
        reading.warn(
            "too_large",
            f"The document is larger than {LARGEST_DOCUMENT // 1024 // 1024} MB and was not read.",
        )
        return reading
    text = _decoded(content, media_type or "")
    _read_text(text, media_type or "", Context(base_url=base_url or ""), reading, depth=0)
    _leave_out_doubles(reading)
    if not reading and not reading.warnings:
        reading.warn("nothing_found", "There is no ClaimReview in it.")
    return reading


def parse_node(node: Node, *, base_url: str | None = None) -> WireReview:
    """Return one ClaimReview node that was read elsewhere as a wire object."""
    return read_review(node, Context(base_url=base_url or ""))


def _inflated(content: bytes, reading: Reading) -> bytes:
    if not content.startswith(b"\x1f\x8b"):
        return content
    try:
        return zlib.decompressobj(wbits=31).decompress(content, LARGEST_DOCUMENT + 1)
    except zlib.error as error:
        reading.warn("unreadable", f"The document is damaged gzip: {error}.")
        return b""


def _decoded(content: bytes, media_type: str) -> str:
    """Return ``content`` as text: by its byte order mark, what is said of it, UTF-8, cp1252."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    # A document begins with signs of ASCII, of which one byte is nothing in UTF-16.
    for signs, encoding in _UTF_16:
        if signs.match(content):
            return content.decode(encoding, "replace")
    said = _CHARSET.search(media_type.encode("ascii", "replace"))
    if said is None and content.lstrip()[:1] == b"<":
        said = _CHARSET.search(content[:4096])
    for encoding in ("utf-8", said[1].decode("ascii", "replace") if said else "cp1252"):
        try:
            return content.decode(encoding)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _read_text(text: str, media_type: str, context: Context, reading: Reading, depth: int) -> None:
    start = text[:1000].lstrip("\ufeff \t\r\n")[:1]
    if start == "<" or (start not in ("{", "[") and "html" in media_type.lower()):
        _read_page(text, context, reading, depth)
        return
    found = read_json(text, mend=False)
    if not found.values:
        lines = _lines(text, reading) if _are_lines(text) else []
        found = ReadJson(lines) if lines else read_json(text)
    if found.oddity and len(found.values) < 2:
        reading.warn("document_odd", f"Read with difficulty: {found.oddity}.")
    _read_documents(found.values, context, reading, depth)


def _are_lines(text: str) -> bool:
    """Return whether the first line of several is a JSON value that others may follow."""
    first, _, rest = text.strip().partition("\n")
    return bool(rest) and first[:1] in ("{", "[") and bool(read_json(first, mend=False).values)


def _lines(text: str, reading: Reading) -> list[object]:
    """Return the values of JSON lines; a line that is none is noted and left out."""
    values: list[object] = []
    bad = 0
    # Not splitlines(): JSON lets other line ends stand inside a text.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        found = read_json(line, mend=False)
        values += found.values
        if not found.values:
            bad += 1
            if bad <= 20:
                reading.warn("line_bad", f"Line {number} is no JSON and was left out.")
    return values


def _read_page(text: str, context: Context, reading: Reading, depth: int) -> None:
    if len(text) > LARGEST_PAGE:
        size = LARGEST_PAGE // 1024 // 1024
        reading.warn("too_large", f"A page of more than {size} MB was not read.")
        return
    page = read_page(text, context.base_url)
    reading.warnings += page.warnings
    inner = Context(
        base_url=page.url, language=page.language or context.language, item=context.item
    )
    _read_documents([*page.documents, *page.microdata], inner, reading, depth)


def _read_documents(
    documents: list[object], context: Context, reading: Reading, depth: int
) -> None:
    context.nodes = index(documents)
    for found in find(documents):
        inner = Context(
            nodes=context.nodes,
            item=found.item or context.item,
            base_url=context.base_url,
            language=context.language,
        )
        if found.kind == "html":
            if depth < _DEEPEST_PAGE:
                _read_page(str(found.node["html"]), inner, reading, depth + 1)
        else:
            reading.extend(_reviews(found, inner))


def _reviews(found: Found, context: Context) -> Iterator[WireReview]:
    if found.kind == "tools":
        yield from read_claim(found.node, context)
    elif found.kind == "page":
        yield from read_markup_page(found.node, context)
    elif found.kind == "deleted":
        yield _tombstone(found.node)
    else:
        yield read_review(found.node, context)


def _tombstone(item: Node) -> WireReview:
    """Return the wire object of a feed item that says only when its review was taken back."""
    review = WireReview(raw=item)
    review.review_url = take_address(review, "item.url", [item.get("url")])
    review.deleted_at = take_date(review, "item.dateDeleted", item.get("dateDeleted")).date
    return review


def _leave_out_doubles(reading: Reading) -> None:
    """Keep the first of reviews that say the same: pages give both JSON-LD and microdata."""
    seen: set[tuple[str, ...]] = set()
    kept: list[WireReview] = []
    for review in reading:
        key = (review.review_url, review.claim_text, review.label, str(review.deleted_at))
        if key not in seen or not review.claim_text:
            kept.append(review)
        seen.add(key)
    if len(kept) < len(reading):
        reading.warn("doubles", f"{len(reading) - len(kept)} repeated reviews were left out.")
        reading[:] = kept

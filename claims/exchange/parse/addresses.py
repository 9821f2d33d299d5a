"""Web addresses as other publishers write them: relative, escaped twice, without a scheme."""

import html
import re
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from claims.canonical.urls import LONGEST_URL
from claims.exchange.parse.values import bare

_ESCAPED_SCHEME = re.compile(r"https?%3a(%2f){2}", re.I)
# Only what an address can need: "&copy=" in a query is no copyright sign.
_ENTITY = re.compile(r"&(?:amp|quot|#\d{1,7}|#x[0-9a-f]{1,6});", re.I)
_FILE = re.compile(r"[\w-]+\.(?:html?|php|aspx?|jsp)(?:[?#]|$)", re.I)
_TWICE = re.compile(r"%25([0-9A-Fa-f]{2})")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?::\d+)?(?:[/?#]|$)", re.I)
# One post has a number, a route or a query of its own; the profile that posts has not.
_POST = re.compile(
    r"/(?:status(?:es)?|posts?|p|reels?|videos?|photos?|watch|permalink|story|shorts|a)(?:[/.?]|$)"
    r"|story_fbid=|[?&]v=|fbid=|/\d{6,}|^t\.me/[^/]+/\d+|^youtu\.be/",
    re.I,
)


class ReadAddress(NamedTuple):
    """An http(s) address or "", and what was mended or wrong about it ("" when nothing was)."""

    url: str
    oddity: str = ""


def read_address(value: object, base: str = "") -> ReadAddress:
    """Return the http(s) address in ``value``, resolved against ``base`` when it is relative."""
    found = bare(value)
    if not isinstance(found, str) or not found.strip():
        return ReadAddress("")
    text = _unescaped(_unescaped(found[: 2 * LONGEST_URL])).strip()
    url, oddity = _mended(text, base)
    if not is_web_address(url):
        return ReadAddress("", f"“{text[:200]}” is no web address")
    if len(url) > LONGEST_URL:
        return ReadAddress("", f"the address is longer than {LONGEST_URL} characters")
    return ReadAddress(url, oddity)


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def _mended(text: str, base: str) -> tuple[str, str]:
    """Return the address that ``text`` means, and what had to be done to it."""
    oddity = ""
    if _ESCAPED_SCHEME.match(text):
        text, oddity = unquote(text), "the address was escaped twice"
    if re.match(r"https?:", text, re.I):
        if _TWICE.search(text):
            return _TWICE.sub(r"%\1", text), "the address was escaped twice"
        return text, oddity
    if text.startswith("//"):
        return f"https:{text}", "the address had no scheme"
    if _HOST.match(text) and not _FILE.match(text):
        return f"https://{text}", "the address had no scheme"
    if base and (text[0] in "/.?" or _FILE.match(text)):
        try:
            return urljoin(base, text), "the address was relative"
        except ValueError:
            return "", ""
    return text, oddity


def is_web_address(url: str) -> bool:
    """Return whether ``url`` is a whole http(s) address without white space or a password."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        parts.port  # noqa: B018  (reading it is what checks it)
    except ValueError:
        return False
    return (
        parts.scheme.lower() in ("http", "https")
        and bool(host)
        and "@" not in parts.netloc
        and not any(letter.isspace() or ord(letter) < 32 or letter in '<>"' for letter in url)
    )


def site_of(url: str) -> str:
    """Return the host of ``url`` without ``www.``: the site as the field writes it, or ""."""
    try:
        return (urlsplit(url).hostname or "").lower().removeprefix("www.").rstrip(".")
    except ValueError:
        return ""


def is_front_page(url: str) -> bool:
    """Return whether ``url`` is the front page of its site."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def is_post(url: str) -> bool:
    """Return whether ``url`` looks like one post and not like the profile that posted it."""
    return bool(_POST.search(url.partition("//")[2]))

"""One address for one page: what makes two links to the same document equal."""

import re
from ipaddress import ip_address
from urllib.parse import quote, urlsplit, urlunsplit

from courlan import normalize_url

LONGEST_URL = 4096
# As the law of the sources' table has it: labels with dots between, at least two.
_HOST = re.compile(r"([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]+")
# Names that no public server answers to (RFC 6761, RFC 6762, RFC 8375, and common use).
_PRIVATE_NAMES = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp")
# A longer quote is found by its first and last words.
_WORDS_OF_A_FRAGMENT = 12
_WORDS_OF_AN_END = 5


def canonical_url(url: str) -> str:
    """Return the form of ``url`` under which a document is known.

    Host in lower case, ``https`` for ``http``, no default port, no tracking parameters,
    query in alphabetical order, no fragment unless it is a hash-bang route, no closing slash.
    The result identifies a page; the address to open is the one that was given.

    Raises ``ValueError`` with a sentence for the user when ``url`` is no web address.
    """
    try:
        given = urlsplit(url.strip())
        given.port  # noqa: B018  (reading it is what checks it)
    except ValueError as error:
        raise ValueError(f"This is not a web address: {error}.") from error
    if any(letter.isspace() for letter in url.strip()):
        raise ValueError("The address holds white space; write it as %20.")
    if given.scheme.lower() not in ("http", "https"):
        raise ValueError("Only addresses that begin with http:// or https:// can be kept.")
    if not given.hostname:
        raise ValueError("The address has no host name.")
    if given.username or given.password:
        raise ValueError("The address carries a user name or password; take them out.")
    parts = urlsplit(normalize_url(url.strip()))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    netloc = parts.netloc.removesuffix(":443" if given.scheme.lower() == "https" else ":80")
    canonical = urlunsplit(("https", netloc, parts.path.rstrip("/"), parts.query, fragment))
    if len(canonical) > LONGEST_URL:
        raise ValueError(f"The address is longer than {LONGEST_URL} characters.")
    return canonical


def normal_domain(text: str) -> str:
    """Return the bare host of a domain or address, as a source is known by: ``example.org``.

    Raises ``ValueError`` with a sentence for the user when there is no host in it.
    """
    typed = text.strip()
    try:
        host = urlsplit(typed if "//" in typed else f"//{typed}").hostname or ""
        ascii_host = host.encode("idna").decode("ascii").lower().rstrip(".")
    except (ValueError, UnicodeError) as error:
        raise ValueError("This is not a domain: write it like example.org.") from error
    bare = ascii_host.removeprefix("www.")
    if not _HOST.fullmatch(bare):
        raise ValueError("This is not a domain: write it like example.org.")
    return bare


def is_private(url: str) -> bool:
    """Return whether ``url`` leads to a machine that only a private network knows."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    try:
        return not ip_address(host).is_global
    except ValueError:
        pass
    name = host.lower()
    # As browsers read it: 0x7f.1 and 2130706433 are addresses too.
    if re.fullmatch(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+))*", name):
        return True
    return "." not in name or name.endswith(_PRIVATE_NAMES)


def at_quote(address: str, words: str) -> str:
    """Return ``address`` so that a browser opens it at ``words``, by a text fragment.

    https://wicg.github.io/scroll-to-text-fragment/. An address with a fragment keeps its own.
    """
    said = words.split()
    if not address or not said or "#" in address:
        return address
    parts = [said]
    if len(said) > _WORDS_OF_A_FRAGMENT:
        parts = [said[:_WORDS_OF_AN_END], said[-_WORDS_OF_AN_END:]]
    # Hyphens and commas have a meaning of their own there.
    texts = [quote(" ".join(part), safe="").replace("-", "%2D") for part in parts]
    return f"{address}#:~:text={','.join(texts)}"

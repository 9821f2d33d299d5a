"""Reading fact-checks in whatever form others publish them."""

from claims.exchange.parse.documents import LARGEST_DOCUMENT, Reading, parse, parse_node

__all__ = ["LARGEST_DOCUMENT", "Reading", "parse", "parse_node"]

"""Text written in Markdown, as HTML that is safe to show."""

from collections.abc import MutableMapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

# The page's own headings take the first two levels.
_LOWERED = {f"h{level}": f"h{min(level + 2, 6)}" for level in range(1, 7)}


class _Renderer(RendererHTML):
    """HTML that fits into a page of ours: lower headings, links without reference, no pictures."""

    def heading_open(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        tokens[at].tag = _LOWERED[tokens[at].tag]
        return self.renderToken(tokens, at, options, env)

    heading_close = heading_open

    def link_open(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        tokens[at].attrSet("rel", "nofollow noopener")
        return self.renderToken(tokens, at, options, env)

    def image(
        self, tokens: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        """Lead to a picture instead of having the reader's browser fetch it from another site."""
        words = self.renderInlineAsText(tokens[at].children, options, env) or "Picture"
        address = escape(str(tokens[at].attrs["src"]))
        return f'<a href="{address}" rel="nofollow noopener">{escape(words)}</a>'


# HTML in the text is shown as text; what is no address of the web (javascript:) is no link.
_MARKDOWN = MarkdownIt("js-default", {"html": False}, renderer_cls=_Renderer)


def to_html(text: str) -> str:
    """Return ``text``, written in Markdown (CommonMark, with tables), as safe HTML."""
    return str(_MARKDOWN.render(text))

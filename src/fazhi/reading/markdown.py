"""Markdown → HTML → text, so that the same headings, lists and tables give the same lines as on a page."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from fazhi.extras import needed
from fazhi.reading.blocks import joint
from fazhi.reading.decoding import decode
from fazhi.reading.html import page_text
from fazhi.reading.paragraph_ends import ends_paragraph

if TYPE_CHECKING:
    from markdown_it.token import Token

_MARKS = "\u2018\u2019\u201c\u201d\u2026\u2014\u3001-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_EMPHASIS = re.compile(rf"(?<=[{_MARKS}])(?=\*)|(?<=\*)(?=[{_MARKS}])")
"""Between asterisks and Chinese punctuation, where CommonMark would see no emphasis (`**《行政处罚法》**的`)."""
_NOTHING = "\u200b"
"""A character that is no punctuation and shows nothing; it is left out with others of its kind."""


def read_markdown(data: bytes, name: str) -> str:
    r"""Read CommonMark with tables.

    A list's numbers stay as they are written. A single line end is none where an editor broke a long line, and one
    where a heading or a sentence ends before it: Chinese authors often leave no empty line between paragraphs.

    >>> read_markdown("# 报告\n**一、概况**\n全年受理\n[12件](a.html)。\n\n3) 复议\n4) 应诉\n".encode(), "报告.md")
    '报告\n一、概况\n全年受理12件。\n3) 复议\n4) 应诉\n'

    Raises:
        UnreadableReport: The bytes are no text.
        FazhiError: markdown-it-py is not installed.
    """
    library = needed("markdown_it", "markdown", by=name)
    parser = library.MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(_EMPHASIS.sub(_NOTHING, decode(data, name).removeprefix("\ufeff")))
    for token in tokens:
        _part_lines(token.children or [])
    _write_numbers(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    return page_text(f"<html><body>{html}</body></html>", name)


def _write_numbers(tokens: list[Token]) -> None:
    """Write the numbers of ordered lists as text, in the author's form: `1.` or `1)`."""
    mark = ""
    for token in tokens:
        if token.type == "ordered_list_open":
            token.attrSet("style", "list-style: none")
        elif token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "inline" and token.children:
            if mark:
                token.children.insert(0, type(token)("text", "", 0, content=mark))
            mark = ""


def _part_lines(inline: list[Token]) -> None:
    """Make a soft line end a hard one where a paragraph ends at it, else what stands between a broken line's parts."""
    breaks = [place for place, token in enumerate(inline) if token.type == "softbreak"]
    for before, here in pairwise([-1, *breaks]):
        after = next((place for place in breaks if place > here), len(inline))
        line, following = _content(inline[before + 1 : here]), _content(inline[here + 1 : after])
        if ends_paragraph(line, following):
            inline[here].type, inline[here].tag = "hardbreak", "br"
        else:
            inline[here].type, inline[here].content = "text", joint(line, following)


def _content(tokens: list[Token]) -> str:
    text = "".join(token.content for token in tokens if token.type in ("text", "code_inline"))
    return text.replace(_NOTHING, "")

"""A saved web page → text, one block a line. Nothing visible is left out: page furniture is labelled later, not deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fazhi.errors import UnreadableReport
from fazhi.reading.decoding import decode

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{1,20})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNSEEN = frozenset("head script style noscript template iframe object svg math select option textarea input".split())
_BLOCKS = frozenset(
    """address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot thead
    tr ul""".split()
)
_CELLS = frozenset(("td", "th"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_LINE_END = "\n"


def read_html(data: bytes, name: str) -> str:
    r"""Read a saved page.

    Blocks (paragraphs, divisions, list items, table rows) become lines; the cells of a row are parted by a space;
    runs of white space, which a browser shows as one space, become one.

    >>> read_html("<p>一、 概况</p><table><tr><td>索引号：</td><td>0123</td></tr></table>".encode(), "a.html")
    '一、 概况\n索引号： 0123\n'

    Raises:
        UnreadableReport: The bytes are no text or no HTML.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    declared = _CHARSET.search(data[:4096])
    markup = _DECLARATION.sub("", decode(data, name, declared=declared[1].decode() if declared else None))
    markup = markup.replace("\0", "")
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:  # ValueError: a damaged declaration
        raise UnreadableReport(f"{name}: no readable HTML ({error})") from error
    for problem in parser.error_log.filter_from_fatals():  # the parser gave up midway: better no text than half of it
        raise UnreadableReport(f"{name}:{problem.line}: no readable HTML ({problem.message})")
    lines = "".join(_pieces(root)).split(_LINE_END)
    return "".join(f"{line}\n" for line in (_BLANKS.sub(" ", line).strip() for line in lines) if line)


def _pieces(root: HtmlElement) -> Iterator[str]:
    """Walk the tree without recursion (saved pages nest deeply) and give its text with a line end around each block."""
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]
    while stack:
        element, closing = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if closing:
            yield _break(tag)
        else:
            seen = bool(tag) and tag not in _UNSEEN and not _hidden(element)
            if seen:
                yield _break(tag)
                yield _flat(element.text)
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))
                continue
        if element is not root:
            yield _flat(element.tail)


def _break(tag: str) -> str:
    return _LINE_END if tag in _BLOCKS else " " if tag in _CELLS else ""


def _flat(text: str | None) -> str:
    return _BLANKS.sub(" ", text.translate(_INVISIBLE)) if text else ""


def _hidden(element: HtmlElement) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))

"""A saved web page → text, one block a line. Nothing visible is left out: page furniture is labelled later, not deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fazhi.errors import UnreadableReport
from fazhi.reading.blocks import as_text, flat
from fazhi.reading.decoding import decode
from fazhi.reading.html_lists import item_marks

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{1,20})""", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNSEEN = frozenset(
    "head script style noscript template iframe object svg math select option textarea input video audio canvas".split()
)
_BLOCKS = frozenset(
    """address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot thead
    tr ul""".split()
)
_CELLS = frozenset(("td", "th"))
_PLAIN_BLOCKS = frozenset("p div center h1 h2 h3 h4 h5 h6".split())
"""Blocks that break no line when they are all that a table's cell holds."""
_KEPT = frozenset(("pre", "listing", "xmp"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_LINE_END = "\n"


def read_html(data: bytes, name: str) -> str:
    r"""Read a saved page.

    Blocks (paragraphs, divisions, list items, table rows) become lines; the cells of a row are parted by a space;
    runs of white space, which a browser shows as one space, become one; ordered lists get the numbers a browser shows.

    >>> read_html("<p>一、 概况</p><table><tr><td>索引号：</td><td>0123</td></tr></table>".encode(), "a.html")
    '一、 概况\n索引号： 0123\n'

    Raises:
        UnreadableReport: The bytes are no text or no HTML.
    """
    declared = _CHARSET.search(data[:4096])
    charset = declared[1].decode() if declared else None
    return page_text(decode(data, name, declared=charset, damaged=True), name)


def page_text(markup: str, name: str) -> str:
    """Give the text of a page's markup, as `read_html` does.

    Raises:
        UnreadableReport: The parser gives up on it.
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    markup = _DECLARATION.sub("", markup).replace("\0", "")
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(markup, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:  # ValueError: a damaged declaration
        raise UnreadableReport(f"{name}: no readable HTML ({error})") from error
    for problem in parser.error_log.filter_from_fatals():  # the parser gave up midway: better no text than half of it
        raise UnreadableReport(f"{name}:{problem.line}: no readable HTML ({problem.message})")
    return as_text("".join(_Walk().pieces(root)).split(_LINE_END))


class _Walk:
    """A walk through a page's tree, without recursion, for saved pages nest deeply."""

    def __init__(self) -> None:
        self._unbroken: set[HtmlElement] = set()
        self._marks: dict[HtmlElement, str] = {}
        self._mark = ""  # of the item that is open, until its first text
        self._kept = 0  # how many elements are open whose line ends are kept

    def pieces(self, root: HtmlElement) -> Iterator[str]:
        """The page's text with a line end around each block."""
        stack: list[tuple[HtmlElement, bool]] = [(root, False)]
        while stack:
            element, closing = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if not closing and tag and tag not in _UNSEEN and not _hidden(element):
                self._enter(element, tag)
                yield self._break(element, tag)
                yield from self._text(element.text)
                stack.append((element, True))
                stack.extend((child, False) for child in reversed(element))
                continue
            if closing:
                self._kept -= tag in _KEPT
                self._mark = "" if tag == "li" else self._mark
                yield self._break(element, tag)
            if element is not root:
                yield from self._text(element.tail)

    def _enter(self, element: HtmlElement, tag: str) -> None:
        self._kept += tag in _KEPT
        self._mark += self._marks.get(element, "")
        if tag == "ol":
            self._marks.update(item_marks(element))
        elif tag in _CELLS and (only := _only_block(element)) is not None:
            self._unbroken.add(only)

    def _text(self, text: str | None) -> Iterator[str]:
        if not text:
            return
        if self._mark and text.strip():
            yield self._mark
            self._mark = ""
        yield _LINE_END.join(map(flat, text.splitlines(keepends=True))) if self._kept else flat(text)

    def _break(self, element: HtmlElement, tag: str) -> str:
        return "" if element in self._unbroken else _LINE_END if tag in _BLOCKS else " " if tag in _CELLS else ""


def _only_block(cell: HtmlElement) -> HtmlElement | None:
    """The block that is all a cell holds (Word wraps every cell's text in a `p`), if it holds nothing but one."""
    if len(cell) != 1 or (cell.text or "").strip():
        return None
    (child,) = cell
    if child.tag not in _PLAIN_BLOCKS or (child.tail or "").strip():
        return None
    return None if any(inner.tag in _BLOCKS for inner in child.iterdescendants()) else child


def _hidden(element: HtmlElement) -> bool:
    return "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))

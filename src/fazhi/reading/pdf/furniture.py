"""Page numbers and running heads: told by what repeats at the same height of the pages, never by words alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from fazhi.reading.pdf.lines import Line

_NUMBERS = re.compile(r"[0-9０-９]+|[〇零一二三四五六七八九十百]+")
_PAGE_NUMBER = re.compile(
    r"[-—–－·.\s]*(?:第\s*)?(?P<number>[0-9０-９]{1,4})\s*(?:页)?(?:\s*[/／，,共]+\s*(?:共\s*)?[0-9０-９]{1,4}\s*页?)?[-—–－·.\s]*"
)
_MARKED = re.compile(r"[-—–－·].*[-—–－·]|第.*页|.*[/／].*")
_DEPTH = 3
"""So many lines at a page's head and foot can be furniture."""
_SAME_HEIGHT = 3.0
"""Points."""


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Leave out page numbers and running heads.

    A line is one if it stands at a page's edge, and whatever stands at that height on any page (of these edges)
    repeats, numbers aside, on another page; a table's head that stands on two pages at the height where a third has
    running text is none. On its own, a page's last line is a page number if it is written as one (`— 3 —`, `第3页`),
    or is a bare number that counts the pages.
    """
    kept = [list(page) for page in pages]
    for side in (0, -1):
        for _ in range(_DEPTH):
            for number, place in _repeated([(number, page) for number, page in enumerate(kept) if page], side):
                del kept[number][place]
    for number, page in enumerate(kept):
        for side in (0, -1):
            if page and _is_page_number(page[side].text):
                del kept[number][side]
    return kept


def _repeated(pages: Sequence[tuple[int, list[Line]]], side: int) -> list[tuple[int, int]]:
    """The outermost lines of pages that are furniture, as page and place."""
    heights: dict[int, list[tuple[int, str]]] = defaultdict(list)
    edge = {number: page[side] for number, page in pages}
    for number, line in edge.items():
        near = next((height for height in heights if abs(height - line.base) < _SAME_HEIGHT), round(line.base))
        heights[near].append((number, _NUMBERS.sub("#", line.text)))
    found: list[tuple[int, int]] = []
    for lines in heights.values():
        texts = [text for _, text in lines]
        if len(lines) > 1 and all(texts.count(text) > 1 or text.strip("- —–·") == "#" for text in texts):
            found += [(number, side) for number, _ in lines]
    return found


def _is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text) and _MARKED.fullmatch(text))

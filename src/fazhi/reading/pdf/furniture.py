"""Page numbers and running heads: told by what repeats at the same height of the pages, never by words alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from fazhi.reading.pdf.lines import Line

_NUMBERS = re.compile(r"[0-9０-９]+|[〇零一二三四五六七八九十百]+")
_PAGE_NUMBER = re.compile(
    r"[-—–－·.\s]*(?:第\s*)?(?P<number>[0-9０-９]{1,4})\s*(?:页)?(?:\s*[/／，,共]+\s*(?:共\s*)?[0-9０-９]{1,4}\s*页?)?[-—–－·.\s]*"
)
_MARKED = re.compile(r"[-—–－·].*[-—–－·]|第.*页|.*[/／].*")
_DEPTH = 3
"""So many lines at a page's head and foot can be furniture."""
_MARGIN = 0.12
"""And they stand in so much of the height that the pages' text takes, at either end."""
_SAME_HEIGHT = 3.0
"""Points."""


def without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Leave out page numbers and running heads.

    The outermost lines of pages are such where everything that stands outermost at that height, on whichever page,
    repeats, numbers aside, on another one. So a table's head that is repeated on some pages is none: at its height
    other pages have running text. What is written as a page number (`— 3 —`, `第3页`, `3/12`) is one without that.
    """
    kept = [list(page) for page in pages]
    bases = [line.base for page in pages for line in page]
    if not bases:
        return kept
    margin = _MARGIN * (max(bases) - min(bases))
    for side, lowest, highest in ((0, max(bases) - margin, max(bases)), (-1, min(bases), min(bases) + margin)):
        for _ in range(_DEPTH):
            outermost = {
                number: page[side] for number, page in enumerate(kept) if page and lowest <= page[side].base <= highest
            }
            for number in _repeated(outermost):
                del kept[number][side]
    for number, page in enumerate(kept):
        for side in (0, -1):
            if page and _is_page_number(page[side].text):
                del kept[number][side]
    return kept


def _repeated(outermost: Mapping[int, Line]) -> list[int]:
    """The pages whose outermost line is furniture."""
    heights: dict[float, dict[int, str]] = defaultdict(dict)
    for number, line in outermost.items():
        near = next((height for height in heights if abs(height - line.base) < _SAME_HEIGHT), line.base)
        heights[near][number] = _NUMBERS.sub("#", line.text)
    found: list[int] = []
    for texts in heights.values():
        counts = Counter(texts.values())
        if len(texts) > 1 and all(count > 1 or text.strip("- —–·") == "#" for text, count in counts.items()):
            found += texts
    return found


def _is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text) and _MARKED.fullmatch(text))

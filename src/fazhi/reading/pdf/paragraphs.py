"""The lines of pages → paragraphs: indents, the width of lines, the space between them, marks and sentence ends tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fazhi.reading.blocks import WIDE, joint
from fazhi.reading.markers import find_marker
from fazhi.reading.pdf.areas import SAME_EDGE, Area, Place, Placed, text_areas
from fazhi.reading.pdf.lines import Line

_WORD = re.compile(r"[“‘（〔《【(\[「『]*(?:[A-Za-z0-9.,:/\-]+[%％‰℃]?|.)[，。、；：！？）》〕】」』”’,.;:!?)\]]*")
"""What cannot be parted at a line's end: a number, or a character with the marks that must stay beside it."""
_SENTENCE_END = re.compile(r"[。！？；：!?;:][”’）)」』】]*\Z")
_WIDE = re.compile(f"[{WIDE}]")
_NARROW = 0.55
"""The width of a Latin character or digit, in Han characters."""
_INDENT = 0.8
_SAME_SIZE = 0.12
_SPARE = 0.4
"""In characters: where a line counts as indented, sizes as the same (a share), and room as enough."""
_LOOSE = 0.2
"""Where paragraphs begin with an indent, a line may fall so far short of the edge and go on without one."""
_HANGING = 4.5
"""The lines of a paragraph hang so many characters to the right of its number at most."""
_SET_IN = 8
"""A whole paragraph is set in by so many characters at most; what begins further right is a signature or date."""
_GOES_ON = ("，", "、", ",")
_NEVER_FIRST = tuple("，。、；：！？）》〕】」』”’%％")
"""Marks that end no paragraph, and marks that begin none."""
_PARTED = 1.35
"""Lines further apart than this times what is usual are paragraphs of their own."""
_CLOSEST = 0.9
"""Lines nearer to each other than so many characters are no lines below each other."""
_COMMON = 0.15
"""The least distance that so many pairs of lines have is that within paragraphs."""
_MOST_BLANKS = 0.2
"""The share of lines that end with a blank from which on the blanks are the program's."""
_FEWEST_INDENTS = 0.04
"""The share of lines with an indent of two characters from which on paragraphs are taken to begin so."""


def paragraphs_of(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    """Join the lines of pages into paragraphs, across pages and columns too; rows of tables stay lines."""
    if not any(pages):
        return
    size = _size(line for page in pages for line in page)
    placed = [
        (line._replace(size=size) if line.guessed else line, (number, line.column))
        for number, page in enumerate(pages)
        for line in page
    ]
    areas = text_areas(placed)
    layout = _layout(placed, areas, size)
    paragraph = placed[0][0].text
    for (before, place), (after, next_place) in pairwise(placed):
        if layout.continues(before, areas[place], after, areas[next_place], turned=place != next_place):
            paragraph += (" " if before.blank and layout.spaced else joint(paragraph, after.text)) + after.text
        else:
            yield paragraph
            paragraph = after.text
    yield paragraph


@dataclass(frozen=True, slots=True)
class _Layout:
    """What is usual in a document.

    Attributes:
        size: The width of a character of running text.
        pitch: The distance of two lines of a paragraph.
        indented: Paragraphs begin with an indent.
        spaced: A blank at a line's end is the author's; some programs put one at every line's end.
    """

    size: float
    pitch: float
    indented: bool
    spaced: bool

    def continues(self, line: Line, area: Area, following: Line, next_area: Area, *, turned: bool) -> bool:
        """Whether `following` goes on with the paragraph that `line` belongs to."""
        if not line.cells == following.cells == 1 or abs(line.size / following.size - 1) > _SAME_SIZE:
            return False
        if not turned and not self._is_next(line, following):
            return False
        if _is_title(line, area, self.size) and _is_title(following, next_area, self.size):
            return not _SENTENCE_END.search(line.text)
        if line.text.endswith(_GOES_ON) or following.text.startswith(_NEVER_FIRST):
            return True
        ended = bool(_SENTENCE_END.search(line.text))
        flush = following.left <= next_area.left + _INDENT * following.size
        if flush and not ended and self.indented:
            return line.right > area.right - _LOOSE * (area.right - area.left)
        if _has_room(line, area, following):
            return False
        begun = _begins(following)
        if flush or ended or begun:
            return flush and not (ended and begun)
        return self._is_set_in(line, area, following, next_area)

    def _is_set_in(self, line: Line, area: Area, following: Line, next_area: Area) -> bool:
        """Whether two lines belong to a paragraph that hangs from its number, or is set in as a whole."""
        step = following.left - line.left
        if _begins(line) and SAME_EDGE * line.size < step < _HANGING * line.size:
            return True
        indent = following.left - next_area.left
        if self.indented and abs(indent - 2 * following.size) < _INDENT * following.size:
            return False
        return abs(step) < SAME_EDGE * line.size and indent < _SET_IN * line.size

    def _is_next(self, line: Line, following: Line) -> bool:
        """Whether a line is as far below another as lines of one paragraph are; the next column begins above."""
        distance = line.base - following.base
        usual = self.pitch * max(1.0, line.size / self.size)
        return distance < 0 or distance < _PARTED * usual


def _begins(line: Line) -> bool:
    marker = find_marker(line.text)
    return marker is not None and marker.kind != "item"


def _has_room(line: Line, area: Area, following: Line) -> bool:
    """Whether the next line's first word would have stood on this line, had the paragraph gone on."""
    word = _WORD.match(following.text)
    width = sum(1.0 if _WIDE.match(character) else _NARROW for character in word[0]) if word else 1.0
    return area.right - line.right > (width + _SPARE) * line.size


def _is_title(line: Line, area: Area, size: float) -> bool:
    """Larger than running text, and in the middle."""
    off = (line.left + line.right) / 2 - (area.left + area.right) / 2
    return line.size > (1 + _SAME_SIZE) * size and abs(off) < 1.5 * line.size


def _size(lines: Iterable[Line]) -> float:
    """The size that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += 0 if line.guessed else len(line.text)
    return sizes.most_common(1)[0][0]


def _layout(placed: Sequence[Placed], areas: Mapping[Place, Area], size: float) -> _Layout:
    pitches = Counter(
        round(before.base - after.base)
        for (before, place), (after, next_place) in pairwise(placed)
        if place == next_place
        and before.base - after.base > _CLOSEST * size
        and abs(before.size / size - 1) < _SAME_SIZE
    )
    indents = sum(
        abs(line.left - areas[place].left - 2 * size) < 0.6 * size for line, place in placed if line.cells == 1
    )
    common = [pitch for pitch, count in pitches.items() if count >= _COMMON * pitches.total()]
    pitch = min(common, default=2 * size)
    spaced = sum(line.blank for line, _ in placed) < _MOST_BLANKS * len(placed)
    return _Layout(size, pitch, indented=indents >= _FEWEST_INDENTS * len(placed), spaced=spaced)

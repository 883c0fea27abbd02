"""Characters on a page → its lines, from top to bottom, the words and cells of a line from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from fazhi.reading.blocks import WIDE, flat
from fazhi.reading.markers import find_marker
from fazhi.reading.pdf.columns import in_columns
from fazhi.reading.pdf.glyphs import Glyph

_WIDE = re.compile(f"[{WIDE}]")
_SQUARE = re.compile("[\u3001-\u3003\u3008-\u3011\u3014-\u3017\u3400-\u9fff\uff01-\uff60]")
_SAME_LINE = 0.45
"""What stands on base lines that differ by less than this share of its size is one line (raised note marks are)."""
_PARTED = 1.0
"""A gap of so many characters parts runs: words from page numbers, cells, and columns from each other."""
_STRETCHED = 2.5
"""A blank may be as wide, in a line that was stretched to the margin; a wider one parts cells."""
_WORD_GAP, _HAN_GAP, _MIXED_GAP = 0.18, 0.2, 0.5
"""The gap, in characters, that reads as a space: between Latin words; between wide characters, beyond what their line
is spaced out by; and between a wide character and a digit or letter, which Word sets a quarter of a character apart."""
_LATIN = re.compile("[A-Za-z0-9]")
_FEWEST_GAPS = 5
_WIDTH_OF_HEIGHT = 0.8
_SMALLEST = 0.1
"""Points; what is set smaller shows nothing, yet is text."""
_LONGEST_MARK = 8
_MARK_ENDS = ("、", "）", "】", "〕")
_BULLETS = "".join(map(chr, range(0xF020, 0xF100))) + " "
"""What symbol fonts show as bullets has no meaning as characters."""


class Run(NamedTuple):
    """Characters of a page that follow each other without a gap; `blank` if one or more blanks ended it."""

    glyphs: Sequence[Glyph]
    left: float
    right: float
    base: float
    size: float
    blank: bool


class Line(NamedTuple):
    """A line of a page.

    Attributes:
        text: Its text, white space made one space.
        left: Where its first character begins, in points.
        right: Where its last one ends.
        base: The height it stands on.
        size: The width of its Han characters, which are square; a guess from the height where it has none.
        guessed: The size is such a guess.
        blank: The file has a blank at its end.
        cells: More than one in a row of a table; none in turned text.
        column: 1 or 2 on a page of two columns, else 0.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    guessed: bool
    blank: bool = False
    cells: int = 1
    column: int = 0


def lines_of(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines of a page as they are read: from the top, column after column; turned text comes last."""
    upright, turned = _runs(glyphs)
    lines = [_line(row, column) for column, part in in_columns(upright) for row in rows_of(part)]
    return lines + [_line([run])._replace(cells=0) for run in turned]


def rows_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs that stand on one line, from top to bottom, each from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.base):
        if rows and rows[-1][0].base - run.base < _SAME_LINE * max(rows[-1][0].size, run.size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _runs(glyphs: Iterable[Glyph]) -> tuple[list[Run], list[Run]]:
    """The runs of a page, upright and turned ones."""
    upright: list[list[Glyph]] = []
    turned: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in glyphs:
        kept = upright if glyph.upright else turned
        if kept and last is not None and last.upright == glyph.upright and _follows(last, glyph):
            kept[-1].append(glyph)
        else:
            kept.append([glyph])
        last = glyph
    return list(_trimmed(upright)), list(_trimmed(turned))


def _follows(last: Glyph, glyph: Glyph) -> bool:
    if not glyph.upright:
        return True
    size = max(last.height, glyph.height) * _WIDTH_OF_HEIGHT
    return abs(glyph.base - last.base) < _SAME_LINE * size and -size / 2 < glyph.left - last.right < _PARTED * size


def _trimmed(runs: Iterable[Sequence[Glyph]]) -> Iterable[Run]:
    for glyphs in runs:
        shown = [place for place, glyph in enumerate(glyphs) if not glyph.character.isspace()]
        if shown:
            kept = glyphs[shown[0] : shown[-1] + 1]
            base = median(glyph.base for glyph in kept)
            blank = len(glyphs) > shown[-1] + 1
            yield Run(kept, kept[0].left, max(glyph.right for glyph in kept), base, _size(kept), blank)


def _size(glyphs: Sequence[Glyph]) -> float:
    widths = [glyph.right - glyph.left for glyph in glyphs if _SQUARE.match(glyph.character)]
    size = median(widths) if widths else _WIDTH_OF_HEIGHT * median(glyph.height for glyph in glyphs)
    return max(size, _SMALLEST)


def _line(row: Sequence[Run], column: int = 0) -> Line:
    pieces: list[str] = []
    glyphs = [glyph for run in row for glyph in run.glyphs]
    size = max(run.size for run in row)
    spacing = _spacing(glyphs)
    for last, glyph in zip([None, *glyphs[:-1]], glyphs, strict=True):
        if last and _is_gap(last, glyph, size, spacing) and not _is_mark("".join(pieces[:_LONGEST_MARK])):
            pieces.append(" ")
        pieces.append(glyph.character)
    cells = 1 + sum(
        after.left - before.right > (_STRETCHED if before.blank else _PARTED) * size for before, after in pairwise(row)
    )
    longest = max(row, key=lambda run: len(run.glyphs))
    guessed = not any(_SQUARE.match(glyph.character) for glyph in longest.glyphs)
    text = flat("".join(pieces)).strip().lstrip(_BULLETS)
    return Line(
        text,
        row[0].left,
        max(run.right for run in row),
        longest.base,
        longest.size,
        guessed,
        row[-1].blank,
        cells,
        column,
    )


def _is_mark(text: str) -> bool:
    """Whether a line so far is an automatic number (一、 or （一）), which a tab parts from its heading."""
    marker = find_marker(text) if len(text) < _LONGEST_MARK else None
    return marker is not None and marker.end == len(text) and text.endswith(_MARK_ENDS)


def _spacing(glyphs: Sequence[Glyph]) -> float:
    """By how much the wide characters of a line are spaced out, to fill it."""
    gaps = [
        glyph.left - last.right
        for last, glyph in pairwise(glyphs)
        if _WIDE.match(last.character) and _WIDE.match(glyph.character)
    ]
    return max(0.0, median(gaps)) if len(gaps) >= _FEWEST_GAPS else 0.0


def _is_gap(last: Glyph, glyph: Glyph, size: float, spacing: float) -> bool:
    pair = last.character + glyph.character
    share = _WORD_GAP if not _WIDE.search(pair) else _MIXED_GAP if _LATIN.search(pair) else _HAN_GAP
    return glyph.upright and glyph.left - last.right > share * size + spacing

"""Where the running text of a page, or of a column, stands: its left edge, and how far its full lines reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from fazhi.reading.pdf.lines import Line

Place = tuple[int, int]
"""A page and a column on it."""
Placed = tuple[Line, Place]

SAME_EDGE = 0.3
"""Edges that differ by so many characters are one."""


class Area(NamedTuple):
    """The edges of a text, in points."""

    left: float
    right: float


def text_areas(placed: Sequence[Placed]) -> dict[Place, Area]:
    """The areas of a document's pages and columns.

    Columns of one kind are as wide on every page; their left edges differ where inner and outer margins do.
    """
    lines: dict[int, dict[Place, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line, place in placed:
        lines[place[1]][place] += [line] if line.cells == 1 else []
    return {place: area for column in lines.values() for place, area in _areas(column).items()}


def _areas(lines: dict[Place, list[Line]]) -> dict[Place, Area]:
    everything = [line for some in lines.values() for line in some]
    if not everything:
        return {place: Area(0.0, 0.0) for place in lines}
    size = median(line.size for line in everything)
    left = _edge(everything, size)
    lefts = {place: _edge(some, size) if some else left for place, some in lines.items()}
    usual = max((_right(lines[place]) for place, own in lefts.items() if own - left < size and lines[place]), default=left)  # fmt: skip
    for place, own in lefts.items():
        if own > left and lines[place] and abs((own - left) - (_right(lines[place]) - usual)) > size:
            lefts[place] = left  # every line of this page is indented: its right edge did not move with its left one
    width = _width([line.right - lefts[place] for place, some in lines.items() for line in some], size)
    return {place: Area(own, own + width) for place, own in lefts.items()}


def _right(lines: Sequence[Line]) -> float:
    return max(line.right for line in lines)


def _edge(lines: Sequence[Line], size: float) -> float:
    """The leftmost place where more than one line begins."""
    lefts = sorted(line.left for line in lines)
    return next((left for left, other in pairwise(lefts) if other - left < SAME_EDGE * size), lefts[0])


def _width(widths: Sequence[float], size: float) -> float:
    """The width of a full line: in the middle of those near the greatest, for marks may hang over the edge."""
    return median(width for width in widths if width >= max(widths) - 3 * size)

"""The columns of a page, as gazettes have them: found by the gutter between filled lines, which a table does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.reading.pdf.lines import Run

_FEWEST_ROWS = 8
"""Fewer lines side by side are no columns."""
_FILLED_SHARE = 0.6
"""So many of a column's lines must reach its edge: running text does, a table's cells do not."""
_MIDDLE = (0.3, 0.7)
"""Where a gutter may lie, as shares of the text's width."""


def in_columns(runs: Sequence[Run]) -> list[tuple[int, list[Run]]]:
    """Part a page's runs so that each part can be read from top to bottom.

    What crosses the gutter (a title over both columns) parts the bands above and below it.

    Returns:
        Parts with the column they stand in: 0 for the whole width, 1 for the left, 2 for the right one.
    """
    gutter = _gutter(runs)
    if gutter is None:
        return [(0, list(runs))]
    parts: list[tuple[int, list[Run]]] = []
    for run in sorted(runs, key=lambda run: -run.base):
        column = 0 if run.left < gutter < run.right else 1 if run.right <= gutter else 2
        if not parts or (column == 0) != (parts[-1][0] == 0):
            parts += [(0, [])] if column == 0 else [(1, []), (2, [])]
        parts[-1 if column in (0, 2) else -2][1].append(run)
    return [(column, part) for column, part in parts if part]


def _gutter(runs: Sequence[Run]) -> float | None:
    """The middle of the white strip between two columns of running text; None where there is none."""
    if len(runs) < 2 * _FEWEST_ROWS:
        return None
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    for middle in _candidates(runs, left + _MIDDLE[0] * (right - left), left + _MIDDLE[1] * (right - left)):
        before = [run for run in runs if run.right <= middle]
        after = [run for run in runs if run.left >= middle]
        if min(len(before), len(after)) < _FEWEST_ROWS or len(before) + len(after) < 0.8 * len(runs):
            continue
        if _filled(before) and _filled(after):
            return middle
    return None


def _candidates(runs: Sequence[Run], lowest: float, highest: float) -> Iterator[float]:
    """Places just left of where many runs begin."""
    begins = sorted(run.left for run in runs if lowest <= run.left <= highest)
    for place, begin in enumerate(begins):
        if place == 0 or begin - begins[place - 1] > 1:
            yield begin - 0.5


def _filled(column: Sequence[Run]) -> bool:
    """Whether most of a column's lines begin and end where the column does."""
    edge = max(run.right for run in column)
    first = min(run.left for run in column)
    full = sum(run.right > edge - 2.5 * run.size and run.left < first + 2.5 * run.size for run in column)
    return full >= _FILLED_SHARE * len(column) and edge - first > 8 * column[0].size

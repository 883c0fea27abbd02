"""Spans ↔ BIES tags over the characters of one paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

OUTSIDE = "O"


def tags_of(length: int, spans: Iterable[tuple[int, int, str]]) -> list[str]:
    """Tag the characters: B first, I inside, E last, S single, O outside.

    >>> tags_of(5, [(0, 3, "AGENCY"), (4, 5, "QUANTITY")])
    ['B-AGENCY', 'I-AGENCY', 'E-AGENCY', 'O', 'S-QUANTITY']
    """
    tags = [OUTSIDE] * length
    for start, end, label in spans:
        first, last = edge_tags(start, end, label)
        tags[start:end] = [f"I-{label}"] * (end - start)
        tags[start], tags[end - 1] = first, last
    return tags


def edge_tags(start: int, end: int, label: str) -> tuple[str, str]:
    """The tags of a span's first and last character."""
    return (f"S-{label}", f"S-{label}") if end - start == 1 else (f"B-{label}", f"E-{label}")


def spans_of(tags: NDArray[np.intp], names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Read spans; a run that breaks the scheme ends where it breaks.

    Args:
        tags: A tag's number for each character.
        names: The tags' names by number.

    >>> names = ["O", "B-LAW", "E-LAW", "S-LAW"]
    >>> list(spans_of(np.array([1, 2, 0, 1, 0, 3]), names))
    [(0, 2, 'LAW'), (3, 4, 'LAW'), (5, 6, 'LAW')]
    """
    kinds, _, labels = zip(*(name.partition("-") for name in names), strict=True)
    numbers = {label: number for number, label in enumerate(sorted({*labels}))}  # no label is 0
    label = np.array([numbers[label] if kind != OUTSIDE else -1 for kind, label in zip(kinds, labels, strict=True)])
    label, opens, closes = label[tags], np.isin(kinds, ("B", "S"))[tags], np.isin(kinds, ("E", "S"))[tags]
    joined = (label[:-1] == label[1:]) & ~closes[:-1] & ~opens[1:]  # each character with the next one
    starts = np.flatnonzero(np.append(True, ~joined) & (label >= 0))
    ends = np.flatnonzero(np.append(~joined, True) & (label >= 0)) + 1
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield start, end, labels[tags[start]]

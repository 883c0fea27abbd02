"""Spans ↔ BIES tags over the characters of one paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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


def spans_of(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Read spans; a run that breaks the scheme ends where it breaks.

    >>> list(spans_of(["B-LAW", "E-LAW", "O", "B-LAW", "O", "S-LAW"]))
    [(0, 2, 'LAW'), (3, 4, 'LAW'), (5, 6, 'LAW')]
    """
    start, label = 0, ""
    for offset, tag in enumerate(tags):
        kind, _, this = tag.partition("-")
        if label and (kind in "BSO" or this != label):
            yield start, offset, label
            label = ""
        if kind == "O":
            continue
        if not label:
            start, label = offset, this
        if kind in "ES":
            yield start, offset + 1, label
            label = ""
    if label:
        yield start, len(tags), label

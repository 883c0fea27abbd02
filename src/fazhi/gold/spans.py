"""What annotators mark: spans and paragraphs, by offsets into the text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class GoldSpan:
    """An entity: `text[start:end]`, code points, end exclusive."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class GoldParagraph:
    """A paragraph with its role and its areas, the first of them primary."""

    start: int
    end: int
    role: str
    areas: tuple[str, ...] = ()

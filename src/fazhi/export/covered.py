"""Spans and the text they cover: what annotation formats hold, and the check that both still belong together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from fazhi.errors import FazhiError, GoldMismatch, excerpt
from fazhi.records import Entity, Record


class Mark(NamedTuple):
    """An entity as annotation formats hold it: `text[start:end]` in code points, its label, and what else they carry."""

    start: int
    end: int
    label: str
    text: str
    norm: dict[str, Any]


class Marked(NamedTuple):
    """A report's name, its text and its entities, read back from an annotation format."""

    id: str
    text: str
    marks: tuple[Mark, ...]


def mark_of(entity: Entity) -> Mark:
    """What annotation formats keep of an entity."""
    return Mark(entity.start, entity.end, entity.label, entity.text, entity.norm)


def check_covered(text: str, start: int, end: int, covered: str, where: str) -> None:
    """See that `text[start:end]` is what a file says it is.

    >>> check_covered("由区司法局牵头", 1, 5, "区司法局", "x.ann:1")

    Raises:
        GoldMismatch: It is not.
    """
    if not 0 <= start <= end <= len(text) or text[start:end] != covered:
        found = excerpt(text, max(start, 0), min(max(end, 0), start + 40))
        raise GoldMismatch(f"{where}: expected {covered[:40]!r} at {start}–{end}, the text has {found!r}")


def in_order(record: Record) -> list[Entity]:
    """The entities by where they stand, for formats that hold no two over one character.

    Raises:
        FazhiError: Two overlap.
    """
    entities = sorted(record.entities, key=lambda entity: entity.start)
    last = 0
    for entity in entities:
        if entity.start < last:
            where = excerpt(record.text, entity.start, entity.end)
            raise FazhiError(
                f"{record.id}: entities overlap at {entity.start}–{entity.end} ({where}); this format is flat"
            )
        last = entity.end
    return entities


def marked(id: str, text: str, marks: Iterable[Mark], where: str) -> Marked:
    """A report with its entities, each checked against the text."""
    found = tuple(marks)
    for mark in found:
        check_covered(text, mark.start, mark.end, mark.text, where)
    return Marked(id, text, found)

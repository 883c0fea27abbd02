"""The tree of a report's headings: which section each paragraph stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fazhi.reading.markers import RANKS, Marker, find_lost_marker, find_marker

_OUTSIDE = frozenset({"meta", "title", "overview", "closing"})
_SENTENCE_END = re.compile(r"[。！？]")
_INNER_STOP = re.compile(r"[。！？；;，,：:](?=.)")
_LONGEST_HEADING = 48
_LONGEST_BARE_HEADING = 24
_LONGEST_RUN_IN = 48


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands.

    Attributes:
        section: The headings above it, outermost first; a heading run into the paragraph itself is the last.
        heading_level: For a heading its depth in the tree, 1 outermost; else None.
        marker: The number it begins with, if any.
    """

    section: tuple[str, ...]
    heading_level: int | None
    marker: Marker | None


@dataclass(frozen=True, slots=True)
class _Open:
    """A section that is still open."""

    rank: float
    title: str
    marker: Marker | None


def outline(lines: Sequence[str], roles: Sequence[str] | None = None) -> list[Place]:
    """Place each paragraph in the tree of headings.

    A mark of a kind opens a section below the nearest open section of an outer kind, whatever kinds the report uses.
    A heading without a mark opens a section beside the last such heading. Text before the first heading has none.

    Args:
        lines: The paragraphs, trimmed.
        roles: Their roles; without them headings are told by their form.

    >>> for place in outline(["我市扎实推进法治建设。", "一、主要工作", "（一）加强领导。一是定期听取汇报。", "二、存在问题"]):
    ...     print(place.section, place.heading_level)
    () None
    () 1
    ('一、主要工作', '（一）加强领导') None
    () 1
    """
    if roles is None:
        roles = ["heading" if looks_like_heading(line, following) else "" for line, following in _pairs(lines)]
    places: list[Place] = []
    stack: list[_Open] = []
    for line, role in zip(lines, roles, strict=True):
        marker = _marker(line, stack)
        if role in _OUTSIDE:
            places.append(Place((), None, marker))
            continue
        title = line if role == "heading" else _run_in(line, marker)
        if title is None:
            places.append(Place(_titles(stack), None, marker))
            continue
        rank = _rank(marker, stack)
        while stack and stack[-1].rank >= rank:
            stack.pop()
        level = len(stack) + 1 if role == "heading" else None
        above = _titles(stack)
        stack.append(_Open(rank, title, marker))
        places.append(Place(above if level else _titles(stack), level, marker))
    return places


def looks_like_heading(line: str, following: str) -> bool:
    """Tell a heading by its form: short, of one clause, numbered; without a number only before a much longer line.

    >>> looks_like_heading("二、存在的问题", "部分单位重视不够。"), looks_like_heading("二、12月开会。共3次。", "")
    (True, False)
    """
    body = line.rstrip("。：:.")
    marker = find_marker(line)
    if marker and marker.kind != "item":
        return len(body) <= _LONGEST_HEADING and not _SENTENCE_END.search(body)
    if marker or len(body) > _LONGEST_BARE_HEADING or _INNER_STOP.search(body):
        return False
    return line[-1] not in "。；;，,！!" and len(following) > 2 * len(body)


def _pairs(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    return zip(lines, (*lines[1:], ""), strict=True) if lines else iter(())


def _titles(stack: Sequence[_Open]) -> tuple[str, ...]:
    return tuple(section.title for section in stack)


def _marker(line: str, stack: Sequence[_Open]) -> Marker | None:
    """The paragraph's mark; one that lost its point is read where it continues an open section's count."""
    if marker := find_marker(line):
        return marker
    for section in reversed(stack):
        if section.marker and (marker := find_lost_marker(line, section.marker)):
            return marker
    return None


def _rank(marker: Marker | None, stack: Sequence[_Open]) -> float:
    """The rank of a heading; one without a mark stands beside the last such heading, else below all open ones."""
    if marker:
        return marker.rank
    for section in stack:
        if section.marker is None:
            return section.rank
    return stack[-1].rank + 0.5 if stack else -0.5


def _run_in(line: str, marker: Marker | None) -> str | None:
    """The heading that a numbered paragraph begins with: its first sentence, where more follows."""
    if not marker or marker.rank >= RANKS["item"]:
        return None
    end = _SENTENCE_END.search(line, marker.end)
    if end and end.start() <= _LONGEST_RUN_IN and end.end() < len(line):
        return line[: end.start()]
    return None

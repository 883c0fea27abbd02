"""The numbers of Word's lists (一、（一）1.), which stand nowhere in the text: counted as Word counts (ECMA-376-1, §17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fazhi.reading.docx.wordprocessing import W, is_on, local, value
from fazhi.reading.list_marks import list_mark, spaced

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PLACE = re.compile(r"%([1-9])")
_UNCOUNTED = "0"
"""The list that takes a paragraph's number away."""


@dataclass(frozen=True, slots=True)
class _Level:
    """One depth of a list.

    Attributes:
        start: The first number.
        format: How numbers are written (`w:numFmt`).
        text: The mark, with `%1` for the outermost level's number.
        gap: What stands between mark and text.
        restart: The level, counted from 1, after which counting begins anew; None for any outer one, 0 for never.
        legal: Numbers of outer levels are shown in Arabic numerals.
        style: The paragraph style that belongs to this level.
    """

    start: int
    format: str
    text: str
    gap: str
    restart: int | None
    legal: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class _List:
    """A `w:num`: a kind of list, with levels of its own or another start."""

    kind: str
    levels: dict[int, _Level]
    starts: dict[int, int]


class Numbering:
    """The lists of a document, and how far each has counted.

    Args:
        numbering: The root of numbering.xml, if there is one.
        styles: The root of styles.xml, if there is one.
    """

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._styles = {style.get(f"{W}styleId"): style for style in _all(styles, "style")}
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")
            ),
            None,
        )
        self._kinds = {kind.get(f"{W}abstractNumId"): kind for kind in _all(numbering, "abstractNum")}
        self._nums = {num.get(f"{W}numId"): num for num in _all(numbering, "num")}
        self._lists: dict[str, _List | None] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()

    def mark(self, paragraph: Element) -> str:
        """Count a paragraph, and give its number with the gap behind it; empty for bullets and for no list."""
        number, depth = self._place(paragraph)
        list_ = self._list(number)
        if number is None or list_ is None or depth not in list_.levels:
            return ""
        level = list_.levels[depth]
        counts = self._count(number, list_, depth)
        if level.format == "bullet":
            return ""
        shown = _PLACE.sub(lambda place: _numeral(int(place[1]) - 1, list_, counts, legal=level.legal), level.text)
        return spaced(shown, level.gap) if shown.strip() else ""

    def _place(self, paragraph: Element) -> tuple[str | None, int]:
        """The list and depth that a paragraph or its style names."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number = value(own.find(f"{W}numId")) if own is not None else None
        depth = value(own.find(f"{W}ilvl")) if own is not None else None
        style = value(paragraph.find(f"{W}pPr/{W}pStyle")) or self._default
        if number is None:
            number, style_depth = self._style_place(style)
            depth = depth or style_depth
        return (None if number == _UNCOUNTED else number), _whole(depth)

    def _style_place(self, style: str | None) -> tuple[str | None, str | None]:
        """The list of a style or of one it is based on, and the depth at which that list names the style."""
        seen: set[str] = set()
        while style and style not in seen and (element := self._styles.get(style)) is not None:
            seen.add(style)
            number = value(element.find(f"{W}pPr/{W}numPr/{W}numId"))
            if number is not None:
                levels = list_.levels if (list_ := self._list(number)) else {}
                named = next((str(depth) for depth, level in levels.items() if level.style == style), None)
                return number, named or value(element.find(f"{W}pPr/{W}numPr/{W}ilvl"))
            style = value(element.find(f"{W}basedOn"))
        return None, None

    def _list(self, number: str | None) -> _List | None:
        if number is None:
            return None
        if number not in self._lists:
            self._lists[number] = None  # for lists that name each other in a circle
            self._lists[number] = self._make_list(number)
        return self._lists[number]

    def _make_list(self, number: str) -> _List | None:
        num = self._nums.get(number)
        kind = value(num.find(f"{W}abstractNumId")) if num is not None else None
        if num is None or kind is None or kind not in self._kinds:
            return None
        levels = {_whole(level.get(f"{W}ilvl")): _level(level) for level in _all(self._kinds[kind], "lvl")}
        if not levels and (style := value(self._kinds[kind].find(f"{W}numStyleLink"))):
            linked = self._list(self._style_place(style)[0])
            if linked is None:
                return None
            kind, levels = linked.kind, dict(linked.levels)
        starts: dict[int, int] = {}
        for change in _all(num, "lvlOverride"):
            depth = _whole(change.get(f"{W}ilvl"))
            for level in _all(change, "lvl"):
                levels[depth] = _level(level)
            if (start := change.find(f"{W}startOverride")) is not None:
                starts[depth] = _whole(value(start))
        return _List(kind, levels, starts)

    def _count(self, number: str, list_: _List, depth: int) -> dict[int, int]:
        """Count one paragraph on; lists of one kind count together until one starts anew."""
        counts = self._counts.setdefault(list_.kind, {})
        if depth in list_.starts and (number, depth) not in self._started:
            counts[depth] = list_.starts[depth]
        else:
            counts[depth] = counts[depth] + 1 if depth in counts else list_.levels[depth].start
        self._started.add((number, depth))
        for deeper in [other for other in counts if other > depth]:
            restart = list_.levels[deeper].restart if deeper in list_.levels else None
            if restart is None or depth < restart:
                del counts[deeper]
        return counts


def _numeral(depth: int, list_: _List, counts: dict[int, int], *, legal: bool) -> str:
    level = list_.levels.get(depth)
    if level is None or level.format == "none":
        return ""
    return list_mark(counts.setdefault(depth, level.start), "decimal" if legal else level.format)


def _level(element: Element) -> _Level:
    formats = [format for format in element.iter(f"{W}numFmt") if value(format) != "custom"]
    restart = element.find(f"{W}lvlRestart")
    return _Level(
        start=_whole(value(element.find(f"{W}start"))),
        format=(value(formats[-1]) if formats else None) or "decimal",
        text=value(element.find(f"{W}lvlText")) or "",
        gap="" if value(element.find(f"{W}suff")) == "nothing" else " ",
        restart=None if restart is None else _whole(value(restart)),
        legal=is_on(element.find(f"{W}isLgl")),
        style=value(element.find(f"{W}pStyle")),
    )


def _all(parent: Element | None, tag: str) -> list[Element]:
    return [] if parent is None else [child for child in parent if local(child) == tag]


def _whole(shown: str | None) -> int:
    """A whole number of the file; 0 where there is none, or none that counts."""
    return int(shown) if shown and shown.isascii() and shown.isdigit() and len(shown) < 10 else 0

"""The national outlines as data, and which section and numbered measure of them a paragraph answers to."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.labels import AREA_NAMES
from fazhi.lexicon.packaged import packaged
from fazhi.reading.markers import find_marker
from fazhi.records import OutlineRef
from fazhi.resolve.crosswalk import successor
from fazhi.resolve.heading_match import Titles

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]

_CROSSWALK = "crosswalk.toml"
_FIRST_SENTENCE = re.compile(r"[^。：:；;！？\n]*")
_SAYS_MORE = re.compile(r"[0-9０-９《]")
_CLAUSES = re.compile(r"[，,]")
_LATER_ITEM = re.compile(r"[二三]是")
_LONGEST = 48
"""A longer first sentence is no heading."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A numbered measure. Its number is its place in the count that runs through the outline's sections."""

    number: int
    title: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A section.

    Attributes:
        number: As cited: 二（一）, 八.
        title: Its heading.
        verified: The heading was checked against a second source.
        areas: The areas that answer to it.
        general: It holds for all parts; only a paragraph whose headings name it answers to it.
        measures: In their order.
    """

    number: str
    title: str
    verified: bool
    areas: tuple[str, ...]
    general: bool
    measures: tuple[Measure, ...]


Named = tuple[Section, Measure | None]
"""What a heading means: a section, or a measure of it."""


@dataclass(frozen=True)
class NationalOutline:
    """An outline.

    Attributes:
        id: The year it was issued.
        title: Its title.
        issued: The date it was issued or made public, ISO 8601, as exact as is known.
        issuer: Who issued it.
        period: The years in its title.
        reports_from: The first year whose reports answer to it.
        sections: In their order.
    """

    id: str
    title: str
    issued: str
    issuer: str
    period: str
    reports_from: int
    sections: tuple[Section, ...]

    @property
    def last_year(self) -> int:
        """The last year of its period."""
        return int(self.period[-4:])

    def named(self, heading: str) -> list[Named]:
        """The sections (with None) and measures a heading may mean, nearest first."""
        return self._named(heading)

    @cached_property
    def _named(self) -> Callable[[str], list[Named]]:
        titles, titled = self._titles, self._titled
        # paragraphs share their headings
        return lru_cache(maxsize=4096)(
            lambda heading: list(dict.fromkeys(titled[place][0] for place in titles.near(heading)))
        )

    @cached_property
    def _titles(self) -> Titles:
        return Titles([title for _, title in self._titled])

    @cached_property
    def _titled(self) -> list[tuple[Named, str]]:
        """Sections and measures with their titles; a section also with each clause of it, by which reports name it too."""
        titled: list[tuple[Named, str]] = []
        measures = {measure.title for section in self.sections for measure in section.measures}
        for section in self.sections:
            titles = dict.fromkeys((section.title, *_CLAUSES.split(section.title)))
            titled += [((section, None), title) for title in titles if title not in measures]
            titled += [((section, measure), measure.title) for measure in section.measures]
        return titled


def outline_for(year: int | None, *, outlines: Sequence[NationalOutline] | None = None) -> NationalOutline | None:
    """The outline in force in a report's year; None before the first, and where the year is not known.

    Args:
        year: The year reported on.
        outlines: Those to choose from; the packaged ones by default.

    >>> outline_for(2018).title, outline_for(2015)
    ('法治政府建设实施纲要（2015-2020年）', None)
    """
    if year is None:
        return None
    begun = [o for o in (packaged_outlines() if outlines is None else outlines) if o.reports_from <= year]
    return max(begun, key=lambda outline: outline.reports_from, default=None)


def answer(
    area: str,
    year: int | None,
    text: str,
    section: tuple[str, ...],
    *,
    outlines: Sequence[NationalOutline] | None = None,
) -> OutlineRef | None:
    """Say which section of the outline in force a paragraph answers to, and which measure if its innermost heading tells.

    Args:
        area: The paragraph's area.
        year: The year reported on.
        text: The paragraph; it may begin with a heading of its own.
        section: The headings above it, outermost first.
        outlines: Those to choose from; the packaged ones by default.

    Returns:
        None where no outline is in force or it has no section for the area. A year after the last outline's period
        answers to that outline still, and `expired` says so.

    >>> found = answer("enforcement", 2022, "修订裁量基准。", ("一、主要做法", "（三）规范行政执法程序"))
    >>> found.section, found.measure, found.measure_heading
    ('五', 15, '完善行政执法程序')
    """
    outline = outline_for(year, outlines=outlines)
    if outline is None:
        return None
    fitting = [s for s in outline.sections if area in s.areas]
    for depth, heading in enumerate(_headings(outline, text, section)):
        named = outline.named(heading)
        if named and all(found is named[0][0] for found, _ in named) and named[0][0] in fitting:
            # a heading further out, or of two clauses, holds more than this paragraph's subject
            tells = len(named) == 1 and depth == 0 and not _CLAUSES.search(heading)
            return _ref(outline, named[0][0], named[0][1] if tells else None, year)
    home = [s for s in fitting if not s.general]
    return _ref(outline, home[0], None, year) if len(home) == 1 else None


def load_outlines(folder: Path) -> tuple[NationalOutline, ...]:
    """Read every outline of a folder, one TOML file each; crosswalk.toml is none.

    Raises:
        FazhiError: A file is no outline.
    """
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")) if path.name != _CROSSWALK)


@cache
def packaged_outlines() -> tuple[NationalOutline, ...]:
    """The outlines that come with the package.

    Raises:
        FazhiError: There are none.
    """
    folder = packaged("outlines")
    if folder is None:
        raise FazhiError("this installation has no outlines; install fazhi again")
    return load_outlines(folder)


def _headings(outline: NationalOutline, text: str, section: Sequence[str]) -> Iterator[str]:
    """The headings of a paragraph, innermost first; in place of one that says more than a heading does, an empty one."""
    marker = find_marker(text)
    numbered = marker is not None and marker.kind != "item"
    own = _heading(text)
    # the first sentence of a paragraph without a number of its own is a heading only if it is known for one
    if own and (numbered or (not _CLAUSES.search(own) and not _LATER_ITEM.search(text) and outline.named(own))):
        yield own
    yield from map(_heading, reversed(section))


def _heading(text: str) -> str:
    """The first sentence without its number; empty if it is long, or holds figures or titles of instruments."""
    marker = find_marker(text)
    found = _FIRST_SENTENCE.match(text, marker.end if marker else 0)
    first = found[0].strip() if found else ""
    return first if len(first) <= _LONGEST and not _SAYS_MORE.search(first) else ""


def _ref(outline: NationalOutline, section: Section, measure: Measure | None, year: int | None) -> OutlineRef:
    return OutlineRef(
        id=outline.id,
        section=section.number,
        heading=section.title,
        measure=measure.number if measure else None,
        measure_heading=measure.title if measure else None,
        expired=year is not None and year > outline.last_year,
        next=successor(outline.id, section.number, measure.number if measure else None),
    )


def _read(path: Path) -> NationalOutline:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        sections = tuple(map(_section, data.pop("sections")))
        outline = NationalOutline(**data, sections=sections)
    except (ValueError, KeyError, TypeError) as error:
        raise FazhiError(f"{path}: no outline: {error}") from error
    unknown = {area for section in sections for area in section.areas} - set(AREA_NAMES)
    if unknown:
        raise FazhiError(f"{path}: unknown area {min(unknown)!r}; expected one of {', '.join(AREA_NAMES)}")
    return outline


def _section(data: dict[str, Any]) -> Section:
    return Section(
        number=data["number"],
        title=data["title"],
        verified=data["verified"],
        areas=tuple(data["areas"]),
        general=data.get("general", False),
        measures=tuple(Measure(**measure) for measure in data["measures"]),
    )

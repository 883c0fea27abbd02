"""`Record`: what leaves the toolkit, one JSON object a report, every key always there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

SCHEMA = "fazhi.report/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What a report says of itself; null where it does not.

    Attributes:
        title: The report's title.
        issuer: The full name of the organ that reports.
        region: Its place, from the prefecture down.
        adcode: The place's six-digit code (GB/T 2260).
        level: national, province, prefecture, county or township.
        year: The year reported on.
        period: The year, half-year (2018H1) or years (2016-2020).
        doc_no: The report's own document number.
        published: Date of publication, ISO 8601.
    """

    title: str | None = None
    issuer: str | None = None
    region: str | None = None
    adcode: str | None = None
    level: str | None = None
    year: int | None = None
    period: str | None = None
    doc_no: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextOutline:
    """What took a section's or measure's place in the next outline.

    Attributes:
        id: The next outline, by the year it was issued.
        section: Its section's number; null where nothing took the place.
        measures: Its measures that did, by number; empty where the whole section did.
    """

    id: str
    section: str | None
    measures: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineRef:
    """What a paragraph answers to in the national outline (法治政府建设实施纲要) of the report's year.

    Attributes:
        id: The outline, by the year it was issued.
        section: Its section's number, as cited: 二（一）, 八.
        heading: Its section's heading.
        measure: The numbered measure, where a heading of the paragraph tells.
        measure_heading: The measure's heading.
        expired: The report's year lies after the outline's period, and no later outline is known.
        next: What took its place in the next outline, if there is one.
    """

    id: str
    section: str
    heading: str
    measure: int | None = None
    measure_heading: str | None = None
    expired: bool = False
    next: NextOutline | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area of a paragraph.

    Attributes:
        area: One of the guideline's areas.
        score: For the first area the probability that it is the first, for a further one that the paragraph has it.
        outline: What it answers to in the outline in force; null before the first outline and where the year is unknown.
    """

    area: str
    score: float
    outline: OutlineRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph: `text[start:end]`, its role, and where it stands.

    Attributes:
        start: First character.
        end: One past the last character.
        role: One of the guideline's roles.
        heading_level: For a heading its depth, 1 outermost; else null.
        section: The headings above, outermost first.
        areas: Its areas, primary first.
    """

    start: int
    end: int
    role: str
    heading_level: int | None
    section: tuple[str, ...]
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An entity: `text[start:end]`, which is repeated so that a reader can check the offsets.

    Attributes:
        start: First character.
        end: One past the last character.
        label: One of the guideline's labels.
        text: The covered text.
        score: The probability that span and label are right.
        by: What found it: `pattern` or `tagger`.
        norm: Its value by label; empty where it was not normalised.
    """

    start: int
    end: int
    label: str
    text: str
    score: float
    by: str
    norm: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A figure that the report states for its whole jurisdiction and period.

    Attributes:
        indicator: Its id in the catalogue (lexicon/indicators.tsv).
        measure: The clause's words before the figure, or behind it where none stand before.
        value: The quantity's value.
        unit: The quantity's unit.
        entity: The quantity's place in the record's entities.
        period: The report's period.
        score: The probability that the figure is this indicator.
    """

    indicator: str
    measure: str
    value: int | float | None
    unit: str | None
    entity: int
    period: str | None
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything found in one report. Offsets are code points into `text`, end exclusive."""

    schema: str = SCHEMA
    id: str
    source: str
    sha256: str
    text: str
    meta: Meta
    paragraphs: tuple[Paragraph, ...]
    entities: tuple[Entity, ...]
    citations: tuple[dict[str, Any], ...] = ()
    indicators: tuple[Indicator, ...] = ()
    warnings: tuple[str, ...] = ()
    model: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        """The record as plain data for JSON: dicts, lists, strings, numbers."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return data

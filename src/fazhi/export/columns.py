"""The tables that a record makes, and their columns: the one place that names them for CSV, XLSX, Parquet, SQLite and pandas.

Every `start` and `end` is an offset in Unicode code points into the report's text, end exclusive, and every span's text
stands in its row. A `json` column holds a list or an object: as JSON text in a file, as itself in a DataFrame.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import asdict, astuple, fields
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from fazhi.lexicon import table
from fazhi.records import Meta, Paragraph, Record

Kind = Literal["text", "integer", "number", "json"]
Row = tuple[Any, ...]


class Column(NamedTuple):
    """A column.

    Attributes:
        name: Its name, in every tabular format.
        kind: What its cells hold.
        width: How many Latin letters wide it is shown.
        needed: Whether no cell of it is ever null.
    """

    name: str
    kind: Kind = "text"
    width: int = 12
    needed: bool = False


class Table(NamedTuple):
    """A table.

    Attributes:
        name: Its name: a file's, a sheet's, a table's.
        columns: Its columns, in order.
        key: The columns that tell its rows apart.
        rows: What a record puts into it, a value a column.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Record], Iterator[Row]]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(column.name for column in self.columns)


def _report_rows(record: Record) -> Iterator[Row]:
    parts = record.paragraphs, record.entities, record.citations, record.indicators
    counts = len(record.text), *map(len, parts)
    yield (
        record.id, record.source, record.sha256, *astuple(record.meta), *counts,
        list(record.warnings), record.model.get("name"), record.model.get("version"), record.text,
    )  # fmt: skip


def _paragraph_rows(record: Record) -> Iterator[Row]:
    for number, paragraph in enumerate(record.paragraphs):
        areas = [area.area for area in paragraph.areas]
        yield (
            record.id, number, paragraph.start, paragraph.end, paragraph.role, paragraph.heading_level,
            join_section(paragraph.section), areas[0] if areas else None, areas,
            [area.score for area in paragraph.areas], *_answers(paragraph), record.text[paragraph.start : paragraph.end],
        )  # fmt: skip


def _answers(paragraph: Paragraph) -> tuple[str | None, str | None, int | None, list[dict[str, Any] | None]]:
    """What the first area answers to, by outline, section and measure; and what every area does, whole."""
    outlines = [area.outline for area in paragraph.areas]
    first = outlines[0] if outlines else None
    whole = [asdict(outline) if outline else None for outline in outlines]
    return (first.id, first.section, first.measure, whole) if first else (None, None, None, whole)


def _entity_rows(record: Record) -> Iterator[Row]:
    starts = [paragraph.start for paragraph in record.paragraphs]
    sections = [_place(paragraph) for paragraph in record.paragraphs]
    for number, entity in enumerate(record.entities):
        at = bisect_right(starts, entity.start) - 1
        role, area, section = sections[at] if at >= 0 else (None, None, "")
        norm = entity.norm
        # one loop and not six calls: most of the time of every export is spent in this function
        canonical, kind, issuer, level, unit, approx = [
            value if isinstance(value, str) else None for value in map(norm.get, _NORM_TEXTS)
        ]
        yield (
            record.id, entity.start, entity.end, entity.label, entity.text, entity.score, entity.by, role, area, section,
            canonical, kind, issuer, level, _number(norm.get("value")), _number(norm.get("max")), unit, approx,
            record.source, at if at >= 0 else None, number, norm,
        )  # fmt: skip


_NORM_TEXTS = ("canonical", "kind", "issuer", "level", "unit", "approx")


def _place(paragraph: Paragraph) -> tuple[str, str | None, str]:
    return paragraph.role, paragraph.areas[0].area if paragraph.areas else None, join_section(paragraph.section)


def _citation_rows(record: Record) -> Iterator[Row]:
    for number, citation in enumerate(record.citations):
        value = citation.get
        yield (
            record.id, number, _text(value("title")), _text(value("doc_no")), _list(value("aliases")),
            len(_list(value("entities"))), _list(value("entities")), citation,
        )  # fmt: skip


def _indicator_rows(record: Record) -> Iterator[Row]:
    meta = record.meta
    for found in record.indicators:
        entity = record.entities[found.entity]
        yield (
            record.id, meta.region, meta.adcode, meta.level, meta.year, found.period, found.indicator,
            indicator_names().get(found.indicator), _number(found.value), found.unit, found.measure, entity.start, entity.end,
            entity.text, found.score, found.entity,
        )  # fmt: skip


@cache
def indicator_names() -> dict[str, str]:
    """The catalogue's name of each indicator."""
    return {row["indicator"]: row["name"] for row in table("indicators")}


_REPORT = Column("report", width=24, needed=True)
_SPAN = (Column("start", "integer", 8, True), Column("end", "integer", 8, True))
_SOURCE = Column("source", width=24, needed=True)

REPORTS = Table(
    "reports",
    (
        _REPORT, _SOURCE, Column("sha256", needed=True),
        *(Column(field.name, "integer" if field.name == "year" else "text", 16) for field in fields(Meta)),
        *(Column(name, "integer", 10, True) for name in ("characters", "paragraphs", "entities", "citations", "indicators")),
        Column("warnings", "json", needed=True),
        Column("model"), Column("model_version"), Column("text", width=60, needed=True),
    ),
    ("report",),
    _report_rows,
)  # fmt: skip
PARAGRAPHS = Table(
    "paragraphs",
    (
        _REPORT, Column("paragraph", "integer", 10, True), *_SPAN, Column("role", needed=True),
        Column("heading_level", "integer", 8), Column("section", width=32, needed=True), Column("area"),
        Column("areas", "json", 20, True), Column("area_scores", "json", needed=True),
        Column("outline", width=8), Column("outline_section"), Column("outline_measure", "integer", 8),
        Column("area_outlines", "json", 20, True), Column("text", width=80, needed=True),
    ),
    ("report", "paragraph"),
    _paragraph_rows,
)  # fmt: skip
ENTITIES = Table(
    "entities",
    (
        _REPORT, *_SPAN, Column("label", needed=True), Column("text", width=32, needed=True),
        Column("score", "number", 8, True), Column("by", width=8, needed=True), Column("role"), Column("area"),
        Column("section", width=32, needed=True), Column("canonical", width=32), Column("kind"), Column("issuer", width=20),
        Column("level"), Column("value", "number"), Column("max", "number"), Column("unit", width=8), Column("approx", width=8),
        _SOURCE, Column("paragraph", "integer", 10), Column("entity", "integer", 8, True), Column("norm", "json", 40, True),
    ),
    ("report", "entity"),
    _entity_rows,
)  # fmt: skip
CITATIONS = Table(
    "citations",
    (
        _REPORT, Column("citation", "integer", 8, True), Column("title", width=40), Column("doc_no", width=24),
        Column("aliases", "json", 20, True), Column("mentions", "integer", 8, True), Column("entities", "json", needed=True),
        Column("details", "json", 40, True),
    ),
    ("report", "citation"),
    _citation_rows,
)  # fmt: skip
INDICATORS = Table(
    "indicators",
    (
        _REPORT, Column("region", width=20), Column("adcode"), Column("level"), Column("year", "integer", 8), Column("period"),
        Column("indicator", width=24, needed=True), Column("name", width=24), Column("value", "number"), Column("unit", width=8),
        Column("measure", width=32, needed=True), *_SPAN, Column("text", width=16, needed=True),
        Column("score", "number", 8, True), Column("entity", "integer", 8, True),
    ),
    ("report", "entity"),
    _indicator_rows,
)  # fmt: skip
TABLES = (REPORTS, PARAGRAPHS, ENTITIES, CITATIONS, INDICATORS)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float | None:
    """A value as a number that every format holds: no truth value, no infinity, no integer over 64 bits."""
    if value is None or isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return value if isinstance(value, float) or abs(value) < 1 << 63 else float(value)


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


_SLASH = re.compile(r"(?<= )/|/(?= )|^/|/$")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@lru_cache(1000)
def join_section(headings: tuple[str, ...]) -> str:
    r"""The headings above a paragraph as one text; a slash of theirs that could be taken for ours gets a `\` before it.

    >>> join_section(("一、主要工作", "（一）放管服/审批"))
    '一、主要工作 / （一）放管服/审批'
    >>> split_section(join_section(("一 / 二", "三")))
    ('一 / 二', '三')
    """
    return " / ".join(_SLASH.sub(r"\\/", heading.replace("\\", "\\\\")) for heading in headings)


def split_section(section: str) -> tuple[str, ...]:
    """The headings that `join_section` joined; an empty heading alone is not told from none."""
    return tuple(_ESCAPED.sub(r"\1", heading) for heading in section.split(" / ")) if section else ()

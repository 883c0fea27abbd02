"""Rows of the tables → records again, every span checked against the report's text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from msgspec import convert

from fazhi.export.columns import CITATIONS, ENTITIES, INDICATORS, PARAGRAPHS, REPORTS, TABLES, Row, Table, split_section
from fazhi.export.covered import check_covered
from fazhi.records import Area, Entity, Indicator, Meta, OutlineRef, Paragraph, Record

Cells = dict[str, Any]


def rebuild(rows: Callable[[Table], Iterable[Row]], where: str) -> Iterator[Record]:
    """Put records together from their tables, one after another.

    Args:
        rows: The rows of a table; each table must hold the reports in the order of the table of reports.
        where: The place they come from, for messages.

    Raises:
        GoldMismatch: A row's text is not what its offsets cover.
    """
    parts = {table.name: _Groups(table, rows(table)) for table in TABLES[1:]}
    for row in rows(REPORTS):
        report = dict(zip(REPORTS.names, row, strict=True))
        yield _record(report, {name: groups.of(report["report"]) for name, groups in parts.items()}, where)


class _Groups:
    """The rows of a table in runs of one report, given out one run at a time."""

    def __init__(self, table: Table, rows: Iterable[Row]) -> None:
        cells = (dict(zip(table.names, row, strict=True)) for row in rows)
        self.runs = groupby(cells, key=lambda cell: cell["report"])
        self.next = next(self.runs, None)

    def of(self, report: str) -> list[Cells]:
        """The rows of a report, if its run is next."""
        if self.next is None or self.next[0] != report:
            return []
        found = list(self.next[1])
        self.next = next(self.runs, None)
        return found


def _record(report: Cells, parts: dict[str, list[Cells]], where: str) -> Record:
    text = report["text"]
    for table in (PARAGRAPHS, ENTITIES, INDICATORS):
        for number, cells in enumerate(parts[table.name]):
            place = f"{where}: {table.name} of {report['report']}, row {number + 1}"
            check_covered(text, cells["start"], cells["end"], cells["text"], place)
    model = {"name": report["model"], "version": report["model_version"]}
    return Record(
        id=report["report"],
        source=report["source"],
        sha256=report["sha256"],
        text=text,
        meta=Meta(**{name: report[name] for name in Meta.__dataclass_fields__}),
        paragraphs=tuple(map(_paragraph, parts[PARAGRAPHS.name])),
        entities=tuple(map(_entity, parts[ENTITIES.name])),
        citations=tuple(cells["details"] for cells in parts[CITATIONS.name]),
        indicators=tuple(map(_indicator, parts[INDICATORS.name])),
        warnings=tuple(report["warnings"]),
        model={key: value for key, value in model.items() if value is not None},
    )


def _paragraph(cells: Cells) -> Paragraph:
    areas = zip(cells["areas"], cells["area_scores"], cells["area_outlines"], strict=True)
    return Paragraph(
        start=cells["start"],
        end=cells["end"],
        role=cells["role"],
        heading_level=cells["heading_level"],
        section=split_section(cells["section"]),
        areas=tuple(
            Area(area=area, score=score, outline=convert(answer, OutlineRef | None)) for area, score, answer in areas
        ),
    )


def _entity(cells: Cells) -> Entity:
    return Entity(
        start=cells["start"],
        end=cells["end"],
        label=cells["label"],
        text=cells["text"],
        score=cells["score"],
        by=cells["by"],
        norm=cells["norm"],
    )


def _indicator(cells: Cells) -> Indicator:
    value = cells["value"]
    whole = isinstance(value, float) and value.is_integer()  # some formats have one kind of number
    fields = {name: cells[name] for name in Indicator.__dataclass_fields__}
    return Indicator(**{**fields, "value": int(value) if whole else value})

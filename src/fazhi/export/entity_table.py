"""CSV on one stream: a row an entity, with the columns of the table of entities (`fazhi tag --format csv`)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fazhi.export import csv_tables
from fazhi.export.atomic import atomic
from fazhi.export.columns import ENTITIES
from fazhi.export.encodable import encodable
from fazhi.records import Record

HEADER = csv_tables.header(ENTITIES)


def render(record: Record) -> str:
    """The entities of a record as rows, each with the paragraph it stands in."""
    return csv_tables.render(ENTITIES, encodable(record))


def write(records: Iterable[Record], path: Path, *, bom: bool = False) -> None:
    """Write the table as one file; with `bom`, so that Excel knows it for UTF-8."""
    with atomic(path, encoding="utf-8-sig" if bom else "utf-8") as out:
        out.write(HEADER)
        out.writelines(map(render, records))

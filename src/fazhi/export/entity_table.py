"""CSV on one stream: a row an entity, with the columns of the table of entities (`fazhi tag --format csv`)."""

from __future__ import annotations

from fazhi.export import csv_tables
from fazhi.export.columns import ENTITIES
from fazhi.export.encodable import encodable
from fazhi.records import Record

HEADER = csv_tables.header(ENTITIES)


def render(record: Record) -> str:
    """The entities of a record as rows, each with the paragraph it stands in."""
    return csv_tables.render(ENTITIES, encodable(record))

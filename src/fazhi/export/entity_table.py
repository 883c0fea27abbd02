"""CSV: a row an entity. Offsets are code points into the report's text, end exclusive."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right

from fazhi.records import Record

COLUMNS = (
    "report", "start", "end", "label", "text", "score", "by", "role", "area", "section", "source",
)  # fmt: skip
HEADER = ",".join(COLUMNS) + "\r\n"


def render(record: Record) -> str:
    """The entities of a record as rows, each with the paragraph it stands in."""
    out = io.StringIO()
    rows = csv.writer(out)
    starts = [paragraph.start for paragraph in record.paragraphs]
    for entity in record.entities:
        paragraph = record.paragraphs[bisect_right(starts, entity.start) - 1]
        rows.writerow(
            map(
                inert,
                (
                    record.id, entity.start, entity.end, entity.label, entity.text, entity.score, entity.by,
                    paragraph.role, paragraph.areas[0].area if paragraph.areas else "", " / ".join(paragraph.section),
                    record.source,
                ),
            )
        )  # fmt: skip
    return out.getvalue()


def inert(cell: object) -> object:
    """Keep a spreadsheet from reading a text cell as a formula.

    >>> inert("=1+1"), inert("12件"), inert(-3)
    ("'=1+1", '12件', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell

"""doccano's JSONL for sequence labelling: a report a line. Streams both ways.

Offsets count UTF-16 units, end exclusive, since doccano's page does so in projects that do not count grapheme clusters
(doccano issue 2290). Each label's covered text stands in `covered`, which doccano keeps beside the text as metadata, as
it keeps `report` and `source`. Normalised values have no place in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.export.atomic import atomic
from fazhi.export.covered import Mark, Marked, marked
from fazhi.export.foreign import expecting
from fazhi.export.utf16 import from_utf16, to_utf16
from fazhi.jsonl import dumps, read_jsonl
from fazhi.records import Record


def write(records: Iterable[Record], path: Path) -> None:
    """Write a file that doccano imports as JSONL (columns `text` and `label`)."""
    with atomic(path) as out:
        for record in records:
            out.write(dumps(_line(record)) + "\n")


@expecting("doccano's JSONL")
def read(path: Path) -> Iterator[Marked]:
    """Read a file back, or one that doccano exported: then there may be no `covered` to check, only the text's bounds.

    Raises:
        FazhiError: A line is no report with labels.
        GoldMismatch: A covered text is not what the offsets cover.
    """
    for number, line in enumerate(read_jsonl(path), 1):
        where = f"{path}: report {number}"
        try:
            text, labels = line["text"], line["label"]
            at = from_utf16(text)
            spans = [(at(start), at(end), label) for start, end, label in labels]
            covered = line.get("covered") or [text[start:end] for start, end, _ in spans]
            marks = [Mark(*span, text, {}) for span, text in zip(spans, covered, strict=True)]
        except (KeyError, TypeError, ValueError) as error:
            raise FazhiError(f"{where}: expected a text, and labels as [start, end, label] ({error!r})") from None
        yield marked(str(line.get("report", line.get("id", number))), text, marks, where)


def _line(record: Record) -> dict[str, Any]:
    at = to_utf16(record.text)
    return {
        "report": record.id,
        "source": record.source,
        "text": record.text,
        "label": [[at(entity.start), at(entity.end), entity.label] for entity in record.entities],
        "covered": [entity.text for entity in record.entities],
    }

"""Records → files. A format is a header and a function from a record to text; both are found by the format's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fazhi.export import entity_table, json_lines
from fazhi.records import Record


class Format(NamedTuple):
    """How records are written.

    Attributes:
        suffix: Of a file that holds them.
        header: What stands at the head of a file.
        render: One record as text, line ends included.
    """

    suffix: str
    header: str
    render: Callable[[Record], str]


FORMATS = {
    "jsonl": Format(".jsonl", "", json_lines.render),
    "csv": Format(".csv", entity_table.HEADER, entity_table.render),
}

"""JSONL: the whole record, one a line."""

from __future__ import annotations

from fazhi.jsonl import dumps
from fazhi.records import Record


def render(record: Record) -> str:
    """One record as one line of JSON."""
    return dumps(record.as_json()) + "\n"

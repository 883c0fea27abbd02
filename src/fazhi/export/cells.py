"""Rows for files that hold no lists and objects: those go in as JSON text, and come out of it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import msgspec

from fazhi.export.columns import Row, Table
from fazhi.records import Record

_ENCODE = msgspec.json.Encoder().encode


def flat_rows(table: Table, record: Record) -> Iterator[list[Any]]:
    """The rows of a record with each `json` cell as JSON text, Chinese as it is."""
    places, encode = _json_places(table), _ENCODE
    for row in table.rows(record):
        cells = list(row)
        for i in places:
            cells[i] = encode(cells[i]).decode()
        yield cells


@cache
def _json_places(table: Table) -> list[int]:
    return [i for i, column in enumerate(table.columns) if column.kind == "json"]


def deep_rows(table: Table, rows: Iterable[Iterable[Any]]) -> Iterator[Row]:
    """Rows of `flat_rows` with their `json` cells as values again."""
    kinds = [column.kind == "json" for column in table.columns]
    for row in rows:
        yield tuple(msgspec.json.decode(cell) if json else cell for json, cell in zip(kinds, row, strict=True))

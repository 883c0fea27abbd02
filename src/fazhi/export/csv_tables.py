"""CSV: a folder of five tables, as RFC 4180 has it (UTF-8, CRLF, quotes where needed). Streams both ways.

Offsets are code points, end exclusive. A text cell that a spreadsheet would take for a formula gets an apostrophe
before it, and so does one that begins with an apostrophe: `read` takes exactly that one off again, and other programs
find offsets into `text` one too small in such a cell. CSV knows no null: an empty cell of a column that can be null is
null. Python 3.10 reads no NUL character back.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.export.atomic import atomic_paths
from fazhi.export.cells import deep_rows, flat_rows
from fazhi.export.columns import TABLES, Column, Row, Table
from fazhi.export.foreign import expecting
from fazhi.export.rebuild import rebuild
from fazhi.records import Record

FORMULA = tuple("=+-@\t\r＝＋－＠'")
"""What a spreadsheet takes for the beginning of a formula, some of them only in East Asian settings; and our own mark."""


def inert(cell: object) -> object:
    """Keep a spreadsheet from reading a text cell as a formula.

    >>> inert("=1+1"), inert("12件"), inert(-3)
    ("'=1+1", '12件', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in FORMULA else cell


def header(table: Table) -> str:
    """The first line of a table."""
    return ",".join(table.names) + "\r\n"


def render(table: Table, record: Record) -> str:
    """The rows of a record in a table."""
    rows = list(flat_rows(table, record))
    text = _written(rows)
    if _suspect(text, len(rows)):
        return _written([inert(cell) for cell in row] for row in rows)
    return text


def _suspect(text: str, rows: int) -> bool:
    """Whether a cell may begin like a formula: a few searches are much faster than a look at every cell.

    Every cell stands at the beginning or after a comma, a quote or a line end; and each row has a carriage return.
    """
    signs = [sign for sign in FORMULA if sign != "\r" and sign in text]
    leads = f"\n{text}" if signs else ""
    return text.count("\r") > rows or any(lead + sign in leads for sign in signs for lead in ',"\n')


def _written(rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def write(records: Iterable[Record], path: Path, *, bom: bool = False) -> None:
    """Write the five tables into a folder; with `bom`, so that Excel knows them for UTF-8."""
    encoding = "utf-8-sig" if bom else "utf-8"
    with atomic_paths([_file(path, table) for table in TABLES]) as parts, ExitStack() as stack:
        opened = [stack.enter_context(part.open("w", encoding=encoding, newline="")) for part in parts]
        files = list(zip(TABLES, opened, strict=True))
        for table, out in files:
            out.write(header(table))
        for record in records:
            for table, out in files:
                out.write(render(table, record))


@expecting("a folder of tables of `fazhi export`")
def read(path: Path) -> Iterator[Record]:
    """Read the records of a folder back.

    Raises:
        FazhiError: A file is not as `write` makes it.
        GoldMismatch: A row's text is not what its offsets cover.
    """
    csv.field_size_limit(sys.maxsize)  # a report's text is longer than the 131,072 characters allowed by default
    return rebuild(lambda table: deep_rows(table, _rows(path, table)), str(path))


def _file(folder: Path, table: Table) -> Path:
    return folder / f"{table.name}.csv"


def _rows(folder: Path, table: Table) -> Iterator[Row]:
    path = _file(folder, table)
    if not path.is_file():
        raise FazhiError(f"{path}: no such file; expected a folder of `fazhi export`")
    cells = [_reader_of(column) for column in table.columns]
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, strict=True)
        if (names := tuple(next(rows, ()))) != table.names:
            raise FazhiError(f"{path}: expected the columns {', '.join(table.names)}, got {', '.join(names)}")
        for row in rows:
            try:
                yield tuple(read(cell) for read, cell in zip(cells, row, strict=True))
            except ValueError as error:
                raise FazhiError(f"{path}:{rows.line_num}: {error}") from None


def _reader_of(column: Column) -> Callable[[str], Any]:
    readers: dict[str, Callable[[str], Any]] = {"integer": int, "number": _number}
    read = readers.get(column.kind, _text)
    return read if column.needed else lambda cell: read(cell) if cell else None


def _text(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" else cell


def _number(cell: str) -> float:
    return int(cell) if cell.lstrip("-").isdigit() else float(cell)

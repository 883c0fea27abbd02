"""XLSX: a sheet a table, with a frozen header, filters, widths, and labels, roles and areas in their colours. Writing streams.

Offsets are code points, end exclusive; Excel's own MID and LEN count UTF-16 units, which differ behind an emoji or a rare
character. Excel holds 1,048,575 rows below a header, so a longer table goes on in a sheet "entities 2"; a cell holds 32,767
UTF-16 units, and a longer text is cut and ends with …; numbers hold 15 digits. Every text is written as text, never as a
formula. Reading streams too; a report whose text was cut cannot be read back. Needs xlsxwriter, and openpyxl to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from fazhi.errors import FazhiError
from fazhi.export.atomic import atomic_path
from fazhi.export.cells import deep_rows, flat_rows
from fazhi.export.columns import REPORTS, TABLES, Row, Table
from fazhi.export.foreign import expecting
from fazhi.export.rebuild import rebuild
from fazhi.extras import needed
from fazhi.labels import AREAS, ENTITIES, ROLES
from fazhi.records import Record

MOST_ROWS = 1_048_576
LONGEST = 32_767
COLOURED = {
    "label": {label.name: label.colour for label in ENTITIES},
    "role": {label.name: label.colour for label in ROLES},
    "area": {label.name: label.colour for label in AREAS},
}


def write(records: Iterable[Record], path: Path) -> None:
    """Write a workbook."""
    xlsxwriter = needed("xlsxwriter", "xlsx")
    with atomic_path(path) as part:
        book = xlsxwriter.Workbook(part, {"constant_memory": True})
        sheets = [_Sheet(book, table) for table in TABLES]
        for record in records:
            for sheet in sheets:
                sheet.add(record)
        for sheet in sheets:
            sheet.finish()
        try:
            book.close()
        except xlsxwriter.exceptions.FileCreateError as error:  # what the system said is wrapped
            raise FazhiError(f"{path}: cannot be written: {error}") from error


@expecting("a workbook of `fazhi export`")
def read(path: Path) -> Iterator[Record]:
    """Read the records of a workbook back.

    Raises:
        FazhiError: It is no workbook as `write` makes it, or a report's text was too long for a cell.
        GoldMismatch: A row's text is not what its offsets cover.
    """
    openpyxl = needed("openpyxl", "xlsx")
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            book = stack.enter_context(closing(openpyxl.load_workbook(file, read_only=True)))
        except (OSError, BadZipFile, KeyError) as error:
            raise FazhiError(f"{path}: no workbook of `fazhi export` ({error})") from None
        yield from rebuild(lambda table: deep_rows(table, _rows(book, table, path)), str(path))


class _Sheet:
    """A table on its way into sheets."""

    def __init__(self, book: Any, table: Table) -> None:
        self.book, self.table, self.number, self.row = book, table, 0, MOST_ROWS
        self.header = book.add_format({"bold": True, "bottom": 1})
        self.colours = {
            i: {
                name: book.add_format({"font_color": colour, "bold": True})
                for name, colour in COLOURED[column.name].items()
            }
            for i, column in enumerate(table.columns)
            if column.name in COLOURED
        }
        self.open()

    def open(self) -> None:
        """Begin a sheet."""
        self.number += 1
        self.sheet = self.book.add_worksheet(_title(self.table, self.number))
        self.sheet.freeze_panes(1, 1)
        for i, column in enumerate(self.table.columns):
            self.sheet.set_column(i, i, column.width)
            self.sheet.write_string(0, i, column.name, self.header)
        self.row = 1

    def add(self, record: Record) -> None:
        """Write a record's rows."""
        for row in flat_rows(self.table, record):
            if self.row == MOST_ROWS:
                self.finish()
                self.open()
            for i, cell in enumerate(row):
                if isinstance(cell, str):
                    shade = self.colours[i].get(cell) if i in self.colours else None
                    self.sheet.write_string(self.row, i, fitting(cell), shade)
                elif cell is not None:
                    self.sheet.write_number(self.row, i, cell)
            self.row += 1

    def finish(self) -> None:
        """Put the filter over all rows of the sheet."""
        self.sheet.autofilter(0, 0, self.row - 1, len(self.table.columns) - 1)


def _title(table: Table, number: int) -> str:
    return table.name if number == 1 else f"{table.name} {number}"


def fitting(text: str) -> str:
    """A text as long as a cell can hold.

    >>> fitting("法治"), len(fitting("法" * 40_000))
    ('法治', 32767)
    """
    if len(text) * 2 <= LONGEST or len(text.encode("utf-16-le")) <= LONGEST * 2:
        return text
    return text.encode("utf-16-le")[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _rows(book: Any, table: Table, path: Path) -> Iterator[Row]:
    number = 1
    while (title := _title(table, number)) in book.sheetnames:
        rows = book[title].iter_rows(values_only=True)
        if (names := tuple(next(rows, ()))) != table.names:
            raise FazhiError(f"{path}: expected the columns {', '.join(table.names)} in {title}, got {names}")
        for row in rows:
            yield _checked(
                table, [_value(cell, column.needed) for cell, column in zip(row, table.columns, strict=True)], path
            )
        number += 1
    if number == 1:
        raise FazhiError(f"{path}: there is no sheet {table.name}; expected a workbook of `fazhi export`")


def _checked(table: Table, row: list[Any], path: Path) -> Row:
    cells = dict(zip(table.names, row, strict=True))
    if table is REPORTS and len(cells["text"]) != cells["characters"]:
        raise FazhiError(f"{path}: the text of {cells['report']} was cut to a cell's length; it cannot be read back")
    return tuple(row)


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _value(cell: Any, needed: bool) -> Any:
    """A cell's value; control characters stand in the file as `_x0007_`."""
    if isinstance(cell, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)
    return "" if cell is None and needed else cell

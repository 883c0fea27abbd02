"""Parquet: a folder of five tables, for pandas, R, DuckDB and Arrow. Streams both ways, in groups of rows.

Offsets are code points, end exclusive. Lists and objects are JSON text, as in the other tabular formats. Needs pyarrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.export.atomic import atomic_paths
from fazhi.export.cells import deep_rows, flat_rows
from fazhi.export.columns import TABLES, Row, Table
from fazhi.export.foreign import expecting
from fazhi.export.rebuild import rebuild
from fazhi.extras import needed
from fazhi.records import Record

GROUP = 20_000
"""How many rows at most wait in memory before they are written."""
HEAP = 8_000_000
"""How many characters of reports wait at most: the rows of the table of reports hold whole texts."""


def write(records: Iterable[Record], path: Path) -> None:
    """Write the five tables into a folder."""
    with atomic_paths([_file(path, table) for table in TABLES]) as parts, ExitStack() as stack:
        sheets = [stack.enter_context(_Sheet(table, part)) for table, part in zip(TABLES, parts, strict=True)]
        for record in records:
            for sheet in sheets:
                sheet.add(record)


@expecting("a folder of tables of `fazhi export`")
def read(path: Path) -> Iterator[Record]:
    """Read the records of a folder back.

    Raises:
        FazhiError: A file is not as `write` makes it.
        GoldMismatch: A row's text is not what its offsets cover.
    """
    return rebuild(lambda table: deep_rows(table, _rows(path, table)), str(path))


class _Sheet:
    """A table on its way into a file."""

    def __init__(self, table: Table, path: Path) -> None:
        arrow, parquet = needed("pyarrow", "parquet"), needed("pyarrow.parquet", "parquet")
        kinds = {"integer": arrow.int64(), "number": arrow.float64()}
        fields = [
            arrow.field(column.name, kinds.get(column.kind, arrow.string()), nullable=not column.needed)
            for column in table.columns
        ]
        self.arrow, self.table, self.waiting, self.characters = arrow, table, list[list[Any]](), 0
        self.schema = arrow.schema(fields)
        self.writer = parquet.ParquetWriter(path, self.schema, compression="zstd")

    def __enter__(self) -> _Sheet:
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            self.flush()
        self.writer.close()

    def add(self, record: Record) -> None:
        self.waiting += flat_rows(self.table, record)
        self.characters += len(record.text)
        if len(self.waiting) >= GROUP or self.characters >= HEAP:
            self.flush()

    def flush(self) -> None:
        if not self.waiting:
            return
        columns = zip(*self.waiting, strict=True)
        arrays = [self.arrow.array(cells, field.type) for cells, field in zip(columns, self.schema, strict=True)]
        self.writer.write_table(self.arrow.Table.from_arrays(arrays, schema=self.schema))
        self.waiting.clear()
        self.characters = 0


def _file(folder: Path, table: Table) -> Path:
    return folder / f"{table.name}.parquet"


def _rows(folder: Path, table: Table) -> Iterator[Row]:
    path = _file(folder, table)
    arrow, parquet = needed("pyarrow", "parquet"), needed("pyarrow.parquet", "parquet")
    try:
        file = parquet.ParquetFile(path)
    except (OSError, arrow.ArrowException) as error:
        raise FazhiError(f"{path}: no table of `fazhi export` ({error})") from None
    if (names := tuple(file.schema_arrow.names)) != table.names:
        raise FazhiError(f"{path}: expected the columns {', '.join(table.names)}, got {', '.join(names)}")
    for batch in file.iter_batches(batch_size=1000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)

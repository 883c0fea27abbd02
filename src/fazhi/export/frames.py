"""Records as pandas DataFrames, with the columns that every tabular format has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.errors import FazhiError
from fazhi.export.columns import CITATIONS, ENTITIES, INDICATORS, PARAGRAPHS, REPORTS, Table
from fazhi.export.quick_reading import read_quickly
from fazhi.export.reading import STDIN
from fazhi.extras import needed
from fazhi.records import Record

if TYPE_CHECKING:
    import pandas


_TYPES = {
    ("integer", True): "int64",
    ("integer", False): "Int64",
    ("number", True): "float64",
    ("number", False): "float64",
    ("text", True): "string",
    ("text", False): "string",
    ("json", True): "object",
}
"""The type of a column in pandas, by kind and by whether no cell is null."""


def read_records(*paths: str | Path) -> Records:
    """The records of JSONL files that `fazhi tag` wrote, or of all `.jsonl` files below a folder.

    `for record in read_records("records.jsonl")` reads them one by one; `read_records("records.jsonl").entities()` is a
    DataFrame.

    Raises:
        FazhiError: A path is not there. What is wrong within a file is told when it is read.
    """
    return Records(tuple(chain.from_iterable(map(_files, paths))))


class Records:
    """Records that are read when they are asked for, as often as they are; files stay where they are.

    The frames hold a row a report, paragraph, entity or citation, and `report` joins them. Every `start` and `end` is an
    offset in code points into the report's text, end exclusive, and Python's `text[start:end]` is the row's text. They
    hold the whole pile in memory, but one record at a time on the way there. They need pandas.
    """

    def __init__(self, paths: Iterable[str | Path]) -> None:
        self.paths = tuple(paths)

    def __iter__(self) -> Iterator[Record]:
        return chain.from_iterable(map(read_quickly, self.paths))

    def __repr__(self) -> str:
        return f"Records({', '.join(map(str, self.paths))})"

    def reports(self) -> pandas.DataFrame:
        """A row a report: where it is from, what it says of itself, counts, and its text."""
        return self._frame(REPORTS)

    def paragraphs(self) -> pandas.DataFrame:
        """A row a paragraph: role, section, areas and text."""
        return self._frame(PARAGRAPHS)

    def entities(self) -> pandas.DataFrame:
        """A row an entity: label, text, the paragraph it stands in, and its value, by column and whole in `norm`."""
        return self._frame(ENTITIES)

    def citations(self) -> pandas.DataFrame:
        """A row an instrument that a report cites; `entities` are the mentions, by their number in the report."""
        return self._frame(CITATIONS)

    def indicators(self) -> pandas.DataFrame:
        """A row an indicator: region, year, the catalogue's id and name, the value, and where in the text it stands."""
        return self._frame(INDICATORS)

    def _frame(self, table: Table) -> pandas.DataFrame:
        needed("pandas", "pandas")
        from pandas import DataFrame

        rows = list(chain.from_iterable(map(table.rows, self)))
        types = {column.name: _TYPES[column.kind, column.needed] for column in table.columns}
        frame: pandas.DataFrame = DataFrame.from_records(rows, columns=list(table.names)).astype(types)
        return frame


def _files(path: str | Path) -> list[str | Path]:
    if str(path) == STDIN or Path(path).is_file():
        return [path]
    if files := sorted(Path(path).rglob("*.jsonl")):
        return list(files)
    raise FazhiError(f"{path}: no records there; expected a JSONL file that `fazhi tag` wrote, or a folder of them")

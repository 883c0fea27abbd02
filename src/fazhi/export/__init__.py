"""Records → files.

`FORMATS` are those of `fazhi tag`, a header and a function from a record to text, written record by record. `EXPORTS`
are those of `fazhi export`, each a module of this package with `write(records, path)` and, where a file can be read
back, `read(path)`; they are imported when asked for, and so are the libraries they need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from fazhi.errors import FazhiError
from fazhi.export import entity_table, json_lines
from fazhi.export.encodable import encodable
from fazhi.extras import needed
from fazhi.records import Record


class Format(NamedTuple):
    """How records are written one by one.

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


class Export(NamedTuple):
    """A format of `fazhi export`.

    Attributes:
        module: Its module in this package.
        makes: What it makes, for people.
        library: The library that it needs, if any.
        extra: The extra of the package that installs it.
        offsets: What its offsets count; their end is exclusive in every format.
    """

    module: str
    makes: str
    library: str | None = None
    extra: str = ""
    offsets: str = "code points"


EXPORTS = {
    "csv": Export("csv_tables", "a folder of five tables"),
    "xlsx": Export("workbook", "a workbook of five sheets", "xlsxwriter", "xlsx"),
    "parquet": Export("parquet_tables", "a folder of five tables", "pyarrow", "parquet"),
    "sqlite": Export("database", "a database with full-text search"),
    "spacy": Export("spacy_docs", "a DocBin (PATH.spacy), or a folder of them", offsets="tokens, and code points"),
    "bio": Export("bio", "CoNLL columns: a character and its BIO tag a line", offsets="lines, each a code point"),
    "brat": Export("brat", "a folder with .txt and .ann for each report"),
    "doccano": Export("doccano_lines", "doccano's JSONL", offsets="UTF-16 units"),
    "label-studio": Export("label_studio", "Label Studio's JSON, with predictions"),
    "web-annotation": Export("web_annotation", "W3C Web Annotation, a page a line"),
}


def export(records: Iterable[Record], format: str, path: str | Path, **options: Any) -> int:
    """Write records in a format and say how many.

    Memory holds one report at a time, and the names of all, but where a format's docstring says otherwise.

    Args:
        records: The records.
        format: A key of `EXPORTS`.
        path: The file or folder to make; files appear whole or not at all.
        options: What the format's `write` takes.

    Raises:
        FazhiError: Two reports have one name, a library is missing, or the place cannot be written.
    """
    counted = _Counted(records)
    try:
        module(format).write(counted, Path(path), **options)
    except OSError as error:
        raise FazhiError(f"{path}: cannot be written: {error.strerror or error}") from error
    return len(counted.seen)


def ready(format: str) -> None:
    """See that a format can be written here.

    Raises:
        FazhiError: There is no such format, or its library is missing.
    """
    module(format)
    library, extra = EXPORTS[format].library, EXPORTS[format].extra
    if library:
        needed(library, extra)


def module(format: str) -> Any:
    """The module of a format.

    Raises:
        FazhiError: There is none.
    """
    if format not in EXPORTS:
        raise FazhiError(f"expected one of {', '.join(EXPORTS)} as a format, got {format!r}")
    return import_module(f"fazhi.export.{EXPORTS[format].module}")


class _Counted:
    """Records on their way out: in a form that can be written, and no name twice."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = records
        self.seen: set[str] = set()

    def __iter__(self) -> Iterator[Record]:
        for record in map(encodable, self.records):
            if record.id in self.seen:
                raise FazhiError(
                    f"{record.id}: two reports have this name; names tell reports apart, so tag them in one run"
                )
            self.seen.add(record.id)
            yield record

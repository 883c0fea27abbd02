"""SQLite: one file with the five tables, their keys, indices, and full-text search. Streams both ways; opens in Datasette.

Offsets are code points, end exclusive, as SQLite's own `substr(text, start + 1, end - start)` counts. Lists and objects
are JSON text, for `json_each` and for Datasette's facets. `paragraphs_fts` finds any run of three or more characters,
since Chinese has no spaces to cut words at: `… WHERE paragraphs_fts MATCH '"行政复议"'`. For one or two characters use
`text LIKE '%复议%'`. Text behind a NUL character is stored, but SQL functions do not see it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from fazhi.errors import FazhiError
from fazhi.export.atomic import atomic_path
from fazhi.export.cells import deep_rows, flat_rows
from fazhi.export.columns import CITATIONS, ENTITIES, INDICATORS, PARAGRAPHS, REPORTS, TABLES, Row, Table
from fazhi.export.foreign import expecting
from fazhi.export.rebuild import rebuild
from fazhi.records import Record

TYPES = {"text": "TEXT", "json": "TEXT", "integer": "INTEGER", "number": "NUMERIC"}
OF_REPORT = 'FOREIGN KEY ("report") REFERENCES "reports" ("report")'
OF_PARAGRAPH = 'FOREIGN KEY ("report", "paragraph") REFERENCES "paragraphs" ("report", "paragraph")'
OF_ENTITY = 'FOREIGN KEY ("report", "entity") REFERENCES "entities" ("report", "entity")'
FOREIGN = {
    "paragraphs": [OF_REPORT],
    "entities": [OF_REPORT, OF_PARAGRAPH],
    "citations": [OF_REPORT],
    "indicators": [OF_REPORT, OF_ENTITY],
}
INDICES = {
    REPORTS: (("adcode", "year"), ("region",), ("year",)),
    PARAGRAPHS: (("role",), ("area",)),
    ENTITIES: (("label", "canonical"), ("canonical",), ("report", "paragraph")),
    CITATIONS: (("title",), ("doc_no",)),
    INDICATORS: (("indicator", "year"), ("region",)),
}
SEARCH = """CREATE VIRTUAL TABLE "paragraphs_fts" USING FTS5 ("text", tokenize="trigram", content="paragraphs")"""


def write(records: Iterable[Record], path: Path) -> None:
    """Write a database.

    Raises:
        FazhiError: This Python's SQLite is older than 3.34 and has no trigrams, or the disk is full.
    """
    with atomic_path(path) as part:
        try:
            _fill(records, part)
        except sqlite3.OperationalError as error:
            raise FazhiError(f"{path}: cannot be written: {error}") from error


def _fill(records: Iterable[Record], path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = OFF")  # a file that is not finished is thrown away anyway
        db.execute("PRAGMA synchronous = OFF")
        db.execute("BEGIN")
        for table in TABLES:
            db.execute(_create(table))
        _searchable(db)
        inserts = [
            (table, f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(table.columns))})') for table in TABLES
        ]
        for record in records:
            for table, insert in inserts:
                db.executemany(insert, flat_rows(table, record))
        for table, indices in INDICES.items():
            for columns in indices:
                name = "_".join((table.name, *columns))
                db.execute(f'CREATE INDEX "{name}" ON "{table.name}" ({_quoted(columns)})')
        db.execute("INSERT INTO paragraphs_fts (paragraphs_fts) VALUES ('rebuild')")
        db.execute("COMMIT")
        db.execute("ANALYZE")


@expecting("a database of `fazhi export`")
def read(path: Path) -> Iterator[Record]:
    """Read the records of a database back.

    Raises:
        FazhiError: It is no database as `write` makes it.
        GoldMismatch: A row's text is not what its offsets cover.
    """
    if not path.is_file():
        raise FazhiError(f"{path}: no such file")
    with closing(sqlite3.connect(path)) as db:
        try:
            yield from rebuild(lambda table: deep_rows(table, _rows(db, table)), str(path))
        except sqlite3.DatabaseError as error:
            raise FazhiError(f"{path}: no database of `fazhi export` ({error})") from None


def _searchable(db: sqlite3.Connection) -> None:
    try:
        db.execute(SEARCH)
    except sqlite3.OperationalError as error:
        raise FazhiError(f"SQLite {sqlite3.sqlite_version} cannot search Chinese text, 3.34 can ({error})") from None


def _create(table: Table) -> str:
    columns = [f'"{c.name}" {TYPES[c.kind]}{" NOT NULL" if c.needed else ""}' for c in table.columns]
    return f'CREATE TABLE "{table.name}" ({", ".join([*columns, f"PRIMARY KEY ({_quoted(table.key)})", *FOREIGN.get(table.name, ())])})'


def _rows(db: sqlite3.Connection, table: Table) -> Iterator[Row]:
    order = 'ORDER BY "rowid"'  # as they were written: reports in the same order everywhere
    # `yield from` would close the cursor once more when the connection is closed already
    for row in db.execute(f'SELECT {_quoted(table.names)} FROM "{table.name}" {order}'):  # noqa: UP028
        yield row


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)

"""docs/export.md names every format, and says of each what the program says."""

import re
import sqlite3
from pathlib import Path

from fazhi.export import EXPORTS, export

from .invented_records import EMOJI

PAGE = (Path(__file__).parents[1] / "docs" / "export.md").read_text("utf-8")


def test_formats() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (.*?) \| (.*?) \|", PAGE, re.MULTILINE)
    assert rows == [(name, shape.makes, shape.offsets) for name, shape in EXPORTS.items()]


def test_the_query_shown_finds(tmp_path: Path) -> None:
    export([EMOJI], "sqlite", tmp_path / "x.db")
    (query,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    with sqlite3.connect(tmp_path / "x.db") as db:
        found = db.execute(query.replace("行政复议", "县司法局")).fetchall()
    db.close()
    assert [report for report, _ in found] == [EMOJI.id]

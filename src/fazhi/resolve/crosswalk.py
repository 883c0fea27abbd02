"""From one national outline to the next: what took the place of a section or a measure, by configs/outlines/crosswalk.toml."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from fazhi.errors import FazhiError
from fazhi.lexicon.packaged import packaged
from fazhi.records import NextOutline

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # type: ignore[import-not-found, unused-ignore]


def successor(id: str, section: str, measure: int | None = None) -> NextOutline | None:
    """What took the place of an outline's section, or of its measure where the crosswalk tells it.

    Args:
        id: The outline.
        section: The section's number.
        measure: The measure's number.

    Returns:
        None where no outline follows. `section` is None where the section or measure has no place in it any more.

    >>> successor("2015", "二（七）")
    NextOutline(id='2021', section='十', measures=(34,))
    >>> successor("2015", "二（六）", 36).section is None, successor("2021", "七")
    (True, None)
    """
    table = _crosswalk()
    if table["from"] != id:
        return None
    rows = [row for row in table["sections"] if row.get("from") == section]
    moved = [row["to"] for row in table["measures"] if measure in row["from"]]
    if not rows or [] in moved:
        return NextOutline(id=table["to"], section=None)
    (row,) = rows
    return NextOutline(
        id=table["to"], section=row["to"], measures=tuple(moved[0] if moved else row.get("measures", ()))
    )


@cache
def _crosswalk() -> dict[str, Any]:
    path = packaged("outlines/crosswalk.toml")
    if path is None:
        raise FazhiError("this installation has no outlines/crosswalk.toml; install fazhi again")
    table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    return table

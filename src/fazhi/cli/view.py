"""`fazhi view`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def view(
    records: Annotated[list[str], typer.Argument(help="What fazhi tag wrote (JSONL), one file or several, or - for standard input.", metavar="RECORDS...")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The page. Standard output by default.")] = None,
) -> None:  # fmt: skip
    """Make one web page of tagged reports, to read, search and filter offline in any browser."""
    import sys
    from contextlib import nullcontext

    from fazhi.export.atomic import atomic
    from fazhi.export.page import render_page
    from fazhi.export.reading import read_records

    if output is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    with nullcontext(sys.stdout) if output is None else atomic(output) as out:
        for piece in render_page(record for path in records for record in read_records(path)):
            out.write(piece)

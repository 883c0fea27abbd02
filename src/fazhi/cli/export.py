"""`fazhi export`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class To(str, Enum):
    """What is written."""

    csv = "csv"
    xlsx = "xlsx"
    parquet = "parquet"
    sqlite = "sqlite"
    spacy = "spacy"
    bio = "bio"
    brat = "brat"
    doccano = "doccano"
    label_studio = "label-studio"
    web_annotation = "web-annotation"


def export(
    records: Annotated[list[str], typer.Argument(help="JSONL files of `fazhi tag`, folders of them, or - for standard input.", metavar="RECORDS...")],
    to: Annotated[To, typer.Option("--to", "-t", help="csv, parquet, brat: a folder; spacy: a file PATH.spacy or a folder; the others: a file.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file or folder to make.", metavar="PATH")],
    bom: Annotated[bool, typer.Option("--bom", help="csv: begin files with a byte order mark, so that Excel reads them as UTF-8.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No summary.")] = False,
) -> None:  # fmt: skip
    """Turn records into tables, a workbook, a database, or what other tools read.

    Files appear whole or not at all, and memory does not grow with the pile but in a single .spacy file.
    """
    from fazhi.export import EXPORTS
    from fazhi.export import export as write
    from fazhi.export.frames import read_records

    if bom and to is not To.csv:
        raise typer.BadParameter("only csv takes a byte order mark", param_hint="--bom")
    options = {"bom": True} if bom else {}
    count = write(read_records(*records), to.value, output, **options)
    if not quiet:
        made = EXPORTS[to.value]
        typer.echo(f"{count:,} reports → {output}: {made.makes}; offsets count {made.offsets}", err=True)

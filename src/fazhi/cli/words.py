"""`fazhi words`."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer


class By(str, Enum):
    """What the pile is parted by."""

    all = "all"
    area = "area"
    role = "role"
    year = "year"
    level = "level"
    region = "region"
    report = "report"


def words(
    records: Annotated[list[str], typer.Argument(help="JSONL files of `fazhi tag`, folders of them, or - for standard input.", metavar="RECORDS...")],
    by: Annotated[By, typer.Option("--by", help="Part the pile, and tell which words are key to each part against the others.")] = By.all,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A CSV file. Standard output by default.")] = None,
    top: Annotated[int | None, typer.Option("--top", min=1, help="Only so many words of each part.")] = None,
    least: Annotated[int, typer.Option("--least", min=1, help="Only words that stand so often in the part.")] = 2,
    shortest: Annotated[int, typer.Option("--shortest", min=1, help="Only words of so many characters.")] = 2,
    stop: Annotated[Path | None, typer.Option("--stop", help="A file of words to leave out, one a line; by default the package's own list.")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="Begin with a byte order mark, so that Excel reads the file as UTF-8.")] = False,
) -> None:  # fmt: skip
    """Count the words of records: a CSV table of part, word, count, per_10000, reports, keyness, log_ratio.

    Words are cut by a segmenter trained on text of this genre (行政复议, 规范性文件 are words). Page furniture is left out.
    In each part the most key words come first; without --by the most frequent.
    """
    import csv
    import sys
    from contextlib import nullcontext
    from dataclasses import astuple, fields
    from itertools import groupby, islice

    from fazhi.export.atomic import atomic
    from fazhi.export.csv_tables import inert
    from fazhi.export.frames import read_records
    from fazhi.lexicon import column
    from fazhi.words.segmenter import Segmenter
    from fazhi.words.tables import WordRow, count_words

    listed = stop.read_text("utf-8-sig").split() if stop else column("stop_words", "word")
    counts = count_words(read_records(*records), Segmenter(), by=by.value)
    rows = counts.rows(shortest=shortest, least=least, stop=frozenset(listed))
    if output is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    with nullcontext(sys.stdout) if output is None else atomic(output) as out:
        out.write("\ufeff" if bom else "")
        table = csv.writer(out)
        table.writerow(field.name for field in fields(WordRow))
        for _, part in groupby(rows, key=lambda row: row.part):
            table.writerows([inert(cell) for cell in astuple(row)] for row in islice(part, top))

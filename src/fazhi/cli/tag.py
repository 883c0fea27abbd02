"""`fazhi tag`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Annotated

import typer


class Shape(str, Enum):
    """What is written."""

    jsonl = "jsonl"
    csv = "csv"
    csv_tables = "csv-tables"
    xlsx = "xlsx"
    parquet = "parquet"
    sqlite = "sqlite"
    spacy = "spacy"
    bio = "bio"
    brat = "brat"
    doccano = "doccano"
    label_studio = "label-studio"
    web_annotation = "web-annotation"


def tag(
    reports: Annotated[list[str], typer.Argument(help="Files, folders (searched through), glob patterns, or - for standard input.", metavar="REPORTS...")],
    output: Annotated[str | None, typer.Option("--output", "-o", help="A file, or a folder (existing, or ending in /) for one file a report. Standard output by default.")] = None,
    format: Annotated[Shape, typer.Option("--format", "-f", help="jsonl: whole records; csv: a row an entity; the others, as fazhi export makes them, need --output.")] = Shape.jsonl,
    model: Annotated[str | None, typer.Option("--model", "-m", help="A model's folder; the released model by default.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes.")] = 1,
    min_score: Annotated[float, typer.Option("--min-score", min=0.0, max=1.0, help="Leave out entities with a lower score.")] = 0.0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an earlier run of this command was broken off; what it finished is kept.")] = False,
    bom: Annotated[bool, typer.Option("--bom", help="csv, csv-tables: begin files with a byte order mark, so that Excel reads them as UTF-8.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary; errors are still named.")] = False,
) -> None:  # fmt: skip
    """Tag reports: entities, the role and areas of each paragraph, one record a report.

    A file that cannot be read is named on stderr and the others go on; the exit status is then 1.
    A run that was broken off, by whatever, leaves what it finished in OUTPUT.part; the same command with --resume goes on.
    """
    from fazhi.cli.summary import Summary
    from fazhi.pile import find_items
    from fazhi.runs.choice import choose
    from fazhi.tagging import tag_pile

    began = time.perf_counter()
    summary = Summary()
    with choose(output, format.value, model=model, min_score=min_score, resume=resume, bom=bom) as run:
        items = list(find_items(reports))
        left = list(run.left(items))
        summary.keep(run, items)
        outcomes = tag_pile(left, model=model, format=run.format_of_records, jobs=jobs, min_score=min_score)
        try:
            with _progress(len(left), shown=not quiet and sys.stderr.isatty()) as advance:
                for outcome in summary.watched(outcomes, advance):
                    run.add(outcome)
            run.finish(items)
        except KeyboardInterrupt:
            typer.echo(summary.broken_off(run), err=True)
            raise
    if not quiet:
        typer.echo(summary.line(time.perf_counter() - began), err=True)
    if summary.failed:
        raise typer.Exit(1)


@contextmanager
def _progress(total: int, *, shown: bool) -> Iterator[Callable[[], None]]:
    """A bar on stderr for a person; nothing elsewhere."""
    if not shown:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("tagging"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)

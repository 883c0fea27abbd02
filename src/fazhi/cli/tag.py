"""`fazhi tag`."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fazhi.tagging import Outcome


class Shape(str, Enum):
    """What is written."""

    jsonl = "jsonl"
    csv = "csv"


def tag(
    reports: Annotated[list[str], typer.Argument(help="Files, folders (searched through), glob patterns, or - for standard input.", metavar="REPORTS...")],
    output: Annotated[str | None, typer.Option("--output", "-o", help="A file, or a folder (existing, or ending in /) for one file a report. Standard output by default.")] = None,
    format: Annotated[Shape, typer.Option("--format", "-f", help="jsonl: whole records; csv: a row an entity.")] = Shape.jsonl,
    model: Annotated[str | None, typer.Option("--model", "-m", help="A model's folder; the released model by default.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Processes.")] = 1,
    min_score: Annotated[float, typer.Option("--min-score", min=0.0, max=1.0, help="Leave out entities with a lower score.")] = 0.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary; errors are still named.")] = False,
) -> None:  # fmt: skip
    """Tag reports: entities, the role and areas of each paragraph, one record a report.

    A file that cannot be read is named on stderr and the others go on; the exit status is then 1.
    """
    from fazhi.pile import find_items
    from fazhi.tagging import tag_pile

    began = time.perf_counter()
    items = list(find_items(reports))
    outcomes = tag_pile(items, model=model, format=format.value, jobs=jobs, min_score=min_score)
    summary = Summary()
    with _progress(len(items), shown=not quiet and sys.stderr.isatty()) as advance:
        _write(summary.watched(outcomes, advance), output, format.value)
    if not quiet:
        typer.echo(summary.line(time.perf_counter() - began), err=True)
    if summary.failed:
        raise typer.Exit(1)


class Summary:
    """Counts of a run, and the naming of files that failed."""

    def __init__(self) -> None:
        self.reports = self.failed = self.characters = 0
        self.labels: Counter[str] = Counter()

    def watched(self, outcomes: Iterable[Outcome], advance: Callable[[], None]) -> Iterator[Outcome]:
        """Count outcomes on their way, name failures, and pass on what succeeded."""
        for outcome in outcomes:
            advance()
            if outcome.problem:
                self.failed += 1
                typer.echo(f"fazhi: {outcome.problem}", err=True)
                continue
            self.reports += 1
            self.characters += outcome.characters
            self.labels.update(outcome.labels)
            yield outcome

    def line(self, seconds: float) -> str:
        """The closing line."""
        from fazhi.labels import ENTITY_LABELS

        entities = ", ".join(f"{label} {self.labels[label]:,}" for label in ENTITY_LABELS)
        failed = f", {self.failed:,} failed" if self.failed else ""
        return f"{self.reports:,} reports{failed}, {self.characters:,} characters; {entities}; {seconds:.1f} s"


def _write(outcomes: Iterable[Outcome], output: str | None, format: str) -> None:
    from fazhi.export import FORMATS
    from fazhi.export.atomic import atomic

    shape = FORMATS[format]
    if output is not None and (output.endswith("/") or Path(output).is_dir()):
        for outcome in outcomes:
            with atomic(Path(output) / f"{outcome.item.id}{shape.suffix}") as out:
                out.write(shape.header + outcome.text)
        return
    if output is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    with nullcontext(sys.stdout) if output is None else atomic(Path(output)) as out:
        out.write(shape.header)
        for outcome in outcomes:
            out.write(outcome.text)
            if output is None:
                out.flush()


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

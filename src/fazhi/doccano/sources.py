"""What a command's arguments mean: annotations (JSON files, or folders of them), or reports for the model to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from fazhi.errors import FazhiError, GoldMismatch, UnreadableReport
from fazhi.gold.annotation import Gold, load_gold, texts_beside, verified
from fazhi.gold.spans import GoldParagraph, GoldSpan
from fazhi.pile import find_items
from fazhi.reading import read_report
from fazhi.records import Record
from fazhi.report import Report

Problem = Callable[[str], None]


def read_sources(
    arguments: Sequence[str], *, texts: Path | None, problem: Problem, annotate: Callable[[Report], Gold]
) -> Iterator[Gold]:
    """Read every report that the arguments mean, each id once.

    Args:
        arguments: Files, folders, patterns. A `.json` file, or a folder with such files, is annotations; all else reports.
        texts: The folder of the annotations' texts; by default corpus/ beside the annotations, else their own folder.
        problem: Is told what cannot be read; the rest goes on.
        annotate: Makes gold of a bare report.
    """
    seen: dict[str, str] = {}
    for gold in _read(arguments, texts, problem, annotate):
        report = gold.report
        if report.id in seen:
            problem(f"{report.id}: both {seen[report.id]} and {report.source} have this name; left out the second")
            continue
        seen[report.id] = report.source
        yield gold


def suggested(record: Record) -> Gold:
    """The model's findings in the form of gold.

    Raises:
        GoldMismatch: They are not sound.
    """
    return verified(
        Gold(
            report=Report(id=record.id, text=record.text, source=record.source),
            entities=tuple(sorted(GoldSpan(e.start, e.end, e.label) for e in record.entities)),
            paragraphs=tuple(
                GoldParagraph(p.start, p.end, p.role, tuple(area.area for area in p.areas)) for p in record.paragraphs
            ),
        )
    )


def _read(
    arguments: Iterable[str], texts: Path | None, problem: Problem, annotate: Callable[[Report], Gold]
) -> Iterator[Gold]:
    for argument in arguments:
        if annotations := _annotations(Path(argument)):
            for path in annotations:
                try:
                    yield load_gold(path, texts=texts or texts_beside(path.parent))
                except (GoldMismatch, UnreadableReport, OSError) as error:
                    problem(str(error))
            continue
        for item in find_items([argument]):
            try:
                if item.problem:
                    raise UnreadableReport(item.problem)
                yield annotate(read_report(item.path, id=item.id))
            except FazhiError as error:
                problem(str(error))


def _annotations(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(path.glob("*.json"))
    return [path] if path.suffix == ".json" else []

"""Tag a pile: files in, rendered records out, in the files' order, on one or more processes, in flat memory."""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fazhi.errors import FazhiError
from fazhi.pile import STDIN, Item

if TYPE_CHECKING:
    from spacy.language import Language

_AHEAD = 4
"""How many files wait for each process."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes:
        item: The file.
        text: Its record in the asked format; empty if it failed.
        problem: Why it failed, else None.
        characters: The length of its text.
        labels: Its entities by label.
    """

    item: Item
    text: str = ""
    problem: str | None = None
    characters: int = 0
    labels: Counter[str] = field(default_factory=Counter)


class Worker:
    """A loaded model and a format: what one process needs."""

    def __init__(self, model: str | None, format: str) -> None:
        from fazhi.export import FORMATS
        from fazhi.pipeline.released import load

        self.nlp: Language = load(model)
        self.format = FORMATS[format]

    def __call__(self, item: Item) -> Outcome:
        """Read, tag and render one file. Whatever goes wrong is this file's outcome, never the pile's end."""
        from fazhi.extract import tag
        from fazhi.reading import read_bytes, read_report

        if item.problem:
            return Outcome(item, problem=item.problem)
        try:
            if item.path == STDIN:
                report = read_bytes(sys.stdin.buffer.read(), STDIN, id=item.id)
            else:
                report = read_report(item.path, id=item.id)
            record = tag(self.nlp, report)
            text = self.format.render(record)
        except FazhiError as error:
            return Outcome(item, problem=str(error))
        except Exception as error:  # a fault of ours must not cost the rest of the pile
            return Outcome(
                item, problem=f"{item.path}: {type(error).__name__}: {error} (a fault in fazhi, please report it)"
            )
        labels = Counter(entity.label for entity in record.entities)
        return Outcome(item, text, characters=len(report.text), labels=labels)


def tag_pile(
    items: Iterable[Item], *, model: str | None = None, format: str = "jsonl", jobs: int = 1
) -> Iterator[Outcome]:
    """Tag files one after another.

    Args:
        items: The files.
        model: A model's folder; the released one by default.
        format: A key of `fazhi.export.FORMATS`.
        jobs: Processes.

    Raises:
        ModelError: The model cannot be opened.
    """
    if jobs <= 1:
        yield from map(Worker(model, format), items)
        return
    from fazhi.pipeline.released import load

    load(model)  # a broken model is told once, here, not by every process
    yield from _in_processes(items, model, format, jobs)


def _in_processes(items: Iterable[Item], model: str | None, format: str, jobs: int) -> Iterator[Outcome]:
    """Keep a few files ahead of the processes, and give outcomes in order."""
    waiting: deque[tuple[Item, Future[Outcome]]] = deque()
    pool = _pool(model, format, jobs)
    try:
        for item in items:
            if item.path == STDIN:  # only this process has it
                yield from _drain(waiting, model, format)
                yield Worker(model, format)(item)
                continue
            try:
                waiting.append((item, pool.submit(_work, item)))
            except BrokenProcessPool:
                pool.shutdown(wait=False)
                yield from _drain(waiting, model, format)
                pool = _pool(model, format, jobs)
                waiting.append((item, pool.submit(_work, item)))
            if len(waiting) >= jobs * _AHEAD:
                yield _result(*waiting.popleft(), model, format)
        yield from _drain(waiting, model, format)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _drain(waiting: deque[tuple[Item, Future[Outcome]]], model: str | None, format: str) -> Iterator[Outcome]:
    while waiting:
        yield _result(*waiting.popleft(), model, format)


def _result(item: Item, future: Future[Outcome], model: str | None, format: str) -> Outcome:
    """A file's outcome; if its process died, the file is tried again alone, for the fault may be a neighbour's."""
    try:
        return future.result()
    except BrokenProcessPool:
        with _pool(model, format, 1) as alone:
            try:
                return alone.submit(_work, item).result()
            except BrokenProcessPool:
                return Outcome(item, problem=f"{item.path}: the process that read it died (out of memory?)")


def _pool(model: str | None, format: str, jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_start, initargs=(model, format))


_worker: Worker


def _start(model: str | None, format: str) -> None:
    global _worker
    _worker = Worker(model, format)


def _work(item: Item) -> Outcome:
    return _worker(item)

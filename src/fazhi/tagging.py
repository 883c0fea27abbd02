"""Tag a pile: files in, rendered records out, in the files' order, on one or more processes, in flat memory."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING

from fazhi.errors import FazhiError
from fazhi.pile import STDIN, Item

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from fazhi.report import Report

_AHEAD = 4
"""How many files wait for each process."""
_DECIMALS = 4
"""A score is compared as a record shows it."""


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


@dataclass(frozen=True, slots=True)
class Settings:
    """How a pile is tagged.

    Attributes:
        model: A model's folder; None for the released one.
        format: A key of `fazhi.export.FORMATS`.
        min_score: Entities below it are left out before anything is made of them.
    """

    model: str | None = None
    format: str = "jsonl"
    min_score: float = 0.0


class Worker:
    """A loaded model and a format: what one process needs."""

    def __init__(self, settings: Settings) -> None:
        from fazhi.export import FORMATS
        from fazhi.pipeline.released import load

        self.nlp: Language = load(settings.model)
        self.format = FORMATS[settings.format]
        self.min_score = settings.min_score

    def __call__(self, item: Item) -> Outcome:
        """Read, tag and render one file. Whatever goes wrong is this file's outcome, never the pile's end."""
        from fazhi.extract import extract
        from fazhi.limits import check

        if item.problem:
            return Outcome(item, problem=item.problem)
        try:
            report = _read(item)
            check(report, self.nlp.max_length)
            record = extract(drop_below(self.nlp(report.text), self.min_score), report, self.nlp)
            text = self.format.render(record)
        except FazhiError as error:
            return Outcome(item, problem=str(error))
        except MemoryError:
            return Outcome(
                item, problem=f"{item.path}: there is not enough memory for it; try fewer processes (--jobs)"
            )
        except Exception as error:  # a fault of ours must not cost the rest of the pile
            return Outcome(
                item, problem=f"{item.path}: {type(error).__name__}: {error} (a fault in fazhi, please report it)"
            )
        labels = Counter(entity.label for entity in record.entities)
        return Outcome(item, text, characters=len(report.text), labels=labels)


def _read(item: Item) -> Report:
    from fazhi.reading import read_bytes, read_report
    from fazhi.reading.files import read_stream

    if item.path == STDIN:
        return read_bytes(read_stream(sys.stdin.buffer, "standard input"), STDIN, id=item.id)
    return read_report(item.path, id=item.id)


def drop_below(doc: Doc, min_score: float) -> Doc:
    """Leave out a processed doc's entities with lower scores, so that a record's indexes count only those that stay."""
    from spacy.tokens import SpanGroup

    from fazhi.pipeline.resolver import ENTITIES

    group = doc.spans[ENTITIES]
    scores, by = group.attrs["scores"], group.attrs["by"]
    kept = [place for place, score in enumerate(scores) if round(score, _DECIMALS) >= min_score]
    if len(kept) < len(scores):
        spans = [group[place] for place in kept]
        attrs = {"scores": [scores[place] for place in kept], "by": [by[place] for place in kept]}
        doc.spans[ENTITIES] = SpanGroup(doc, name=ENTITIES, spans=spans, attrs=attrs)
        doc.ents = spans
    return doc


def tag_pile(
    items: Iterable[Item],
    *,
    model: str | None = None,
    format: str = "jsonl",
    jobs: int = 1,
    min_score: float = 0.0,
) -> Iterator[Outcome]:
    """Tag files one after another.

    Args:
        items: The files.
        model: A model's folder; the released one by default.
        format: A key of `fazhi.export.FORMATS`.
        jobs: Processes.
        min_score: Entities below it are left out.

    Raises:
        ModelError: The model cannot be opened.
    """
    settings = Settings(model, format, min_score)
    if jobs <= 1:
        yield from map(Worker(settings), items)
        return
    from fazhi.pipeline.released import load

    load(model)  # a broken model is told once, here, not by every process
    yield from _in_processes(items, settings, jobs)


def _in_processes(items: Iterable[Item], settings: Settings, jobs: int) -> Iterator[Outcome]:
    """Keep a few files ahead of the processes, and give outcomes in order."""
    waiting: deque[tuple[Item, Future[Outcome]]] = deque()
    pool = _pool(settings, jobs)
    try:
        for item in items:
            if item.path == STDIN:  # only this process has it
                yield from _drain(waiting, settings)
                yield Worker(settings)(item)
                continue
            try:
                waiting.append((item, pool.submit(_work, item)))
            except BrokenProcessPool:
                pool.shutdown(wait=False)
                yield from _drain(waiting, settings)
                pool = _pool(settings, jobs)
                waiting.append((item, pool.submit(_work, item)))
            if len(waiting) >= jobs * _AHEAD:
                yield _result(*waiting.popleft(), settings)
        yield from _drain(waiting, settings)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _drain(waiting: deque[tuple[Item, Future[Outcome]]], settings: Settings) -> Iterator[Outcome]:
    while waiting:
        yield _result(*waiting.popleft(), settings)


def _result(item: Item, future: Future[Outcome], settings: Settings) -> Outcome:
    """A file's outcome; if its process died, the file is tried again alone, for the fault may be a neighbour's."""
    try:
        return future.result()
    except BrokenProcessPool:
        with _pool(settings, 1) as alone:
            try:
                return alone.submit(_work, item).result()
            except BrokenProcessPool:
                return Outcome(item, problem=f"{item.path}: the process that read it died (out of memory?)")


def _pool(settings: Settings, jobs: int) -> ProcessPoolExecutor:
    """Fresh processes: one that is forked would hold this one's locks and files beyond its end."""
    fresh = get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=fresh, initializer=_start, initargs=(settings,))


_worker: Worker


def _start(settings: Settings) -> None:
    global _worker
    Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent ends this process
    _worker = Worker(settings)


def _end_with_parent() -> None:
    """End this process when the one that gives it work is killed and cannot say so."""
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)


def _work(item: Item) -> Outcome:
    return _worker(item)

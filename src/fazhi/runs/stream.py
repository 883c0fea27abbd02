"""A run onto a stream: records go out one by one; nothing can be taken up again."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from fazhi.errors import FazhiError
from fazhi.export import FORMATS
from fazhi.pile import Item

if TYPE_CHECKING:
    from fazhi.tagging import Outcome


class StreamRun:
    """A run whose reports go out as they come."""

    def __init__(self, write: Callable[[str], None], format: str, *, bom: bool = False) -> None:
        self.write, self.format_of_records = write, format
        write(("\ufeff" if bom else "") + FORMATS[format].header)

    def left(self, items: Sequence[Item]) -> Iterator[Item]:
        """All files."""
        return iter(items)

    def add(self, outcome: Outcome) -> None:
        """Write a report."""
        self.write(outcome.text)

    def finish(self, items: Sequence[Item]) -> None:
        """Nothing is left to do."""


@contextmanager
def text_stream(path: Path | None) -> Iterator[Callable[[str], None]]:
    """A function that writes text to standard output, or to a device or pipe, and sends it on at once.

    Raises:
        FazhiError: It cannot be written, but where a pipe's reader has left.
    """
    name = "standard output" if path is None else str(path)
    try:
        out = _standard_output() if path is None else path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise FazhiError(f"{name}: cannot write there: {error.strerror or error}") from error

    def write(text: str) -> None:
        try:
            out.write(text)
            out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            _give_up(out)
            raise FazhiError(f"{name}: cannot be written: {error.strerror or error}") from error

    try:
        yield write
    finally:
        if path is not None:
            out.close()


def _standard_output() -> TextIO:
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    return sys.stdout


def _give_up(out: TextIO) -> None:
    """Let what waits to be written go nowhere, so that it does not fail once more when the stream is closed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())

"""The released model's errors as lines of JSON, so that each later change shows which it gained and which it lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import msgspec

from fazhi.errors import FazhiError
from fazhi.jsonl import dumps, read_jsonl
from fazhi.training.evaluate import ParagraphError, SpanError

NAME = "errors.jsonl"
"""The log's name in the folder of training runs."""


class Errors(Protocol):
    """What two evaluations are compared by."""

    @property
    def errors(self) -> Sequence[SpanError]: ...  # noqa: D102
    @property
    def paragraph_errors(self) -> Sequence[ParagraphError]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class LoggedErrors:
    """The errors that a log holds of one split."""

    errors: tuple[SpanError, ...]
    paragraph_errors: tuple[ParagraphError, ...]


def write_errors(path: Path, splits: Mapping[str, Errors]) -> None:
    """Write the errors of each split, a line each."""
    path.write_text("".join(dumps(line) + "\n" for line in _lines(splits)), "utf-8")


def read_errors(path: Path, split: str) -> LoggedErrors:
    """Read the errors of a split.

    Raises:
        FazhiError: The file is no such log.
    """
    lines = [line for line in read_jsonl(path) if line.get("split") == split]
    try:
        return LoggedErrors(
            tuple(msgspec.convert(line["span"], SpanError) for line in lines if "span" in line),
            tuple(msgspec.convert(line["paragraph"], ParagraphError) for line in lines if "paragraph" in line),
        )
    except msgspec.ValidationError as error:
        raise FazhiError(f"{path}: no log of errors: {error}; `fazhi train` writes one") from error


def _lines(splits: Mapping[str, Errors]) -> Iterator[dict[str, Any]]:
    for split, found in splits.items():
        yield from ({"split": split, "span": asdict(error)} for error in found.errors)
        yield from ({"split": split, "paragraph": asdict(error)} for error in found.paragraph_errors)

"""Records read back: the JSON lines that `fazhi tag` writes, checked against what a record is."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Union, get_args, get_origin, get_type_hints

from fazhi.errors import FazhiError, excerpt
from fazhi.records import SCHEMA, Record

STDIN = "-"
_BOM = b"\xef\xbb\xbf"
_JSON_NAMES = {
    dict: "an object",
    list: "a list",
    str: "a string",
    int: "an integer",
    float: "a number",
    type(None): "null",
}
_SHOWN = 40


class _Misfit(Exception):
    """A value that is not what a record holds in this place."""


def read_records(path: Path | str) -> Iterator[Record]:
    """Read the records of a file that `fazhi tag` wrote, one a line; empty lines are passed over.

    Args:
        path: A JSONL file in UTF-8; `-` is standard input.

    Raises:
        FazhiError: The file cannot be read, a line is no record, its offsets do not fit its text, or it is of
            another schema version; the message names file and line and what was expected.
    """
    name = "standard input" if str(path) == STDIN else str(path)
    number = 0
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, 1):
                if content := (line.removeprefix(_BOM) if number == 1 else line).strip():
                    yield _read_record(content)
    except _Misfit as misfit:
        raise FazhiError(f"{name}:{number}: {misfit}") from None
    except OSError as error:
        raise FazhiError(f"{name}: cannot be read ({error.strerror}); expected what `fazhi tag` wrote") from error


def read_record(line: bytes | str, where: str) -> Record:
    """Read one record from a line of JSON.

    Args:
        line: The line.
        where: Its place, for the error.

    Raises:
        FazhiError: It is no record.
    """
    try:
        return _read_record(line)
    except _Misfit as misfit:
        raise FazhiError(f"{where}: {misfit}") from None


def _read_record(line: bytes | str) -> Record:
    """Read one record from a line of JSON; the caller adds file and line to what this finds wrong."""
    try:
        value = json.loads(line)
    except UnicodeDecodeError as error:
        raise _Misfit(f"expected UTF-8, got the byte 0x{error.object[error.start]:02x} at {error.start}") from None
    except json.JSONDecodeError as error:
        raise _Misfit(f"expected a record as JSON, got {_shown(error.doc)} ({error.msg} at {error.pos})") from None
    except RecursionError:
        raise _Misfit("expected a record, got JSON nested too deep to be one") from None
    if not isinstance(value, dict) or "schema" not in value:
        raise _Misfit(f"expected a record (an object with schema {SCHEMA!r}), got {_shown(value)}")
    if value["schema"] != SCHEMA:
        raise _Misfit(f"expected schema {SCHEMA!r}, got {_shown(value['schema'])}; tag the report again: fazhi tag")
    record: Record = _fitted(Record, value, "")
    _check_offsets(record)
    return record


def _open(path: Path | str) -> nullcontext[BinaryIO] | BinaryIO:
    return nullcontext(sys.stdin.buffer) if str(path) == STDIN else Path(path).open("rb")


def _check_offsets(record: Record) -> None:
    text = record.text
    for i, paragraph in enumerate(record.paragraphs):
        if not 0 <= paragraph.start < paragraph.end <= len(text):
            raise _Misfit(
                f"paragraphs[{i}]: expected offsets within 0 and {len(text)}, got {paragraph.start}–{paragraph.end}"
            )
    for i, entity in enumerate(record.entities):
        if not 0 <= entity.start < entity.end <= len(text):
            raise _Misfit(f"entities[{i}]: expected offsets within 0 and {len(text)}, got {entity.start}–{entity.end}")
        if text[entity.start : entity.end] != entity.text:
            found = excerpt(text, entity.start, min(entity.end, entity.start + _SHOWN))
            raise _Misfit(
                f"entities[{i}]: expected {_shown(entity.text)} at {entity.start}–{entity.end}, got {found!r}"
            )


Fit = Callable[[Any, str], Any]
"""Turns a JSON value into what a field holds; the string says where in the record it stands."""


def _fitted(kind: Any, value: Any, place: str) -> Any:
    return _fit(kind)(value, place)


@cache
def _fit(kind: Any) -> Fit:
    """How JSON becomes a value of a type: a dataclass, `tuple[X, ...]`, `X | None`, a dict or a plain type."""
    if kind is Any:
        return lambda value, place: value
    if is_dataclass(kind):
        return _fit_dataclass(kind)
    if get_origin(kind) is tuple:
        return _fit_list(_fit(get_args(kind)[0]))
    if get_origin(kind) is dict:
        return _fit_dict(_fit(get_args(kind)[1]))
    if type(None) in get_args(kind):
        inner = _fit(Union[tuple(arg for arg in get_args(kind) if arg is not type(None))])  # noqa: UP007
        return lambda value, place: None if value is None else inner(value, place)
    return _fit_plain(kind)


def _fit_plain(kind: type) -> Fit:
    allowed = (int, float) if kind is float else (kind,)

    def fit(value: Any, place: str) -> Any:
        if not isinstance(value, allowed) or (isinstance(value, bool) and kind is not bool):
            raise _Misfit(f"{place}: expected {_JSON_NAMES.get(kind, kind.__name__)}, got {_shown(value)}")
        return value

    return fit


def _fit_list(inner: Fit) -> Fit:
    def fit(value: Any, place: str) -> Any:
        if not isinstance(value, list):
            raise _Misfit(f"{place}: expected a list, got {_shown(value)}")
        return tuple(inner(item, f"{place}[{i}]") for i, item in enumerate(value))

    return fit


def _fit_dict(inner: Fit) -> Fit:
    def fit(value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            raise _Misfit(f"{place}: expected an object, got {_shown(value)}")
        return {key: inner(item, f"{place}.{key}") for key, item in value.items()}

    return fit


def _fit_dataclass(kind: Any) -> Fit:
    hints = get_type_hints(kind)
    fits = {field.name: _fit(hints[field.name]) for field in fields(kind)}
    needed = {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}

    def fit(value: Any, place: str) -> Any:
        if not isinstance(value, dict):
            raise _Misfit(f"{place}: expected an object, got {_shown(value)}")
        if missing := needed - value.keys():
            raise _Misfit(f"{place or 'record'}: expected the keys {', '.join(sorted(missing))}, which are not there")
        if unknown := value.keys() - fits.keys():
            raise _Misfit(f"{place or 'record'}: expected only {', '.join(fits)}, got {_shown(sorted(unknown)[0])}")
        return kind(**{key: fits[key](item, f"{place}.{key}".lstrip(".")) for key, item in value.items()})

    return fit


def _shown(value: Any) -> str:
    """A value as an error message shows it: short, on one line, in characters any terminal takes."""
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"

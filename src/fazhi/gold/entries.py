"""The entries of an annotation file, each with the line it begins on, however the JSON is laid out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from fazhi.errors import GoldMismatch

LISTS = ("entities", "paragraphs")
_SOLID = re.compile(r"[^ \t\r\n]|\Z")


class Entry(NamedTuple):
    """An element of a list: the line where it begins, counted from 1, and its value."""

    line: int
    value: Any


@dataclass(frozen=True, slots=True)
class Entries:
    """What an annotation file holds.

    Attributes:
        head: Everything but the lists.
        entities: The elements of the list of entities.
        paragraphs: Those of the list of paragraphs.
    """

    head: dict[str, Any]
    entities: list[Entry]
    paragraphs: list[Entry]


def read_entries(path: Path, *, schema: str) -> Entries:
    """Read an annotation file.

    Args:
        path: The file.
        schema: The format's name, for messages.

    Raises:
        GoldMismatch: It cannot be read, is no JSON, or has no such lists; the message names file and, if it can, line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise GoldMismatch(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise GoldMismatch(f"{path}: not in UTF-8 (byte {error.start}); save it in UTF-8") from None
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise GoldMismatch(f"{path}:{error.lineno}: no JSON ({error.msg})") from None
    except RecursionError:
        raise GoldMismatch(f"{path}: JSON nested too deeply for an annotation") from None
    if not isinstance(data, dict):
        raise GoldMismatch(
            f"{path}: no annotation in the format {schema}: expected an object, got {type(data).__name__}"
        )
    for name in LISTS:
        if not isinstance(data.get(name), list):
            found = type(data[name]).__name__ if name in data else "nothing"
            raise GoldMismatch(f"{path}: no annotation in the format {schema}: expected a list {name!r}, got {found}")
    lists = {name: [Entry(1 + text.count("\n", 0, at), value) for at, value in _elements(text, name)] for name in LISTS}
    return Entries({name: value for name, value in data.items() if name not in LISTS}, **lists)


def _elements(text: str, name: str) -> Iterator[tuple[int, Any]]:
    r"""Where each element of a list begins, and its value; of several members of the name the last counts, as in `json`.

    Args:
        text: Sound JSON, an object with that list.
        name: The member.

    >>> list(_elements('{"a": [1],\n "b": [{"c": 2},\n 3]}', "b"))
    [(18, {'c': 2}), (29, 3)]
    """
    decode = json.JSONDecoder().raw_decode
    at = _next(text, _next(text, 0) + 1)
    begins = -1
    while text[at] != "}":
        key, at = decode(text, at)
        value = _next(text, _next(text, at) + 1)  # behind the colon
        if key == name:
            begins = value
        _, at = decode(text, value)
        at = _after_comma(text, at)
    at = _next(text, begins + 1)
    while text[at] != "]":
        element, end = decode(text, at)
        yield at, element
        at = _after_comma(text, end)


def _after_comma(text: str, at: int) -> int:
    at = _next(text, at)
    return _next(text, at + 1) if text[at] == "," else at


def _next(text: str, at: int) -> int:
    """The first character from there on that is no white space."""
    match = _SOLID.search(text, at)
    return match.start() if match else len(text)

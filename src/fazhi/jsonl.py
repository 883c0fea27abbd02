"""JSON lines that people can read in a diff: UTF-8, Chinese as it is, one object a line, errors with their line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError


def dumps(value: Any) -> str:
    """Write a value as one line of JSON, Chinese as it is; lone surrogates become escapes, so that any text can go out.

    >>> dumps({"text": "国务院"})
    '{"text": "国务院"}'
    """
    line = json.dumps(value, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value)
    return line


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """Read one object a line; empty lines are passed over.

    Raises:
        FazhiError: A line is no JSON object; the message names file and line.
    """
    return (value for _, value in numbered(path))


def numbered(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The same, each object with the number of its line in the file, from 1.

    Raises:
        FazhiError: A line is no JSON object, or not in UTF-8.
    """
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line.decode("utf-8"))
            except UnicodeDecodeError as error:
                raise FazhiError(f"{path}:{number}: not in UTF-8 (byte {error.start} of the line)") from None
            except json.JSONDecodeError as error:
                shown = line.decode("utf-8")[:40].strip()
                raise FazhiError(f"{path}:{number}: no JSON ({error.msg}): {shown!r}") from None
            if not isinstance(value, dict):
                raise FazhiError(f"{path}:{number}: expected a JSON object, got {type(value).__name__}")
            yield number, value

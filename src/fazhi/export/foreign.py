"""Files that are read back may be anything: what libraries make of that becomes one kind of error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from fazhi.errors import FazhiError

P = ParamSpec("P")
T = TypeVar("T")
Read = Callable[Concatenate[Path, P], Iterator[T]]


def expecting(what: str) -> Callable[[Read[P, T]], Read[P, T]]:
    """Let a function that reads a file say what it expected, whatever a library found wrong.

    Args:
        what: The file that it reads, for people.
    """

    def told(read: Read[P, T]) -> Read[P, T]:
        @wraps(read)
        def reading(path: Path, /, *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
            try:
                yield from read(path, *args, **kwargs)
            except FazhiError:
                raise
            except Exception as error:  # a damaged file makes libraries raise whatever they meet first
                raise FazhiError(f"{path}: expected {what} ({type(error).__name__}: {error})") from error

        return reading

    return told

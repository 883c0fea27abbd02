"""Files that are either whole or not there: written beside their place and moved into it at the end."""

from __future__ import annotations

import glob
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fazhi.errors import FazhiError

_LONGEST = 60
"""So many characters of a file's name are in its temporary name, which may not be longer than names can be."""


def is_stream(path: Path) -> bool:
    """Whether what is written there goes on to something else: a device or a pipe, which nothing may be moved over."""
    kind = _kind(path)
    return bool(kind) and not stat.S_ISREG(kind) and not stat.S_ISDIR(kind)


def is_folder(path: Path) -> bool:
    """Whether there is a folder of this name; never an error."""
    return stat.S_ISDIR(_kind(path))


def _kind(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


@contextmanager
def atomic(path: Path, *, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Open a text file for writing, line ends as given, that appears at `path` only if the block ends well.

    A device or a pipe (`/dev/stdout`) is written to as it is.

    Raises:
        FazhiError: The folder is missing or cannot be written.
    """
    if is_stream(path):
        try:
            out = path.open("w", encoding=encoding, newline="")
        except OSError as error:
            raise FazhiError(f"{path}: cannot write there: {error.strerror or error}") from error
        with out:
            yield out
        return
    with atomic_path(path) as part, part.open("w", encoding=encoding, newline="") as out:
        yield out


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """A file beside `path`, empty, for something that opens files itself; it is moved to `path` if the block ends well.

    Where `path` is a link, the file it leads to is replaced.

    Raises:
        FazhiError: The folder is missing or cannot be written, or `path` is a folder, a device or a pipe.
    """
    with atomic_paths([path]) as (part,):
        yield part


@contextmanager
def atomic_paths(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """As `atomic_path`, for files that belong together: none is moved into its place before all are whole."""
    places = [Path(os.path.realpath(path)) for path in paths]
    parts: list[Path] = []
    try:
        for path, place in zip(paths, places, strict=True):
            parts.append(_beside(place, path))
        yield parts
        umask = os.umask(0)
        os.umask(umask)
        for part, place in zip(parts, places, strict=True):
            part.chmod(0o666 & ~umask)
            part.replace(place)
    except BaseException:
        for part in parts:
            part.unlink(missing_ok=True)
        raise


def _beside(place: Path, path: Path) -> Path:
    if is_stream(place) or is_folder(place):
        raise FazhiError(f"{path}: cannot write there: expected the name of a file, this is a folder, device or pipe")
    try:
        if not place.parent.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_prefix(place), suffix=".part", dir=place.parent)
    except OSError as error:
        raise FazhiError(f"{path}: cannot write there: {error.strerror or error}") from error
    os.close(handle)
    return Path(name)


def clear(path: Path) -> None:
    """Delete what writers of `path` that were killed left beside it."""
    place = Path(os.path.realpath(path))
    for left in place.parent.glob(f"{glob.escape(_prefix(place))}????????.part"):
        left.unlink(missing_ok=True)


def _prefix(place: Path) -> str:
    return f".{place.name[:_LONGEST]}."

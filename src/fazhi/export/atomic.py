"""Files that are either whole or not there: written beside their place and moved into it at the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from fazhi.errors import FazhiError


@contextmanager
def atomic(path: Path, *, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Open a text file for writing, line ends as given, that appears at `path` only if the block ends well.

    Raises:
        FazhiError: The folder is missing or cannot be written.
    """
    with atomic_path(path) as part, part.open("w", encoding=encoding, newline="") as out:
        yield out


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """A file beside `path`, empty, for something that opens files itself; it is moved to `path` if the block ends well.

    Raises:
        FazhiError: The folder is missing or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise FazhiError(f"{path}: cannot write there: {error.strerror or error}") from error
    os.close(handle)
    part = Path(name)
    try:
        yield part
        umask = os.umask(0)
        os.umask(umask)
        part.chmod(0o666 & ~umask)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise

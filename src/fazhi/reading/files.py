"""A file's bytes, as far as a report may be long, and never waiting: only regular files are opened."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

from fazhi.errors import UnreadableReport

MAX_BYTES = 256 * 1024 * 1024
"""A single report larger than this is refused."""

_PIECE = 1 << 20
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


def read_file(path: Path) -> bytes:
    """Read a regular file.

    A file that grows meanwhile gives what it held when it was opened, one that shrinks what is left of it.

    Raises:
        UnreadableReport: It is missing, cannot be read, is a folder, pipe or device, or is too large.
    """
    try:
        # a pipe that nobody writes into would be waited for; opening it so does not wait, and what it is can be seen
        with open(path, "rb", opener=_without_waiting) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                kind = _KINDS.get(stat.S_IFMT(status.st_mode), "no file")
                raise UnreadableReport(f"{path}: {kind}; expected a file (what a program writes: … | fazhi tag -)")
            if status.st_size > MAX_BYTES:
                raise UnreadableReport(_too_large(str(path), status.st_size))
            return file.read(status.st_size) if status.st_size else read_stream(file, str(path))  # /proc tells no size
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UnreadableReport(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def read_stream(stream: BinaryIO, name: str) -> bytes:
    """Read a stream to its end.

    Raises:
        UnreadableReport: It does not end where a report must have ended.
    """
    data = bytearray()
    while piece := stream.read(_PIECE):
        data += piece
        if len(data) > MAX_BYTES:
            raise UnreadableReport(_too_large(name, len(data)))
    return bytes(data)


def _too_large(name: str, size: int) -> str:
    return f"{name}: at least {size:,} bytes; a report may have at most {MAX_BYTES:,}"


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))

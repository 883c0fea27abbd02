"""The journal of a run: what it was begun with, and a line for each report that is finished.

A line is a CRC-32 and JSON, written when what it speaks of is, so that a killed run has at most one line too few. Nothing in
it is believed: a line that is torn or changed ends it, and whoever reads a report's bytes checks them against its sum.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from fazhi.errors import FazhiError
from fazhi.jsonl import dumps

SCHEMA = "fazhi.run/1"
Settings = Mapping[str, str]
"""What a run was begun with: only runs that agree in it may be mixed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A finished report.

    Attributes:
        path: Its file.
        id: Its name in the pile.
        stamp: The file's size and time when it was read (`stamp_of`).
        start: Where its bytes begin in what the run writes.
        length: How many they are.
        sum: Their CRC-32.
        characters: The length of its text.
        labels: Its entities by label.
    """

    path: str
    id: str
    stamp: tuple[int, int]
    start: int
    length: int
    sum: int
    characters: int = 0
    labels: dict[str, int]

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by."""
        return self.path, self.id

    def fits(self, data: bytes) -> bool:
        """Whether these are its bytes."""
        return len(data) == self.length and zlib.crc32(data) == self.sum


def stamp_of(path: str) -> tuple[int, int] | None:
    """A file's size in bytes and time of change in nanoseconds: another stamp means another content.

    For a path below a file (a member of an archive) those of the file; None if there is no file.
    """
    for place in (Path(path), *Path(path).parents):
        try:
            status = place.stat()
        except (OSError, ValueError):
            continue
        return (status.st_size, status.st_mtime_ns) if place.is_file() else None
    return None


class Journal:
    """A journal, open for writing and locked, so that no two runs write at one place."""

    def __init__(self, path: Path, *, of: Path) -> None:
        """Open or begin a journal.

        Args:
            path: Its file.
            of: What the run makes, for messages.

        Raises:
            FazhiError: It cannot be written, or another run has it.
        """
        self.path = path
        try:
            if not path.parent.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
            self.file: BinaryIO = path.open("a+b", buffering=0)
        except OSError as error:
            raise FazhiError(f"{of}: cannot write there: {error.strerror or error}") from error
        if not _locked(self.file):
            self.file.close()
            raise FazhiError(f"{of}: another run of fazhi tag is writing there; wait for it, or give another --output")
        self.settings: Settings | None = None
        self.entries: list[Entry] = []
        self._read()

    def begin(self, settings: Settings) -> None:
        """Empty it, and write down what a run begins with."""
        self.file.truncate(0)
        self.settings, self.entries = settings, []
        put(self.file, _line({"schema": SCHEMA, "settings": settings}))

    def add(self, entry: Entry) -> None:
        """Write down a finished report."""
        put(self.file, _line(asdict(entry)))
        self.entries.append(entry)

    def close(self, *, delete: bool) -> None:
        """Let it go."""
        if delete:
            self.path.unlink(missing_ok=True)
        self.file.close()

    def _read(self) -> None:
        """Read what is whole, and cut off what is not."""
        self.file.seek(0)
        whole = 0
        for line in self.file:
            if not line.endswith(b"\n") or not self._take(line):
                break
            whole += len(line)
        self.file.truncate(whole)

    def _take(self, line: bytes) -> bool:
        try:
            value = json.loads(_content(line))
            if self.settings is None:
                self.settings = value["settings"]
                return bool(value["schema"] == SCHEMA)
            self.entries.append(msgspec.convert(value, Entry))
        except (ValueError, KeyError, TypeError, RecursionError, msgspec.MsgspecError):
            return False
        return True


def put(file: BinaryIO, data: bytes) -> None:
    """Write all of it through to the system, so that it stays when this process is killed; or nothing.

    Raises:
        OSError: The disk is full, say; the file is as it was.
    """
    before = file.seek(0, 2)
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[file.write(rest) :]
    except OSError:
        file.truncate(before)
        raise


def _line(value: object) -> bytes:
    content = dumps(value).encode()
    return b"%08x %s\n" % (zlib.crc32(content), content)


def _content(line: bytes) -> bytes:
    sum, _, content = line[:-1].partition(b" ")
    if int(sum, 16) != zlib.crc32(content):
        raise ValueError("not as it was written")
    return content


def _locked(file: BinaryIO) -> bool:
    """Lock a file for this process; the system lets go of it however the process ends."""
    try:
        import fcntl
    except ModuleNotFoundError:  # on Windows
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True

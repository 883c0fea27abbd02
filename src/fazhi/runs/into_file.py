"""A run into one file: records gather in `FILE.part`, with the journal in `FILE.part.log`, and become FILE at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from fazhi.errors import FazhiError
from fazhi.export.atomic import atomic_path, clear
from fazhi.export.quick_reading import read_line
from fazhi.pile import Item
from fazhi.records import Record
from fazhi.runs.journal import Entry, Settings, put
from fazhi.runs.run import Run

Write = Callable[[Iterable[Record]], object]


class FileRun(Run):
    """A run whose reports go into one file, in the order of the pile, whatever the order they were tagged in."""

    format_of_records = "jsonl"

    def __init__(self, output: Path, settings: Settings, *, resume: bool, write: Write | None = None) -> None:
        """Begin a run or take one up.

        Args:
            output: The file, or what the format makes.
            settings: What it is begun with; the format is not among it, and free to change.
            resume: Go on where an earlier run was broken off.
            write: Makes the file of all records; None for JSONL.

        Raises:
            FazhiError: As `Run`.
        """
        self.part = output.with_name(f"{output.name}.part")
        self.write = write
        self.file: BinaryIO
        super().__init__(output, output.with_name(f"{output.name}.part.log"), settings, resume=resume)

    def _open(self) -> None:
        clear(self.output)
        self.file = self.part.open("r+b" if self.done else "w+b", buffering=0)
        self.file.truncate(max((entry.start + entry.length for entry in self.done.values()), default=0))

    def finish(self, items: Sequence[Item]) -> None:
        """Make the file; finished reports of files that have vanished since come last.

        Raises:
            FazhiError: It cannot be written; what is finished stays.
        """
        entries = self._in_order(items)
        try:
            if self.write:
                self.write(map(self._record, entries))
            elif self._is_laid_out(entries):
                os.fsync(self.file)
                self.part.replace(self.output)
            else:
                with atomic_path(self.output) as path, path.open("wb") as out:
                    out.writelines(map(self._bytes, entries))
        except OSError as error:
            raise FazhiError(f"{self.output}: cannot be written: {error.strerror or error}") from error

    def _in_order(self, items: Sequence[Item]) -> list[Entry]:
        left = dict(self.done)
        found = [left.pop((item.path, item.id), None) for item in items]
        return [*filter(None, found), *left.values()]

    def _is_laid_out(self, entries: list[Entry]) -> bool:
        """Whether the part file is the entries one after another and nothing else."""
        reached = 0
        for entry in entries:
            if entry.start != reached:
                return False
            reached += entry.length
        return reached == self.part.stat().st_size

    def _bytes(self, entry: Entry) -> bytes:
        self.file.seek(entry.start)
        data = self.file.read(entry.length)
        if not entry.fits(data):
            raise FazhiError(f"{self.part}: the record of {entry.path} was changed by another program")
        return data

    def _record(self, entry: Entry) -> Record:
        return read_line(self._bytes(entry), str(self.part))

    def _holds(self, entry: Entry) -> bool:
        try:
            with self.part.open("rb") as file:
                file.seek(entry.start)
                return entry.fits(file.read(entry.length))
        except OSError:
            return False

    def _put(self, item: Item, data: bytes) -> int:
        start = self.file.seek(0, 2)
        put(self.file, data)
        return start

    def _leave(self, *, delete: bool) -> None:
        self.file.close()
        if delete:
            self.part.unlink(missing_ok=True)
        super()._leave(delete=delete)

"""A run into a folder: a file a report, each whole or not there, with the journal in `.fazhi-tag.log` until all are done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from fazhi.errors import FazhiError
from fazhi.export import FORMATS
from fazhi.pile import Item
from fazhi.runs.journal import Entry, Settings
from fazhi.runs.run import Run

JOURNAL = ".fazhi-tag.log"
PART = ".fazhi-tag.part"
"""The file that is being written."""


class FolderRun(Run):
    """A run whose reports go into files of their own, named by the reports."""

    def __init__(self, output: Path, settings: Settings, *, resume: bool, format: str, bom: bool = False) -> None:
        """Begin a run or take one up.

        Args:
            output: The folder.
            settings: What it is begun with.
            resume: Go on where an earlier run was broken off.
            format: A key of `FORMATS`.
            bom: Whether files begin with a byte order mark.

        Raises:
            FazhiError: As `Run`.
        """
        shape = FORMATS[format]
        self.format_of_records, self.suffix = format, shape.suffix
        self.head = (("\ufeff" if bom else "") + shape.header).encode()
        super().__init__(output, output / JOURNAL, {**settings, "format": format}, resume=resume)

    def finish(self, items: Sequence[Item]) -> None:
        """Nothing is left to do: every file is in its place."""

    def _file(self, id: str) -> Path:
        if PurePosixPath(id).is_absolute() or ".." in PurePosixPath(id).parts:
            raise FazhiError(f"{id}: a report of this name has no place below {self.output}")
        return self.output / f"{id}{self.suffix}"

    def _holds(self, entry: Entry) -> bool:
        try:
            data = self._file(entry.id).read_bytes()
        except OSError:
            return False
        return data.startswith(self.head) and entry.fits(data[len(self.head) :])

    def _put(self, item: Item, data: bytes) -> int:
        part, file = self.output / PART, self._file(item.id)
        part.write_bytes(self.head + data)
        file.parent.mkdir(parents=True, exist_ok=True)
        part.replace(file)
        return len(self.head)

    def _leave(self, *, delete: bool) -> None:
        (self.output / PART).unlink(missing_ok=True)
        super()._leave(delete=delete)

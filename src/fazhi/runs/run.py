"""What runs into a file and runs into a folder have in common: what is finished, what is left, and whether they may go on."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from zlib import crc32

from fazhi.errors import FazhiError
from fazhi.pile import STDIN, Item
from fazhi.runs.journal import Entry, Journal, Settings, stamp_of

if TYPE_CHECKING:
    from fazhi.tagging import Outcome


class Run(ABC):
    """A run that writes down what is finished.

    Attributes:
        output: What it makes.
        done: What is finished, by path and name.
        format_of_records: What it takes a report in, a key of `FORMATS`.
    """

    format_of_records: str

    def __init__(self, output: Path, journal: Path, settings: Settings, *, resume: bool) -> None:
        """Begin a run or take one up.

        Args:
            output: What it makes.
            journal: Where its journal is.
            settings: What it is begun with.
            resume: Go on where an earlier run was broken off, if one was.

        Raises:
            FazhiError: An earlier run is unfinished and not to be resumed, or was begun with other settings; another run
                is at work there; nothing can be written there.
        """
        self.output = output
        self.settings = settings
        self.done: dict[tuple[str, str], Entry] = {}
        self._stamps: dict[tuple[str, str], tuple[int, int] | None] = {}
        self.journal = Journal(journal, of=output)
        try:
            self._take_up(resume=resume)
            self._open()
        except OSError as error:
            self.journal.close(delete=not self.done)
            raise FazhiError(f"{output}: cannot write there: {error.strerror or error}") from error
        except BaseException:
            self.journal.close(delete=False)
            raise

    def _take_up(self, *, resume: bool) -> None:
        finished = [entry for entry in self.journal.entries if self._holds(entry)]
        if finished and not resume:
            raise FazhiError(
                f"{self.output}: a run that was broken off left {len(finished):,} finished reports there; "
                f"add --resume to go on from them, or delete {self.journal.path} to begin again"
            )
        if resume and self.journal.entries and (told := _differences(self.journal.settings or {}, self.settings)):
            raise FazhiError(
                f"{self.output}: the run to resume was begun with {told}; "
                f"give the same options, or delete {self.journal.path} to begin again"
            )
        if not finished:
            self.journal.begin(self.settings)
        self.done = {entry.key: entry for entry in finished}

    def left(self, items: Sequence[Item]) -> Iterator[Item]:
        """The files still to be tagged: all but those that are finished and have not changed.

        Raises:
            FazhiError: What is finished is of other files than these.
        """
        self._check_same_pile(items)
        for item in items:
            key, stamp = (item.path, item.id), stamp_of(item.path)
            entry = self.done.get(key)
            if entry and entry.stamp == stamp and item.path != STDIN:
                continue
            self.done.pop(key, None)
            self._stamps[key] = stamp
            yield item

    def _check_same_pile(self, items: Iterable[Item]) -> None:
        """See whether what is finished is of these files.

        A finished report of a file that vanished stays; one of a file that nobody asked for belongs to another run; one
        whose file has another name in the pile now is made again.
        """
        keys = {(item.path, item.id) for item in items}
        paths = {path for path, _ in keys}
        self.done = {key: entry for key, entry in self.done.items() if key in keys or key[0] not in paths}
        others = [path for path, _ in self.done if path not in paths and stamp_of(path)]
        if others:
            raise FazhiError(
                f"{self.output}: the run to resume tagged other files ({others[0]}, {len(others):,} in all); "
                f"give the same REPORTS, or delete {self.journal.path} to begin again"
            )

    def add(self, outcome: Outcome) -> None:
        """Keep a report.

        Raises:
            FazhiError: It cannot be written; what is finished stays.
        """
        item, data = outcome.item, outcome.text.encode()
        try:
            entry = Entry(
                path=item.path,
                id=item.id,
                stamp=self._stamps.pop((item.path, item.id), None) or (-1, -1),
                start=self._put(item, data),
                length=len(data),
                sum=crc32(data),
                characters=outcome.characters,
                labels=dict(outcome.labels),
            )
            self.journal.add(entry)
        except OSError as error:
            raise FazhiError(
                f"{self.output}: cannot be written: {error.strerror or error}; the {len(self.done):,} reports that are "
                "finished stay: make room and run the same command with --resume"
            ) from error
        self.done[entry.key] = entry

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Broken off, it leaves what is finished; else nothing but what it made."""
        self._leave(delete=not self.done or kind is None)

    def _open(self) -> None:  # noqa: B027 (a run may have nothing to open)
        """Make ready to write, behind what is finished."""

    def _leave(self, *, delete: bool) -> None:
        self.journal.close(delete=delete)

    @abstractmethod
    def finish(self, items: Sequence[Item]) -> None:
        """Make what was asked for of what was finished, now or before.

        Args:
            items: The pile, for its order.

        Raises:
            FazhiError: It cannot be written; what is finished stays.
        """

    @abstractmethod
    def _holds(self, entry: Entry) -> bool:
        """Whether a finished report is there, whole."""

    @abstractmethod
    def _put(self, item: Item, data: bytes) -> int:
        """Write a report's bytes through to the system, and say where they begin."""


def _differences(before: Settings, now: Settings) -> str:
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return ", ".join(f"{name} {before.get(name)}, now it is {now.get(name)}" for name in names)

"""A pile of reports: the files that arguments mean, and the names their reports get."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fazhi.reading import suffixes

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Item:
    """A file to read, or a reason why an argument gives none.

    Attributes:
        path: The file; `-` is standard input.
        id: The report's name, unique in the pile: the file's stem, below a folder with the way to it.
        problem: Why there is nothing to read, if so.
    """

    path: str
    id: str
    problem: str | None = None


def find_items(arguments: Sequence[str]) -> Iterator[Item]:
    """List the files that arguments mean: files, folders (searched through), glob patterns, `-`.

    An argument that gives nothing becomes an item with a problem, so that the rest of the pile goes on.
    """
    names = Names()
    for argument in arguments:
        for path, id in _expand(argument):
            if id is None:
                yield Item(path, path, _nothing(argument))
                continue
            yield Item(path, names.unlike_others(id))


class Names:
    """Names that are given once: a second `a` becomes `a-2`, or `a-3` if there is an `a-2`."""

    def __init__(self) -> None:
        self.given: set[str] = set()
        self.last: dict[str, int] = {}

    def unlike_others(self, name: str) -> str:
        """A name that was not given before."""
        new, number = name, self.last.get(name, 1)
        while new in self.given:
            number += 1
            new = f"{name}-{number}"
        self.given.add(new)
        self.last[name] = number
        return new


def _expand(argument: str) -> Iterator[tuple[str, str | None]]:
    if argument == STDIN:
        yield STDIN, "stdin"
        return
    found: list[tuple[str, str | None]]
    # these two say no, and raise nothing, for a name that no file can have
    if os.path.isdir(argument):  # noqa: PTH112
        found = list(_walk(argument))
    elif os.path.exists(argument) or not glob.has_magic(argument):  # noqa: PTH110
        found = [(argument, Path(argument).stem)]
    else:
        matches = glob.glob(argument, recursive=True)  # noqa: PTH207 (Path.glob takes no absolute pattern)
        found = [(path, Path(path).stem) for path in sorted(matches) if Path(path).is_file()]
    yield from found or [(argument, None)]


def _walk(folder: str) -> Iterator[tuple[str, str | None]]:
    """Files with a readable suffix below a folder, by name; hidden files and folders are passed over."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place) / name
            if not name.startswith(".") and path.suffix.lower().lstrip(".") in suffixes():
                yield str(path), path.relative_to(folder).with_suffix("").as_posix()


def _nothing(argument: str) -> str:
    if os.path.isdir(argument):  # noqa: PTH112
        return f"{argument}: no reports below this folder (files that end in .{', .'.join(sorted(suffixes()))})"
    return f"{argument}: this pattern matches no file"

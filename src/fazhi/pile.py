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
    used: dict[str, int] = {}
    for argument in arguments:
        for path, id in _expand(argument):
            if id is None:
                yield Item(path, path, _nothing(argument))
                continue
            used[id] = used.get(id, 0) + 1
            yield Item(path, id if used[id] == 1 else f"{id}-{used[id]}")


def _expand(argument: str) -> Iterator[tuple[str, str | None]]:
    if argument == STDIN:
        yield STDIN, "stdin"
        return
    found: list[tuple[str, str | None]]
    if Path(argument).is_dir():
        found = list(_walk(argument))
    elif Path(argument).exists() or not glob.has_magic(argument):
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
    if Path(argument).is_dir():
        return f"{argument}: no reports below this folder (files that end in .{', .'.join(sorted(suffixes()))})"
    return f"{argument}: this pattern matches no file"

"""A pile of reports: the files that arguments mean, and the names their reports get."""

from __future__ import annotations

import glob
import os
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from fazhi.errors import UnreadableReport
from fazhi.reading import is_report, readable, stem_of
from fazhi.reading.archives import encrypted, open_archive

STDIN = "-"
_ARCHIVE = ".zip"


@dataclass(frozen=True, slots=True)
class Item:
    """A file to read, or a reason why an argument gives none.

    Attributes:
        path: The file, or a ZIP archive's member below the archive's path; `-` is standard input.
        id: The report's name, unique in the pile: the file's stem, below a folder or archive with the way to it.
        problem: Why there is nothing to read, if so.
    """

    path: str
    id: str
    problem: str | None = None


def find_items(arguments: Sequence[str]) -> Iterator[Item]:
    """List the files that arguments mean: files, folders and ZIP archives (searched through), glob patterns, `-`.

    An argument that gives nothing becomes an item with a problem, so that the rest of the pile goes on.
    """
    names = Names()
    for argument in arguments:
        for item in _expand(argument):
            yield item if item.problem else Item(item.path, names.unlike_others(item.id))


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


def _expand(argument: str) -> Iterator[Item]:
    if argument == STDIN:
        yield Item(STDIN, "stdin")
        return
    found: list[Item] = []
    # these two say no, and raise nothing, for a name that no file can have
    if os.path.isdir(argument):  # noqa: PTH112
        found = list(_walk(argument))
    elif os.path.exists(argument) or not glob.has_magic(argument):  # noqa: PTH110
        found = list(_file(argument))
    else:
        matches = glob.glob(argument, recursive=True)  # noqa: PTH207 (Path.glob takes no absolute pattern)
        found = [item for path in sorted(matches) if Path(path).is_file() for item in _file(path)]
    yield from found or [_problem(argument, _nothing(argument))]


def _walk(folder: str) -> Iterator[Item]:
    """Reports and archives below a folder, by name; hidden files and folders are passed over."""
    unlisted: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=unlisted.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = "" if place == folder else os.path.relpath(place, folder)
        for name in sorted(names):
            if not name.startswith(".") and (is_report(name) or name.lower().endswith(_ARCHIVE)):
                yield from _file(os.path.join(place, name), below)  # noqa: PTH118 (thousands)
    for error in unlisted:
        path = str(error.filename)
        yield Item(path, path, f"{path}: this folder cannot be listed ({error.strerror}); its reports are left out")


def _file(path: str, below: str | None = None) -> Iterator[Item]:
    """The item of a file, or those of an archive, which is a folder to its members.

    Args:
        path: The file.
        below: The way to it from the folder that was asked for; None if it was asked for itself.
    """
    name = PurePath(below or "", stem_of(PurePath(path).name)).as_posix()
    if _is_archive(path):
        yield from _members(path, "" if below is None else name)
    else:
        yield Item(path, name)


def _is_archive(path: str) -> bool:
    """Whether a file called `.zip` is one; what is called so and is none is what its bytes say, as any file."""
    return path.lower().endswith(_ARCHIVE) and os.path.isfile(path) and zipfile.is_zipfile(path)  # noqa: PTH113


def _members(path: str, below: str) -> Iterator[Item]:
    try:
        archive = open_archive(path)
    except UnreadableReport as error:
        yield _problem(path, str(error))
        return
    if archive.is_document:
        yield Item(path, below or stem_of(PurePath(path).name))
        return
    names = [name for name in sorted(archive) if not _is_hidden(name)]
    reports = [name for name in names if is_report(name)]
    if reports and all(map(archive.is_encrypted, reports)):
        yield _problem(path, encrypted(path))
        return
    for name in reports:
        yield Item(f"{path}/{name}", PurePath(below, stem_of(name)).as_posix())
    nested = [name for name in names if name.lower().endswith(_ARCHIVE)]
    for name in nested:
        yield _problem(f"{path}/{name}", f"{path}/{name}: an archive in an archive; unpack {path}, and tag the folder")
    for name in archive.doubled:
        yield _problem(f"{path}/{name}", f"{path}/{name}: the archive holds this name twice; only the first is read")
    if not reports and not nested:
        yield _problem(path, f"{path}: no reports in this archive (files that end in {readable()})")


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _problem(path: str, problem: str) -> Item:
    return Item(path, path, problem)


def _nothing(argument: str) -> str:
    if os.path.isdir(argument):  # noqa: PTH112
        return f"{argument}: no reports below this folder (files that end in {readable()})"
    return f"{argument}: this pattern matches no file"

r"""BRAT: a folder with a text (`.txt`) and its standoff annotations (`.ann`) for each report. Streams both ways.

Offsets are code points, end exclusive, as brat's server and its other readers count; brat's page in the browser draws what
follows an emoji one place off (brat issue 1115). An entity over a line end is written in fragments (`0 3;4 6`), with a
space for the line end in its covered text. Normalised values are notes (`AnnotatorNotes`) in JSON. A file is named by its
report, with `%2F` for `/` and so on. `annotation.conf` and `visual.conf` give labels and colours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from fazhi.errors import FazhiError
from fazhi.export.atomic import atomic
from fazhi.export.covered import Mark, Marked, check_covered, marked
from fazhi.export.foreign import expecting
from fazhi.jsonl import dumps
from fazhi.labels import ENTITIES
from fazhi.records import Entity, Record

_UNSAFE = re.compile(r'[%/\\:*?"<>|\x00-\x1f\x7f]|^[. ]|[. ]$')


def write(records: Iterable[Record], path: Path) -> None:
    """Write a folder that brat opens as a collection."""
    labels = "\n".join(label.name for label in ENTITIES)
    colours = "\n".join(f"{label.name}\tbgColor:{label.colour}, fgColor:white" for label in ENTITIES)
    _put(path / "annotation.conf", f"[entities]\n{labels}\n\n[relations]\n\n[events]\n\n[attributes]\n")
    _put(path / "visual.conf", f"[labels]\n\n[drawing]\n{colours}\n")
    for record in records:
        name = file_name(record.id)
        _put(path / f"{name}.txt", record.text)
        _put(path / f"{name}.ann", "".join(_lines(record)))


@expecting("a folder of brat")
def read(path: Path) -> Iterator[Marked]:
    """Read a folder back, by the files' names.

    Raises:
        FazhiError: A line is no annotation of text.
        GoldMismatch: A covered text is not what the offsets cover.
    """
    for place in sorted(path.glob("*.ann")):
        text = place.with_suffix(".txt").read_bytes().decode("utf-8")
        lines = place.read_bytes().decode("utf-8").split("\n")
        try:
            norms = dict(_norm(line) for line in lines if line.startswith("#"))
            marks = [_mark(line, norms, text, str(place)) for line in lines if line.startswith("T")]
        except (KeyError, ValueError, IndexError) as error:
            raise FazhiError(f"{place}: expected annotations of brat ({error!r})") from None
        yield marked(unquote(place.stem), text, marks, str(place))


def file_name(id: str) -> str:
    """A name that is a file's on every system, and leads to no other folder.

    >>> file_name("沙市/2018?"), file_name("../x"), file_name("100%")
    ('沙市%2F2018%3F', '%2E.%2Fx', '100%25')
    """
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", id) or "%"


def _put(path: Path, text: str) -> None:
    with atomic(path) as out:
        out.write(text)


def _lines(record: Record) -> Iterator[str]:
    for number, entity in enumerate(record.entities, 1):
        places = ";".join(f"{start} {end}" for start, end in _fragments(entity))
        yield f"T{number}\t{entity.label} {places}\t{_spaced(entity.text)}\n"
        if entity.norm:
            yield f"#{number}\tAnnotatorNotes T{number}\t{dumps(entity.norm)}\n"


def _fragments(entity: Entity) -> Iterator[tuple[int, int]]:
    start = entity.start
    for line in entity.text.split("\n"):
        if line:
            yield start, start + len(line)
        start += len(line) + 1


def _spaced(text: str) -> str:
    return " ".join(line for line in text.split("\n") if line)


def _norm(line: str) -> tuple[str, object]:
    _, of, note = line.split("\t", 2)
    return of.split(" ")[1], json.loads(note)


def _mark(line: str, norms: dict[str, object], text: str, where: str) -> Mark:
    name, what, covered = line.split("\t", 2)
    label, places = what.split(" ", 1)
    fragments = [tuple(map(int, place.split(" "))) for place in places.split(";")]
    start, end = fragments[0][0], fragments[-1][1]
    if covered != " ".join(text[start:end] for start, end in fragments):
        check_covered(text, start, end, covered, where)
    norm = norms.get(name, {})
    return Mark(start, end, label, text[start:end], norm if isinstance(norm, dict) else {})

"""doccano's lines → `Example`s: from an admin's exports (everybody's labels), or from the list that any member may read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from fazhi.doccano.mapping import Example, Key, Mark

Lines = Mapping[str, Iterable[Mapping[str, Any]]]
"""An export's lines by annotator."""
_MAX_BYTES = 2 * 1024**3
"""An export that would unpack to more is refused."""


def unpacked(packed: bytes) -> dict[str, list[dict[str, Any]]]:
    """Read an export: a ZIP with a file of JSON lines for each annotator (`all` where they share their labels).

    Raises:
        ValueError: It is too large, or is no such ZIP.
        zipfile.BadZipFile: It is no ZIP.
    """
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        if (size := sum(entry.file_size for entry in files.infolist())) > _MAX_BYTES:
            raise ValueError(f"it would unpack to {size:,} bytes; the limit is {_MAX_BYTES:,}")
        texts = {name.removesuffix(".jsonl"): files.read(name).decode("utf-8") for name in files.namelist()}
    # only line feeds part lines: a text may hold other characters that end lines
    return {name: [json.loads(line) for line in text.split("\n") if line.strip()] for name, text in texts.items()}


def from_exports(everything: Lines, done: Lines) -> Iterator[Example]:
    """Join the annotators' exports; documents that were not pushed from here are passed over.

    Args:
        everything: All documents with each annotator's labels.
        done: The documents that each has marked as done.
    """
    examples: dict[int, Example] = {}
    for annotator, lines in everything.items():
        for line in lines:
            if not (made := _example(line["id"], line, line)):
                continue
            example = examples.setdefault(made.id, made)
            example.marks[annotator] = frozenset(_marks(line))
            if line.get("Comments"):
                examples[made.id] = replace(example, comments=True)
    for annotator, lines in done.items():
        for line in lines:
            if example := examples.get(line["id"]):  # type: ignore[assignment]
                examples[example.id] = replace(example, done=example.done | {annotator})
    yield from examples.values()


def from_listing(entries: Iterable[Mapping[str, Any]], types: Mapping[int, str], mine: str) -> Iterator[Example]:
    """Read a list of documents, each with the user's own `labels` put to it.

    Args:
        entries: The documents.
        types: Label texts by number.
        mine: The user's name.
    """
    for entry in entries:
        if example := _example(entry["id"], entry["meta"], entry):
            marks: frozenset[Mark] = frozenset(_numbered(label, types) for label in entry["labels"])
            done = frozenset({mine} if entry["is_confirmed"] else ())
            yield replace(example, marks={mine: marks}, done=done, comments=bool(entry["comment_count"]))


def _example(id: int, meta: Mapping[str, Any], line: Mapping[str, Any]) -> Example | None:
    """A document by its metadata; None if it is none of ours."""
    report, start, end, sha256 = (meta.get(name) for name in ("report", "start", "end", "sha256"))
    text = line.get("text", line.get("data"))  # the export says one or the other (doccano issue 1605)
    # one foreign document without these makes them real numbers in the whole export
    offsets = [int(at) for at in (start, end) if isinstance(at, int | float) and at == int(at)]
    if not (isinstance(report, str) and isinstance(sha256, str) and isinstance(text, str) and len(offsets) == 2):
        return None
    return Example(id=id, key=Key(report, *offsets), sha256=sha256, text=text)


def _marks(line: Mapping[str, Any]) -> Iterator[Mark]:
    """The labels of an export's line; a project in which relations were switched on has them under another name."""
    for entity in line.get("entities", ()):
        yield entity["start_offset"], entity["end_offset"], entity["label"]
    for label in line.get("label", ()):
        yield label if isinstance(label, str) else (label[0], label[1], label[2])


def _numbered(label: Mapping[str, Any], types: Mapping[int, str]) -> Mark:
    text = types[label["label"]]
    return (label["start_offset"], label["end_offset"], text) if "start_offset" in label else text

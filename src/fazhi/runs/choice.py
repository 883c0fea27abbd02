"""Which run an output and a format ask for; what cannot work is told before any report is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import fazhi
from fazhi.errors import FazhiError
from fazhi.export import FORMATS, entity_table, export, ready
from fazhi.export.atomic import is_folder, is_stream
from fazhi.pipeline.fingerprint import fingerprint
from fazhi.runs.into_file import FileRun, Write
from fazhi.runs.into_folder import FolderRun
from fazhi.runs.journal import Settings
from fazhi.runs.run import Run
from fazhi.runs.stream import StreamRun, text_stream

TABLES = "csv-tables"
"""What `fazhi export` calls csv; here csv is one table, of entities."""
_WITH_BOM = ("csv", TABLES)
_FOLDERS = (TABLES, "parquet", "brat", "spacy")
"""What may be a folder of its own."""


@contextmanager
def choose(
    output: str | None, format: str, *, model: str | None, min_score: float, resume: bool, bom: bool
) -> Iterator[Run | StreamRun]:
    """Begin a run or take one up.

    Args:
        output: A file, a folder, a device; None for standard output.
        format: A key of `FORMATS` or `EXPORTS`, where `csv` is the table of entities and `csv-tables` are all.
        model: A model's folder.
        min_score: Entities below it are left out.
        resume: Go on where an earlier run was broken off.
        bom: Begin CSV with a byte order mark.

    Raises:
        FazhiError: Output, format and options do not go together, a library is missing, or as `Run`.
    """
    if bom and format not in _WITH_BOM:
        raise FazhiError(f"--bom: only {' and '.join(_WITH_BOM)} take a byte order mark, not {format}")
    if output is None or is_stream(Path(output)):
        if format not in FORMATS or resume:
            asked = "--resume" if resume else f"--format {format}"
            raise FazhiError(f"{asked} needs a file: name one with --output")
        with text_stream(Path(output) if output else None) as write:
            yield StreamRun(write, format, bom=bom)
        return
    settings = {"fazhi": fazhi.__version__, "model": fingerprint(model), "min_score": str(min_score)}
    with _run(output, format, settings, resume=resume, bom=bom) as run:
        yield run


def _run(output: str, format: str, settings: Settings, *, resume: bool, bom: bool) -> Run:
    path = Path(os.path.realpath(output))  # where it is a link, what it leads to is made
    if output.endswith("/") or is_folder(path):
        if format in FORMATS:
            return FolderRun(path, settings, resume=resume, format=format, bom=bom)
        if format not in _FOLDERS:
            raise FazhiError(f"{output}: --format {format} makes one file of all reports: give a file's name")
    return FileRun(path, settings, resume=resume, write=_writer(format, path, bom=bom))


def _writer(format: str, path: Path, *, bom: bool) -> Write | None:
    """How a file is made of records; None for JSONL, which is kept as it is."""
    if format == "jsonl":
        return None
    if format == "csv":
        return partial(entity_table.write, path=path, bom=bom)
    name = "csv" if format == TABLES else format
    ready(name)
    options: dict[str, Any] = {"bom": True} if bom else {}
    return lambda records: export(records, name, path, **options)

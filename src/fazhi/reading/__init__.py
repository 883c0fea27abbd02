"""Raw file → `Report`. A format is a function `(bytes, name) -> text`, found by suffix in the entry points `fazhi_readers`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from fazhi.errors import UnreadableReport
from fazhi.reading.files import MAX_BYTES, read_file
from fazhi.report import Report

Reader = Callable[[bytes, str], str]

GROUP = "fazhi_readers"


@cache
def suffixes() -> frozenset[str]:
    """The file suffixes (without the dot) that an installed reader takes."""
    return frozenset(point.name for point in entry_points(group=GROUP))


@cache
def _reader(suffix: str) -> Reader:
    (point, *_) = entry_points(group=GROUP, name=suffix)
    reader: Reader = point.load()
    return reader


def format_of(data: bytes, name: str) -> str:
    r"""Tell a report's format: by its suffix where a reader takes it, else HTML or text by its first bytes.

    >>> format_of(b"<!DOCTYPE html><html>", "saved.aspx"), format_of(b"\xef\xbb\xbf2020", "report")
    ('html', 'txt')
    """
    suffix = Path(name).suffix.lower().lstrip(".")
    if suffix in suffixes():
        return suffix
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if head.startswith((b"<!doctype html", b"<html")) else "txt"


def read_bytes(data: bytes, name: str, *, id: str | None = None) -> Report:
    """Make a `Report` of a file's bytes.

    Args:
        data: The raw bytes.
        name: The file's name, which tells the format and stands in errors.
        id: The report's name; the file's stem by default.

    Raises:
        UnreadableReport: The bytes are no text of that format, or hold no paragraph.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableReport(f"{name}: {len(data):,} bytes; a report may have at most {MAX_BYTES:,}")
    text = _reader(format_of(data, name))(data, name)
    if not text.strip():
        raise UnreadableReport(f"{name}: no text in it (expected a report with at least one paragraph)")
    return Report(id=id or Path(name).stem, text=text, source=name)


def read_report(path: str | Path, *, id: str | None = None) -> Report:
    """Read one file.

    Raises:
        UnreadableReport: The file is missing, is no text in a known format, or is empty.
    """
    path = Path(path)
    return read_bytes(read_file(path), str(path), id=id)

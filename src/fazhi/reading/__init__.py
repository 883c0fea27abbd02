"""Raw file → `Report`. A format is a function `(bytes, name) -> text`, found by suffix in the entry points `fazhi_readers`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path, PurePath

from fazhi.errors import UnreadableReport
from fazhi.reading import formats
from fazhi.reading.archives import gunzip, open_archive, split_member
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
    r"""Tell a report's format: by its signature, else by its suffix where a reader takes it, else a page or text.

    >>> format_of(b"<!DOCTYPE html><html>", "saved.aspx"), format_of(b"\xef\xbb\xbf2020", "report")
    ('html', 'txt')
    """
    return formats.format_of(data, name, suffixes())


def readable() -> str:
    """The suffixes of what is read, for messages."""
    return ", ".join(f".{name}" for name in sorted({*suffixes(), "gz", "zip"}) if not formats.is_refused(name) or name in ("gz", "zip"))  # fmt: skip


def is_report(name: str) -> bool:
    """Whether a file of this name is taken from a folder or archive: its suffix, below `.gz` too, has a reader.

    >>> is_report("2022.DOCX"), is_report("2022.txt.gz"), is_report("logo.jpg"), is_report("data.csv.gz")
    (True, True, False, False)
    """
    suffix = formats.suffix_of(name)
    if suffix == "gz":
        inner = formats.suffix_of(PurePath(name).stem)
        return not inner or inner in suffixes()
    return suffix in suffixes()


def stem_of(path: str) -> str:
    """A path without its suffix, and without that below `.gz`.

    >>> stem_of("2022/安和.txt.gz"), stem_of("2022/安和.txt")
    ('2022/安和', '2022/安和')
    """
    place = PurePath(path)
    if place.suffix.lower() == ".gz":
        place = place.parent / place.stem
    return (place.parent / place.stem).as_posix()


def read_bytes(data: bytes, name: str, *, id: str | None = None) -> Report:
    """Make a `Report` of a file's bytes; gzip is unpacked.

    Args:
        data: The raw bytes.
        name: The file's name, which tells the format and stands in errors.
        id: The report's name; the file's stem by default.

    Raises:
        UnreadableReport: The bytes are no text of that format, or hold no paragraph.
        FazhiError: The format's library is not installed.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableReport(f"{name}: {len(data):,} bytes; a report may have at most {MAX_BYTES:,}")
    format = format_of(data, name)
    if format == "gz":
        data = gunzip(data, name, limit=MAX_BYTES)
        format = format_of(data, name[:-3] if name.lower().endswith(".gz") else name)
    if formats.is_refused(format):
        raise UnreadableReport(formats.refusal(format, name))
    text = _reader(format)(data, name)
    if not text.strip():
        raise UnreadableReport(f"{name}: no text in it (expected a report with at least one paragraph)")
    return Report(id=id or PurePath(stem_of(name)).name, text=text, source=name)


def read_report(path: str | Path, *, id: str | None = None) -> Report:
    """Read one file, or one member of a ZIP archive: `PILE.zip/2022/a.docx`.

    Raises:
        UnreadableReport: The file is missing, is no text in a known format, or is empty.
        FazhiError: The format's library is not installed.
    """
    if member := split_member(str(path)):
        archive, name = member
        return read_bytes(open_archive(archive).read(name, limit=MAX_BYTES), str(path), id=id)
    path = Path(path)
    return read_bytes(read_file(path), str(path), id=id)

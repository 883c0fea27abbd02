"""What a file is, told by its first bytes before its name: saved pages are called .pdf, old Word files .docx."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Container
from pathlib import PurePath
from shlex import quote

from fazhi.errors import UnreadableReport
from fazhi.lexicon import table

_HEAD = 4096
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gz"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_IN_ZIP = (("word/document.xml", "docx"), ("OFD.xml", "ofd"), ("xl/", "sheet"), ("ppt/", "slides"))
_PAGE = re.compile(r"(?:\s|<\?xml[^>]*>|<!--.*?-->)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_ARCHIVED_PAGE = re.compile(rb"(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*content-type:\s*multipart/related", re.IGNORECASE)  # fmt: skip
_BLANKS = b"\xef\xbb\xbf \t\r\n"


def suffix_of(name: str) -> str:
    """A name's suffix in lower case, without the dot.

    >>> suffix_of("2022/报告.DOCX"), suffix_of("报告")
    ('docx', '')
    """
    return PurePath(name).suffix.lower().lstrip(".")


def format_of(data: bytes, name: str, readers: Container[str]) -> str:
    r"""Tell a file's format: by its signature where it has one, else by its suffix, else a page or plain text.

    A file whose suffix promises text or a document but which begins as a page is a page.

    Args:
        data: The bytes.
        name: The file's name.
        readers: The suffixes that a reader takes.

    >>> readers = {"txt", "html", "docx", "pdf", "md"}
    >>> format_of(b"<!DOCTYPE html><html>", "saved.aspx", readers), format_of(b"\xef\xbb\xbf2020", "report", readers)
    ('html', 'txt')
    >>> format_of(b"%PDF-1.7 ...", "report.txt", readers), format_of("# 报告".encode(), "报告.md", readers)
    ('pdf', 'md')
    """
    if signed := _signed(data, suffix_of(name)):
        return signed
    if _PAGE.match(_head(data)):
        return "html"
    if _ARCHIVED_PAGE.match(data[:_HEAD]):
        return "mht"
    suffix = suffix_of(name)
    return suffix if suffix in readers else "txt"


def refuse(data: bytes, name: str) -> str:
    """The reader of formats that are not read: it names what the file is and how to make it one that is.

    Raises:
        UnreadableReport: Always.
    """
    format = _signed(data, suffix_of(name)) or suffix_of(name)
    raise UnreadableReport(refusal(format, name))


def is_refused(format: str) -> bool:
    """Whether the format is known and not read."""
    return any(row["format"] == format for row in table("unread_formats"))


def refusal(format: str, name: str) -> str:
    """Say what a file of a format that is not read is, and what to do.

    >>> refusal("doc", "报告.doc")
    "报告.doc: an old Word file (.doc), which is not read; convert it: soffice --headless --convert-to docx '报告.doc'"
    """
    row = next(row for row in table("unread_formats") if row["format"] == format)
    return f"{name}: {row['what']}, which is not read; {row['next'].format(name=quote(name))}"


def _head(data: bytes) -> str:
    head = data[:_HEAD].lstrip(_BLANKS)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[:_HEAD].decode("utf-16", "ignore")
    return head.decode("latin-1")


def _signed(data: bytes, suffix: str) -> str | None:
    """The format that the first bytes name; None if they name none."""
    head = data[:_HEAD].lstrip(_BLANKS)
    for signature, format in _SIGNATURES:
        if head.startswith(signature):
            return format
    if data.startswith(_ZIP):
        return _in_zip(data, suffix)
    if data.startswith(_OLE):
        return _in_ole(data, suffix)
    return "tar" if data[257:262] == b"ustar" else None


def _in_zip(data: bytes, suffix: str) -> str:
    """What a ZIP container holds; one too damaged to be listed is what its suffix says, for that reader's error."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = container.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):  # NotImplementedError: an odd version number
        return suffix if suffix in ("docx", "docm") else "broken"
    for start, format in _IN_ZIP:
        if any(name.startswith(start) for name in names):
            return format
    return suffix if is_refused(suffix) else "odt" if b"opendocument.text" in data[:120] else "zip"


def _in_ole(data: bytes, suffix: str) -> str:
    """Which Office file of the old kind this is, by the names of its streams."""
    if _stream("EncryptedPackage") in data:
        return "locked"
    if suffix == "wps" or _stream("WordDocument") in data:
        return suffix if suffix == "wps" else "doc"
    return "ole"


def _stream(name: str) -> bytes:
    return name.encode("utf-16-le")

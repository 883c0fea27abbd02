"""The bad inputs of docs/reading.md, made: a file's name and its bytes by what the table calls it."""

import gzip
import io
import zipfile
from collections.abc import Callable
from functools import partial

from tests.reading.one_report import as_docx, as_pdf
from tests.reading.pdfs import by_hand, pdf, picture, typed
from tests.reading.test_archives import zipped

TEXT = "一、工作情况\n2021年，县司法局受理行政复议案件12件。\n"
PAGE = f"<!DOCTYPE html><html><body><p>{TEXT}</p></body></html>".encode()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8

Made = tuple[str, bytes]


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(600)


def docx_bomb() -> bytes:
    made = io.BytesIO(as_docx())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/more.xml", "w") as part:
        for _ in range(65):
            part.write(b" " * (1 << 20))
    return made.getvalue()


def claimed(size: int) -> bytes:
    """An archive that says a member unpacks to `size` bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", TEXT)
        archive.filelist[0].file_size = size
    return made.getvalue()


def encrypted() -> bytes:
    """An archive whose members' flags say that they are encrypted."""
    data = bytearray(zipped({"a.txt": TEXT.encode()}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def cut(made: Callable[[], bytes]) -> bytes:
    data = made()
    return data[: len(data) * 2 // 3]


def some_bad_bytes() -> bytes:
    page = PAGE.replace(b"</p>", "全年工作扎实推进。".encode() * 60 + b"</p>")
    return page[:200] + b"\xff" + page[200:]


INPUTS: dict[str, Callable[[], Made]] = {
    "an empty file": lambda: ("a.txt", b""),
    "a file of blanks": lambda: ("a.txt", "　\n \n".encode()),
    "bytes that are no text, called .txt": lambda: ("a.txt", bytes(range(256)) * 40),
    "a picture called .txt": lambda: ("a.txt", PNG),
    "a page called .txt": lambda: ("a.txt", PAGE),
    "a page called .pdf": lambda: ("a.pdf", PAGE),
    "a page called .docx": lambda: ("a.docx", PAGE),
    "a page called .doc": lambda: ("a.doc", PAGE),
    "a page without a suffix, in UTF-16": lambda: ("a", PAGE.decode().encode("utf-16")),
    "a PDF called .txt": lambda: ("a.txt", as_pdf()),
    "a DOCX called .txt": lambda: ("a.txt", as_docx()),
    "a DOCX called .doc": lambda: ("a.doc", as_docx()),
    "a DOCX called .zip": lambda: ("a.zip", as_docx()),
    "a ZIP archive called .txt": lambda: ("a.txt", zipped({"a.txt": TEXT.encode()})),
    "a page with a broken byte": lambda: ("a.html", some_bad_bytes()),
    "a page nested 3,000 deep": lambda: ("a.html", b"<div>" * 3000 + TEXT.encode()),
    "a web archive without a page": lambda: ("a.mht", b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nx"),
    "a DOCX that was cut off": lambda: ("a.docx", cut(as_docx)),
    "text called .docx": lambda: ("a.docx", TEXT.encode()),
    "a spreadsheet called .docx": lambda: ("a.docx", zipped({"xl/workbook.xml": b"<workbook/>"})),
    "a DOCX locked with a password": lambda: ("a.docx", stream("EncryptedPackage")),
    "a DOCX that unpacks to 65 MiB of XML": lambda: ("a.docx", docx_bomb()),
    "an old Word file": lambda: ("a.doc", stream("WordDocument")),
    "an old Word file called .docx": lambda: ("a.docx", stream("WordDocument")),
    "a WPS file": lambda: ("a.wps", stream("WordDocument")),
    "an old spreadsheet called .doc": lambda: ("a.doc", stream("Workbook")),
    "rich text called .doc": lambda: ("a.doc", rb"{\rtf1\ansi x}"),
    "an OpenDocument text": lambda: ("a.odt", zipped({"content.xml": b"<x/>"})),
    "an OFD file": lambda: ("a.ofd", zipped({"OFD.xml": b"<x/>"})),
    "a PDF that was cut off": lambda: ("a.pdf", cut(as_pdf)),
    "text called .pdf": lambda: ("a.pdf", TEXT.encode()),
    "a scanned PDF": lambda: ("a.pdf", pdf(picture(), picture())),
    "a PDF with one scanned page": lambda: ("a.pdf", pdf(typed([TEXT[:6]]), picture())),
    "an encrypted PDF": lambda: ("a.pdf", pdf(typed([TEXT[:6]]), password="x")),
    "a PDF whose fonts do not name their characters": lambda: ("a.pdf", by_hand(b"AA", {b"A": "\ue123"})),
    "a PDF of 2,001 pages": lambda: ("a.pdf", pdf(*[typed(["一"])] * 2001)),
    "a PDF without a line of text or a picture": lambda: ("a.pdf", pdf(typed([]))),
    "a gzip file that was cut off": lambda: ("a.txt.gz", cut(lambda: gzip.compress(TEXT.encode()))),
    "a damaged gzip file": lambda: ("a.txt.gz", gzip.compress(TEXT.encode())[:-8] + bytes(8)),
    "a gzip file of 1 GiB": lambda: ("a.txt.gz", b"".join(map(gzip.compress, [b" " * (1 << 24)])) * 64),
    "a gzip file in a gzip file": lambda: ("a.txt.gz", gzip.compress(gzip.compress(TEXT.encode()))),
    "a ZIP archive in a gzip file": lambda: ("a.zip.gz", gzip.compress(zipped({"a.txt": b"x"}))),
    "a .tar.gz": lambda: ("a.tar.gz", gzip.compress(b"a.txt".ljust(257, b"\0") + b"ustar\x0000".ljust(800, b"\0"))),
    "a ZIP archive that was cut off": lambda: ("a.zip", cut(partial(zipped, {"a.txt": TEXT.encode()}))),
    "an encrypted ZIP archive": lambda: ("a.zip", encrypted()),
    "a ZIP archive that says it holds 2 GiB in 150 bytes": lambda: ("a.zip", claimed(2 << 30)),
    "a ZIP archive in a ZIP archive": lambda: ("a.zip", zipped({"b.zip": zipped({"a.txt": b"x"})})),
    "a ZIP archive without reports": lambda: ("a.zip", zipped({"logo.jpg": b"x"})),
    "a ZIP archive with a member `../../a.txt`": lambda: ("a.zip", zipped({"../../a.txt": TEXT.encode()})),
    "a ZIP archive whose names are in GBK": lambda: ("a.zip", zipped({"XXXX.txt": TEXT.encode()}).replace(b"XXXX", "安和".encode("gbk"))),
    "a RAR archive": lambda: ("a.rar", b"Rar!\x1a\x07\x01\x00" + bytes(50)),
    "a 7-Zip archive called .zip": lambda: ("a.zip", b"7z\xbc\xaf\x27\x1c" + bytes(50)),
}  # fmt: skip

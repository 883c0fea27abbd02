"""PDF → text: the text layer's lines, in the order they are seen, joined into the paragraphs they are broken from."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from shlex import quote
from typing import Any

from fazhi.errors import UnreadableReport
from fazhi.extras import needed
from fazhi.reading.blocks import as_text
from fazhi.reading.pdf.furniture import without_furniture
from fazhi.reading.pdf.glyphs import glyphs_of, shows_pictures
from fazhi.reading.pdf.lines import Line, lines_of
from fazhi.reading.pdf.paragraphs import paragraphs_of

MAX_PAGES = 2_000
"""A longer PDF is refused: no report is as long, a yearbook is."""
MAX_GLYPHS = 100_000
"""A PDF with more characters on one page is refused."""
MAX_SECONDS = 120.0
"""A PDF that takes longer is given up between two pages."""
_BEGIN, _END = b"%PDF-", b"%%EOF"
_TAIL = 4096
_COVERS_FROM = 5
"""From so many pages on, the first and the last may be pictures."""
_UNREADABLE_SHARE = 0.1


def read_pdf(data: bytes, name: str) -> str:
    """Read a PDF's text layer.

    Page numbers and running heads are left out, for they would cut paragraphs and entities in two; pictures,
    annotations and the values of forms are not text.

    Raises:
        UnreadableReport: It is damaged, encrypted, scanned (pages without a text layer), or too long, or its fonts do
            not tell their characters.
        FazhiError: pypdfium2 is not installed.
    """
    library = needed("pypdfium2", "pdf", by=name)
    if _END not in data[-_TAIL:] and _BEGIN in data[:_TAIL]:  # PDFium would give the pages that are left
        raise UnreadableReport(f"{name}: a PDF that was cut off (no {_END.decode()} at its end); get it again")
    try:
        document = library.PdfDocument(data)
    except library.PdfiumError as error:
        raise UnreadableReport(_unopened(library, error, name)) from error
    with closing(document):
        pages, pictures = _pages(library, document, name)
    _check_layer(pages, pictures, name)
    return as_text(paragraphs_of(without_furniture(pages)))


def _unopened(library: Any, error: Any, name: str) -> str:
    if getattr(error, "err_code", None) == library.raw.FPDF_ERR_PASSWORD:
        return f"{name}: an encrypted PDF; take its password away first: qpdf --decrypt --password=PASSWORD {quote(name)} open.pdf"
    return f"{name}: a damaged PDF, or none ({error}); get it again"


def _pages(library: Any, document: Any, name: str) -> tuple[list[list[Line]], list[int]]:
    """The lines of each page, and the numbers of pages that show pictures alone."""
    if len(document) > MAX_PAGES:
        raise UnreadableReport(f"{name}: {len(document):,} pages; a report may have at most {MAX_PAGES:,}: split it")
    begun = time.monotonic()
    pages: list[list[Line]] = []
    pictures: list[int] = []
    try:
        for number, page in enumerate(_opened(document), 1):
            pages.append(lines_of(glyphs_of(library, page, MAX_GLYPHS)))
            if not pages[-1] and shows_pictures(page):
                pictures.append(number)
            if time.monotonic() - begun > MAX_SECONDS:
                raise UnreadableReport(f"{name}: page {number} is reached after {MAX_SECONDS:.0f} seconds; split it")
    except (library.PdfiumError, OverflowError) as error:
        raise UnreadableReport(f"{name}, page {len(pages) + 1}: damaged, or too large to read ({error})") from error
    return pages, pictures


def _opened(document: Any) -> Iterator[Any]:
    for number in range(len(document)):
        with closing(document[number]) as page:
            yield page


def _check_layer(pages: list[list[Line]], pictures: list[int], name: str) -> None:
    """Refuse a PDF whose text is not, or not all, in its text layer: half a report is worse than none.

    Raises:
        UnreadableReport: Pages are pictures, or characters are unknown.
    """
    covers = {1, len(pages)} if len(pages) >= _COVERS_FROM else set()
    if scanned := [number for number in pictures if number not in covers]:
        shown = ", ".join(map(str, scanned[:5])) + ("…" if len(scanned) > 5 else "")
        raise UnreadableReport(
            f"{name}: scanned, {len(scanned)} of {len(pages)} pages are pictures without a text layer (page {shown}); "
            f"make one by OCR first: ocrmypdf --skip-text -l chi_sim {quote(name)} with-text.pdf"
        )
    text = "".join(line.text for page in pages for line in page)
    unknown = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text)
    if unknown > _UNREADABLE_SHARE * len(text):
        raise UnreadableReport(
            f"{name}: {unknown:,} of its {len(text):,} characters cannot be told, for its fonts do not name them; "
            f"read the pages by OCR: ocrmypdf --force-ocr -l chi_sim {quote(name)} with-text.pdf"
        )

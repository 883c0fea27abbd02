"""PDFs for tests: drawn line by line with reportlab, or written by hand where its fonts do not go."""

import io
from collections.abc import Callable, Iterable
from typing import Any

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.reading.one_report import FONT

WIDTH, HEIGHT = A4
LEFT, SIZE, PITCH = 88.0, 16.0, 28.0
PER_LINE = 26
"""Characters of 16 points from one margin of 88 points to the other."""

Drawn = Callable[[Canvas], None]


def pdf(*pages: Drawn, password: str | None = None) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4, encrypt=StandardEncryption(password) if password else None)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def broken(paragraph: str, indent: int = 2, width: int = PER_LINE) -> list[str]:
    """A paragraph's lines, its indent as ideographic spaces."""
    text = "　" * indent + paragraph
    return [text[start : start + width] for start in range(0, len(text), width)]


def typed(lines: Iterable[str], *, left: float = LEFT, top: float = HEIGHT - 100, size: float = SIZE, pitch: float = PITCH) -> Drawn:  # fmt: skip
    """Lines from the top, ideographic spaces as empty room."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, size)
        for number, line in enumerate(lines):
            body = line.lstrip("　")
            canvas.drawString(left + size * (len(line) - len(body)), top - number * pitch, body)

    return draw


def over(*drawn: Drawn) -> Drawn:
    def draw(canvas: Canvas) -> None:
        for one in drawn:
            one(canvas)

    return draw


def at(x: float, y: float, text: str, size: float = 10, angle: float = 0) -> Drawn:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(x, y)
        canvas.rotate(angle)
        canvas.setFont(FONT, size)
        canvas.drawString(0, 0, text)
        canvas.restoreState()

    return draw


def picture(share: float = 1.0) -> Drawn:
    def draw(canvas: Canvas) -> None:
        image: Any = ImageReader(Image.new("L", (60, 80), 200))
        canvas.drawImage(image, 0, 0, WIDTH * share, HEIGHT * share)

    return draw


def by_hand(text: bytes, meanings: dict[bytes, str], page: str = "") -> bytes:
    """One page with a line of text in a font whose bytes mean what its table says, whatever they look like."""
    named = "\n".join(f"<{byte.hex()}> <{character.encode('utf-16-be').hex()}>" for byte, character in meanings.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(meanings)} beginbfchar\n{named}\nendbfchar\n"
        "endcmap end end"
    ).encode()
    content = b"BT /F 16 Tf 88 700 Td (" + text + b") Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> {page} >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(table), table),
    ]
    made = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, entries)
    return made + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)

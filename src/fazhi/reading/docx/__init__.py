"""DOCX → text: paragraphs in the document's order, one a line, with the numbers Word counts; a table's row is a line."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from fazhi.errors import UnreadableReport
from fazhi.extras import needed
from fazhi.reading.blocks import as_text, flat
from fazhi.reading.docx.numbering import Numbering
from fazhi.reading.docx.wordprocessing import NAMESPACE, W, chosen, is_on, local, relation

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MAX_PARTS_BYTES = 256 * 1024 * 1024
"""A DOCX that unpacks to more is refused."""
MAX_XML_BYTES = 64 * 1024 * 1024
"""One with a longer part of XML, too: read, it takes about ten times that in memory."""

_PARTS = ("numbering", "styles", "footnotes", "endnotes")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, LookupError, ValueError, AttributeError)  # fmt: skip
"""What python-docx and zipfile say of broken containers, beside errors of their own."""

_WRAPPERS = frozenset("sdt sdtContent customXml smartTag ins moveTo hyperlink fldSimple bdo dir".split())
"""Elements whose content counts as if it stood there without them."""
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_DRAWN = frozenset("drawing pict object".split())
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"


def read_docx(data: bytes, name: str) -> str:
    """Read a Word document.

    Text that Word does not show is left out (deletions of tracked changes, hidden text, field codes), and so are
    comments, pictures, and the headers and footers of pages. Notes stand at the end, each behind its mark.

    Raises:
        UnreadableReport: The bytes are no Word document, or a damaged or oversized one.
        FazhiError: python-docx is not installed.
    """
    needed("docx", "docx", by=name)
    from docx.opc.exceptions import OpcError
    from docx.package import Package
    from lxml.etree import LxmlError

    _check_size(data, name)
    try:
        main = Package.open(io.BytesIO(data)).main_document_part
        root = _xml(main)
        xml = {kind: _xml(part) for kind in _PARTS if (part := relation(main, kind))}
    except (*_DAMAGE, OpcError, LxmlError) as error:
        raise UnreadableReport(
            f"{name}: a damaged DOCX file, or none ({error}); open it in Word or LibreOffice and save it as .docx anew"
        ) from error
    body = root.find(f"{W}body")
    if body is None:
        raise UnreadableReport(f"{name}: no Word document (its main part is <{local(root)}>, not <document>)")
    return as_text(_Document(xml).blocks_and_notes(body))


def _xml(part: Any) -> Element:
    """A part's root; python-docx has parsed the parts that it knows and holds others as bytes."""
    from docx.oxml.parser import parse_xml

    root: Element = part.element if hasattr(part, "element") else parse_xml(part.blob)
    return root


def _check_size(data: bytes, name: str) -> None:
    """Refuse a document that unpacks to more than memory holds, before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            parts = container.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableReport(f"{name}: a damaged DOCX file, or none ({error}); get it again") from error
    for size, most in (
        (sum(part.file_size for part in parts), MAX_PARTS_BYTES),
        (max((part.file_size for part in parts if part.filename.endswith(".xml")), default=0), MAX_XML_BYTES),
    ):
        if size > most:
            raise UnreadableReport(
                f"{name}: unpacks to {size:,} bytes, more than the {most:,} that a DOCX may have; "
                "save its text as .txt, or take its pictures out"
            )


class _Document:
    """The walk through a document's body, with what it counts on the way."""

    def __init__(self, xml: dict[str, Element]) -> None:
        self.numbering = Numbering(xml.get("numbering"), xml.get("styles"))
        self.notes = {kind: {note.get(f"{W}id"): note for note in xml[kind]} for kind in _NOTES.values() if kind in xml}
        self.cited: list[Element] = []

    def blocks_and_notes(self, body: Element) -> Iterator[str]:
        yield from self.blocks(body)
        for place, note in enumerate(self.cited, 1):
            first, *more = [block for block in self.blocks(note) if block.strip()] or [""]
            yield f"[{place}] {first.strip()}"
            yield from more

    def blocks(self, container: Iterable[Element]) -> Iterator[str]:
        """The lines of what a body, cell, note or text box holds."""
        for element in container:
            tag = local(element)
            if tag == "p":
                yield from self._paragraph(element)
            elif tag == "tbl":
                yield from self._table(element)
            elif tag in _WRAPPERS:
                yield from self.blocks(element)
            elif tag == "AlternateContent":
                yield from self.blocks(chosen(element))

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        mark = self.numbering.mark(paragraph)
        boxes: list[Element] = []
        text = "".join(self._inline(paragraph, boxes))
        if text.strip():
            first, *more = text.split("\n")
            yield mark + first.lstrip()
            yield from more
        for box in boxes:
            yield from self.blocks(box)

    def _table(self, table: Element) -> Iterator[str]:
        """A line a row, its cells parted by a space; a cell of several paragraphs gives lines of its own."""
        for row in _inside(table, "tr"):
            if row.find(f"{W}trPr/{W}del") is not None:
                continue
            line: list[str] = []
            for cell in _inside(row, "tc"):
                blocks = [block for block in self.blocks(cell) if block.strip()]
                if len(blocks) > 1:
                    yield " ".join(line)
                    yield from blocks
                    line = []
                else:
                    line += blocks
            yield " ".join(line)

    def _inline(self, container: Iterable[Element], boxes: list[Element]) -> Iterator[str]:
        """The pieces of a paragraph's text; text boxes are gathered, to follow the paragraph they are anchored in."""
        for element in container:
            tag = local(element)
            if tag == "r":
                if not is_on(element.find(f"{W}rPr/{W}vanish")):
                    yield from self._inline(element, boxes)
            elif tag in _WRAPPERS:
                yield from self._inline(element, boxes)
            elif tag in ("AlternateContent", "ruby"):
                yield from self._inline(chosen(element), boxes)
            elif tag in _DRAWN:
                boxes.extend(_boxes(element))
            elif tag in ("oMath", "oMathPara"):
                yield "".join(text.text or "" for text in element.iter(_MATH_TEXT))
            else:
                yield self._character(element, tag)

    def _character(self, element: Element, tag: str) -> str:
        if not str(element.tag).startswith(W):
            return ""
        match tag:
            case "t":
                return flat(element.text or "")
            case "tab" | "ptab":
                return " "
            case "br" | "cr":
                return "\n" if element.get(f"{W}type", "textWrapping") == "textWrapping" else " "
            case "noBreakHyphen":
                return "-"
            case "footnoteReference" | "endnoteReference":
                return self._note(element, _NOTES[tag])
        return ""

    def _note(self, reference: Element, kind: str) -> str:
        note = self.notes.get(kind, {}).get(reference.get(f"{W}id"))
        if note is None:
            return ""
        self.cited.append(note)
        return f"[{len(self.cited)}]"


def _inside(container: Iterable[Element], tag: str) -> Iterator[Element]:
    """A table's rows or a row's cells, also those within controls and insertions."""
    for element in container:
        if local(element) == tag:
            yield element
        elif local(element) in _WRAPPERS:
            yield from _inside(element, tag)


def _boxes(drawing: Element) -> Iterator[Any]:
    """The outermost text boxes of a drawing; of two renderings of one box the first."""
    waiting = list(reversed(drawing))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{{{NAMESPACE}}}txbxContent":
            yield element
        elif local(element) == "AlternateContent":
            waiting.extend(reversed(list(chosen(element))))
        else:
            waiting.extend(reversed(element))

"""Files within files: a fuzzer that changes a packed file breaks its sums and gets no further, so it fuzzes what is inside."""

import gzip
import io
import zipfile
from collections.abc import Callable
from typing import NamedTuple

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
_DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>工作情况</w:t></w:r></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>受理</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12件</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    '<w:p><w:ins><w:r><w:t xml:space="preserve"> 全年 </w:t><w:tab/><w:br/></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>'
    "</w:body></w:document>"
)


class Container(NamedTuple):
    """How bytes are packed as a file of a format, and a first content."""

    pack: Callable[[bytes], bytes]
    first: bytes


def docx(document: bytes) -> bytes:
    """A Word document with this main part."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as parts:
        parts.writestr("[Content_Types].xml", _TYPES)
        parts.writestr("_rels/.rels", _RELATIONS)
        parts.writestr("word/document.xml", document)
    return packed.getvalue()


def pdf(content: bytes) -> bytes:
    """A page that is drawn so, in a font that every viewer has."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


CONTAINERS = {
    "docx": Container(docx, _DOCUMENT.encode()),
    "pdf": Container(pdf, b"BT /F1 12 Tf 72 720 Td (Report 2021) Tj 0 -20 Td [(12) -250 (cases)] TJ T* ET"),
    "gz": Container(gzip.compress, "一、工作情况\n".encode()),
}

"""DOCX → text: what Word shows, in its order, with the numbers it counts."""

import io
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.errors import UnreadableReport
from fazhi.reading import docx as docx_reader
from fazhi.reading import read_bytes
from fazhi.reading.docx import read_docx
from tests.reading.one_report import as_docx, saved

SPACES = (
    nsdecls("w")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    + ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    + ' xmlns:v="urn:schemas-microsoft-com:vml"'
)


def of_body(xml: str) -> bytes:
    document = docx.Document()
    body = document.element.body
    for element in parse_xml(f"<w:body {SPACES}>{xml}</w:body>"):
        body.insert(len(body) - 1, element)
    return saved(document)


def p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tr(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


BOX = "<w:txbxContent>" + p(r("甘棠县人民政府文件")) + p(r("甘政发〔2023〕2号")) + "</w:txbxContent>"

BODIES = {
    "runs": (p(r("县"), r("司法"), r("局")), "县司法局\n"),
    "white space": (p(r("　　全年  "), "<w:r><w:tab/></w:r>", r("2次 ")), "全年 2次\n"),
    "line breaks": (p(r("甲"), "<w:r><w:br/></w:r>", r("乙"), "<w:r><w:cr/></w:r>", r("丙")), "甲\n乙\n丙\n"),
    "page breaks": (p(r("行政"), '<w:r><w:br w:type="page"/></w:r>', r("复议")), "行政 复议\n"),
    "hyphens": (p(r("A"), "<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>", r("B")), "A-B\n"),
    "hidden": (p(r("见"), r("不见", "<w:vanish/>"), r("也见", '<w:vanish w:val="0"/>')), "见也见\n"),
    "insertions and deletions": (
        p(
            r("办结"),
            f"<w:ins>{r('12')}</w:ins>",
            "<w:del><w:r><w:delText>10</w:delText></w:r></w:del>",
            f"<w:moveFrom>{r('移走')}</w:moveFrom>",
            f"<w:moveTo>{r('移来')}</w:moveTo>",
            r("件"),
        ),
        "办结12移来件\n",
    ),
    "links and controls": (
        p(f"<w:hyperlink>{r('政务')}</w:hyperlink>", f"<w:sdt><w:sdtContent>{r('公开')}</w:sdtContent></w:sdt>"),
        "政务公开\n",
    ),
    "fields": (
        p(
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/></w:r>',
            r("3"),
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        ),
        "3\n",
    ),
    "controls around blocks": (f"<w:sdt><w:sdtContent>{p(r('甲'))}{p(r('乙'))}</w:sdtContent></w:sdt>", "甲\n乙\n"),
    "ruby": (
        p(f"<w:r><w:ruby><w:rt>{r('fù')}</w:rt><w:rubyBase>{r('复')}</w:rubyBase></w:ruby></w:r>", r("议")),
        "复议\n",
    ),
    "formula": (p(r("率为"), "<m:oMath><m:r><m:t>a/b</m:t></m:r></m:oMath>"), "率为a/b\n"),
    "index table": (
        "<w:tbl>" + tr(p(r("索引号")), p(r("0123"))) + tr(p(r("文号")), p(), p(r("甘政发〔2023〕2号"))) + "</w:tbl>",
        "索引号 0123\n文号 甘政发〔2023〕2号\n",
    ),
    "layout table": ("<w:tbl>" + tr(p(r("左")), p(r("甲")) + p(r("乙")), p(r("右"))) + "</w:tbl>", "左\n甲\n乙\n右\n"),
    "nested table": ("<w:tbl>" + tr(p(), "<w:tbl>" + tr(p(r("甲")), p(r("乙"))) + tr(p(r("丙"))) + "</w:tbl>" + p()) + "</w:tbl>", "甲 乙\n丙\n"),
    "text box": (p(r("正文"), f"<w:r><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></w:r>"), "正文\n甘棠县人民政府文件\n甘政发〔2023〕2号\n"),
    "text box of two renderings": (
        p(
            "<w:r><mc:AlternateContent>"
            f'<mc:Choice Requires="wps"><w:drawing>{BOX}</w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>",
            r("后"),
        ),
        "后\n甘棠县人民政府文件\n甘政发〔2023〕2号\n",
    ),
    "another vocabulary": (p('<x:t xmlns:x="urn:other">不读</x:t>', r("读")), "读\n"),
}  # fmt: skip


@pytest.mark.parametrize(("xml", "expected"), BODIES.values(), ids=BODIES)
def test_body(xml: str, expected: str) -> None:
    assert read_docx(of_body(xml), "a.docx") == expected


def test_notes_stand_at_the_end_behind_their_marks() -> None:
    document = docx.Document()
    body = document.element.body
    paragraph = p(r("依据《条例》"), '<w:r><w:footnoteReference w:id="7"/></w:r>', r("办理"), '<w:r><w:footnoteReference w:id="99"/></w:r>')  # fmt: skip
    body.insert(0, parse_xml(f"<w:body {SPACES}>{paragraph}</w:body>")[0])
    notes = f'<w:footnotes {SPACES}><w:footnote w:id="7">{p("<w:r><w:footnoteRef/></w:r>", r(" 国务院令第752号"))}{p(r("施行"))}</w:footnote></w:footnotes>'
    part = docx.opc.part.Part(
        docx.opc.packuri.PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml",
        notes.encode(),
        document.part.package,
    )
    document.part.relate_to(part, docx.opc.constants.RELATIONSHIP_TYPE.FOOTNOTES)
    assert read_docx(saved(document), "a.docx") == "依据《条例》[1]办理\n[1] 国务院令第752号\n施行\n"


def level(depth: int, format: str, text: str, more: str = "", *, start: int = 1) -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def listed(levels: Sequence[str], places: Sequence[tuple[int, int]], nums: str = "") -> list[str]:
    """The marks of paragraphs at (list, depth), 甲 in each; list 1 is of the levels, `nums` may add lists."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for element in list(numbering):
        numbering.remove(element)
    kind = f'<w:abstractNum w:abstractNumId="1">{"".join(levels)}</w:abstractNum>'
    given = f'<w:numbering {SPACES}>{kind}<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>{nums}</w:numbering>'
    for element in parse_xml(given):
        numbering.append(element)
    for number, depth in places:
        paragraph = document.add_paragraph("甲")
        place = f'<w:numPr {SPACES}><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(place))
    return read_docx(saved(document), "a.docx").splitlines()


GENRE = [
    level(0, "chineseCounting", "%1、"),
    level(1, "japaneseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircleChinese", "%4", '<w:suff w:val="nothing"/>'),
]
LISTS: dict[str, tuple[Callable[[], list[str]], list[str]]] = {
    "the genre's own": (
        lambda: listed(GENRE, [(1, 0), (1, 1), (1, 2), (1, 2), (1, 3), (1, 1), (1, 2), (1, 0), (1, 1)]),
        ["一、甲", "（一）甲", "1. 甲", "2. 甲", "①甲", "（二）甲", "1. 甲", "二、甲", "（一）甲"],
    ),
    "past ten": (lambda: listed(GENRE, [(1, 0)] * 21)[9:], [f"{n}、甲" for n in "十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 二十一".split()]),
    "several levels in one mark": (
        lambda: listed([level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")], [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)]),
        ["第一章甲", "1.1 甲", "1.2 甲", "第二章甲", "2.1 甲"],
    ),
    "an inner level without an outer one": (lambda: listed(GENRE, [(1, 1), (1, 1)]), ["（一）甲", "（二）甲"]),
    "another start": (lambda: listed([level(0, "decimal", "%1.", start=5)], [(1, 0), (1, 0)]), ["5. 甲", "6. 甲"]),
    "counting that goes on": (
        lambda: listed([level(0, "decimal", "%1."), level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>')], [(1, 0), (1, 1), (1, 0), (1, 1)]),
        ["1. 甲", "1) 甲", "2. 甲", "2) 甲"],
    ),
    "two lists of one kind": (
        lambda: listed(GENRE, [(1, 0), (2, 0), (1, 0)], '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'),
        ["一、甲", "二、甲", "三、甲"],
    ),
    "a list that starts anew": (
        lambda: listed(GENRE, [(1, 0), (2, 0), (2, 0)], '<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'),
        ["一、甲", "一、甲", "二、甲"],
    ),
    "a level of its own": (
        lambda: listed(GENRE, [(2, 0)], f'<w:num w:numId="2"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1.")}</w:lvlOverride></w:num>'),
        ["I. 甲"],
    ),
    "bullets": (lambda: listed([level(0, "bullet", "\uf0b7")], [(1, 0)]), ["甲"]),
    "no number": (lambda: listed([level(0, "none", "%1")], [(1, 0)]), ["甲"]),
    "the list that is none": (lambda: listed(GENRE, [(1, 0), (0, 0), (1, 0)]), ["一、甲", "甲", "二、甲"]),
    "no such list": (lambda: listed(GENRE, [(7, 0), (1, 8)]), ["甲", "甲"]),
    "a format nobody knows": (lambda: listed([level(0, "custom", "%1."), level(1, "klingon", "%2.")], [(1, 0), (1, 1)]), ["1. 甲", "1. 甲"]),
    "values that are no numbers": (
        lambda: listed(['<w:lvl w:ilvl="x"><w:start w:val="-3"/><w:lvlText w:val="%1."/></w:lvl>'], [(1, 0), (1, 0)]),
        ["0. 甲", "1. 甲"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("made", "expected"), LISTS.values(), ids=LISTS)
def test_list(made: Callable[[], list[str]], expected: list[str]) -> None:
    assert made() == expected


def test_numbers_that_a_style_brings() -> None:
    document = docx.Document()
    for style, text in (("List Number", "甲"), ("List Number", "乙"), ("List Bullet", "丙"), ("Normal", "丁")):
        document.add_paragraph(text, style=style)
    assert read_docx(saved(document), "a.docx") == "1. 甲\n2. 乙\n丙\n丁\n"


def test_headings_whose_styles_stand_at_levels_of_one_list() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    levels = level(0, "chineseCounting", "%1、", '<w:pStyle w:val="Heading1"/>') + level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="Heading2"/>')  # fmt: skip
    numbering.insert(0, parse_xml(f'<w:abstractNum {SPACES} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {SPACES} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for name in ("Heading 1", "Heading 2"):
        number = parse_xml(f'<w:numPr {SPACES}><w:numId w:val="90"/></w:numPr>')
        document.styles[name].element.get_or_add_pPr().append(number)
    for depth in (1, 2, 2, 1, 2):
        document.add_heading("甲", depth)
    assert read_docx(saved(document), "a.docx").split() == ["一、甲", "（一）甲", "（二）甲", "二、甲", "（一）甲"]


def test_styles_that_are_based_on_each_other_in_a_circle() -> None:
    document = docx.Document()
    first = document.styles.add_style("甲", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    second = document.styles.add_style("乙", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    first.base_style, second.base_style = second, first
    document.add_paragraph("丙", style="甲")
    assert read_docx(saved(document), "a.docx") == "丙\n"


def rezipped(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (content := change(name, old.read(name))) is not None:
                new.writestr(name, content)
    return made.getvalue()


def without(part: str) -> Callable[[str, bytes], bytes | None]:
    return lambda name, content: None if name == part else content


def with_macros(name: str, content: bytes) -> bytes:
    ordinary = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return content.replace(ordinary, b"application/vnd.ms-word.document.macroEnabled.main+xml")


def test_a_document_with_macros_is_read() -> None:
    assert read_bytes(rezipped(as_docx(), with_macros), "a.docm").text == read_bytes(as_docx(), "a.docx").text


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels", "word/document.xml"])
def test_a_document_that_lacks_a_part(part: str) -> None:
    with pytest.raises(UnreadableReport, match=r"a\.docx: a damaged DOCX file, or none .* save it as \.docx anew"):
        read_docx(rezipped(as_docx(), without(part)), "a.docx")


def test_entities_of_xml_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c SYSTEM "file:///etc/passwd">]>'

    def hostile(name: str, content: bytes) -> bytes:
        return content.replace(b"<w:document", bomb + b"<w:document", 1).replace("甘棠县人民政府".encode(), b"&b;&c;") if name == "word/document.xml" else content  # fmt: skip

    text = read_docx(rezipped(as_docx(), hostile), "a.docx")
    assert "bbbb" not in text
    assert "root:" not in text


@pytest.mark.parametrize("limit", ["MAX_PARTS_BYTES", "MAX_XML_BYTES"])
def test_a_document_that_unpacks_to_too_much(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_reader, limit, 5000)
    with pytest.raises(UnreadableReport, match=r"a\.docx: unpacks to .* more than the 5,000"):
        read_docx(as_docx(), "a.docx")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 255), st.booleans())
def test_damage_is_told_or_does_no_harm(place: int, byte: int, cut: bool) -> None:
    data = as_docx_once()
    place %= len(data)
    damaged = data[:place] if cut else data[:place] + bytes([byte]) + data[place + 1 :]
    with suppress(UnreadableReport):
        assert isinstance(read_docx(damaged, "a.docx"), str)


@cache
def as_docx_once() -> bytes:
    return as_docx()

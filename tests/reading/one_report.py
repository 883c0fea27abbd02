"""One invented report, and the same report as text, page, Markdown, DOCX and PDF."""

import io
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, SimpleDocTemplate, Spacer, Table
from reportlab.platypus import Paragraph as Flowing


class Block(NamedTuple):
    """A block of the report: `mark` is what a list would count, `text` what follows it."""

    kind: str
    text: str
    mark: str = ""


SOURCE = (
    Block("title", "甘棠县人民政府2022年法治政府建设情况报告"),
    Block("body", "2022年，在市委、市政府的坚强领导下，甘棠县坚持以习近平新时代中国特色社会主义思想为指导，认真落实《法治政府建设实施纲要（2021—2025年）》和《甘棠县法治政府建设实施方案》（甘政发〔2022〕9号），全县依法行政水平稳步提升。现将有关情况报告如下。"),
    Block("han", "主要工作情况", "一、"),
    Block("han_bracketed", "加强党对法治建设的领导", "（一）"),
    Block("body", "县委全面依法治县委员会召开会议2次，听取县司法局、县市场监管局等18个部门履行推进法治建设第一责任人职责情况的汇报；印发《2022年法治政府建设工作要点》，明确任务37项。县人民政府常务会议学法12次，参加1,260人次。"),
    Block("han_bracketed", "健全依法行政制度体系", "（二）"),
    Block("arabic", "规范性文件管理。审查行政规范性文件21件，提出意见86条，向市人民政府备案9件；清理文件134件，废止《甘棠县城市建筑垃圾管理办法》等6件。", "1."),
    Block("arabic", "重大行政决策。严格执行《重大行政决策程序暂行条例》，审查重大行政决策事项15件，审核合同协议102份，涉及金额7.6亿元，占上年的118.75%。", "2."),
    Block("han_bracketed", "化解行政争议", "（三）"),
    Block("body", "全年收到行政复议申请143件，受理129件，审结121件，其中维持68件、撤销7件，调解和解结案率达30.2%。办理行政应诉案件56件，行政机关负责人出庭应诉率100%，履行人民法院司法建议书4份。"),
    Block("row", "行政复议案件\t受理129件\t审结121件"),
    Block("row", "行政应诉案件\t一审41件\t二审15件"),
    Block("han", "存在的问题", "二、"),
    Block("body", "一是部分乡镇综合行政执法力量不足，执法人员持证率仅为83.5%；二是个别部门执行《行政处罚法》不够规范；三是行政复议规范化建设与县人民政府的要求仍有差距。"),
    Block("han", "下一步工作安排", "三、"),
    Block("body", "2023年，甘棠县将深入贯彻党的二十大精神，进一步压实法治政府建设主体责任，计划培训行政执法人员不少于600名，推动法治甘棠建设迈上新台阶。"),
    Block("end", "甘棠县人民政府"),
    Block("end", "2023年1月9日"),
)  # fmt: skip


def lines() -> Iterator[str]:
    for block in SOURCE:
        yield block.mark + block.text.replace("\t", " ")


def as_text() -> bytes:
    return "".join(f"　　{line}\r\n" for line in lines()).encode("gb18030")


def as_page() -> bytes:
    """As a government site's editor makes it, in GBK that calls itself UTF-8."""
    body = ""
    for block in SOURCE:
        text = block.mark + block.text
        if block.kind == "title":
            body += f'<h1 class="arti_title">{text}</h1>\n'
        elif block.kind == "row":
            cells = "".join(f'<td width="120"><p class="MsoNormal">{cell}<o:p></o:p></p></td>\n' for cell in text.split("\t"))  # fmt: skip
            body += f"<table border=1><tbody><tr>\n{cells}</tr></tbody></table>\n"
        else:
            body += f'<p style="text-indent: 2em;"><span style="font-family: 仿宋_GB2312;">&nbsp; &nbsp; {text[:7]}</span><span>{text[7:]}</span></p>\n'
    head = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>甘棠县</title><script>var a="乡镇";</script></head>'
    return f"{head}<body><div id=content>{body}</div></body></html>".encode("gb18030")


def as_markdown() -> bytes:
    levels = {"title": "# ", "han": "## ", "han_bracketed": "### "}
    parts: list[str] = []
    for block in SOURCE:
        if block.kind == "row":
            cells = " | ".join(block.text.split("\t"))
            parts.append(f"| {cells} |\n" + ("|---|---|---|\n" if parts[-1][0] != "|" else ""))
        else:
            text = block.text.replace("《行政处罚法》", "**《行政处罚法》**").replace("121件", "[121件](a.md)")
            parts.append(f"\n{levels.get(block.kind, '')}{block.mark}{text}\n")
    return "".join(parts).encode()


NUMBERING = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="nothing"/><w:lvlText w:val="%3."/></w:lvl>
</w:abstractNum>"""


def as_docx() -> bytes:
    """With the numbers of headings counted by Word, and words split into runs as Word splits them."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(NUMBERING))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    table = None
    for block in SOURCE:
        if block.kind == "row":
            cells = block.text.split("\t")
            table = table or document.add_table(0, len(cells))
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
            continue
        paragraph = document.add_paragraph(style="Title" if block.kind == "title" else None)
        for start in range(0, len(block.text), 11):
            paragraph.add_run(block.text[start : start + 11])
        if block.mark:
            level = ("han", "han_bracketed", "arabic").index(block.kind)
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
            )
    return saved(document)


def saved(document: Any) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
TITLE = ParagraphStyle("title", fontName=FONT, fontSize=22, leading=34, alignment=1, wordWrap="CJK")
BODY = ParagraphStyle("body", fontName=FONT, fontSize=16, leading=28, firstLineIndent=32, wordWrap="CJK")
END = ParagraphStyle("end", parent=BODY, alignment=2)


def as_pdf() -> bytes:
    """On small pages with a running head and page numbers, so that pages turn within paragraphs."""
    story: list[Flowable] = []
    for block in SOURCE:
        if block.kind == "row":
            story.append(Table([block.text.split("\t")], style=[("FONT", (0, 0), (-1, -1), FONT, 16)]))
        else:
            style = {"title": TITLE, "end": END}.get(block.kind, BODY)
            story += [Flowing(block.mark + block.text, style)] + [Spacer(1, 20)] * (block.kind == "title")

    def furniture(canvas: Any, document: Any) -> None:
        canvas.setFont(FONT, 10)
        canvas.drawString(72, 555, "甘棠县人民政府公报2023年第2期")
        canvas.drawCentredString(A4[0] / 2, 40, f"— {document.page} —")

    made = io.BytesIO()
    SimpleDocTemplate(made, pagesize=(A4[0], 600)).build(story, onFirstPage=furniture, onLaterPages=furniture)
    return made.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "report.txt": as_text,
    "report.html": as_page,
    "report.md": as_markdown,
    "report.docx": as_docx,
    "report.pdf": as_pdf,
}

PRINTED = """<!DOCTYPE html><meta charset="utf-8"><style>
@page { size: A4; margin: 28mm 26mm; @bottom-center { content: "- " counter(page) " -" } }
body { font: 16pt/28pt sans-serif } h1 { font-size: 22pt; text-align: center; line-height: 1.4 }
p { margin: 0; text-indent: 2em; text-align: justify } td { padding: 0 1em } .end { text-align: right }
</style>"""


def as_page_to_print() -> bytes:
    body = ""
    for block in SOURCE:
        text = block.mark + block.text
        if block.kind == "row":
            body += "<table><tr>" + "".join(f"<td>{cell}</td>" for cell in text.split("\t")) + "</tr></table>"
        else:
            body += f"<h1>{text}</h1>" if block.kind == "title" else f'<p class="{block.kind}">{text}</p>'
    return (PRINTED + body).encode()

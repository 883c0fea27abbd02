"""A record of three paragraphs that the tests of the export formats share."""

from fazhi.records import Area, Entity, Indicator, Meta, Paragraph, Record

HEADING, BODY, FORMULA = "一、化解争议", "😀县司法局受理行政复议案件12件，依据《行政复议法》办结。", "=HYPERLINK(1)"
TEXT = f"{HEADING}\n\n{BODY}\n{FORMULA}\n"
SECTION = ("一、化解争议",)


def paragraph(text: str, role: str, *areas: Area) -> Paragraph:
    start = TEXT.index(text)
    end = start + len(text)
    return Paragraph(start=start, end=end, role=role, heading_level=None, section=SECTION, areas=areas)


def entity(text: str, label: str, **norm: object) -> Entity:
    start = TEXT.index(text)
    return Entity(start=start, end=start + len(text), label=label, text=text, score=0.9, by="tagger", norm=norm)


RECORD = Record(
    id="甘棠/2022",
    source="pile/甘棠 2022.txt",
    sha256="0" * 64,
    text=TEXT,
    meta=Meta(title="报告", region="甘棠县", year=2022),
    paragraphs=(
        paragraph(HEADING, "heading"),
        paragraph(BODY, "progress", Area(area="disputes", score=0.9), Area(area="capacity", score=0.4)),
        paragraph(FORMULA, "closing"),
    ),
    entities=(
        entity("县司法局", "AGENCY", canonical="甘棠县司法局", level="county", kind="department"),
        entity("12件", "QUANTITY", value=12, max=None, unit="件", approx=None),
        entity("《行政复议法》", "LAW", canonical="中华人民共和国行政复议法", kind="law"),
    ),
    citations=({"title": "中华人民共和国行政复议法", "doc_no": None, "aliases": ["复议法"], "entities": [2]},),
    indicators=(
        Indicator(
            indicator="review.concluded", measure="办结", value=12, unit="件", entity=1, period="2022", score=0.8
        ),
    ),
    model={"name": "zh_fazhi", "version": "1"},
)

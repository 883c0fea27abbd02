"""Records of invented reports: one with characters beyond U+FFFF, one with all that could break out of a page."""

import re
from dataclasses import replace
from typing import Any

from fazhi.records import Area, Entity, Indicator, Meta, NextOutline, OutlineRef, Paragraph, Record
from fazhi.report import paragraphs, sha256_of

HOSTILE_TEXT = (
    "</script><script>window.pwned = 1</script>\n"
    "<img src=x onerror='window.pwned=2'> & &amp; \"引号\" 'quotes' `${pwned}` <!-- 注释 -->\n"
    "行一\u2028行二\u2029行三 \ud800孤立\udc00 \x00空\x7f \u202e从右到左\u202c \u200f标记 ]]> 12件\n"
)
EMOJI_TEXT = "😀甘棠县2022年报告👨‍👩‍👧\n一、𠮷祥工作\n县司法局🎉办结复议１２件，𡈽地案件3.5万件🙂，县司法局牵头。\n二、存在问题\n办件😀不足2成。\n2023年1月9日"


def record(text: str, id: str, **entities: str) -> Record:
    """A record of invented text: every line a paragraph, and all occurrences of the given texts as entities."""
    spans = sorted(
        (found.start(), found.end(), label) for label, wanted in entities.items() for found in re.finditer(wanted, text)
    )
    lines = list(paragraphs(text))
    return Record(
        id=id,
        source=f"{id}.txt",
        sha256=sha256_of(text),
        text=text,
        meta=Meta(region="甘棠县", year=2022, level="county"),
        paragraphs=tuple(paragraph(text, i, *line) for i, line in enumerate(lines)),
        entities=tuple(
            Entity(start=a, end=b, label=label, text=text[a:b], score=0.5 if label == "AGENCY" else 1.0, by="tagger", norm=NORMS[label])
            for a, b, label in spans
        ),
        model={"name": "zh_fazhi", "version": "0.1.0"},
    )  # fmt: skip


ANSWER = OutlineRef(
    id="2015", section="二（六）", heading="依法有效化解社会矛盾纠纷", measure=33, measure_heading="加强行政复议工作",
    next=NextOutline(id="2021", section="七"),
)  # fmt: skip


def paragraph(text: str, i: int, start: int, end: int) -> Paragraph:
    """The first line is the title, lines with 、 in second place are headings, what follows them is progress or problem."""
    above = re.findall(r"^[一二三]、.*$", text[:end], re.M)
    if i == 0:
        role, level, section = "title", None, ()
    elif text[start + 1 : start + 2] == "、":
        role, level, section = "heading", 1, ()
    elif "问题" in "".join(above[-1:]):
        role, level, section = "problem", None, (above[-1],)
    else:
        role, level, section = "progress", None, tuple(above[-1:])
    areas = {
        "progress": (Area(area="disputes", score=0.9, outline=ANSWER),),
        "problem": (Area(area="capacity", score=0.6),),
    }
    return Paragraph(start=start, end=end, role=role, heading_level=level, section=section, areas=areas.get(role, ()))


NORMS: dict[str, dict[str, Any]] = {
    "AGENCY": {"canonical": "甘棠县司法局", "level": "county", "kind": "department"},
    "QUANTITY": {"value": 35000, "max": None, "unit": "件", "approx": "more", "scale": 10000},
    "LAW": {},
    "MODEL_OF_ONES_OWN": {"alias_of": 0, "new": [1]},
}
QUANTITIES = r"１２件|3\.5万件|2成|12件"


EMOJI = record(EMOJI_TEXT, "emoji 😀/甘棠", AGENCY="县司法局", QUANTITY=QUANTITIES)
FIRST_QUANTITY = next(i for i, entity in enumerate(EMOJI.entities) if entity.label == "QUANTITY")
EMOJI = replace(
    EMOJI,
    indicators=(
        Indicator(
            indicator="review.accepted",
            measure="受理",
            value=35000,
            unit="件",
            entity=FIRST_QUANTITY,
            period="2022",
            score=0.8,
        ),
    ),
)
HOSTILE = replace(
    record(HOSTILE_TEXT, "</script><b>'\"", QUANTITY="12件", LAW="<img[^>]*>", MODEL_OF_ONES_OWN="孤立"),
    meta=Meta(title="<i>\u202e题</i>"),
    warnings=("<u>警告</u>",),
    source="javascript:alert(1)",
)

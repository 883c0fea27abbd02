"""PDF → text: broken lines joined, pages' furniture left out, and everything else kept."""

from contextlib import suppress
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from fazhi.errors import UnreadableReport
from fazhi.reading import pdf as pdf_reader
from fazhi.reading.pdf import read_pdf
from tests.reading.one_report import FONT, as_pdf
from tests.reading.pdfs import (
    HEIGHT,
    LEFT,
    PER_LINE,
    PITCH,
    SIZE,
    Drawn,
    at,
    broken,
    by_hand,
    over,
    pdf,
    picture,
    typed,
)

LONG = "全年收到行政复议申请一百四十三件，受理一百二十九件，审结一百二十一件，其中维持六十八件、撤销七件，调解和解结案率明显提高。"
NEXT = "县人民政府常务会议学法十二次，县司法局牵头组织行政执法人员培训，印发任务清单，明确各部门职责，逐项抓好落实。"
THIRD = (
    "一是部分乡镇综合行政执法力量不足，二是个别部门执行法律不够规范，三是行政复议规范化建设与要求仍有差距，有待加强。"
)


def lines(data: bytes) -> list[str]:
    return read_pdf(data, "a.pdf").splitlines()


def test_paragraphs_with_indents() -> None:
    assert lines(pdf(typed([*broken(LONG), *broken(NEXT)]))) == [LONG, NEXT]


def test_a_last_line_that_is_full_before_an_indent() -> None:
    full = LONG[: PER_LINE * 2 - 3] + "。"
    assert lines(pdf(typed([*broken(full), *broken(NEXT)]))) == [full, NEXT]


def test_paragraphs_without_indents() -> None:
    made = [*broken(LONG, 0), *broken(NEXT, 0)]
    assert lines(pdf(typed(made))) == [LONG, NEXT]


def test_paragraphs_told_by_the_space_between_them() -> None:
    full = LONG[: PER_LINE * 2 - 1] + "。"
    first, second = broken(full, 0), broken(NEXT, 0)
    assert len(first) == 2
    made = over(typed(first), typed(second, top=HEIGHT - 100 - 2 * PITCH - 16))
    assert lines(pdf(over(made, typed(broken(THIRD, 0), top=HEIGHT - 400)))) == [full, NEXT, THIRD]


def test_a_numbered_paragraph_after_a_full_line() -> None:
    full = LONG[: PER_LINE * 2 - 1] + "。"
    assert lines(pdf(typed([*broken(full, 0), *broken(f"（二）{NEXT}", 0)]))) == [full, f"（二）{NEXT}"]


def test_a_line_that_begins_with_a_count_goes_on() -> None:
    text = (
        "行政争议的化解有三条途径，也就是行政调解、行政裁决、三、行政复议之外的办法，须由县司法局与各部门一同商定办理。"
    )
    place = text.index("三、")
    made = ["　　" + text[:place], text[place : place + PER_LINE], text[place + PER_LINE :]]
    assert lines(pdf(typed(made))) == [text]


def test_headings_stand_alone() -> None:
    made = [
        *broken("一、主要工作情况"),
        *broken("（一）加强领导"),
        *broken(LONG),
        *broken("二、存在的问题"),
        *broken(NEXT),
    ]
    assert lines(pdf(typed(made))) == ["一、主要工作情况", "（一）加强领导", LONG, "二、存在的问题", NEXT]


def test_a_number_broken_by_the_line_is_whole() -> None:
    made = ["　　" + "全" * 21 + "75955", "5万元，" + "占" * 10 + "。", *broken(NEXT)]
    assert lines(pdf(typed(made)))[0] == "全" * 21 + "759555万元，" + "占" * 10 + "。"


def test_latin_words_broken_by_the_line_are_two() -> None:
    made = ["　　" + "全" * 20 + "Open", "Data" + "占" * 10 + "。", *broken(NEXT)]
    assert "Open Data占" in lines(pdf(typed(made)))[0]


def test_a_blank_at_a_line_s_end_is_kept_where_it_is_rare() -> None:
    text = LONG.replace("受理一百", "受理 一百") + NEXT
    made = broken(text)
    place = made[0].index(" ")
    made = [*broken(text[: place + 1 - 2], 2), *broken(text[place + 1 - 2 :], 0)]
    assert lines(pdf(typed([*made, *broken(THIRD)]))) == [text, THIRD]
    every = [f"{line} " for line in broken(LONG + NEXT)]
    assert lines(pdf(typed(every))) == [LONG + NEXT]


def test_a_paragraph_that_hangs_from_its_number() -> None:
    made = [f"1. {LONG[:24]}", *broken(LONG[24:], 0, 24)]
    hanging = over(typed(made[:1]), typed(made[1:], left=LEFT + 1.5 * SIZE, top=HEIGHT - 100 - PITCH))
    rest = typed([*broken(NEXT), *broken(THIRD)], top=HEIGHT - 100 - len(made) * PITCH)
    assert lines(pdf(over(hanging, rest))) == [f"1. {LONG}", NEXT, THIRD]


def test_a_paragraph_that_is_set_in() -> None:
    made = typed(broken(LONG, 0, 20), left=LEFT + 4 * SIZE)
    assert lines(pdf(over(typed(broken(NEXT), top=HEIGHT - 300), made))) == [LONG, NEXT]


def test_a_full_heading_before_a_paragraph_stays_alone() -> None:
    heading = LONG[: PER_LINE - 2].replace("，", "与")
    assert lines(pdf(typed([*broken(heading), *broken(NEXT), *broken(THIRD)]))) == [heading, NEXT, THIRD]


def test_a_blank_stretched_to_the_margin_makes_no_table() -> None:
    first, second = LONG[:10], LONG[10:20]
    page = over(
        typed(broken(NEXT)), at(LEFT + 32, 500, f"{first} ", SIZE), at(LEFT + 32 + SIZE * 12, 500, second + "与各", SIZE),
        at(LEFT, 472, "部门商定办理。", SIZE), typed(broken(THIRD), top=440),
    )  # fmt: skip
    assert lines(pdf(page)) == [NEXT, f"{first} {second}与各部门商定办理。", THIRD]


def test_a_title_of_two_lines_is_one() -> None:
    title = over(at(120, 700, "甘棠县人民政府关于2022年度", 26), at(180, 664, "法治政府建设情况的报告", 26))
    assert lines(pdf(over(title, typed([*broken(LONG), *broken(NEXT)], top=600)))) == [
        "甘棠县人民政府关于2022年度法治政府建设情况的报告", LONG, NEXT,
    ]  # fmt: skip


def test_a_signature_and_its_date_are_two() -> None:
    made = over(
        typed([*broken(LONG), *broken(NEXT)]), at(390, 400, "甘棠县人民政府", SIZE), at(391, 372, "2023年1月9日", SIZE)
    )
    assert lines(pdf(made)) == [LONG, NEXT, "甘棠县人民政府", "2023年1月9日"]


def test_a_page_that_turns_within_a_paragraph() -> None:
    text = LONG + NEXT
    made = broken(text)
    first = over(typed(made[:2]), at(280, 40, "— 1 —"))
    second = over(typed([*made[2:], *broken(THIRD)]), at(280, 40, "— 2 —"))
    assert lines(pdf(first, second)) == [text, THIRD]


@pytest.mark.parametrize("number", ["— {} —", "- {} -", "第{}页", "第 {} 页 共 3 页", "{}/3", "{}", "· {} ·"])
def test_page_numbers(number: str) -> None:
    pages = [
        over(typed(broken(text)), at(280, 40, number.format(place)))
        for place, text in enumerate((LONG, NEXT, THIRD), 1)
    ]
    assert lines(pdf(*pages)) == [LONG, NEXT, THIRD]


def test_the_page_number_of_a_single_page() -> None:
    assert lines(pdf(over(typed(broken(LONG)), at(280, 40, "— 1 —")))) == [LONG]
    assert lines(pdf(over(typed(broken(LONG)), at(280, 40, "2022")))) == [LONG, "2022"]


def test_running_heads_that_take_turns() -> None:
    heads = ("甘棠县人民政府公报", "2023年第2期", "甘棠县人民政府公报", "2023年第2期")
    pages = [
        over(typed(broken(text)), at(80, 800, head))
        for text, head in zip((LONG, NEXT, THIRD, LONG), heads, strict=True)
    ]
    assert lines(pdf(*pages)) == [LONG, NEXT, THIRD, LONG]


def test_a_head_of_two_lines_and_a_foot() -> None:
    pages = [
        over(
            at(80, 812, "甘棠县人民政府公报"),
            at(80, 798, "总第88期"),
            typed(broken(text)),
            at(80, 30, f"www.gantang.example {n}/2"),
        )
        for n, text in enumerate((LONG, NEXT), 1)
    ]
    assert lines(pdf(*pages)) == [LONG, NEXT]


def test_a_table_s_head_that_is_repeated_stays() -> None:
    top = HEIGHT - 100
    first = typed([*broken(LONG * 2), *broken(NEXT * 3)], top=top)
    others = [
        over(at(LEFT, top, "事项　数量", SIZE), typed(broken(text * 5), top=top - PITCH)) for text in (NEXT, THIRD)
    ]
    assert lines(pdf(first, *others)).count("事项 数量") == 2


def test_mirrored_margins() -> None:
    text = (LONG + NEXT) * 2
    made = broken(text)
    pages = [
        typed(made[0:3], left=70),
        typed(made[3:6], left=106),
        typed([*made[6:], *broken(THIRD), *broken(THIRD)], left=70),
    ]
    assert lines(pdf(*pages)) == [text, THIRD, THIRD]


def test_two_columns() -> None:
    left, right = broken((LONG + NEXT) * 2, width=15), broken((THIRD + LONG) * 2, width=15)
    size = 12.0
    page = over(
        at(150, 790, "甘棠县人民政府公报文件选登之二", 20),
        typed(left, left=60, top=750, size=size, pitch=20),
        typed(right, left=60 + 17 * size + 30, top=750, size=size, pitch=20),
    )
    assert lines(pdf(page)) == ["甘棠县人民政府公报文件选登之二", (LONG + NEXT) * 2, (THIRD + LONG) * 2]


def test_rows_of_a_table_stay_lines() -> None:
    cells = [
        ("索引号", "0123", "甘棠县人民政府"),
        ("行政复议", "129件", "占百分之三十"),
        ("行政应诉", "56件", "占百分之十"),
    ]
    table = [at(LEFT + 150 * x, 500 - 24 * y, cell, SIZE) for y, row in enumerate(cells) for x, cell in enumerate(row)]
    assert lines(pdf(over(typed(broken(LONG)), *table))) == [LONG, *(" ".join(row) for row in cells)]


def test_lines_come_from_the_top_whatever_the_file_s_order() -> None:
    made = broken(LONG)
    drawn = [
        at(LEFT + (2 * SIZE if place == 0 else 0), 700 - 28 * place, line.strip("　"), SIZE)
        for place, line in enumerate(made)
    ]
    assert lines(pdf(over(*reversed(drawn)))) == [LONG]


def shuffled(canvas: Canvas) -> None:
    canvas.setFont(FONT, SIZE)
    placed = [(x, y, c) for y, line in enumerate(broken(LONG)) for x, c in enumerate(line) if c != "　"]
    for x, y, character in sorted(placed, key=lambda one: (one[2], one[0])):
        canvas.drawString(LEFT + SIZE * x, 700 - PITCH * y, character)


def scaled(canvas: Canvas) -> None:
    canvas.scale(0.24, 0.24)
    typed(broken(LONG), left=LEFT / 0.24, top=700 / 0.24, size=SIZE / 0.24, pitch=PITCH / 0.24)(canvas)


def written(*, mode: int = 0, space: float = 0.0) -> Drawn:
    """A paragraph as text objects that are invisible (mode 3), or spaced out."""

    def draw(canvas: Canvas) -> None:
        for place, line in enumerate(broken(LONG)):
            text = canvas.beginText(LEFT + (2 * SIZE if place == 0 else 0), 700 - PITCH * place)
            text.setFont(FONT, SIZE)
            text.setTextRenderMode(mode)
            text.setCharSpace(space)
            text.textOut(line.strip("　"))
            canvas.drawText(text)

    return draw


WAYS_TO_DRAW = {
    "character by character, in no order": shuffled,
    "scaled by the page": scaled,
    "twice, to look bold": over(typed(broken(LONG)), typed(broken(LONG), left=LEFT + 0.4)),
    "invisible, over a scanned picture": over(picture(), written(mode=3)),
    "spaced out": written(space=3.0),
}


@pytest.mark.parametrize("drawn", WAYS_TO_DRAW.values(), ids=WAYS_TO_DRAW)
def test_ways_to_draw(drawn: Drawn) -> None:
    assert lines(pdf(drawn)) == [LONG]


def test_a_raised_note_mark_stays_in_its_line() -> None:
    page = over(typed(["　　依据《条例》", "办理。"]), at(LEFT + SIZE * 8 + 2, HEIGHT - 94, "①", 8))
    assert lines(pdf(page)) == ["依据《条例》①办理。"]


def test_the_gap_behind_an_automatic_number_is_none() -> None:
    rows = [("一、", "总体情况"), ("（二）", "复议"), ("第三部分", "打算")]
    page = over(
        *(at(100 + 70 * x, 700 - 30 * y, text, SIZE) for y, row in enumerate(rows) for x, text in enumerate(row))
    )
    assert lines(pdf(page)) == ["一、总体情况", "（二）复议", "第三部分 打算"]


def test_letters_set_wide_are_parted_by_a_space() -> None:
    assert lines(pdf(over(at(200, 700, "目", 22), at(290, 700, "录", 22)))) == ["目 录"]


def test_turned_text_is_kept_at_the_page_s_end() -> None:
    assert lines(pdf(over(at(200, 300, "内部资料", 40, angle=45), typed(broken(LONG))))) == [LONG, "内部资料"]


def test_a_bullet_of_a_symbol_font_is_left_out() -> None:
    assert lines(by_hand(b"AB", {b"A": "\uf0b7", b"B": "法"})) == ["法"]


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_a_page_shown_turned(quarter: int) -> None:
    data = by_hand(b"ABC", {b"A": "司", b"B": "法", b"C": "局"}, f"/Rotate {quarter}")
    assert lines(data) == ["司法局"]


def test_radicals_are_the_characters_they_stand_for() -> None:
    data = by_hand(b"ABCDE", {b"A": "⼈", b"B": "⺠", b"C": "⽅", b"D": "⻓", b"E": "𠮷"})
    assert lines(data) == ["人民方长𠮷"]


@pytest.mark.parametrize("scale", ["0 0 0 0", "1e-9 0 0 1e-9", "1e38 0 0 1e38", "-1 0 0 -1", "0 1 -1 0"])
def test_text_of_any_size_is_text(scale: str) -> None:
    data = by_hand(b"AB) Tj ET q " + scale.encode() + b" 88 600 cm BT /F 16 Tf (AB", {b"A": "司", b"B": "法"})
    assert "司法" in lines(data)


def test_spaces_stand_where_words_are_apart() -> None:
    """A quarter of a character parts words, but no number from the Han character beside it: there Word puts as much."""
    words = (
        (100, "Open"),
        (150, "Data"),
        (210, "法治"),
        (244, "政府"),
        (280, "建设,"),
        (325, "共"),
        (345, "12"),
        (365, "件"),
    )
    row = over(*(at(x, 500, word, SIZE) for x, word in words))
    assert lines(pdf(row)) == ["Open Data 法治政府 建设, 共12件"]


def test_scanned_pages() -> None:
    with pytest.raises(UnreadableReport, match=r"a\.pdf: scanned, 2 of 2 pages are pictures .* ocrmypdf"):
        lines(pdf(picture(), picture()))
    with pytest.raises(UnreadableReport, match=r"scanned, 1 of 2 pages .*\(page 2\)"):
        lines(pdf(typed(broken(LONG)), picture()))


def test_covers_and_small_pictures_are_no_scans() -> None:
    pages = [over(typed(broken(text)), picture(0.3)) for text in (LONG, NEXT, THIRD)]
    assert lines(pdf(picture(), *pages, picture())) == [LONG, NEXT, THIRD]
    assert lines(pdf(pages[0], picture(0.3))) == [LONG]


def test_an_encrypted_file() -> None:
    with pytest.raises(UnreadableReport, match=r"a\.pdf: an encrypted PDF; .* qpdf --decrypt"):
        lines(pdf(typed(broken(LONG)), password="密"))


def test_a_file_that_opens_without_its_owner_s_password() -> None:
    assert lines(pdf(typed(broken(LONG)), password="")) == [LONG]


def test_characters_that_cannot_be_told() -> None:
    with pytest.raises(UnreadableReport, match=r"3 of its 4 characters cannot be told, .* ocrmypdf --force-ocr"):
        lines(by_hand(b"ABCA", {b"A": "\ue123", b"B": "法", b"C": "\ufffd"}))


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("MAX_PAGES", 1, r"2 pages; a report may have at most 1"),
        ("MAX_GLYPHS", 5, r"a\.pdf, page 1: .* characters on one page; at most 5"),
        ("MAX_SECONDS", 0.0, r"page 1 is reached after 0 seconds"),
    ],
)
def test_limits(limit: str, value: float, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, limit, value)
    with pytest.raises(UnreadableReport, match=said):
        lines(pdf(typed(broken(LONG)), typed(broken(NEXT))))


def test_reading_is_deterministic() -> None:
    assert len({read_pdf(as_pdf(), "a.pdf") for _ in range(3)}) == 1


@cache
def as_pdf_once() -> bytes:
    return as_pdf()


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 255), st.booleans())
def test_damage_is_told_or_does_no_harm(place: int, byte: int, cut: bool) -> None:
    data = as_pdf_once()
    place %= len(data)
    damaged = data[:place] if cut else data[:place] + bytes([byte]) + data[place + 1 :]
    with suppress(UnreadableReport):
        assert isinstance(read_pdf(damaged, "a.pdf"), str)


SENTENCES = st.text("县人民政府司法局行政复议案件受理审结办法规定印发部门会议学习执法监督", min_size=30, max_size=120)


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(SENTENCES, min_size=2, max_size=5))
def test_paragraphs_come_back_whole(sentences: list[str]) -> None:
    made = [f"{sentence}。" for sentence in sentences]
    assert lines(pdf(typed(line for text in made for line in broken(text)))) == made

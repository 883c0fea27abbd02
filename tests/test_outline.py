"""Numbering and the tree of headings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.reading.markers import Marker, find_lost_marker, find_marker
from fazhi.reading.outline import outline

MARKERS = {
    "一、总体情况": ("han", 1),
    "十二、附则": ("han", 12),
    "三、2021年工作打算": ("han", 3),
    "四．下一步": ("han", 4),
    "二，存在问题": ("han", 2),
    "（三）加强领导": ("han_bracketed", 3),
    "(十一)健全机制": ("han_bracketed", 11),
    "( 二 ) 完善制度": ("han_bracketed", 2),
    "〔三〕审查文件": ("han_bracketed", 3),
    "（四 强化监督": ("han_bracketed", 4),
    "五）优化服务": ("han_bracketed", 5),
    "㈥落实责任": ("han_bracketed", 6),
    "1.深化改革": ("arabic", 1),
    "2、清理证明": ("arabic", 2),
    "３．加强培训": ("arabic", 3),
    "12．公开信息": ("arabic", 12),
    "⒌规范执法": ("arabic", 5),
    "（3）开展评查": ("arabic_bracketed", 3),
    "4)开展评查": ("arabic_bracketed", 4),
    "⑵开展评查": ("arabic_bracketed", 2),
    "①开展评查": ("circled", 1),
    "一是加强领导": ("item", 1),
    "二要健全机制": ("item", 2),
    "第三，压实责任": ("item", 3),
    "第二部分 主要工作": ("part", 2),
}
NO_MARKERS = [
    "一批项目落地",
    "一是否合法",
    "2021年工作",
    "3个方面",
    "2021.5万元",
    "第三方评估",
    "一般情况",
    "十分重要",
    "",
    "（见附件）",
]


@pytest.mark.parametrize(("line", "expected"), MARKERS.items())
def test_marker(line: str, expected: tuple[str, int]) -> None:
    marker = find_marker(line)
    assert marker is not None
    assert (marker.kind, marker.number) == expected


@pytest.mark.parametrize("line", NO_MARKERS)
def test_no_marker(line: str) -> None:
    assert find_marker(line) is None


@pytest.mark.parametrize(
    ("line", "previous", "lost"),
    [
        ("3加快平台建设", Marker("arabic", 2, 2), True),
        ("3件案件", Marker("arabic", 2, 2), False),
        ("4加快平台建设", Marker("arabic", 2, 2), False),
        ("三加强领导", Marker("han", 2, 2), True),
        ("三是加强领导", Marker("han", 2, 2), False),
    ],
)
def test_lost_point(line: str, previous: Marker, lost: bool) -> None:
    assert (find_lost_marker(line, previous) is not None) == lost


def sections(*lines: str, roles: list[str] | None = None) -> list[tuple[str, ...]]:
    return [place.section for place in outline(lines, roles)]


def test_text_before_the_first_heading_has_no_section() -> None:
    assert sections("我市全力推进法治建设，成效明显。", "一、主要工作", "全年开展培训3次，覆盖各部门。")[0] == ()


def test_tree() -> None:
    assert sections(
        "一、工作", "（一）制度", "1.清理文件。共清理3件。", "（二）执法", "全年无败诉案件，执法规范。", "二、问题"
    ) == [
        (),
        ("一、工作",),
        ("一、工作", "（一）制度", "1.清理文件"),
        ("一、工作",),
        ("一、工作", "（二）执法"),
        (),
    ]


def test_run_in_heading_holds_what_follows() -> None:
    found = sections("（一）加强领导。定期听取汇报。", "同时压实各部门的责任，层层传导。", "（二）健全机制。完善制度。")
    assert found == [("（一）加强领导",), ("（一）加强领导",), ("（二）健全机制",)]


def test_a_report_may_begin_at_any_kind_of_mark() -> None:
    places = outline(["1、工作", "（1）制度", "2、问题"])
    assert [place.heading_level for place in places] == [1, 2, 1]


def test_headings_without_marks_stand_side_by_side() -> None:
    roles = ["heading", "progress", "heading", "problem"]
    assert sections("工作开展情况", "甲。", "存在的问题", "乙。", roles=roles) == [
        (),
        ("工作开展情况",),
        (),
        ("存在的问题",),
    ]


def test_closing_and_furniture_stand_outside() -> None:
    roles = ["heading", "progress", "closing", "meta"]
    assert sections("一、工作", "甲。", "2021年1月3日", "版权所有", roles=roles)[2:] == [(), ()]


def test_lost_point_in_a_tree() -> None:
    assert sections("1、工作。甲乙丙。", "2、制度。甲乙丙。", "3加快建设。甲乙丙。")[2] == ("3加快建设",)


@given(st.lists(st.text("一二三（）()1234.、。，是要年政府建设\u3000", min_size=1).filter(str.strip), max_size=12))
def test_every_paragraph_gets_a_place(lines: list[str]) -> None:
    lines = [line.strip() for line in lines]
    places = outline(lines)
    assert len(places) == len(lines)
    for place in places:
        assert place.heading_level is None or place.heading_level == len(place.section) + 1

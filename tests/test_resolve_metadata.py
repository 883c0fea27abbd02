"""Metadata of small reports: `role:line|role:line`, organs in ⟦…⟧, against what they say of themselves."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.records import Entity, Meta, Paragraph, Record
from fazhi.resolve.metadata import describe, metadata
from fazhi.resolve.titles import head_of, join_title

TABLE = Path(__file__).parent / "resolve" / "metadata.tsv"
FIELDS = ("issuer", "region", "adcode", "level", "period", "doc_no", "published")
ROLES = ("meta", "title", "heading", "overview", "progress", "problem", "plan", "closing")
MARK = re.compile(r"⟦([^⟧]+)⟧")


def record(lines: list[tuple[str, str]]) -> Record:
    text, paragraphs, entities = "", [], []
    for role, line in lines:
        start = len(text)
        reached = 0
        for match in MARK.finditer(line):
            text += line[reached : match.start()]
            here = len(text)
            text += match[1]
            entities.append(Entity(start=here, end=len(text), label="AGENCY", text=match[1], score=1.0, by="tagger"))
            reached = match.end()
        text += line[reached:]
        paragraphs.append(Paragraph(start=start, end=len(text), role=role, heading_level=None, section=(), areas=()))
        text += "\n"
    return Record(
        id="no-evidence-2001",
        source="鼓楼区-2001.txt",
        sha256="",
        text=text,
        meta=Meta(),
        paragraphs=tuple(paragraphs),
        entities=tuple(entities),
        model={},
    )


def cases() -> list[object]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [pytest.param(row, id=row["id"]) for row in rows]


def small(row: dict[str, str]) -> Record:
    return record([tuple(line.split(":", 1)) for line in row["lines"].split("|")])  # type: ignore[misc]


@pytest.mark.parametrize("row", cases())
def test_what_a_report_says_of_itself(row: dict[str, str]) -> None:
    meta = metadata(small(row))
    assert {field: getattr(meta, field) for field in FIELDS} == {field: row[field] or None for field in FIELDS}
    assert meta.year == (int(row["year"]) if row["year"] else None)


def test_a_shared_name_is_warned_of_with_its_candidates() -> None:
    found = describe(record([("title", "鼓楼区2020年法治政府建设情况报告")]))
    assert found.meta.adcode is None
    assert len(found.warnings) == 1
    assert "320106" in found.warnings[0]
    assert "350102" in found.warnings[0]


def test_a_unique_name_gives_no_warning() -> None:
    assert describe(record([("title", "长沙县2020年法治政府建设情况报告")])).warnings == ()


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (["【法治政府】长沙县2020年法治政府建设情况报告"], "长沙县2020年法治政府建设情况报告"),
        (["长沙县2020年法治政府建设情况报告_长沙县政府网"], "长沙县2020年法治政府建设情况报告"),
        (["长沙县人民政府", "2020年法治政府建设情况报告", "市人民政府："], "长沙县人民政府2020年法治政府建设情况报告"),
        (["长沙县2020年法治政府建设情况报告", "（2021年1月8日）"], "长沙县2020年法治政府建设情况报告"),
        (["长沙县2020年法治政府建设情况报告", "——在县人大常委会会议上"], "长沙县2020年法治政府建设情况报告"),
        (["长沙县2020年法治政府建设情况报告"] * 2, "长沙县2020年法治政府建设情况报告"),
        (["市人民政府："], None),
        ([], None),
    ],
)
def test_title(lines: list[str], title: str | None) -> None:
    assert metadata(record([("title", line) for line in lines])).title == title


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("长沙县人民政府关于2020年法治政府建设情况的报告", "长沙县人民政府"),
        ("法治春风满梨桥——梨桥市人民政府2016年法治政府建设工作报告", "梨桥市人民政府"),
        ("2020年度法治政府建设情况报告", ""),
    ],
)
def test_head_of_a_title(title: str, head: str) -> None:
    assert head_of(title) == head


def test_an_empty_record_has_no_metadata() -> None:
    assert metadata(record([])) == Meta()


LINES = st.tuples(
    st.sampled_from(ROLES),
    st.one_of(
        st.text(max_size=40),
        st.text(alphabet="长沙县市区政府人民发布日期：:文号〔〕2019年上半月报告关于 　【】-/十五", max_size=40),
    ),
)


@given(st.lists(LINES, max_size=8))
def test_any_text_has_metadata_of_the_scheme(lines: list[tuple[str, str]]) -> None:
    meta = metadata(record(lines))
    assert meta.level in {"national", "province", "prefecture", "county", "township", None}
    assert meta.published is None or re.fullmatch(r"\d{4}-\d\d-\d\d", meta.published)
    assert meta.period is None or re.fullmatch(r"\d{4}(?:H[12]|-\d{4})?", meta.period)
    assert (meta.year is None) == (meta.period is None)


@given(st.lists(st.text(max_size=60), max_size=4))
def test_joining_a_title_never_raises(lines: list[str]) -> None:
    title = join_title(lines)
    assert title is None or title

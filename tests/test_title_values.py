"""Titles as values: folding, kind and bareness by table; properties on any string."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fazhi.grammar.title_places import leading_place
from fazhi.grammar.title_values import (
    fold_title,
    is_bare,
    kind_by_words,
    split_edition,
    title_head,
    title_key,
    title_of,
)
from fazhi.lexicon import table

TABLE = Path(__file__).parent / "grammar" / "titles_values.tsv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
KINDS = {"constitution", "law", "local_regulation", "plan", "normative", "list", "report", "other", ""}

WORDS = st.lists(
    st.sampled_from(
        [*'《》〈〉<>（）()“"年-—一至 ', "2021", "安和市", "法", "条例", "办法", "草案", "试行", "中华人民共和国"]
    )
).map("".join)
ANY = st.one_of(st.text(), WORDS)


@pytest.mark.parametrize("row", [pytest.param(row, id=f"{row['text']}: {row['note']}") for row in ROWS])
def test_title_folds_and_tells_its_kind(row: dict[str, str]) -> None:
    folded = fold_title(title_of(row["text"]))
    assert folded == row["folded"]
    assert (kind_by_words(folded) or "-") == row["kind"]
    assert is_bare(folded) == (row["bare"] == "true")


@pytest.mark.parametrize(
    ("title", "name", "level"),
    [
        ("湖北省档案条例", "湖北省", "province"),
        ("重庆市档案条例", "重庆市", "province"),
        ("荆州市档案条例", "荆州市", "prefecture"),
        ("湖北省荆州市沙市区档案办法", "沙市区", "county"),
        ("沙市区档案办法", "沙市区", "county"),
        ("恩施土家族苗族自治州档案条例", "恩施土家族苗族自治州", "prefecture"),
        ("沧河省档案条例", "沧河省", "province"),
        ("安和市芦沟区档案办法", "芦沟区", "county"),
        ("棠溪县柳塘镇档案办法", "柳塘镇", "township"),
    ],
)
def test_place_at_the_head(title: str, name: str, level: str) -> None:
    assert leading_place(title) == (name, level)


@pytest.mark.parametrize(
    "title", ["城市管理办法", "社区矫正办法", "全市档案办法", "各县档案办法", "乡镇档案办法", "行政许可法", ""]
)
def test_no_place_at_the_head(title: str) -> None:
    assert leading_place(title) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中华人民共和国行政复议法", "行政复议法"),
        ("“七五”普法规划", "七五普法规划"),
        ("关于贯彻〈纲要〉的通知", "关于贯彻纲要的通知"),
        ("法治纲要（2021-2025）", "法治纲要（2021-2025年）"),
    ],
)
def test_spellings_of_one_title_share_their_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("法治纲要（2015-2020年）", "法治纲要（2021-2025年）"),
        ("2018年工作要点", "2019年工作要点"),
        ("信访条例", "信访工作条例"),
        ("食品经营管理办法", "药品经营管理办法"),
    ],
)
def test_different_titles_keep_different_keys(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@given(ANY)
@example("2021—2025—2030年")
@example("<<>>")
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold_title(text)
    assert fold_title(once) == once


@given(ANY)
def test_nothing_raises_and_editions_part_cleanly(text: str) -> None:
    folded = fold_title(title_of(text))
    base, edition = split_edition(folded)
    assert base + edition == folded
    assert not edition or (edition.startswith("（") and edition.endswith("）"))
    head = title_head(folded)
    assert head is None or head in folded
    assert isinstance(is_bare(folded), bool)
    leading_place(folded)
    kind_by_words(folded)


def test_heads_are_unique_and_name_known_kinds() -> None:
    rows = table("instrument_heads")
    assert len({row["word"] for row in rows}) == len(rows)
    assert {row["kind"] for row in rows} == KINDS - {"local_regulation"}
    assert all(row["source"] for row in rows)

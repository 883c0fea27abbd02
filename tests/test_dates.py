"""Dates and periods, written as reports write them; damaged ones are None."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.grammar.dates import find_date, find_half, find_period

CHARACTERS = "0123456789０２〇○零一二十年月日-./ 至上下半度"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-03-26", "2020-03-26"),
        ("2020/3/6 09:41", "2020-03-06"),
        ("2020.03.26", "2020-03-26"),
        ("２０２０年３月６日", "2020-03-06"),
        ("2020 年 3 月 6 日", "2020-03-06"),
        ("二〇二〇年十二月三十一日", "2020-12-31"),
        ("二○二○年十月二十日", "2020-10-20"),
        ("二零二零年一月十五日", "2020-01-15"),
        ("2020-13-26", None),
        ("2021-02-29", None),
        ("2020-3", None),
        ("2020年3月", None),
        ("12020-03-26", None),
        ("发布日期：", None),
        ("", None),
    ],
)
def test_find_date(text: str, day: str | None) -> None:
    assert find_date(text) == day


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2020年法治政府建设", "2020"),
        ("2020年度", "2020"),
        ("2018年上半年", "2018H1"),
        ("2018年度上半年", "2018H1"),
        ("2018年1至6月", "2018H1"),
        ("2018年下半年", "2018H2"),
        ("2016—2020年", "2016-2020"),
        ("2016年至2020年", "2016-2020"),
        ("２０１６－２０２０年", "2016-2020"),
        ("二〇一三年度", "2013"),
        ("“十三五”时期", "2016-2020"),
        ("十四五期间", "2021-2025"),
        ("2020年3月6日", None),
        ("法治政府建设情况报告", None),
        ("2020号", None),
        ("", None),
    ],
)
def test_find_period(text: str, period: str | None) -> None:
    found = find_period(text)
    assert (found.period if found else None) == period


def test_the_year_of_a_period_is_its_last() -> None:
    found = find_period("2016—2020年")
    assert found is not None
    assert found.year == 2020


@pytest.mark.parametrize(("text", "half"), [("今年上半年", "H1"), ("下半年", "H2"), ("今年以来", None)])
def test_find_half(text: str, half: str | None) -> None:
    assert find_half(text) == half


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_a_printed_date_is_read_back(day: date) -> None:
    assert find_date(f"发布日期：{day.year}年{day.month}月{day.day}日") == day.isoformat()
    assert find_date(f"时间:{day.year}-{day.month:02}-{day.day:02} 10:00") == day.isoformat()


@given(st.text(st.one_of(st.sampled_from(CHARACTERS), st.characters()), max_size=30))
def test_any_string_is_read_without_raising(text: str) -> None:
    found = find_period(text)
    assert found is None or found.period.startswith(("1", "2"))
    find_date(text)

"""Dates, years and periods as reports print them: 2020-03-26, 2020年3月26日, 二〇二〇年三月, 2018年上半年, 2016—2020年."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from fazhi.grammar.folding import fold

_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HAN_YEAR = r"[一二][〇零一二三四五六七八九]{3}"
_DATE = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d) ?(?:(?P<mark>[-./]) ?(?P<m>\d{1,2}) ?(?P=mark) ?(?P<d>\d{1,2})(?!\d)"
    r"|年 ?(?P<hm>\d{1,2}) ?月 ?(?P<hd>\d{1,2}) ?日)"
)
_HAN_DATE = re.compile(
    rf"(?P<year>{_HAN_YEAR}) ?年(?P<m>[一二三四五六七八九十]{{1,2}})月(?P<d>[一二三四五六七八九十]{{1,3}})日"
)
_YEARS = re.compile(r"(?<!\d)(?P<first>(?:19|20)\d\d) ?年?度? ?(?:[-~至到]{1,2}) ?(?P<last>(?:19|20)\d\d) ?年?")
_YEAR = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d ?\d|{_HAN_YEAR}) ?(?:年度?|(?=法治|依法))(?! ?\d{{1,2}} ?月(?! ?[-~至]))"
)
_HALF = re.compile(r"(?P<first>上半年|[1一] ?(?:月 ?)?[-~至] ?[6六] ?月)|(?P<second>下半年)")
_HALF_REACH = 8
_PLAN = re.compile(r"“?十(?P<number>[一二三四五六])五”?(?:时期|期间)")
_BEFORE_PLANS = 1951
"""The nth 五年规划 since the sixth (1981) begins in this year and 5n more."""


class Period(NamedTuple):
    """What a report covers: its (last) year and the period as `2020`, `2018H1` or `2016-2020`."""

    year: int
    period: str


def find_date(text: str) -> str | None:
    """The first date in a text, ISO 8601; None where there is none or it is damaged.

    >>> find_date("发布时间：2020-03-26 09:41"), find_date("二〇二〇年三月十六日"), find_date("2020-13-26")
    ('2020-03-26', '2020-03-16', None)
    """
    view = fold(text)
    if found := _DATE.search(view):
        month, day = (found["m"], found["d"]) if found["m"] else (found["hm"], found["hd"])
        return _iso(int(found["year"]), int(month), int(day))
    if found := _HAN_DATE.search(view):
        return _iso(_han_year(found["year"]), _small(found["m"]), _small(found["d"]))
    return None


def find_period(text: str) -> Period | None:
    """The period that a title or an opening sentence names.

    >>> find_period("某区2018年上半年法治政府建设情况"), find_period("２０１６—２０２０年法治政府建设情况的报告")
    (Period(year=2018, period='2018H1'), Period(year=2020, period='2016-2020'))
    >>> find_period("二○一一年度推进依法行政工作情况"), find_period("法治政府建设情况")
    (Period(year=2011, period='2011'), None)
    >>> find_period("“十四五”时期法治政府建设情况")
    Period(year=2025, period='2021-2025')
    """
    view = fold(text)
    if (found := _YEARS.search(view)) and int(found["first"]) < int(found["last"]):
        return Period(int(found["last"]), f"{found['first']}-{found['last']}")
    if not (found := _YEAR.search(view)):
        return _plan(view)
    year = _han_year(found["year"]) if found["year"][0] in "一二" else int(found["year"].replace(" ", ""))
    return Period(year, f"{year}{_half(view[found.end() :][:_HALF_REACH])}")


def find_half(text: str) -> str | None:
    """The half-year that a text is about, `H1` or `H2`.

    >>> find_half("今年上半年，我区"), find_half("今年以来")
    ('H1', None)
    """
    return _half(fold(text)) or None


def _plan(view: str) -> Period | None:
    """The years of a five-year plan: 十四五 → 2021-2025."""
    if not (found := _PLAN.search(view)):
        return None
    first = _BEFORE_PLANS + 5 * (10 + _small(found["number"]))
    return Period(first + 4, f"{first}-{first + 4}")


def _half(view: str) -> str:
    found = _HALF.search(view)
    return "" if not found else "H1" if found["first"] else "H2"


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _han_year(han: str) -> int:
    return int(han.translate(_DIGITS))


def _small(han: str) -> int:
    """A numeral from 一 to 九十九; 0, which no calendar has, for anything else."""
    tens, ten, ones = han.partition("十")
    if not ten:
        return int(han.translate(_DIGITS)) if len(han) == 1 else 0
    digits = (tens.translate(_DIGITS) or "1") + (ones.translate(_DIGITS) or "0")
    return int(digits) if len(digits) == len("10") and digits.isdigit() else 0

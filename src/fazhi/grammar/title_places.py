"""The place at the head of a title and the level of its government."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from fazhi.lexicon import table

_LONGEST = 14
_UNLISTED = re.compile(
    r"[一-龥]{2,8}?(?P<province>自治区)|[一-龥]{2,8}?(?P<prefecture>自治州)|[一-龥]{2,10}?(?P<county>自治县|自治旗)"
    r"|[一-龥]{2,3}?(?<![节各全本])(?P<province_2>省)"
    r"|[一-龥]{2,3}?(?<![城都超股上门本全各夜菜])(?P<prefecture_2>市|地区|盟)"
    r"|[一-龥]{2,3}?(?<![各全本])(?P<county_2>县|旗)"
)
_UNLISTED_COUNTY = re.compile(r"[一-龥]{1,4}?(?<![城社园校山林灾库景])(?:区|县|旗|市)(?=.{4})")
_TOWNSHIP = re.compile(r"[一-龥]{2,6}?(?:街道|(?<![城农侨])乡|(?<![城乡名])镇)(?=.{3})")


class Place(NamedTuple):
    """The last of the places in a row at the head of a title: its name and its level."""

    name: str
    level: str


def leading_place(title: str) -> Place | None:
    """The last place in the row of places that a title begins with.

    Listed places are known by the administrative table. One that is not listed is read by its last word (省, 市, 县), a 市
    without a province or a county behind it as a prefecture.

    Args:
        title: A folded title.

    Returns:
        Its name and its level: province, prefecture, county or township; None where the title begins with no place.

    >>> leading_place("荆州市沙市区信访办法"), leading_place("安和市信访办法"), leading_place("城市管理办法")
    (Place(name='沙市区', level='county'), Place(name='安和市', level='prefecture'), None)
    """
    place = _listed(title, 0)
    end = 0
    while place is not None and (following := _listed(title, end := end + len(place.name))):
        place = following
    if place is None:
        unlisted = _UNLISTED.match(title)
        if unlisted is None:
            return None
        place, end = Place(unlisted.group(), str(unlisted.lastgroup).removesuffix("_2")), unlisted.end()
    if place.level != "county" and (county := _UNLISTED_COUNTY.match(title, end)):
        return Place(county.group(), "county")
    if place.level == "county" and (township := _TOWNSHIP.match(title, end)):
        return Place(township.group(), "township")
    return place


def _listed(title: str, position: int) -> Place | None:
    """The longest listed name at `position`."""
    levels = _levels()
    for end in range(min(len(title), position + _LONGEST), position + 1, -1):
        if level := levels.get(title[position:end]):
            return Place(title[position:end], level)
    return None


@cache
def _levels() -> dict[str, str]:
    return {row["name"]: row["level"] for row in table("regions")}

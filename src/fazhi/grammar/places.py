"""Place names in front of an organ's name or in a title: 荆州市沙市区, 榛安侗族自治县, 官渡口街道.

A name from the administrative table wins; another is read by its ending (市, 县, 区, 镇, …), so that a place the table
does not have is still a place. What only looks like one (社区, 市场, 开发区) is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_KINDS = (
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "生产建设兵团",
    "地区",
    "街道",
    "林区",
    "特区",
    "苏木",
    *"省市区县州盟旗镇乡",
)
_LEVELS = {
    "省": "province",
    "自治区": "province",
    "生产建设兵团": "province",
    "市": "prefecture",
    "自治州": "prefecture",
    "地区": "prefecture",
    "盟": "prefecture",
    "州": "prefecture",
    "街道": "township",
    "镇": "township",
    "乡": "township",
    "苏木": "township",
}
_ENDINGS = "|".join(_KINDS)
_LOOKS = re.compile(
    rf"(?P<base>[一-龥]{{2,10}}?)(?P<kind>{_ENDINGS})(?!场|容|民中心|民服务|域|块链|划|村振兴|直|级|街|建设|规划|社会)"
)
_NO_BASE = re.compile(
    r"[局厅委部院办处科队驻署税银党组的及各我]|^[和与对向等本全]|"
    r"人民|国家|关于|依法|法治|治$|加强|推进|全面|贯彻|落实|中央|公安|司法|海关|农村|城乡|城市$|建设$|社$|园$|景$|校$|辖$|库$|灾$|"
    r"开发$|示范$|高新$|经开$|保税$|保护$|度假$|旅游$|试验$|产业$|新$|片$|小$|农贸$|超$|"
    r"^[省市县区州盟旗镇乡]"
)
_ZONE = re.compile(r"[一-龥]{2,16}?(?:开发区|高新区|经开区|示范区|园区|保税区|度假区|旅游区|试验区|新区|口岸)")


class Place(NamedTuple):
    """A place name and its level; the level of a 市 of the grammar alone is prefecture until shown to be a county."""

    name: str
    kind: str
    known: bool

    @property
    def level(self) -> str:
        """The level that the ending shows."""
        return _LEVELS.get(self.kind, "county")


def kind_of(name: str) -> str | None:
    """The ending of a place name that says what it is.

    >>> kind_of("沙市区"), kind_of("恩施土家族苗族自治州"), kind_of("北京")
    ('区', '自治州', None)
    """
    return next((kind for kind in _KINDS if name.endswith(kind)), None)


def split_places(text: str, is_region: Callable[[str], bool], longest: int = 15) -> tuple[tuple[Place, ...], str]:
    """Split the place names off the front of a text, outermost first.

    Args:
        text: Any text.
        is_region: Tells the names of the administrative table.
        longest: Characters of the table's longest name.

    >>> known = {"荆州市", "沙市区"}
    >>> places, rest = split_places("荆州市沙市区司法局", known.__contains__)
    >>> [place.name for place in places], rest
    (['荆州市', '沙市区'], '司法局')
    >>> places, rest = split_places("市场监督管理局", known.__contains__)
    >>> places, rest
    ((), '市场监督管理局')
    """
    places: list[Place] = []
    while place := _place(text, is_region, longest):
        places.append(place)
        text = text[len(place.name) :]
    return tuple(places), text


def zone(text: str) -> str | None:
    """A development zone (开发区) at the front of a text: no place of the administrative map.

    >>> zone("临岫高新区管委会"), zone("沙市区司法局")
    ('临岫高新区', None)
    """
    found = _ZONE.match(text)
    return found[0] if found else None


def _place(text: str, is_region: Callable[[str], bool], longest: int) -> Place | None:
    for end in range(min(longest, len(text)), 1, -1):
        name = text[:end]
        if is_region(name) and (kind := kind_of(name)):
            return Place(name, kind, True)
    return _by_ending(text)


def _by_ending(text: str) -> Place | None:
    found = _LOOKS.match(text)
    if not found or _NO_BASE.search(found["base"]):
        return None
    return Place(found[0], found["kind"], False)

"""The places that an organ code in a report may stand for: the report's own and its superiors', with their full names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from fazhi.lexicon import table
from fazhi.records import Meta

_PATH = re.compile(
    r"(?P<province>.{1,8}?(?:省|自治区))?(?P<prefecture>.{2,12}?(?:自治州|地区|盟|市))?"
    r"(?P<county>.+?(?:自治县|自治旗|县|区|旗|市))?(?P<township>.+?(?:镇|乡|街道))?"
)
_TOWNSHIP = re.compile(r"(?:县|区|市|旗|州)(?P<name>[^县区旗州]{1,10}?(?:镇|乡|街道))(?:办事处)?$")
_SUFFIX = re.compile(r"(?:省|自治区|自治州|地区|盟|市|自治县|自治旗|县|区|旗|镇|乡|街道)$")
_NO_DISTRICTS = ("地区", "林区", "特区")
_MUNICIPALITIES = ("11", "12", "31", "50")


@dataclass(frozen=True, slots=True)
class CodePlace:
    """A place above or of a report.

    Attributes:
        name: Its own name, 沙市区.
        full: As its organs bear it, 荆州市沙市区: districts carry their city, townships their county.
        short: 沙市.
        level: province, prefecture, county or township.
        adcode: Its code, or None.
        own: It is the report's own.
    """

    name: str
    full: str
    short: str
    level: str
    adcode: str | None = None
    own: bool = False

    @property
    def municipality(self) -> bool:
        """Whether it is 北京, 天津, 上海 or 重庆."""
        return self.level == "province" and (self.adcode or "").startswith(_MUNICIPALITIES)


def code_places(meta: Meta) -> tuple[CodePlace, ...]:
    """The report's place and those above it, outermost first; empty for national organs and unknown places.

    >>> meta = Meta(region="荆州市沙市区", adcode="421002", level="county")
    >>> [place.full for place in code_places(meta)]
    ['湖北省', '荆州市', '荆州市沙市区']
    """
    if meta.level == "national":
        return ()
    return _places(meta.adcode or "", meta.region or "", meta.level == "township")


@cache
def _regions() -> Mapping[str, Mapping[str, str]]:
    return MappingProxyType({row["adcode"]: row for row in table("regions")})


@cache
def _places(adcode: str, region: str, township: bool) -> tuple[CodePlace, ...]:
    steps = _by_code(adcode, region, township) if adcode in _regions() else _by_name(region)
    places: list[CodePlace] = []
    for at, (name, short, level, code) in enumerate(steps, 1):
        above = places[-1] if places else None
        carries = above is not None and (level == "township" or _of_city(name, above))
        full = f"{above.full}{name}" if above and carries else name
        places.append(CodePlace(name, full, short, level, code, own=at == len(steps)))
    return tuple(places)


def _by_code(adcode: str, region: str, township: bool) -> list[tuple[str, str, str, str | None]]:
    """Name, short name, level and code of each place; the lowest may be a township, which has no code."""
    codes = dict.fromkeys((f"{adcode[:2]}0000", f"{adcode[:4]}00", adcode))
    rows = [_regions()[code] for code in codes if code in _regions()]
    steps: list[tuple[str, str, str, str | None]] = [
        (row["name"], row["short"], row["level"], row["adcode"]) for row in rows
    ]
    lowest = _TOWNSHIP.search(region) if township else None
    if lowest:
        steps.append((lowest["name"], _SUFFIX.sub("", lowest["name"]), "township", None))
    return steps


def _by_name(region: str) -> list[tuple[str, str, str, str | None]]:
    path = _PATH.fullmatch(region)
    found = path.groupdict().items() if path else ()
    return [(name, _SUFFIX.sub("", name), level, None) for level, name in found if name]


def _of_city(name: str, above: CodePlace) -> bool:
    """Whether a county-level place is a district of the city above it."""
    return (
        name.endswith("区") and not name.endswith(_NO_DISTRICTS) and (above.level == "prefecture" or above.municipality)
    )

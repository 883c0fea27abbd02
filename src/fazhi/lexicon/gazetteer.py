"""Places of the administrative map (行政区划): by name, by code, and by the year, for counties are abolished and renamed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache

from fazhi.lexicon import table

_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Region:
    """A province, prefecture or county.

    Attributes:
        name: Its official name.
        level: province, prefecture or county; a municipality (直辖市) is a province.
        adcode: Its six-digit code (GB/T 2260); null where the tables do not give it.
        prefecture: Its prefecture's name; null for provinces and what stands directly under one.
        province: Its province's name.
        until: The first year in which it no longer bears this name or place, else null.
    """

    name: str
    level: str
    adcode: str | None
    prefecture: str | None
    province: str
    until: int | None = None

    @property
    def parents(self) -> tuple[str, ...]:
        """The names above it, nearest first."""
        return (self.prefecture, self.province) if self.prefecture else (self.province,)


def regions_named(name: str, year: int | None = None) -> tuple[Region, ...]:
    """All regions that bear a name in a year, current ones first; several where cities share a district's name.

    >>> [region.adcode for region in regions_named("沙市区")]
    ['421002']
    >>> len(regions_named("鼓楼区")) > 1, regions_named("某某区")
    (True, ())
    >>> [region.until for region in regions_named("兴仁县", 2016)], regions_named("兴仁县", 2022)
    ([2018], ())
    """
    return tuple(r for r in _by_name().get(name, ()) if year is None or r.until is None or year <= r.until)


def region_at(adcode: str, year: int | None = None) -> Region | None:
    """The region with a code, under its name of that year.

    >>> region_at("420600", 2008).name, region_at("420600").name
    ('襄樊市', '襄阳市')
    """
    found = [r for r in _by_code().get(adcode, ()) if r.until is None or (year is not None and year < r.until)]
    return min(found, key=lambda region: region.until or 9999, default=None)


def is_region(name: str) -> bool:
    """Whether any region bears the name, now or formerly."""
    return name in _by_name()


@cache
def longest_name() -> int:
    """Characters of the longest name."""
    return max(map(len, _by_name()))


@cache
def _by_name() -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = defaultdict(list)
    for region in _regions():
        if region not in found[region.name]:
            found[region.name].append(region)
    return {name: tuple(sorted(regions, key=lambda r: r.until is not None)) for name, regions in found.items()}


@cache
def _by_code() -> dict[str, tuple[Region, ...]]:
    found: dict[str, list[Region]] = defaultdict(list)
    for region in _regions():
        if region.adcode:
            found[region.adcode].append(region)
    return {code: tuple(regions) for code, regions in found.items()}


@cache
def _regions() -> tuple[Region, ...]:
    """Today's table, what was renamed or abolished, and new names that the table does not have yet."""
    ended = {(row["old"], row["old_adcode"]): int(row["date"][:4]) for row in table("region_changes")}
    names = {row["adcode"]: row["name"] for row in table("regions")}
    today = []
    for row in table("regions"):
        region = _today(row["name"], row["level"], row["adcode"], names)
        until = ended.get((_path(region), region.adcode or ""))
        today.append(replace(region, until=until))
    known = {_path(region) for region in today}
    changed = []
    for row in table("region_changes"):
        if row["old"] not in known:
            changed.append(_from_path(row["old"], row["old_adcode"], int(row["date"][:4])))
        if row["new"] not in known:
            changed.append(_from_path(row["new"], row["new_adcode"], None))
    return (*today, *changed)


def _today(name: str, level: str, adcode: str, names: dict[str, str]) -> Region:
    prefecture = names.get(adcode[:4] + "00") if level == "county" else None
    return Region(name, level, adcode, prefecture, names[adcode[:2] + "0000"])


def _from_path(path: str, adcode: str, until: int | None) -> Region:
    province, prefecture, *county = path.split("/")
    code = adcode if len(adcode) == _LENGTH else None
    if county:
        return Region(county[0], "county", code, prefecture, province, until)
    return Region(prefecture, "prefecture", code, None, province, until)


def _path(region: Region) -> str:
    return "/".join(dict.fromkeys((*reversed(region.parents), region.name)))

"""Which place of the map a name in a report means: from the year, the places above it that the report names, and the table."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from fazhi.grammar.organ_names import OrganName, parse_name
from fazhi.grammar.places import Place, split_places
from fazhi.lexicon.gazetteer import Region, is_region, longest_name, regions_named

_DISTRICT = "区"
_PREFECTURES = frozenset({"市", "自治州", "州", "地区", "盟"})
_FAR_MORE = 3
_NAMES = 4096
"""So many names are taken apart once: a report says the same ones again and again, and reports share many."""
_TOWNSHIPS = frozenset({"镇", "乡", "街道", "苏木"})


@dataclass(frozen=True, slots=True)
class Site:
    """A place of the report: its names by level, null where unknown.

    Attributes:
        level: Its level.
        province: The province's name.
        prefecture: The prefecture's name.
        county: The county's bare name.
        township: The township's bare name.
        adcode: Its code; a township has none.
        candidates: The codes that its name could have, where they are several.
    """

    level: str | None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    township: str | None = None
    adcode: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def city(self) -> str | None:
        """The city that a district belongs to: its prefecture, or the municipality."""
        return self.prefecture or (self.province if self.province and self.province.endswith("市") else None)

    def name(self, level: str) -> str | None:
        """Its full name at a level: a district with its city, a township with its county, others alone."""
        if level == "township":
            county = self.name("county")
            return county + self.township if county and self.township else None
        if level == "county" and self.county and is_district(self.county):
            return self.city + self.county if self.city else None
        return {"county": self.county, "prefecture": self.prefecture, "province": self.province}.get(level)

    @property
    def region(self) -> str | None:
        """Its path from the prefecture down, as far as it is known."""
        if self.level == "township":
            return f"{self.name('county') or self.county or ''}{self.township or ''}" or None
        return (self.level and self.name(self.level)) or (self.county if self.level == "county" else None)


def is_district(name: str) -> bool:
    """Whether a county-level place is a district of a city.

    >>> is_district("沙市区"), is_district("兴义市"), is_district("神农架林区")
    (True, False, False)
    """
    return name.endswith(_DISTRICT) and not name.endswith(("自治区", "地区", "林区", "特区"))


@lru_cache(maxsize=_NAMES)
def organ_name(text: str) -> OrganName:
    """Take an organ's name apart with the administrative table."""
    return parse_name(text, is_region, longest_name())


@lru_cache(maxsize=_NAMES)
def places_in(text: str) -> tuple[Place, ...]:
    """The place names at the front of a text."""
    return split_places("".join(text.split()), is_region, longest_name())[0]


def locate(places: Sequence[Place], year: int | None, named: Counter[str]) -> Site | None:
    """Find the place that a chain of names means, outermost first.

    Args:
        places: The names, as a title or signature has them.
        year: The year of the report, for the map changes.
        named: How often the report names each place: evidence for what stands above.

    >>> site = locate(places_in("沙市区"), 2020, Counter())
    >>> site.region, site.adcode
    ('荆州市沙市区', '421002')
    >>> site = locate(places_in("鼓楼区"), 2020, Counter())
    >>> site.region, site.adcode, len(site.candidates) > 1
    ('鼓楼区', None, True)
    """
    if not places:
        return None
    kinds = {level: place.name for place in places if (level := _chain_level(place, places))}
    level = next((level for level in ("township", "county", "prefecture", "province") if level in kinds), None)
    if level is None:
        return None
    if level == "township":
        above = locate([p for p in places if p.kind not in _TOWNSHIPS], year, named) or _county(named, year)
        return replace(above or Site("township"), level="township", township=kinds["township"], adcode=None)
    region, candidates = _region(kinds[level], year, kinds, named)
    if region:
        return _site(region)
    if level == "prefecture" and not candidates and _is_county(kinds[level], named):
        level, kinds = "county", {"county": kinds[level]}
    return Site(
        level,
        province=kinds.get("province") or (None if candidates else _province(named)),
        prefecture=kinds.get("prefecture")
        or (_prefecture(kinds["county"], named) if level == "county" and not candidates else None),
        county=kinds.get("county"),
        candidates=candidates,
    )


def _chain_level(place: Place, places: Sequence[Place]) -> str | None:
    """A 市 below another 市 or a state is a county; a municipality is a province."""
    if place.kind in _TOWNSHIPS:
        return "township"
    if place.kind == "市":
        above = places[: places.index(place)]
        if any(p.kind in _PREFECTURES for p in above):
            return "county"
        levels = {region.level for region in regions_named(place.name)}
        return next(iter(levels)) if len(levels) == 1 else "prefecture"
    return place.level


def _region(
    name: str, year: int | None, kinds: dict[str, str], named: Counter[str]
) -> tuple[Region | None, tuple[str, ...]]:
    """The one region of a name, or the codes of those it may be."""
    regions = regions_named(name, year)
    above = [n for level, n in kinds.items() if n != name and level in ("prefecture", "province")]
    if above:
        regions = tuple(r for r in regions if all(n in r.parents for n in above))
    if len(regions) > 1:
        counts = [sum(named[parent] for parent in region.parents) for region in regions]
        if max(counts) and counts.count(max(counts)) == 1:
            regions = (regions[counts.index(max(counts))],)
    if len(regions) == 1:
        return regions[0], ()
    return None, tuple(sorted(region.adcode for region in regions if region.adcode))


def _site(region: Region) -> Site:
    own = {region.level: region.name}
    return Site(
        region.level,
        province=region.province,
        prefecture=own.get("prefecture", region.prefecture),
        county=own.get("county"),
        adcode=region.adcode,
    )


def _county(named: Counter[str], year: int | None) -> Site | None:
    """The one county that a township's report names, if it names one."""
    county = _only(named, lambda place: place.level == "county")
    return locate((county,), year, named) if county else None


def _prefecture(name: str, named: Counter[str]) -> str | None:
    """The prefecture that a report names in front of a place, else the one that it names at all."""
    above = {key.rpartition("/")[0] for key in named if key.endswith("/" + name)}
    above = {key for key in above if any(key.endswith(kind) for kind in _PREFECTURES)}
    if above:
        return above.pop() if len(above) == 1 else None
    place = _only(named, lambda place: place.kind in _PREFECTURES and not _is_county(place.name, named))
    return place.name if place else None


def _province(named: Counter[str]) -> str | None:
    """The province that a report names, if it names one far more than others."""
    found = [(name, count) for name, count in named.most_common() if _is_province(name)][:2]
    sure = len(found) == 1 or (len(found) > 1 and found[0][1] >= _FAR_MORE * found[1][1])
    return found[0][0] if sure else None


def _is_province(name: str) -> bool:
    return "/" not in name and name.endswith(("省", "自治区"))


def _is_county(name: str, named: Counter[str]) -> bool:
    """Whether a 市 that the table does not have is shown to be a county: the report names it behind a prefecture."""
    return name.endswith("市") and any(key.endswith(f"市/{name}") or key.endswith(f"州/{name}") for key in named)


def _only(named: Counter[str], accept: Callable[[Place], bool]) -> Place | None:
    found = {place.name: place for name in named if "/" not in name for place in places_in(name)[:1] if accept(place)}
    return next(iter(found.values())) if len(found) == 1 else None


def count_places(texts: Iterable[str]) -> Counter[str]:
    """How often names of organs and titles name each place; a chain counts for each of its places.

    >>> sorted(count_places(["荆州市沙市区人民政府", "湖北省司法厅"]).items())
    [('沙市区', 1), ('湖北省', 1), ('荆州市', 1), ('荆州市/沙市区', 1)]
    """
    named: Counter[str] = Counter()
    for text in texts:
        places = places_in(text)
        named.update(place.name for place in places)
        named.update(f"{above.name}/{below.name}" for above, below in itertools.pairwise(places))
    return named

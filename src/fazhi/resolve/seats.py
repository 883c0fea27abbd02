"""Whose 市政府 this is: the seat that a level word, or a place named in a report, means there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fazhi.grammar.places import Place
from fazhi.lexicon.gazetteer import Region, region_at, regions_named
from fazhi.records import Meta
from fazhi.resolve.places import Site, is_district, locate, places_in

_LEVELS = {
    "省": "province",
    "自治区": "province",
    "兵团": "province",
    "州": "prefecture",
    "自治州": "prefecture",
    "盟": "prefecture",
    "地区": "prefecture",
    "地": "prefecture",
    "师": "prefecture",
    "师市": "prefecture",
    "县": "county",
    "区": "county",
    "旗": "county",
    "自治县": "county",
    "自治旗": "county",
    "镇": "township",
    "乡": "township",
    "街道": "township",
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A place where an organ sits: its full name, null where unknown, and its level.

    Attributes:
        name: With the city of a district, the county of a township.
        level: province, prefecture, county or township; null where even that is unknown.
        candidates: The names it may have, where several places share it.
    """

    name: str | None
    level: str | None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The report's place and all above it.

    Attributes:
        site: Its place.
        year: The year reported on.
    """

    site: Site
    year: int | None

    @property
    def own(self) -> Seat:
        """The report's own place."""
        return self.at_level(self.site.level) if self.site.level else Seat(None, None)

    def of_level(self, word: str) -> Seat:
        """The seat that a level word means in this report.

        >>> meta = Meta(region="荆州市沙市区", adcode="421002", level="county", year=2018)
        >>> here = jurisdiction(meta)
        >>> here.of_level("区").name, here.of_level("市").name, here.of_level("省").name, here.of_level("县").name
        ('荆州市沙市区', '荆州市', '湖北省', None)
        """
        if word == "市":
            return self._city()
        level = _LEVELS.get(word)
        if level is None:
            return Seat(None, None)
        bare = {"province": self.site.province, "prefecture": self.site.prefecture, "county": self.site.county}
        bare["township"] = self.site.township
        name = bare[level]
        return self.at_level(level) if name and word in name[-len("自治区") :] else Seat(None, level)

    def at_level(self, level: str) -> Seat:
        """The seat of a level; where several places have its name, the candidates.

        >>> site = locate(places_in("鼓楼区"), 2020, Counter())
        >>> seat = Jurisdiction(site, 2020).at_level("county")
        >>> seat.name, "南京市鼓楼区" in seat.candidates
        (None, True)
        """
        name = self.site.name(level)
        codes = self.site.candidates if name is None and level == self.site.level else ()
        regions = (region_at(code, self.year) for code in codes)
        return Seat(name, level, tuple(sorted(f"{r.parents[0]}{r.name}" for r in regions if r)))

    def of_places(self, places: tuple[Place, ...]) -> Seat:
        """The seat that place names mean in this report.

        >>> here = jurisdiction(Meta(region="荆州市", adcode="421000", level="prefecture", year=2018))
        >>> here.of_places(places_in("沙市区"))
        Seat(name='荆州市沙市区', level='county', candidates=())
        """
        last = places[-1].name
        for level in ("township", "county", "prefecture", "province"):
            if last == getattr(self.site, level) and self._agrees(places, level):
                return self.at_level(level)
        if len(places) == 1 and places[0].level == "township":
            county = self.site.name("county")
            return Seat(county + last if county else None, "township")
        if len(places) > 1 and places[-1].level == "township":
            above = self.of_places(places[:-1])
            return Seat(above.name + last if above.name else None, "township")
        site = locate(places, self.year, self._evidence())
        if site is None:
            return Seat(None, None)
        if site.level and (name := site.name(site.level)):
            return Seat(name, site.level)
        if is_district(last) and not site.candidates and self.site.city:
            return Seat(self.site.city + last, "county")
        names = tuple(sorted(f"{region.parents[0]}{last}" for region in regions_named(last, self.year)))
        return Seat(None, site.level, names)

    def _city(self) -> Seat:
        """市 is a county-level city in its own report, else the prefecture, else the municipality."""
        site = self.site
        if site.county and site.county.endswith("市"):
            return self.at_level("county")
        if site.prefecture and site.prefecture.endswith("市"):
            return self.at_level("prefecture")
        if site.province and site.province.endswith("市"):
            return self.at_level("province")
        return Seat(None, "prefecture")

    def _agrees(self, places: tuple[Place, ...], level: str) -> bool:
        """Whether what stands above a name is what stands above the report's own place of that name."""
        own = {self.site.province, self.site.prefecture, self.site.county, None}
        return all(place.name in own for place in places[:-1])

    def _evidence(self) -> Counter[str]:
        return Counter(name for name in (self.site.prefecture, self.site.province) if name)


def jurisdiction(meta: Meta, site: Site | None = None) -> Jurisdiction:
    """The jurisdiction of a report.

    Args:
        meta: Its metadata; the code decides, and the region where there is none.
        site: The place already found in the text, for names that the table does not have.
    """
    region = region_at(meta.adcode, meta.year) if meta.adcode else None
    if region:
        return Jurisdiction(_of_region(region), meta.year)
    if site is None and meta.region:
        site = locate(places_in(meta.region), meta.year, Counter())
    if site is None:
        return Jurisdiction(Site(meta.level), meta.year)
    return Jurisdiction(site, meta.year)


def _of_region(region: Region) -> Site:
    county = region.name if region.level == "county" else None
    prefecture = region.name if region.level == "prefecture" else region.prefecture
    return Site(region.level, region.province, prefecture, county, adcode=region.adcode)

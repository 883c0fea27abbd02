"""What a report says of itself (`Meta`): from the index table, the title, the source line, the text, in this order.

The file's name is no evidence. What is damaged or ambiguous is null; `describe` says why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fazhi.grammar.dates import Period, find_date, find_half, find_period
from fazhi.grammar.folding import fold
from fazhi.grammar.index_table import Field, first, publication_date, read_index
from fazhi.grammar.organ_names import OrganName, ShortForms
from fazhi.lexicon import table
from fazhi.records import Meta, Record
from fazhi.resolve.places import Site, count_places, locate, organ_name, places_in
from fazhi.resolve.titles import head_of, join_title, title_line

_NUMBER = re.compile(
    r"(?P<code>[一-龥A-Za-z]{2,12})\s*[〔\[【(﹝]\s*(?P<year>(?:19|20)\d\d)\s*年?\s*[〕\]】)﹞]?\s*第?\s*(?P<serial>\d{1,4})\s*号"
)
_LINE_NUMBER = re.compile(rf"\(?\s*{_NUMBER.pattern}\s*\)?")
_SIGNED = re.compile(r"^[（(]?(?P<name>[一-龥]{4,40}?)\s*(?:[（(]|(?:19|20)\d\d|[二2][〇○零0]|$)")
_OWN = re.compile(r"[我全](?P<word>省|市|县|区|州|盟|旗|镇|乡|街道)(?!国)")
_GOVERNMENT = re.compile(r"^(?:人民政府|政府|行政公署)?$")
_SUPERIOR = frozenset({"委", "政府", "人民政府", "党委"})
_LED_BY_STATE = re.compile(r"国务院[和、](?:中共[一-龥]{2,6})?市委")
_NOW = re.compile(r"今年")
_LINES = 3
"""How many opening paragraphs are asked for the period."""


@dataclass(frozen=True, slots=True)
class Description:
    """Metadata, the report's place, and what could not be decided."""

    meta: Meta
    site: Site | None
    warnings: tuple[str, ...] = ()


def metadata(record: Record) -> Meta:
    """Read a report's metadata from its text, paragraphs and entities."""
    return describe(record).meta


def describe(record: Record) -> Description:
    """Read a report's metadata, with its place and warnings where a place's name is ambiguous."""
    lines = _Lines.of(record)
    index = read_index(lines.meta)
    title = join_title(lines.title)
    period = _period(title, index, lines)
    year = period.year if period else None
    organs = [entity.text for entity in record.entities if entity.label == "AGENCY"]
    named = count_places([*organs, *(e.text.strip("《〈<") for e in record.entities if e.label == "LAW")])
    own = _own_name(title, index, lines, named)
    named.update(_superiors(own, [*lines.title, *lines.overview], organs[:20]))
    site = _site(own, index, lines, year, named)
    if site and _reports_to_state_council(site, lines):
        site = Site("province", province=site.prefecture)
    meta = Meta(
        title=title,
        issuer=_issuer(own, site, year),
        region=site.region if site else None,
        adcode=site.adcode if site else None,
        level=_level(own, site),
        year=year,
        period=period.period if period else None,
        doc_no=_doc_no(index, lines),
        published=publication_date(index),
    )
    return Description(meta, site, _warnings(site))


@dataclass(frozen=True, slots=True)
class _Lines:
    """The report's lines by role."""

    title: tuple[str, ...]
    meta: tuple[str, ...]
    overview: tuple[str, ...]
    closing: tuple[str, ...]
    body: tuple[str, ...]

    @classmethod
    def of(cls, record: Record) -> _Lines:
        lines = [(p.role, record.text[p.start : p.end]) for p in record.paragraphs]

        def having(*roles: str) -> tuple[str, ...]:
            return tuple(line for role, line in lines if role in roles)

        found = having("title") or tuple(filter(None, [title_line(having("meta", "overview", "heading"))]))
        return cls(
            title=found,
            meta=having("meta"),
            overview=having("overview"),
            closing=having("closing"),
            body=having("heading", "overview", "progress", "problem", "plan"),
        )


def _period(title: str | None, index: Sequence[Field], lines: _Lines) -> Period | None:
    """Of the title, else of the index table's name, else of the opening, else of the signature's year."""
    for text in (title, first(index, "name")):
        if text and (found := find_period(text)):
            return found
    opening = (lines.overview or lines.body)[:_LINES]
    half = next((name for line in opening if (name := find_half(line))), None)
    for line in (*opening, *lines.body[:_LINES]):
        if found := find_period(re.sub(r"《[^》]*》|〔[^〕]*〕", "", line)):
            whole = half and found.period == str(found.year)
            return Period(found.year, f"{found.year}{half}") if whole else found
    signed = next((day for line in reversed(lines.closing) if (day := find_date(line))), None)
    if signed and any(_NOW.search(line) for line in opening):
        return Period(int(signed[:4]), signed[:4] + (half or ""))
    return None


def _own_name(title: str | None, index: Sequence[Field], lines: _Lines, named: Counter[str]) -> OrganName | None:
    """The name of the organ or place that reports: of the title, the signature, the publisher, the text."""
    heads = [head_of(title)] if title else []
    heads += [found["name"] for line in lines.closing if (found := _SIGNED.match(fold(line)))]
    for head in heads:
        name = organ_name(head)
        if name.places or (name.core and _national(name.core)):
            return name
    publishers = (first(index, "issuer"), first(index, "owner"), *lines.meta[:2], *lines.meta[-2:])
    for publisher in publishers:
        if publisher and (places := places_in(publisher)):
            return OrganName(places, None, None, "", False)
    return _most_named(lines, named)


def _national(core: str) -> bool:
    """Whether a name without a place is that of a national organ."""
    return core.startswith("国家") or bool(_FORMS.exact(core, "national", None))


_FORMS = ShortForms(table("departments"))


def _most_named(lines: _Lines, named: Counter[str]) -> OrganName | None:
    """The place that is named most among those of the kind that the report calls its own (我区, 全市)."""
    own = Counter(found["word"] for line in lines.body for found in _OWN.finditer(line))
    if not own:
        return None
    word = own.most_common(1)[0][0]
    found = [(name, count) for name, count in named.most_common() if name.endswith(word) and "/" not in name]
    if not found or (len(found) > 1 and found[0][1] == found[1][1]):
        return None
    return OrganName(places_in(found[0][0]), None, None, "", False)


def _superiors(own: OrganName | None, lines: Sequence[str], organs: Sequence[str]) -> Counter[str]:
    """Cities and states that lead the report's own 市 or 县: the addressee's, and those whose Party committee it names."""
    if own is None or not own.places:
        return Counter()
    name = own.places[-1].name
    addressees = [line.strip("：: ") for line in lines if line.rstrip().endswith(("：", ":"))]
    found = {}
    for text in [*addressees, *organs]:
        organ = organ_name(text)
        leads = organ.core in _SUPERIOR or (organ.core and organ.core == own.core)
        if len(organ.places) == 1 and leads and organ.places[0].level == "prefecture":
            found[organ.places[0].name] = 1
    return Counter({f"{place}/{name}": 1 for place in found if place != name})


def _site(
    own: OrganName | None, index: Sequence[Field], lines: _Lines, year: int | None, named: Counter[str]
) -> Site | None:
    """The report's place: its own name, with what the signature or the publisher puts in front of it."""
    if own is None or not own.places:
        return None
    chains = [own.places]
    signatures = [found["name"] for line in lines.closing if (found := _SIGNED.match(fold(line)))]
    for text in (*signatures, first(index, "issuer"), first(index, "owner"), *lines.meta):
        places = places_in(text) if text else ()
        if len(places) > len(chains[-1]) and places[-1].name == own.places[-1].name:
            chains.append(places)
    return locate(chains[-1], year, named)


def _reports_to_state_council(site: Site, lines: _Lines) -> bool:
    """Whether a 市 that the table does not have is shown to be a municipality (直辖市)."""
    if site.level != "prefecture" or site.adcode or not str(site.prefecture).endswith("市"):
        return False
    return any(line.startswith("国务院") for line in lines.title) or any(map(_LED_BY_STATE.search, lines.overview))


def _level(own: OrganName | None, site: Site | None) -> str | None:
    if site:
        return site.level
    return "national" if own and _national(own.core) else None


def _issuer(own: OrganName | None, site: Site | None, year: int | None) -> str | None:
    """The full name of the organ that reports; of a place its government."""
    if own is None:
        return None
    if site is None:
        return own.core if _national(own.core) else None
    place = (site.level and site.name(site.level)) or site.region
    if place is None:
        return None
    if not _GOVERNMENT.match(own.core):
        core = own.core
        if own.zone:
            return place + own.zone + core
        readings = _FORMS.read(core, site.level, year)
        return readings[0].at(place) if len(readings) == 1 else place + core
    if site.township and site.township.endswith("街道"):
        return place + "办事处"
    if place.endswith("兵团"):
        return place
    return place + ("行政公署" if place.endswith(("盟", "地区")) else "人民政府")


def _doc_no(index: Sequence[Field], lines: _Lines) -> str | None:
    """The report's own number: of the index table, or alone on a line under the title."""
    values = [entry.value for entry in index if entry.field == "number"]
    for value in values:
        if found := _NUMBER.search(fold(value)):
            return _canonical(found)
    for line in (*lines.title, *lines.meta):
        if found := _LINE_NUMBER.fullmatch(fold(line).strip()):
            return _canonical(found)
    return None


def _canonical(number: re.Match[str]) -> str:
    return f"{number['code']}〔{number['year']}〕{int(number['serial'])}号"


def _warnings(site: Site | None) -> tuple[str, ...]:
    if site is None or not site.candidates:
        return ()
    return (f"{site.region}: several places have this name: {'、'.join(site.candidates)}",)

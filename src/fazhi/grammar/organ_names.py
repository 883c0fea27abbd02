"""How an organ's name is written, short and long: [places] [level] head [offices], with a lexicon of short forms.

市政府法制办 is the level 市, the head 政府 and the office 法制办. A row of lexicon/departments.tsv gives a short form its full
one, with `{}` where the place stands: 法制办 → `{}人民政府法制办公室`. What has no row is read as printed if it ends as a full
name ends (…局, …委员会, …领导小组); a short form without a row (…办, …委) is unknown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from fazhi.grammar.folding import fold
from fazhi.grammar.places import Place, split_places, zone

_LEVEL_WORD = re.compile(
    r"(?P<word>自治[区州县旗]|兵团|师市|地区|街道|地(?=委|纪委)"
    r"|市(?![场容域级直县区]|民中心|民服务|政(?:设施|工程|公用|园林|管理|集团))"
    r"|区(?![域划级直]|块链)"
    r"|县(?![级域区直]|乡(?!村振兴)|市(?!场|容|监|民|政(?!府)))"
    r"|省(?![级直属])|州(?![级直])|盟|旗(?![县])|镇(?![街村])|乡(?![村镇])|师(?![资范]))(?=.)"
)
"""What a level word is not: the beginning of a department's name (市|场监管局) or of another word (县域, 县乡, 区块链)."""
_NO_NAME = re.compile(r"\s|^原|第?[一二三四五六七八九十百\d]{1,4}届")
_TAX = "国家税务总局"
"""Stands in front of the names of its local offices: 国家税务总局荆州市税务局."""
_GOVERNMENT, _COMMISSIONER = "{}人民政府", "{}行政公署"
_PARTY_GROUP = "党组"
_PARTY = "中共"
_PARTY_HEADS = frozenset({"委", "党委", "委员会"})
_OFFICE_OF_BODY = re.compile(r"(?:小组|委员会|指挥部|联席会议|专班|[河湖林田路]长制)办公室$")
_SHORT_DEPARTMENT = 3
_KINDS = (
    (re.compile(r"法院$|法庭$|审判庭$"), "court"),
    (re.compile(r"检察院$|检察室$|检察厅$"), "procuratorate"),
    (re.compile(r"党工委$|纪工委$|纪委$|机关党委$|党支部$|巡[察视]组$|纪检监察组$|纪检组$"), "party"),
    (re.compile(r"街道办事处$|行政公署$"), "government"),
    (_OFFICE_OF_BODY, "body"),
    (re.compile(r"公证处$|管理处$|办案中心$"), "body"),
    (re.compile(r"[局厅署处科股司所]$|办公[室厅]$|海关$|事务所$|办事处$"), "department"),
    (re.compile(r"(?:小组|委员会|中心|[总支大中]?队|指挥部|专班|联席会议|仲裁院|研究院|[站室团组会院])$"), "body"),
)


class OrganName(NamedTuple):
    """A name taken apart: its places, outermost first, or its level word, and the rest, which says which organ it is.

    Attributes:
        places: The places named.
        level: 省, 市, 区, …: the place is the report's own of that level.
        zone: The development zone named, if any.
        core: The organ, without place: 司法局, 政府法制办.
        party: Whether 中共 stands in front.
    """

    places: tuple[Place, ...]
    level: str | None
    zone: str | None
    core: str
    party: bool


class Reading(NamedTuple):
    """A full name with `{}` for the place, and its kind."""

    full: str
    kind: str
    level: str | None = None

    def at(self, place: str) -> str:
        """The full name at a place."""
        return self.full.replace("{}", place)


class ShortForms:
    """The lexicon of short forms, by form."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._rows: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        self._full_names: dict[tuple[str, str], list[Mapping[str, str]]] = defaultdict(list)
        for row in rows:
            self._rows[row["short"]].append(row)
            if row["full"] == "{}" + row["short"] and row["kind"] == "department":
                self._full_names[row["short"][0], row["short"][-1]].append(row)
        self._longest = max(map(len, self._rows), default=0)

    def exact(self, core: str, level: str | None, year: int | None) -> tuple[Reading, ...]:
        """The readings of a short form at a level and in a year; where the year rules out all, those of any year."""
        rows = [row for row in self._rows.get(core, ()) if _fits_level(row["level"], level)]
        at_level = [row for row in rows if row["level"]] or rows
        valid = [row for row in at_level if _valid(row, year)] or at_level
        return tuple(dict.fromkeys(Reading(row["full"], row["kind"], row["level"] or None) for row in valid))

    def read(self, core: str, level: str | None, year: int | None) -> tuple[Reading, ...]:
        """All readings of an organ's name without its place; none where it is unknown.

        Args:
            core: The name without place and level word.
            level: The organ's level; null where it is not known.
            year: The year of the report.

        >>> from fazhi.lexicon import table
        >>> forms = ShortForms(table("departments"))
        >>> forms.read("政府法制办", "county", 2016)[0].at("荆州市沙市区")
        '荆州市沙市区人民政府法制办公室'
        >>> forms.read("委", "prefecture", 2020)[0].at("荆州市"), forms.read("某某办", "county", 2020)
        ('中共荆州市委员会', ())
        """
        if readings := self.exact(core, level, year):
            return readings
        for end in range(min(self._longest, len(core) - 1), 0, -1):
            if core[:end].endswith("委") and core.startswith("员会", end):
                continue
            heads = self.exact(core[:end], level, year)
            if heads and (composed := tuple(self._compose(heads, core[:end], core[end:], level, year))):
                return composed
        if expanded := self._expand(core, year):
            return expanded
        kind = kind_by_ending(core)
        return (Reading("{}" + core, kind),) if kind and kind != "party" else ()

    def _expand(self, core: str, year: int | None) -> tuple[Reading, ...]:
        """Full names of departments that a short form without a row could stand for: 市场局 → 市场监督管理局."""
        if len(core) != _SHORT_DEPARTMENT or core[-1] not in "局厅":
            return ()
        found = [r for r in self._full_names.get((core[0], core[-1]), ()) if abbreviates(core, r["short"])]
        found = [row for row in found if _valid(row, year)]
        return tuple(dict.fromkeys(Reading(row["full"], row["kind"]) for row in found))

    def head_kind(self, core: str, level: str | None, year: int | None) -> str | None:
        """The kind that an organ has by its head alone, where its office is unknown; None without a known head."""
        for end in range(min(self._longest, len(core)), 0, -1):
            kinds = {reading.kind for reading in self.exact(core[:end], level, year)}
            if kinds:
                kind = kinds.pop() if len(kinds) == 1 else None
                return "department" if kind == "government" and end < len(core) else kind
        return None

    def _compose(
        self, heads: Iterable[Reading], head: str, tail: str, level: str | None, year: int | None
    ) -> Iterator[Reading]:
        for reading in heads:
            stem = reading.full.removesuffix("员会") if head in _PARTY_HEADS else reading.full
            if tail == _PARTY_GROUP:
                yield Reading(f"{_PARTY}{stem.removeprefix(_PARTY)}{tail}", "party", reading.level)
            elif full := self._office(stem, tail, level, year):
                yield Reading(full, _kind_of_office(reading.kind, tail, full), reading.level)

    def _office(self, stem: str, tail: str, level: str | None, year: int | None) -> str | None:
        """The full name of an office of an organ: from a row that has both, else as printed if it is a full name."""
        for reading in self.exact(tail, level, year):
            if reading.full.startswith(stem):
                return reading.full
            if stem == _COMMISSIONER and reading.full.startswith(_GOVERNMENT):
                return stem + reading.full.removeprefix(_GOVERNMENT)
        if tail == "办":
            return stem + "办公室"
        return stem + tail if kind_by_ending(tail) else None


def parse_name(text: str, is_region: Callable[[str], bool], longest: int = 15) -> OrganName:
    """Take an organ's name apart.

    >>> parse_name("原区政府法制办", lambda name: False)[1:4]
    ('区', None, '政府法制办')
    >>> name = parse_name("中共兴义市委", lambda name: False)
    >>> name.places[0].name, name.core, name.party
    ('兴义市', '委', True)
    """
    view = _NO_NAME.sub("", fold(text))
    party = view.startswith(_PARTY) and not view.startswith("中共中央")
    view = view.removeprefix(_PARTY) if party else view
    if view.startswith(_TAX) and view != _TAX:
        view = view.removeprefix(_TAX)
    places, rest = split_places(view, is_region, longest)
    found = _LEVEL_WORD.match(rest)
    word = found["word"] if found and (not places or places[-1].name.endswith(found["word"])) else None
    rest = rest[len(word) :] if word else rest
    ground = zone(rest)
    rest = rest[len(ground) :] if ground else rest
    return OrganName(places, None if places else word, ground, rest, party)


def kind_by_ending(core: str) -> str | None:
    """The kind of organ that a full name's ending shows; None for what is no full name.

    >>> kind_by_ending("水利局"), kind_by_ending("依法行政工作领导小组办公室"), kind_by_ending("某办")
    ('department', 'body', None)
    """
    return next((kind for pattern, kind in _KINDS if pattern.search(core)), None)


@lru_cache(maxsize=1 << 14)
def abbreviates(short: str, full: str) -> bool:
    """Whether a short form can stand for a full name: its characters in order, the first and the head kept.

    >>> abbreviates("城管局", "城市管理综合执法局"), abbreviates("卫健委", "卫生健康委员会"), abbreviates("水利局", "水务局")
    (True, True, False)
    """
    body, head = (full[:-2], "委") if full.endswith("委员会") else (full, full[-1:])
    if full.endswith("办公室"):
        body, head = full[:-2], "办"
    if len(short) < 3 or not full or short[0] != full[0] or short[-1] != head:
        return False
    letters = iter(body)
    return all(letter in letters for letter in short)


def _kind_of_office(kind: str, tail: str, full: str) -> str:
    if kind in {"department", "government", "body"}:
        return kind_by_ending(tail) or ("body" if _OFFICE_OF_BODY.search(full) else "department")
    return kind


def _fits_level(row: str, level: str | None) -> bool:
    if row == "national" or level == "national":
        return row == level
    return not row or level is None or row == level


def _valid(row: Mapping[str, str], year: int | None) -> bool:
    if year is None:
        return True
    return (not row["from"] or int(row["from"]) <= year) and (not row["to"] or year <= int(row["to"]))

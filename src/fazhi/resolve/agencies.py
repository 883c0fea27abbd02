"""Organs: from a mention to the full official name, by the report's jurisdiction and year and what was named before.

Each mention is read with the lexicon of short forms at the seat it means. A short form whose full name stood earlier
takes that; a bare name joined to another (区法院、检察院) takes its seat. Several readings give null and candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fazhi.grammar.organ_names import OrganName, Reading, ShortForms, abbreviates, kind_by_ending
from fazhi.grammar.places import kind_of
from fazhi.lexicon import table
from fazhi.records import Record
from fazhi.resolve.metadata import describe
from fazhi.resolve.places import Site, organ_name
from fazhi.resolve.seats import Jurisdiction, Seat, jurisdiction

_JOINED = re.compile(r"\s*(?:[、，,和与及]|以及|及其|和其)?\s*")
_ITS = re.compile(r"\s*(?:及其|和其|下设的?|及)\s*")
_GENERIC = re.compile(
    r"^(?:工作)?(?:领导|协调|工作)?(?:小组|专班|联席会议|指挥部|委员会|中心|协调小组)?(?:办公室|办)?$|^常(?:务委员|委)会$|^党组$"
)
_COMMITTEE = re.compile(r"^常(?:务委员|委)会$")
_OFFICE = re.compile(r"^(?P<of>.{0,8}?)(?:办公室|办)$")
_OWN_WORD = re.compile(r"^(?:总局|局|厅|署|委|部)(?=.)")
_SECTION = re.compile(r"[科处股司]$")
_PARTY_GROUP = "党组"
_NATIONAL = re.compile(r"^(?:国家|中央|国务院|全国|最高|中华人民共和国|中共中央|中国)")
_OWN_TITLE = re.compile(r"(?:海关|海事局|海警局|法院|仲裁委员会|仲裁中心|公证处)$")
_BINGTUAN = "兵团"
_ABOVE = ("township", "county", "prefecture", "province")
_SHORT = 4
_TELLING = 6
"""A body's name of so many characters tells which body is meant, though the front of its full name is left out."""
_MOST = 6
"""Candidates listed at most."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A mention resolved: what `norm` holds, and for later mentions its seat and its name without place."""

    canonical: str | None
    level: str | None
    kind: str | None
    candidates: tuple[str, ...] = ()
    seat: Seat | None = None
    end: int = 0

    def norm(self) -> dict[str, Any]:
        """The value that the record keeps."""
        norm: dict[str, Any] = {"canonical": self.canonical, "level": self.level, "kind": self.kind}
        if self.candidates:
            norm["candidates"] = list(self.candidates)
        return norm


@dataclass(slots=True)
class _Context:
    """What the report has named so far."""

    here: Jurisdiction
    issuer: str | None
    issuer_kind: str | None
    text: str
    named: list[Resolved] = field(default_factory=list)

    def introduced(self, seat: Seat, core: str) -> str | None:
        """The one full name introduced at a seat that a short form abbreviates."""
        if not seat.name:
            return None
        full = {r.canonical for r in self.named if r.canonical and r.canonical.startswith(seat.name)}
        found = {name for name in full if abbreviates(core, name.removeprefix(seat.name))}
        if len(core) >= _TELLING and core.endswith(("小组", "委员会", "指挥部", "联席会议")):
            found |= {name for name in full if name.endswith(core) and name != seat.name + core}
        return found.pop() if len(found) == 1 else None

    def ending_in(self, text: str) -> Resolved | None:
        """The last organ named whose full name ends in a text."""
        return next((r for r in reversed(self.named) if r.canonical and r.canonical.endswith(text)), None)


def agency_norms(record: Record) -> dict[int, dict[str, Any]]:
    """Normalise the organs of a record.

    Args:
        record: With metadata and entities.

    Returns:
        By entity index `canonical`, `level`, `kind`, and `candidates` where canonical is null for being ambiguous.
    """
    meta = record.meta
    site = None if meta.adcode else describe(record).site
    context = _Context(
        here=jurisdiction(meta, site),
        issuer=meta.issuer,
        issuer_kind=_issuer_kind(meta.issuer),
        text=record.text,
    )
    norms = {}
    for index, entity in enumerate(record.entities):
        if entity.label == "AGENCY":
            resolved = resolve(entity.text, entity.start, entity.end, context)
            context.named.append(resolved)
            norms[index] = resolved.norm()
    return norms


def resolve(text: str, start: int, end: int, context: _Context) -> Resolved:
    """Resolve one mention, `context.text[start:end]`."""
    name = organ_name(text)
    found = (
        _national(name, context)
        or _of_issuer(name, context)
        or _from_antecedent(name, start, context)
        or _at_seat(name, _seat(name, start, context), context)
    )
    return Resolved(found.canonical, found.level, found.kind, found.candidates, found.seat, end)


def _national(name: OrganName, context: _Context) -> Resolved | None:
    """An organ of the state or the Party at the centre: named so, or known by its name."""
    if name.places or name.level or name.zone or not name.core:
        return None
    readings = _forms().exact(name.core, "national", context.here.year)
    headed = len(name.core) > _SHORT and _forms().head_kind(name.core, "national", None)
    if not readings and (headed or _NATIONAL.match(name.core)):
        readings = _forms().read(name.core, "national", context.here.year)
    if not readings:
        return None
    if context.here.site.level != "national" and _forms().exact(name.core, context.here.site.level, None):
        return None
    return _choose(readings, Seat("", "national"))


def _of_issuer(name: OrganName, context: _Context) -> Resolved | None:
    """In a department's report 局法规科 and 法规科 are the department's own."""
    if name.places or name.level or not context.issuer or context.issuer_kind in {None, "government"}:
        return None
    own = _OWN_WORD.match(name.core)
    core = name.core[own.end() :] if own else name.core
    if not own and not (_SECTION.search(core) and kind_by_ending(core)):
        return None
    if own and core == _PARTY_GROUP:
        return _known("中共" + context.issuer + core, context.here.own, "party")
    kind = kind_by_ending(core)
    if kind is None or kind == "party":
        return Resolved(None, context.here.own.level, kind)
    return _known(context.issuer + core, context.here.own, kind)


def _from_antecedent(name: OrganName, start: int, context: _Context) -> Resolved | None:
    """A name that says nothing alone (领导小组办公室, 常委会) means what was named before."""
    if name.places or name.level or not _GENERIC.match(name.core):
        return None
    last = context.named[-1] if context.named else None
    gap = context.text[last.end : start] if last else ""
    if last and last.canonical and _COMMITTEE.match(name.core):
        return _committee(last, gap, context)
    if last and last.canonical and name.core == "办公室" and _ITS.fullmatch(gap):
        kind = "department" if last.kind == "government" else last.kind
        return _known(last.canonical + name.core, last.seat, kind, last.level)
    office = _OFFICE.match(name.core)
    full = re.sub(r"办$", "办公室", name.core)
    if len(name.core) > 3 and (before := context.ending_in(full)):
        return before
    if office and office["of"] and (before := context.ending_in(office["of"])):
        return _known(f"{before.canonical}办公室", before.seat, before.kind, before.level)
    kind = None if _COMMITTEE.match(name.core) else kind_by_ending(name.core)
    return Resolved(None, context.here.own.level, kind)


def _committee(last: Resolved, gap: str, context: _Context) -> Resolved:
    """常委会 behind 人大及其 is the congress's; elsewhere it may be the Party's too."""
    if last.kind in {"congress", "party"} and _JOINED.fullmatch(gap) and last.canonical:
        stem = last.canonical.removesuffix("员会") if last.kind == "party" else last.canonical
        return _known(stem + "常务委员会", last.seat, last.kind, last.level)
    return Resolved(None, context.here.own.level, None)


def _seat(name: OrganName, start: int, context: _Context) -> Seat:
    """The seat of a mention: of its places, its level word, the organ it is joined to, or the report's own."""
    last = context.named[-1] if context.named else None
    joined = last and last.seat and last.seat.name and _JOINED.fullmatch(context.text[last.end : start])
    if name.places:
        return context.here.of_places(name.places)
    if name.level == _BINGTUAN:
        site = context.here.site
        return Seat(site.province if site.province and site.province.endswith(_BINGTUAN) else None, "province")
    if name.level:
        if joined and last and last.seat and str(last.seat.name).endswith(name.level):
            return last.seat
        return context.here.of_level(name.level)
    if joined and last and last.seat and last.level != "national":
        return last.seat
    own = context.here.own
    restricted = {r.level for r in _forms().exact(name.core, None, context.here.year) if r.level}
    if len(restricted) == 1 and own.level not in restricted and (level := restricted.pop()) in _ABOVE:
        return context.here.at_level(level)
    return own


def _at_seat(name: OrganName, seat: Seat, context: _Context) -> Resolved:
    """Read a name at its seat."""
    if name.zone:
        return _zone(name, seat, context)
    if _named_for_place(name, context.here.site) and (kind := kind_by_ending(name.core)):
        return Resolved(name.core, seat.level, kind, seat=seat)
    if not name.core:
        return Resolved(seat.name, seat.level, "government" if str(seat.name).endswith(_BINGTUAN) else None, seat=seat)
    readings = _forms().read(name.core, seat.level, context.here.year)
    printed = any(reading.full == "{}" + name.core for reading in readings) and name.core[-2:] != "小组"
    if not printed and (full := context.introduced(seat, name.core)):
        kinds = {reading.kind for reading in readings}
        return _known(full, seat, kinds.pop() if len(kinds) == 1 else kind_by_ending(full))
    if not readings:
        kind = kind_by_ending(name.core) or _forms().head_kind(name.core, seat.level, context.here.year)
        return Resolved(None, seat.level, kind, seat=seat)
    return _choose(readings, seat)


def _zone(name: OrganName, seat: Seat, context: _Context) -> Resolved:
    """An organ of a development zone; its level is not the map's."""
    readings = _forms().read(name.core, None, context.here.year) if name.core else ()
    place = (seat.name or "") if name.places or name.level else ""
    if len(readings) == 1:
        return Resolved(readings[0].at(place + str(name.zone)), seat.level, readings[0].kind, seat=seat)
    return Resolved(None, seat.level, None, seat=seat)


def _named_for_place(name: OrganName, site: Site) -> bool:
    """Whether a name begins with its place's short form and so is full: 澜江海关, 泊中仲裁委员会."""
    if name.places or name.level or not _OWN_TITLE.search(name.core):
        return False
    bare = (place for place in (site.county, site.prefecture, site.province) if place)
    short = (place.removesuffix(kind_of(place) or "") for place in bare)
    return any(len(stem) > 1 and name.core.startswith(stem) for stem in short)


def _choose(readings: Iterable[Reading], seat: Seat) -> Resolved:
    """The one reading's full name, or none and the candidates."""
    readings = tuple(readings)
    kinds = {reading.kind for reading in readings}
    kind = kinds.pop() if len(kinds) == 1 else None
    names = seat.candidates if seat.name is None else (seat.name,)
    full = tuple(dict.fromkeys(reading.at(name) for name in names for reading in readings))
    level = seat.level
    if len(full) == 1 and seat.name is not None:
        return Resolved(full[0], level, kind, seat=seat)
    return Resolved(None, level, kind, full[:_MOST], seat=seat)


def _known(canonical: str, seat: Seat | None, kind: str | None, level: str | None = None) -> Resolved:
    return Resolved(canonical, level or (seat.level if seat else None), kind, seat=seat)


def _issuer_kind(issuer: str | None) -> str | None:
    """The kind of the organ that reports."""
    if not issuer:
        return None
    readings = _forms().read(organ_name(issuer).core, None, None)
    return readings[0].kind if readings else None


@cache
def _forms() -> ShortForms:
    return ShortForms(table("departments"))

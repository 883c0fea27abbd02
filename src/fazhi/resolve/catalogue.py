"""The catalogue of instruments (lexicon/instruments.tsv), looked up by any spelling of a title."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from fazhi.grammar.title_values import has_period, is_draft, split_edition, title_key
from fazhi.lexicon import table

_CENTRAL = re.compile(
    r"(?:中共中央办公厅国务院办公厅|中共中央国务院|中共中央办公厅|中共中央|国务院办公厅|国务院|中办国办)(?:印发)?(?:的|了)?"
)
_YEARS = re.compile(r"(\d{4})-(\d{4})")
_STATUTES = frozenset(("constitution", "law", "administrative_regulation"))


class Instrument(NamedTuple):
    """An instrument that is known by name.

    Attributes:
        title: The official full title, folded.
        kind: Its rank or kind.
        issuer: The organ that adopted it; None if that is unknown.
    """

    title: str
    kind: str
    issuer: str | None


def look_up(folded: str, year: int | None = None) -> Instrument | None:
    """Find the catalogued instrument that a folded title names; None if there is none or more than one.

    An amended version (（2017修正）) is its law; a draft (（草案）) keeps the word in its title. A plan whose years are
    left out is the one whose years hold `year`.

    Args:
        folded: A title as `fold_title` gives it.
        year: The year reported on, if known.

    >>> look_up("行政处罚法").title, look_up("法治政府建设实施纲要", 2018).title, look_up("法治政府建设实施纲要")
    ('中华人民共和国行政处罚法', '法治政府建设实施纲要（2015-2020年）', None)
    """
    named = _by_key().get(title_key(folded))
    if named is not None:
        return named
    base, edition = split_edition(folded)
    if edition and not has_period(edition):
        return _version(base, edition)
    if not edition and year is not None:
        return _in_force(base, year)
    return None


def _version(base: str, edition: str) -> Instrument | None:
    """A draft or an amended version of a statute; other editions of other instruments are instruments of their own."""
    found = _by_key().get(title_key(base))
    if found is None or found.kind not in _STATUTES:
        return None
    return found._replace(title=found.title + edition) if is_draft(edition) else found


def _in_force(base: str, year: int) -> Instrument | None:
    found = [instrument for first, last, instrument in _by_base().get(title_key(base), ()) if first <= year <= last]
    return found[0] if len(found) == 1 else None


@cache
def _by_key() -> MappingProxyType[str, Instrument]:
    """Instruments by every key that names exactly one of them: full titles first, then short names."""
    full: dict[str, Instrument] = {}
    short: dict[str, set[Instrument]] = defaultdict(set)
    for row in table("instruments"):
        instrument = Instrument(row["title"], row["kind"], row["organ"] or None)
        full[title_key(row["title"])] = instrument
        names = [*row["short"].split("|"), *_without_issuer(row["title"])]
        for name in names:
            short[title_key(name)].add(instrument)
    unique = {key: next(iter(found)) for key, found in short.items() if len(found) == 1}
    return MappingProxyType(unique | full)


def _without_issuer(title: str) -> list[str]:
    """国务院关于加强…的意见 is cited as 关于加强…的意见 as well, and the other way round."""
    plain = title.replace("、", "", 1) if title.startswith("中共中央、国务院") else title
    issuer = _CENTRAL.match(plain)
    if issuer and plain.startswith("关于", issuer.end()):
        return [plain[issuer.end() :]]
    return []


@cache
def _by_base() -> MappingProxyType[str, tuple[tuple[int, int, Instrument], ...]]:
    """Plans with years in their titles, by the title without them."""
    found: dict[str, list[tuple[int, int, Instrument]]] = defaultdict(list)
    for instrument in _by_key().values():
        base, edition = split_edition(instrument.title)
        if years := _YEARS.search(edition):
            span = (int(years[1]), int(years[2]), instrument)
            if span not in found[title_key(base)]:
                found[title_key(base)].append(span)
    return MappingProxyType({base: tuple(spans) for base, spans in found.items()})

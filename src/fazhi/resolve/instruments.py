"""`norm` of LAW entities: which instrument each title of a report names, and the report's citations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from fazhi.grammar.folding import fold
from fazhi.grammar.title_values import fold_title, is_bare, kind_by_words, title_head, title_key, title_of
from fazhi.records import Entity, Record
from fazhi.resolve.aliases import Introduction, Mention, ends_so, introductions
from fazhi.resolve.catalogue import Instrument, look_up
from fazhi.resolve.same_title import same_titles
from fazhi.resolve.tied_numbers import tied_numbers

_TITLE_ISSUER = re.compile(
    r"^(?P<issuer>[^〈〉（）]{2,40}?(?:政府|办公厅|办公室|委员会|厅|局|部|院|署|委|会|中央))关于"
)
_PUBLISHED_BY_ORDER = frozenset(("办法", "规定", "细则", "规则", "条例", "决定"))
_AND_ITS = re.compile(r"及其|及|和|、")
_NUMBER_MARKS = re.compile(r"[〔〕\[\]()【】<>{}「」 ]")
_CONGRESS = re.compile(r"人大|人民代表大会")


def instrument_norms(record: Record) -> dict[int, dict[str, Any]]:
    """Normalise every LAW entity of a record.

    Args:
        record: A record with its entities; its `meta.year` chooses between plans whose years are left out.

    Returns:
        By the entity's index: `title` without marks as written, `canonical` (the full title, the same for all mentions of one
        instrument), `kind`, `issuer`, and for a short name that cannot stand alone `alias_of`, the entity it stands for. What is
        not known is None.
    """
    mentions = _mentions(record)
    named = {m.place: found for m in mentions if not m.bare and (found := look_up(m.folded, record.meta.year))}
    named |= _implementing(record.text, mentions, named)
    aliases = _aliases(record.text, mentions, named)
    titles = _titles([m for m in mentions if m.place not in aliases and (m.place in named or not m.bare)], named)
    titles |= {index: titles[target] for index, target in aliases.items() if target in titles}
    known = {instrument.title: instrument for instrument in named.values()}
    orders = _orders(record, titles)
    return {
        m.place: _norm(record.entities[m.place], m, titles.get(m.place), aliases.get(m.place), known, orders)
        for m in mentions
    }


def _titles(full: Sequence[Mention], named: Mapping[int, Instrument]) -> dict[int, str]:
    """The canonical title of each mention that is no short name."""
    titles = {m.place: named[m.place].title if m.place in named else m.folded for m in full}
    shared = same_titles(list(titles.values()), {instrument.title for instrument in named.values()})
    return {index: shared[title] for index, title in titles.items()}


def _orders(record: Record, titles: Mapping[int, str]) -> dict[str, str]:
    """Titles whose number is an order (令) or a congress's announcement, by title: the number tells the rank."""
    numbers = tied_numbers(record.text, record.entities)
    return {titles[law]: record.entities[number].text for law, number in numbers.items() if law in titles}


def _norm(
    entity: Entity,
    mention: Mention,
    canonical: str | None,
    alias_of: int | None,
    known: Mapping[str, Instrument],
    orders: Mapping[str, str],
) -> dict[str, Any]:
    instrument = known.get(canonical or "")
    title = canonical or mention.folded
    return {
        "title": title_of(entity.text),
        "canonical": canonical,
        "kind": instrument.kind if instrument else _kind(title, orders.get(title, "")),
        "issuer": instrument.issuer if instrument else _issuer(title),
        "alias_of": alias_of,
    }


def _kind(title: str, number: str) -> str | None:
    """The kind by the number that published it, where that is an order, else by the title's words."""
    kind = kind_by_words(title)
    if title_head(title) not in _PUBLISHED_BY_ORDER:
        return kind
    if "国务院令" in number:
        return "administrative_regulation"
    if _CONGRESS.search(number):
        return "local_regulation"
    return "rule" if "令" in number and kind in (None, "normative") else kind


def _issuer(title: str) -> str | None:
    """The organ that a title names before 关于."""
    named = _TITLE_ISSUER.match(title)
    return named["issuer"] if named else None


def _mentions(record: Record) -> list[Mention]:
    found = []
    for index, entity in enumerate(record.entities):
        if entity.label == "LAW":
            folded = fold_title(title_of(entity.text))
            found.append(Mention(index, entity.start, entity.end, folded, is_bare(folded)))
    return sorted(found, key=lambda mention: mention.start)


def _implementing(text: str, mentions: Sequence[Mention], named: Mapping[int, Instrument]) -> dict[int, Instrument]:
    """《行政复议法》及其《实施条例》: the regulation of the law right before it."""
    found = {}
    for law, mention in pairwise(mentions):
        if mention.bare and law.place in named and _AND_ITS.fullmatch(text, law.end, mention.start):
            instrument = look_up(named[law.place].title + mention.folded)
            if instrument is not None:
                found[mention.place] = instrument
    return found


def _aliases(text: str, mentions: Sequence[Mention], named: Mapping[int, Instrument]) -> dict[int, int]:
    """The entity that each short name stands for: what 以下简称 says, else the first full title that ends so."""
    introduced = list(introductions(text, mentions))
    short = {intro.name for intro in introduced}
    full = [m for m in mentions if not m.bare and (m.place in named or title_key(m.folded) not in short)]
    aliases = {}
    for mention in mentions:
        if mention.place in named:
            continue
        target = _introduced(mention, introduced)
        if target is None and mention.bare:
            target = _first_full(mention, full)
        if target is not None:
            aliases[mention.place] = target
    return {index: _root(target, aliases) for index, target in aliases.items()}


def _introduced(mention: Mention, introduced: Sequence[Introduction]) -> int | None:
    """The last introduction of this name up to the mention, else its first one."""
    key = title_key(mention.folded)
    same = [i for i in introduced if i.name == key and i.stands_for != mention.place]
    before = [i for i in same if i.position <= mention.start + 1]
    chosen = before[-1] if before else same[0] if same else None
    return chosen.stands_for if chosen else None


def _first_full(mention: Mention, full: Sequence[Mention]) -> int | None:
    fitting = [other for other in full if ends_so(mention.folded, other.folded)]
    before = [other for other in fitting if other.start < mention.start]
    return next((other.place for other in [*before, *fitting]), None)


def _root(target: int, aliases: Mapping[int, int]) -> int:
    """Follow an alias of an alias to the full title; a circle ends where it began."""
    seen = {target}
    while (further := aliases.get(target)) is not None and further not in seen:
        seen.add(further)
        target = further
    return target


def citations(record: Record) -> tuple[dict[str, Any], ...]:
    """The instruments that a report cites, each with all its mentions, in the order of the first.

    Args:
        record: A record whose LAW and DOC_NO entities carry `norm`.

    Returns:
        Per instrument `title` (None where only its number is given), `doc_no`, `aliases` (short names as written) and
        `entities` (indices, numbers included). The report's own number is no citation.
    """
    tied = tied_numbers(record.text, record.entities)
    owners = {number: law for law, number in tied.items()}
    by_number = {_number(record.entities[number]): _title(record.entities[law]) for number, law in owners.items()}
    found: dict[str, dict[str, Any]] = {}
    for index, entity in sorted(enumerate(record.entities), key=lambda item: item[1].start):
        if entity.label == "LAW":
            title, number = _title(entity), None
        elif entity.label == "DOC_NO" and not _own(entity, record):
            number = _number(entity)
            title = _title(record.entities[owners[index]]) if index in owners else by_number.get(number)
        else:
            continue
        if title is None and number is None:
            continue
        cited = found.setdefault(title or f"#{number}", {"title": title, "doc_no": None, "aliases": [], "entities": []})
        cited["entities"].append(index)
        cited["doc_no"] = cited["doc_no"] or number
        if entity.norm.get("alias_of") is not None and entity.text not in cited["aliases"]:
            cited["aliases"].append(entity.text)
    return tuple(found.values())


def _title(entity: Entity) -> str | None:
    title: str | None = entity.norm.get("canonical")
    return title


def _number(entity: Entity) -> str:
    return str(entity.norm.get("canonical") or fold(entity.text))


def _own(entity: Entity, record: Record) -> bool:
    own = record.meta.doc_no
    return own is not None and _NUMBER_MARKS.sub("", fold(own)) == _NUMBER_MARKS.sub("", fold(_number(entity)))

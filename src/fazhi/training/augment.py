"""`fazhi.swap.v1`: training reports again with other places and other departments under the same labels.

The corpus invents its places; real reports name real ones, and a tagger that has learnt forty invented names has learnt
forty strings. Each report is read once as it stands and once with every invented place exchanged for a real one of the
same kind, everywhere in the text, and some departments for others.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.training import Example

from fazhi.lexicon import column, table
from fazhi.pipeline.align import char_span
from fazhi.pipeline.areas import COPY

_KINDS = ("自治区", "自治州", "自治县", "省", "市", "县", "区", "州", "盟", "旗", "镇", "乡", "街道")
_PLACE = re.compile(rf"^[一-龥]{{2,7}}?(?:{'|'.join(_KINDS)})(?=[一-龥])")
_MADE_UP = frozenset({"市", "县", "区", "旗", "镇", "乡", "街道"})
_LEVELS = "市县区州旗"
_TAILS, _LONG_TAILS = frozenset("局厅委办处科所队心"), frozenset("队心")
_BARE = frozenset({"派出所", "司法所"})
"""Offices of towns: their names go with the town's."""
_LEVEL_WORDS = re.compile(r"^(?:全|各|本|我|该|两|区|市|县|省|州|镇|乡)")

_NO_PLACE = re.compile(r"依法|法治|全面|国家|人民|政府|中共|中央|住房|城乡|文化|社会|农村|[局厅委部院办会署党驻]")
"""What looks like a place at the head of 依法治市办 and 国家税务总局安和市税务局, and is none."""
_TOWN_LEVEL = re.compile(r"街道(?!办)|[镇乡]")
_TOWN_LEVELS = ("街道", "镇", "乡")


class Edit(NamedTuple):
    """Replace `text[start:end]` by other text."""

    start: int
    end: int
    text: str


def swap(
    copies: int, departments: float, joints: float, seed: int, invented: float = 0.0
) -> Callable[[Language, Example], Iterator[Example]]:
    """Make the augmenter.

    Args:
        copies: Changed copies of each example, besides the example itself.
        departments: The share of departments that are exchanged in a copy.
        joints: The share of marks (、) between two organs that are lost in a copy.
        seed: Of the choices.
        invented: The share of places and departments whose other name is made up, so that no list has it.
    """
    draw = random.Random(seed)

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        yield example
        for _ in range(copies):
            gold = example.reference
            edits = [
                *_places(gold, draw, invented),
                *_levels(gold, draw),
                *_departments(gold, draw, departments, invented),
                *_joints(gold, draw, joints),
            ]
            doc = edited(nlp, gold, edits)
            doc.user_data[COPY] = True
            yield Example(nlp.make_doc(doc.text), doc)

    return augment


def edited(nlp: Language, doc: Doc, edits: Iterable[Edit]) -> Doc:
    """The gold doc with its text edited and its annotations moved along.

    Edits that overlap an earlier one, or cross the edge of an entity, are left out.
    """
    kept = _compatible(doc, edits)
    starts = [edit.start for edit in kept]
    shifts = [0]
    for edit in kept:
        shifts.append(shifts[-1] + len(edit.text) - (edit.end - edit.start))

    def moved(offset: int) -> int:
        return offset + shifts[bisect_right(starts, offset - 1)]

    text, pieces, position = doc.text, [], 0
    for edit in kept:
        pieces += [text[position : edit.start], edit.text]
        position = edit.end
    fresh = nlp.make_doc("".join([*pieces, text[position:]]))
    fresh.ents = [char_span(fresh, moved(e.start_char), moved(e.end_char), e.label_) for e in doc.ents]
    for name, group in doc.spans.items():
        spans = [char_span(fresh, moved(s.start_char), moved(s.end_char), s.label_) for s in group]
        fresh.spans[name] = SpanGroup(fresh, name=name, spans=spans)
    return fresh


def _compatible(doc: Doc, edits: Iterable[Edit]) -> list[Edit]:
    edges = {offset for e in doc.ents for offset in (e.start_char, e.end_char)}
    kept: list[Edit] = []
    for edit in sorted(edits):
        crosses = any(edit.start < edge < edit.end for edge in edges.intersection(range(edit.start + 1, edit.end)))
        if not crosses and (not kept or edit.start >= kept[-1].end):
            kept.append(edit)
    return kept


def _places(doc: Doc, draw: random.Random, invented: float) -> Iterator[Edit]:
    """Exchange each place that an organ of the report is named after, wherever it stands."""
    names = sorted(set(_own_places(doc)), key=lambda name: (-len(name), name))
    others: dict[str, str] = {}
    for name in names:
        kind = next(k for k in _KINDS if name.endswith(k))
        made_up = kind in _MADE_UP and draw.random() < invented
        others[name] = _invented_place(draw) + kind if made_up else draw.choice(_names_by_kind()[kind])
    yield from _everywhere(doc.text, others)


def _own_places(doc: Doc) -> Iterator[str]:
    for entity in doc.ents:
        match = _PLACE.match(entity.text) if entity.label_ == "AGENCY" else None
        if match and match[0] not in _KINDS and not _LEVEL_WORDS.match(match[0]) and not _NO_PLACE.search(match[0]):
            yield match[0]


def _everywhere(text: str, others: Mapping[str, str]) -> Iterator[Edit]:
    if others:
        for match in re.finditer("|".join(map(re.escape, others)), text):
            yield Edit(match.start(), match.end(), others[match[0]])


@cache
def _names_by_kind() -> Mapping[str, Sequence[str]]:
    """Real names by their last word; towns and streets borrow the stems of counties, which the table does not reach."""
    kinds: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for name in column("regions", "name"):
        kinds[next((k for k in _KINDS if name.endswith(k)), "市")].append(name)
    for kind in ("镇", "乡", "街道"):
        kinds[kind] = [stem + kind for stem in _county_stems()]
    kinds["州"] = [f"{row['short']}州" for row in table("regions") if row["name"].endswith("自治州")]
    kinds["盟"] = kinds["盟"] or ["兴安盟"]
    return kinds


def _invented_place(draw: random.Random) -> str:
    """A name that no table has, of the characters that names begin and end with."""
    stems = _county_stems()
    return draw.choice(stems)[0] + draw.choice(stems)[1]


@cache
def _county_stems() -> Sequence[str]:
    return [row["short"] for row in table("regions") if row["level"] == "county" and len(row["short"]) == 2]


def _levels(doc: Doc, draw: random.Random) -> Iterator[Edit]:
    """Exchange the level that short names begin with (县委, 县司法局 → 区委, 区司法局), the same way throughout."""
    others = {level: draw.choice(_LEVELS) for level in _LEVELS}
    towns = {level: draw.choice(_TOWN_LEVELS) for level in _TOWN_LEVELS}
    for entity in doc.ents:
        if entity.label_ != "AGENCY":
            continue
        if entity.text[0] in others:
            yield Edit(entity.start_char, entity.start_char + 1, others[entity.text[0]])
        elif town := _TOWN_LEVEL.match(entity.text):
            yield Edit(entity.start_char, entity.start_char + town.end(), towns[town[0]])


def _joints(doc: Doc, draw: random.Random, share: float) -> Iterator[Edit]:
    """Lose some of the marks between organs in a row, as reports do (区委、区政府 → 区委区政府)."""
    for left, right in zip(doc.ents, doc.ents[1:], strict=False):
        gap = doc.text[left.end_char : right.start_char]
        if left.label_ == right.label_ == "AGENCY" and gap == "、" and draw.random() < share:
            yield Edit(left.end_char, right.start_char, "")


def _departments(doc: Doc, draw: random.Random, share: float, invented: float) -> Iterator[Edit]:
    """Exchange some departments and sections at the end of an organ's name for others with the same last word."""
    for entity in doc.ents:
        if entity.label_ != "AGENCY" or draw.random() >= share:
            continue
        word = _department(entity.text)
        if word:
            tail = _tail(word)
            start = entity.end_char - len(word)
            other = _invented_department(draw) + tail if draw.random() < invented else draw.choice(_by_tail()[tail])
            yield Edit(start, entity.end_char, other)


def _department(name: str) -> str | None:
    """The department word an organ's name ends with."""
    known = _department_words()
    return next((name[i:] for i in range(len(name)) if name[i:] in known), None)


def _tail(word: str) -> str:
    """The last word of a department's name: the last two characters of …支队 and …中心, else the last one."""
    return word[-2:] if word[-1] in _LONG_TAILS else word[-1]


def _invented_department(draw: random.Random) -> str:
    """Two words of the kind that names of departments are composed of."""
    return "".join(draw.sample(_stems(), 2))


@cache
def _stems() -> Sequence[str]:
    return [row["word"] for row in table("organ_stems") if not row["use"]]


@cache
def _department_words() -> frozenset[str]:
    words = {row["word"] for row in table("organs") if row["class"] in ("d", "b") and len(row["word"]) > 2}
    return frozenset(word for word in words if word[-1] in _TAILS and word not in _BARE)


@cache
def _by_tail() -> Mapping[str, Sequence[str]]:
    groups: dict[str, list[str]] = {}
    for word in sorted(_department_words()):
        groups.setdefault(_tail(word), []).append(word)
    return groups

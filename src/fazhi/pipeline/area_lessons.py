"""What the area classifier is fitted on: each paragraph as it stands, and again as real reports would have it.

Written reports are too regular: every paragraph has its heading and one subject. A classifier that has seen only such
leans on the headings. So a paragraph is read again without the heading run into it, with some of its sentences, each of
them alone, and run together with another of its role.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle
from typing import NamedTuple

from fazhi.lexicon import table
from fazhi.pipeline.area_sentences import sentences
from fazhi.pipeline.linear import Lesson
from fazhi.pipeline.paragraph_features import content_features, heading_features

NONE = "none"
"""The class of paragraphs without an area."""
_SHORTEST = 10
"""A shorter sentence says nothing of its own."""
ALONE = 0.3
"""What a sentence counts alone: as such the classifier will judge it, see `area_sentences`."""
_HEADING = 2.0
"""What a heading counts: it is short, and there are many sentences."""
_LEAST_SHARE = 0.34
"""The guideline gives a second area to a third of the paragraph."""
_CHANGED = 0.5
"""What a changed paragraph counts, one as it stands being 1."""
_SHARES = ((1.0,), (0.6, 0.4), (0.5, 0.3, 0.2))
"""By the guideline areas stand in the order of their shares."""


class Passage(NamedTuple):
    """A paragraph that may have areas.

    Attributes:
        text: Its text, a heading run into it included.
        role: Its role.
        above: The headings above it, outermost first, without one run into it.
        run_in: How many characters the heading run into it takes.
        areas: Its areas, primary first.
        weight: How much it counts.
    """

    text: str
    role: str
    above: tuple[str, ...]
    run_in: int = 0
    areas: tuple[str, ...] = ()
    weight: float = 1.0

    @property
    def body(self) -> str:
        """The text without the heading run into it."""
        return self.text[self.run_in :].lstrip("。：: ") if self.run_in else self.text


def shares(areas: Sequence[str], none: str) -> dict[str, float]:
    """How much of a paragraph each of its areas has; all of it `none` where it has no area.

    >>> shares(["disputes", "capacity"], "none"), shares([], "none")
    ({'disputes': 0.6, 'capacity': 0.4}, {'none': 1.0})
    """
    if not areas:
        return {none: 1.0}
    parts = _SHARES[len(areas) - 1] if len(areas) <= len(_SHARES) else [1 / len(areas)] * len(areas)
    return dict(zip(areas, parts, strict=True))


def content_lessons(passages: Iterable[Passage]) -> list[Lesson]:
    """What the model of contents is fitted on: each passage's own words."""
    return [Lesson(dict(content_features(p.text, p.role)), shares(p.areas, NONE), p.weight) for p in passages]


def heading_lessons(passages: Iterable[Passage]) -> list[Lesson]:
    """What the model of headings is fitted on: the headings above each passage that has an area."""
    return [Lesson(_above(p.above), shares(p.areas, NONE)) for p in passages if p.above and p.areas]


def _above(headings: Sequence[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for depth, title in enumerate(reversed(headings)):
        for name, value in heading_features(title, depth):
            found[name] = found.get(name, 0.0) + value
    return found


def words(weight: float) -> Iterator[Passage]:
    """The words of lexicon/area_words.tsv, each as a short paragraph: written reports use few of the words there are.

    Args:
        weight: How much each counts.
    """
    roles = cycle(("progress", "plan", "problem"))
    for row, role in zip(table("area_words"), roles, strict=False):
        yield Passage(row["word"], role, (), areas=(row["area"],), weight=weight)


def varied(passages: Sequence[Passage], seed: int) -> Iterator[Passage]:
    """The passages, headings for more, then their changed copies.

    Args:
        passages: Paragraphs as they stand.
        seed: Of the choices.
    """
    for passage in passages:
        yield passage._replace(weight=_HEADING) if passage.role == "heading" else passage
    draw = random.Random(seed)
    bodies = [passage for passage in passages if passage.role != "heading"]
    for passage in bodies:
        if passage.run_in and passage.body:
            yield passage._replace(text=passage.body, run_in=0, weight=_CHANGED)
        if len(passage.areas) == 1 and (part := _part(passage.body, draw)):
            yield passage._replace(text=part, run_in=0, weight=_CHANGED)
            yield from (passage._replace(text=text, run_in=0, weight=ALONE) for text in _telling(passage.body))
    single = [passage for passage in bodies if len(passage.areas) == 1]
    for passage in single:
        other = draw.choice(single)
        if other.areas != passage.areas and other.role == passage.role:
            yield from _joined(passage, other, draw)


def _telling(body: str) -> list[str]:
    """The sentences that say something of their own."""
    return [sentence for sentence in sentences(body) if len(sentence) > _SHORTEST]


def _part(body: str, draw: random.Random) -> str:
    """Some sentences of several, in their order."""
    if len(found := _telling(body)) < 2:
        return ""
    return "".join(sentence for sentence in found if draw.random() < 0.5) or draw.choice(found)


def _joined(passage: Passage, other: Passage, draw: random.Random) -> Iterator[Passage]:
    """A paragraph and the first sentences of a shorter share of another, either first."""
    longest = draw.uniform(0.3, 0.9) * len(passage.body)
    taken = ""
    for sentence in sentences(other.body):
        if len(taken) + len(sentence) > longest:
            break
        taken += sentence
    if taken and len(taken) >= _LEAST_SHARE * (len(passage.body) + len(taken)):
        parts = [passage.body, taken]
        draw.shuffle(parts)
        areas = (*passage.areas, *other.areas)
        yield passage._replace(text="".join(parts), run_in=0, areas=areas, weight=_CHANGED)

"""Which title of a list a report's heading means: by the characters they share, and only where one is clearly nearest."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from fazhi.lexicon import column

_ENOUGH = 0.5
"""The least likeness of a heading and a title that it may mean."""
_CLEARLY = 0.2
"""How much nearer the nearest title must be than the next."""


class Titles:
    """Titles among which headings are looked up."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._letters = [_letters(title) for title in titles]
        keys = [_runs(title) for title in titles]
        self._pairs = [_grams(key, 2) for key in keys]
        self._counts = Counter(pair for pairs in self._pairs for pair in pairs)
        self._threes: dict[str, list[int]] = {}
        for place, key in enumerate(keys):
            for three in _grams(key, 3):
                self._threes.setdefault(three, []).append(place)

    def near(self, heading: str) -> list[int]:
        """The places of the titles that a heading may mean, nearest first: one if it tells, more if it does not.

        Nothing is shared without three characters in a row, or all of two that no other title has.
        A heading that also has two characters which only another title has, names two subjects and may mean either.

        >>> titles = Titles(["完善行政执法程序", "创新行政执法方式", "加强行政调解工作"])
        >>> titles.near("（一）规范行政执法程序"), titles.near("行政执法"), titles.near("行政执法方式和调解")
        ([0], [0, 1], [1, 2])
        """
        letters = _letters(heading)
        if same := [place for place, title in enumerate(self._letters) if title and title == letters]:
            return same
        key = _runs(heading)
        pairs = _grams(key, 2)
        alike = {place for three in _grams(key, 3) for place in self._threes.get(three, ())}
        if self._lone(pairs):
            alike |= {place for place, others in enumerate(self._pairs) if others == pairs}
        scored = [(self._likeness(pairs, self._pairs[place]), place) for place in alike]
        ranked = sorted((-likeness, place) for likeness, place in scored if likeness >= _ENOUGH)
        if not ranked:
            return []
        near = [place for negative, place in ranked if -negative > -ranked[0][0] - _CLEARLY]
        held = frozenset().union(*(self._pairs[place] for place in near))
        foreign = {pair for pair in pairs - held if self._counts[pair] == 1}
        return near + [place for place, others in enumerate(self._pairs) if foreign & others]

    def _likeness(self, pairs: frozenset[str], others: frozenset[str]) -> float:
        """Twice what they share over what they hold (Dice), from 0 to 1."""
        return 2 * self._weight(pairs & others) / (self._weight(pairs) + self._weight(others))

    def _lone(self, pairs: frozenset[str]) -> bool:
        return bool(pairs) and all(self._counts[pair] == 1 for pair in pairs)

    def _weight(self, pairs: frozenset[str]) -> float:
        """A pair that many titles have tells little."""
        return sum(math.log(1 + len(self._pairs) / max(1, self._counts[pair])) for pair in pairs)


def _letters(heading: str) -> str:
    return re.sub(r"[^一-龥]", "", heading)


@cache
def _fillers() -> re.Pattern[str]:
    words = sorted(column("heading_fillers", "word"), key=len, reverse=True)
    return re.compile(rf"[^一-龥]+|^[〇零一二三四五六七八九十]+(?=[、）)])|{'|'.join(words)}")


def _runs(heading: str) -> tuple[str, ...]:
    """A heading's telling runs of characters."""
    return tuple(run for run in _fillers().split(heading) if run)


def _grams(runs: Sequence[str], length: int) -> frozenset[str]:
    return frozenset(run[at : at + length] for run in runs for at in range(len(run) - length + 1))

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
        self._keys = [_runs(title) for title in titles]
        self._counts = Counter(pair for key in self._keys for pair in _grams(key, 2))

    def near(self, heading: str) -> list[int]:
        """The places of the titles that a heading may mean, nearest first: one if it tells, more if it does not.

        A heading that also has two characters which only another title has, names two subjects and may mean either.

        >>> titles = Titles(["完善行政执法程序", "创新行政执法方式", "加强行政调解工作"])
        >>> titles.near("（一）规范行政执法程序"), titles.near("行政执法"), titles.near("行政执法方式和调解")
        ([0], [0, 1], [1, 2])
        """
        letters = _letters(heading)
        if same := [place for place, title in enumerate(self._letters) if title and title == letters]:
            return same
        key = _runs(heading)
        scored = [(self._likeness(key, title), place) for place, title in enumerate(self._keys)]
        ranked = sorted((-likeness, place) for likeness, place in scored if likeness >= _ENOUGH)
        if not ranked:
            return []
        near = [place for negative, place in ranked if -negative > -ranked[0][0] - _CLEARLY]
        held = frozenset().union(*(_grams(self._keys[place], 2) for place in near))
        foreign = {pair for pair in _grams(key, 2) - held if self._counts[pair] == 1}
        return near + [place for place, title in enumerate(self._keys) if foreign & _grams(title, 2)]

    def _likeness(self, a: Sequence[str], b: Sequence[str]) -> float:
        """Twice what they share over what they hold (Dice), from 0 to 1.

        Nothing is shared without three characters in a row, or all of two that no other title has.
        """
        pairs, others = _grams(a, 2), _grams(b, 2)
        if not _grams(a, 3) & _grams(b, 3) and not (pairs == others and self._lone(pairs)):
            return 0.0
        return 2 * self._weight(pairs & others) / (self._weight(pairs) + self._weight(others))

    def _lone(self, pairs: frozenset[str]) -> bool:
        return bool(pairs) and all(self._counts[pair] == 1 for pair in pairs)

    def _weight(self, pairs: frozenset[str]) -> float:
        """A pair that many titles have tells little."""
        return sum(math.log(1 + len(self._keys) / max(1, self._counts[pair])) for pair in pairs)


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

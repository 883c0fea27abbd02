"""Many words at once: an Aho-Corasick automaton over a lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import ahocorasick


class Word(NamedTuple):
    """A lexicon word in a text: `text[start:end]` and the word's class."""

    start: int
    end: int
    kind: str


class Matcher:
    """Finds the words of a lexicon, from left to right, the longest at each place, without overlap."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._automaton: Any = ahocorasick.Automaton()
        for word, kind in words.items():
            self._automaton.add_word(word, (len(word), kind))
        self._empty = not words
        if words:
            self._automaton.make_automaton()

    def find(self, text: str) -> Iterator[Word]:
        """Matches in a text.

        >>> list(Matcher({"司法": "x", "司法局": "d"}).find("市司法局"))
        [Word(start=1, end=4, kind='d')]
        """
        if self._empty:
            return
        for last, (length, kind) in self._automaton.iter_long(text):
            yield Word(last + 1 - length, last + 1, kind)

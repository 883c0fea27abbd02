"""What the tagger sees of each character: its neighbours, the grammars' candidates, and words of the organ lexicon.

To add a feature, add a line to `TEMPLATES`; what a template may join are the channels that `Sight` makes:

- `char`: the character, folded, every digit a 0;
- `class`: digit, numeral, place word, office word, end of a sentence, …;
- `organ`: the word of the organ lexicon that the character is in, by class, and where in it;
- `ahead`: what organ name it may begin: how far the next place word or lexicon word is, and its class;
- `mark`: the grammar's candidate that the character is in, by label, and where in it;
- `head`: the last two characters of the title candidate that it is in.

A further channel is a further array there. A changed table needs a model fitted anew (`fazhi train`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fazhi.grammar.folding import fold
from fazhi.labels import ENTITY_LABELS
from fazhi.pipeline.windows import Channel, Channels, Layout, Template

TEMPLATES = tuple(
    Template.read(line)
    for line in (
        "char", "char-1", "char+1", "char-2", "char+2", "char-3", "char+3",
        "char-1 char", "char char+1", "char-2 char-1", "char+1 char+2",
        "char-2 char-1 char", "char-1 char char+1", "char char+1 char+2", "char-3 char-2 char-1", "char+1 char+2 char+3",
        "class-2 class-1 class class+1 class+2",
        "organ", "organ-1 organ organ+1", "organ organ+1 organ+2",
        "ahead", "char-1 ahead", "organ ahead",
        "mark!", "mark! char-1", "mark! char char+1", "mark-1! mark mark+1!",
        "head!", "head! mark",
    )
)  # fmt: skip
_NOTHING = 0x110000
"""The character outside a paragraph: one past the last code point."""
_BITS = {"char": 21, "class": 4, "organ": 7, "ahead": 9, "mark": 6, "head": 42}
_SIGNS = (
    "0123456789",
    "〇零一二两三四五六七八九十百千万亿几数半余多",
    "省市县区州盟旗镇乡村",
    "局厅委部办院会处科室所队站中心组署司",
    "。；;！？!?",
    ",、：: ",
    "()[]〔〕<>《》“”\"'‘’",
)
_PLACE_WORD, _BREAKS, _HAN, _OTHER = 3, (0, 5, 6, 7), 8, 9
_INSIDE, _FIRST, _LAST, _SINGLE = range(4)
_CLOSING = frozenset("》≫»〉＞>﹥")
_AHEAD = 4


class Sight:
    """A text's channels, an integer a character."""

    def __init__(
        self,
        text: str,
        words: Iterable[tuple[int, int, str]],
        candidates: Iterable[tuple[int, int, str, bool]],
    ) -> None:
        """Look at a text.

        Args:
            text: A report's text.
            words: Matches of the organ lexicon: start, end, class (a letter).
            candidates: The grammars' candidates: start, end, label, whether the grammar is sure; where two overlap, the
                later one counts.
        """
        points = code_points(text)
        known = np.minimum(points, len(_VIEW) - 1)
        self._char = np.where(points < len(_VIEW), _VIEW[known], points)
        self._class = _CLASS[known]
        self._organ = _painted(len(text), [(start, end, ord(kind) - ord("a")) for start, end, kind in words])
        runs = list(candidates)
        self._mark = _painted(
            len(text), [(start, end, 2 * ENTITY_LABELS.index(label) + sure) for start, end, label, sure in runs]
        )
        self._head = np.zeros(len(text), np.int64)
        for start, end, label, _ in runs:
            self._head[start:end] = _head(text[start:end]) if label == "LAW" else 0

    def channels(self, layout: Layout) -> Channels:
        """The channels of some paragraphs."""
        values = {
            "char": layout.spread(self._char, _NOTHING),
            "class": layout.spread(self._class, 0),
            "organ": layout.spread(self._organ, 0),
            "mark": layout.spread(self._mark, 0),
            "head": layout.spread(self._head, 0),
        }
        values["ahead"] = _ahead(values["class"], values["organ"])
        return {name: Channel(channel, _BITS[name]) for name, channel in values.items()}


def code_points(text: str) -> NDArray[np.int64]:
    """The numbers of a text's characters.

    >>> [hex(number) for number in code_points("法𠮷")]
    ['0x6cd5', '0x20bb7']
    """
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)


def _view_table() -> NDArray[np.int64]:
    view = code_points(fold("".join(map(chr, range(0x10000)))))
    digits = (view >= ord("0")) & (view <= ord("9"))
    return np.where(digits, ord("0"), view)


def _class_table() -> NDArray[np.int64]:
    classes = np.full(0x10000, _OTHER)
    classes[0x3400:0xA000] = _HAN
    for number, signs in enumerate(_SIGNS, 1):
        classes[code_points(signs)] = number
    return classes[_view_table()]


_VIEW, _CLASS = _view_table(), _class_table()
"""By code point the character seen and its class; code points past the end are seen as they are."""


def _painted(size: int, runs: Sequence[tuple[int, int, int]]) -> NDArray[np.int64]:
    """For each character what kind of run it is in, and where in it; 0 outside. Later runs cover earlier ones."""
    painted = np.zeros(size, np.int64)
    for start, end, kind in runs:
        sign = 1 + 4 * kind
        painted[start:end] = sign + _INSIDE
        painted[start], painted[end - 1] = sign + _FIRST, sign + (_LAST if end - start > 1 else _SINGLE)
    return painted


def _head(title: str) -> int:
    """The last two characters of a title before its closing mark, side by side."""
    last = title[-3:-1] if title[-1] in _CLOSING else title[-2:]
    return ord(last[0]) << _BITS["char"] | ord(last[-1])


def _ahead(classes: NDArray[np.int64], organ: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each character how far the next place word or lexicon word is, within a few characters, and its class.

    Behind a place word the class is that of a lexicon word that begins right there: 省, 市, 县, … before a department.
    """
    begins = np.where((organ > 0) & ((organ - 1) % 4 == _FIRST), (organ - 1) // 4 + 1, 0)
    behind = np.append(begins[1:], 0)
    place = classes == _PLACE_WORD
    breaks = np.isin(classes, _BREAKS)
    sign = np.where(place, 0x20 | behind, begins)
    sign[breaks] = 0
    decides = breaks | (sign > 0)
    ahead = np.zeros(len(classes), np.int64)
    for distance in range(_AHEAD, 0, -1):  # the nearest comes last and counts
        near, far = slice(None, -distance), slice(distance, None)
        seen = np.where(sign[far] > 0, distance << 6 | sign[far], 0)
        ahead[near] = np.where(decides[far], seen, ahead[near])
    return ahead

"""Words of several sources in one row (词串): which stands where two overlap, and what a word becomes by what is beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from fazhi.lexicon.matcher import Word

PLACE, NONE = "l", "n"
"""Classes: a place, and a word that belongs to no organ's name."""
HEADS = frozenset("dgpcjb")
"""Classes of the words that an organ's name can end with."""
_HEAD = re.compile(r"(?P<p>委(?![员托派任]))|(?P<g>政府)")
_HANDLE = re.compile("[理结案法事件学证成好]|公(?![示布开安告])")
_COUNTERS = frozenset("个家支所名镇街道乡级层")
"""The last characters of `_COUNT`, which few words stand behind."""
_COUNT = re.compile(r"(?:\d|[一二两三四五六七八九十百余多])[个家支所名](?:乡镇|镇街|街道|镇|乡|县级|区级|基层)?$")


def longer(listed: Sequence[Word], composed: Sequence[Word]) -> list[Word]:
    """Listed words and composed names in one row.

    A composed name stands for the listed words inside it, and joins with one that goes on behind it.

    >>> [word[:2] for word in longer([Word(1, 3, "n"), Word(4, 6, "d")], [Word(1, 5, "b")])]
    [(1, 6)]
    """
    row: list[Word] = []
    ahead = 0
    for name in composed:
        while ahead < len(listed) and listed[ahead].end <= name.start:
            row.append(listed[ahead])
            ahead += 1
        inside = []
        while ahead < len(listed) and listed[ahead].start < name.end:
            inside.append(listed[ahead])
            ahead += 1
        row += _joined(name, inside)
    return [*row, *listed[ahead:]]


def _joined(name: Word, inside: Sequence[Word]) -> Iterable[Word]:
    """A composed name with the listed words that it touches: the class of the last of them that is a head wins."""
    if not inside:
        return [name]
    first, last = inside[0], inside[-1]
    if first.start < name.start or (len(inside) == 1 and first[:2] == name[:2]):
        return inside
    if last.end > name.end:
        return [Word(name.start, last.end, last.kind)]
    return [name._replace(kind=last.kind) if last.end == name.end and last.kind in HEADS else name]


def over(places: Iterable[Word], words: Sequence[Word]) -> Iterator[Word]:
    """Places and words in one row; where they overlap, the places stand, and what is left of a head behind one.

    >>> list(over([Word(0, 4, "l")], [Word(2, 6, "p"), Word(6, 8, "b")]))  # 官渡街道 and 街道党委
    [Word(start=0, end=4, kind='l'), Word(start=4, end=6, kind='p'), Word(start=6, end=8, kind='b')]
    """
    ahead = 0
    for place in places:
        while ahead < len(words) and words[ahead].end <= place.start:
            yield words[ahead]
            ahead += 1
        cut: Word | None = None
        while ahead < len(words) and words[ahead].start < place.end:
            cut = words[ahead]
            ahead += 1
        yield place
        if cut and cut.end > place.end and cut.kind in HEADS:
            yield cut._replace(start=place.end)
    yield from words[ahead:]


def in_context(text: str, words: Sequence[Word]) -> Iterator[Word]:
    """The words as what stands beside them shows them.

    Behind a place 委 and 政府 are heads; a word whose 办 begins a verb is none, nor is one whose 部 begins 部门; one behind
    a number is a set and no organ.

    >>> text = "荆州市委，信访办结，21个司法所"
    >>> words = [Word(0, 3, "l"), Word(5, 8, "d"), Word(13, 16, "b")]
    >>> [(text[start:end], kind) for start, end, kind in in_context(text, words)]
    [('荆州市', 'l'), ('委', 'p'), ('司法所', 'n')]
    """
    for word, follows in zip_longest(words, words[1:]):
        start, end, kind = word
        if kind not in HEADS:
            yield word
        elif text[end - 1 : end + 1] != "部门" and not (text[end - 1] == "办" and _HANDLE.match(text, end)):
            counted = text[start - 1 : start] in _COUNTERS and _COUNT.search(text, max(0, start - 7), start)
            yield word._replace(kind=NONE) if counted else word
        if kind == PLACE and (follows is None or follows.start > end) and (head := _HEAD.match(text, end)):
            yield Word(end, head.end(), str(head.lastgroup))

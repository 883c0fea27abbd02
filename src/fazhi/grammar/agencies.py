"""Organs (机关): how their names are built, from places, levels, heads and offices. Candidates only: context decides.

A name is [places] [level] head [offices]: 荆州市 · 沙市区 · 司法局; 市 · 政府 · 办公室; 县 · 人大常委会 · 法工委. Two heads in a
row are two organs (区委 · 区政府). Words and places come from the lexicon as matches with a class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fazhi.grammar.candidate import Candidate
from fazhi.lexicon.matcher import Word

_LEVELS = ("自治区", "自治州", "自治县", "地区", "兵团", "全国", "国家", "中央", *"省市区县州盟旗镇乡师")
_HEADS = frozenset("dgpcjb")
_PLACE = "l"
_NEAR = 4
"""A name has at most so many places before its head."""


def find_agencies(text: str, words: Iterable[Word]) -> Iterator[Candidate]:
    """Find names of organs.

    Args:
        text: Any text.
        words: Lexicon words in it, in order, not overlapping: classes g (government), p (Party), c (congress, CPPCC),
            j (court, procuratorate), d (department), b (body, section), l (place); words of other classes (社区, 城市)
            belong to no name.

    >>> from fazhi.lexicon.matcher import Matcher
    >>> lexicon = {"区委": "p", "区政府": "g", "司法局": "d", "沙市区": "l", "法规科": "b"}
    >>> text = "区委区政府和沙市区司法局法规科、市司法局"
    >>> [text[start:end] for start, end, _ in find_agencies(text, Matcher(lexicon).find(text))]
    ['区委', '区政府', '沙市区司法局法规科', '市司法局']
    """
    found = list(words)
    index = 0
    while index < len(found):
        word = found[index]
        if word.kind not in _HEADS:
            index += 1
            continue
        start = _left(text, found, index)
        end, index = _right(text, found, index)
        yield Candidate(start, end, sure=False)


def _left(text: str, found: Sequence[Word], index: int) -> int:
    """The beginning of a name: before its head a level word, before that its places."""
    start = found[index].start
    near = found[max(0, index - _NEAR) : index]
    places = {word.end: word.start for word in near if word.kind == _PLACE}
    if start not in places and start not in {word.end for word in near}:
        start -= next((len(level) for level in _LEVELS if text.endswith(level, 0, start)), 0)
    while start in places:
        start = places[start]
    reached = max((word.end for word in near if word.kind in _HEADS), default=0)
    return max(start, reached)


def _right(text: str, found: Sequence[Word], index: int) -> tuple[int, int]:
    """The end of a name and the index behind it: words that follow without a level of their own belong to it."""
    end = found[index].end
    index += 1
    while index < len(found) and found[index].start == end and _continues(text, found[index]):
        end = found[index].end
        index += 1
    return end, index


def _continues(text: str, word: Word) -> bool:
    return word.kind in _HEADS and text[word.start] not in _LEVELS

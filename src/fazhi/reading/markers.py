"""The genre's numbering: 一、 （一） 1. 1、 （1） ① 第一部分 一是 第一， with what transfer does to it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from cn2an import cn2an

RANKS = {"part": 0, "han": 1, "han_bracketed": 2, "arabic": 3, "arabic_bracketed": 4, "circled": 5, "item": 6}
"""From the outermost kind of mark to the innermost; `item` (一是, 第一，) stands inside running text."""

_HAN = "[〇零一二三四五六七八九十百]{1,4}"
_OPEN, _CLOSE = r"[(（﹙〔\[【]", r"[)）﹚〕\]】]"
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("part", rf"第(?P<number>{_HAN})(?:部分|章|篇)[、:：\s]*"),
        ("item", rf"(?:第(?P<ordinal>{_HAN})[,，、:：]|(?P<number>{_HAN})(?:是(?!否)|要))"),
        ("han", rf"(?P<number>{_HAN})\s*(?:、|[.．,，:：](?!\d))\s*"),
        ("han_bracketed", rf"{_OPEN}\s*(?P<number>{_HAN})\s*{_CLOSE}[、.．]?\s*"),
        ("han_bracketed", rf"(?:{_OPEN}\s*(?P<number>{_HAN})|(?P<ordinal>{_HAN})\s*[)）])[、.．]?\s*(?=[一-龥])"),
        ("arabic_bracketed", rf"{_OPEN}\s*(?P<number>[0-9０-９]{{1,2}})\s*{_CLOSE}[、.．]?\s*"),
        ("arabic_bracketed", r"(?P<number>[0-9０-９]{1,2})\s*[)）][、.．]?\s*"),
        ("arabic", r"(?P<number>[0-9０-９]{1,2})\s*[、．.,，]\s*(?![0-9０-９])"),
        ("han_bracketed", r"(?P<number>[㈠-㈩])[、.．]?\s*"),
        ("arabic", r"(?P<number>[⒈-⒛])[、]?\s*"),
        ("arabic_bracketed", r"(?P<number>[⑴-⒇])[、.．]?\s*"),
        ("circled", r"(?P<number>[①-⑳])[、.．]?\s*"),
    )
)
_LOST_MARK = re.compile(r"(?P<number>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})(?=[一-龥])")


@dataclass(frozen=True, slots=True)
class Marker:
    """The number before a heading or item.

    Attributes:
        kind: A key of `RANKS`.
        number: The count it shows.
        end: Where the text after the mark begins, from the paragraph's start.
    """

    kind: str
    number: int
    end: int

    @property
    def rank(self) -> int:
        """How deep this kind of mark stands."""
        return RANKS[self.kind]


def find_marker(line: str) -> Marker | None:
    """Read the mark a paragraph begins with.

    >>> find_marker("（十二）加强行政复议")
    Marker(kind='han_bracketed', number=12, end=4)
    >>> find_marker("三、2021年工作打算").kind
    'han'
    >>> find_marker("3．健全机制").kind, find_marker("二是强化保障").kind
    ('arabic', 'item')
    >>> find_marker("一批项目") is None and find_marker("2021.5万元") is None
    True
    """
    for kind, pattern in _PATTERNS:
        if match := pattern.match(line):
            number = _value(match["number"] or match["ordinal"])
            return Marker(kind, number, match.end()) if number is not None else None
    return None


def find_lost_marker(line: str, previous: Marker) -> Marker | None:
    """Read a mark whose point was lost (`3加快…` after `2、…`): only where it continues `previous`.

    >>> find_lost_marker("3加快平台建设", Marker("arabic", 2, 2))
    Marker(kind='arabic', number=3, end=1)
    >>> find_lost_marker("3个平台建成", Marker("arabic", 2, 2)) is None
    True
    """
    match = _LOST_MARK.match(line)
    if not match or _value(match["number"]) != previous.number + 1:
        return None
    kind = "arabic" if match["number"][0] in "0123456789０１２３４５６７８９" else "han"
    if kind != previous.kind or line[match.end()] in "年月日个项件次名人家份条批期类级是":
        return None
    return Marker(kind, previous.number + 1, match.end())


@lru_cache(maxsize=1024)
def _value(shown: str) -> int | None:
    """The value of 1 to 4 numerals, Arabic, circled or Chinese; None if they are no number."""
    if len(shown) == 1 and unicodedata.category(shown) == "No":
        return int(unicodedata.numeric(shown))
    try:
        return int(cn2an(unicodedata.normalize("NFKC", shown), "smart")) or None
    except ValueError:
        return None

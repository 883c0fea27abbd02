"""Titles of instruments (文件名称): in title marks, with marks damaged, and bare names of statutes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from fazhi.grammar.candidate import Candidate

_OPENING = {"《": "》", "≪": "≫", "«": "»", "〈": "〉", "＜": "＞", "<": ">", "﹤": "﹥"}
_NO_STATUTE = re.compile(r"律|相伴|宣誓|日(?!常)")
"""国家安全法律知识 names no statute, nor do 宪法宣誓, 国家宪法日 and the slogan 民法典相伴."""
_CLOSING = frozenset("》")
_EDITION = re.compile(
    r"[ \u3000]?[（(﹝〔\[][ \u3000]?(?:(?:19|20|１９|２０)[\d０-９]{2}[ \u3000]?年?(?:[-—–－~～至]{1,2}[ \u3000]?(?:19|20|２０)[\d０-９]{2}[ \u3000]?年)?(?:版|本|年版|修订版|修订|修正)?"
    r"|试行|暂行|修订版|修正案|草案|修订草案|征求意见稿|送审稿)[ \u3000]?[）)﹞〕\]]"
)
_LONGEST = 120
_STOP = re.compile(r"[。；;！？\n]")
_ABOUT = re.compile(r"关于|[一-龥]{2,20}关于")
_MENTION = re.compile(
    r"的(?:规定|要求|决定|意见|部署|精神|通知)|等(?:法|规|制|文|政)|修订|开展|执法检查|第[一二三四五六七八九十\d]+条"
)
"""Behind a title that lost its closing mark: 《档案条例的规定. A title of the form 关于…的通知 goes on."""
_CERTIFICATE = re.compile(r"(?:证|证书|执照|证明|牌照)[》〉>]$")
_CLAUSE = re.compile(r"[。；;！？\n，,《]")


def find_titles(text: str, heads: Sequence[str]) -> Iterator[Candidate]:
    """Find titles in title marks, from the outer opening mark to the outer closing one and an edition behind it.

    A title whose closing mark was lost ends at the last head word (办法, 通知, …) of its clause. Which titles name an
    issued instrument, and not a newspaper or a talk, is for the tagger to say.

    Args:
        text: Any text.
        heads: The words that a title may end with.

    >>> text = "印发《关于贯彻〈实施纲要〉的通知》和《信访办法》(试行),落实《档案条例，开设《法治茶座》"
    >>> [text[start:end] for start, end, _ in find_titles(text, ("条例", "办法"))]
    ['《关于贯彻〈实施纲要〉的通知》', '《信访办法》(试行)', '《档案条例', '《法治茶座》']
    """
    words = "|".join(map(re.escape, sorted(heads, key=len, reverse=True)))
    ending = re.compile(words)
    complete = re.compile(rf"(?:{words})(?:{_EDITION.pattern})?(?:[（(][^（()）]{{3,24}}[)）])?[、,，和及与]?$")
    position = 0
    while (start := _next_opening(text, position)) is not None:
        end = _closed(text, start, complete) or _unclosed(text, start, ending)
        if end is None:
            position = start + 1
            continue
        if edition := _EDITION.match(text, end):
            end = edition.end()
        yield Candidate(start, end, sure=not _CERTIFICATE.search(text, start, end))
        position = end


def _next_opening(text: str, position: int) -> int | None:
    """The next opening mark; angle brackets count as one only around Chinese text, doubled or not."""
    match = re.compile(r"《|≪|«|[〈＜<﹤]{1,2}(?=[一-龥“\"])").search(text, position)
    return match.start() if match else None


def _closed(text: str, start: int, complete: re.Pattern[str]) -> int | None:
    """The end of a title with its marks nested rightly; None if it does not close within its sentence.

    An opening mark behind what reads as a complete title is no nested one: the first title lost its closing mark.
    """
    opening = text[start]
    closing, depth = _OPENING[opening], 0
    for offset in range(start, min(len(text), start + _LONGEST)):
        char = text[offset]
        if char == opening:
            if depth and complete.search(text, start + 1, offset):
                return None
            depth += 1
        elif char == closing:
            depth -= 1
            if depth == 0:
                return offset + 1
        elif char in "。\n":
            break
    first = text.find(closing, start, start + _LONGEST)  # one of two nested marks was lost: close at the first
    inner = text.find(opening, start + 1, first) if first > 0 else -1
    if first < 0 or _STOP.search(text, start, first) or (inner > 0 and _CLAUSE.search(text, start + 1, inner)):
        return None
    return first + 1


def _unclosed(text: str, start: int, ending: re.Pattern[str]) -> int | None:
    """The end of a title that lost its closing mark: the last head word before the clause ends."""
    if text[start] != "《":
        return None
    clause = _CLAUSE.search(text, start + 1)
    limit = clause.start() if clause else min(len(text), start + _LONGEST)
    last = None
    for match in ending.finditer(text, start + 1, limit):
        last = match.end()
        if _MENTION.match(text, last) and not _ABOUT.match(text, start + 1):
            break
    return last


def find_names(text: str, names: re.Pattern[str]) -> Iterator[Candidate]:
    """Find bare names of statutes (民法典, 行政复议法): candidates for the tagger, as a name can stand in a larger one.

    A closing mark behind it that nothing opened belongs to it.

    >>> [tuple(c) for c in find_names("宣传民法典", re.compile("民法典|宪法"))]
    [(2, 5, False)]
    """
    for match in names.finditer(text):
        if _NO_STATUTE.match(text, match.end()):
            continue
        end = match.end() + (text[match.end() : match.end() + 1] in _CLOSING)
        yield Candidate(match.start(), end, sure=False)


def names_work(text: str, title: Candidate, words: Mapping[str, Collection[str]]) -> bool:
    """Whether a title in marks is that of a newspaper, a programme, a book or a proposal, by its last word or by what is beside.

    Args:
        text: The text.
        title: The title in it.
        words: The words that show it: at the title's `end`, `before` it and `after` it.

    >>> names_work("开设《法治茶座》", Candidate(2, 8), {"end": {"茶座"}, "before": (), "after": ()})
    True
    """
    start, end, _ = title
    last, ahead, behind = text[start:end].rstrip("》〉>"), text[max(0, start - 3) : start], text[end : end + 3]
    return (
        last.endswith(tuple(words["end"]))
        or ahead.endswith(tuple(words["before"]))
        or behind.startswith(tuple(words["after"]))
    )

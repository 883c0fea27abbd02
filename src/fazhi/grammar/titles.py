"""Titles of instruments (文件名称): in title marks, with marks damaged, and bare names of statutes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fazhi.grammar.candidate import Candidate

_OPENING = {"《": "》", "≪": "≫", "«": "»", "〈": "〉", "＜": "＞", "<": ">", "﹤": "﹥"}
_EDITION = re.compile(
    r"[ \u3000]?[（(﹝〔\[][ \u3000]?(?:(?:19|20|１９|２０)[\d０-９]{2}[ \u3000]?年?(?:[-—–－~～至]{1,2}[ \u3000]?(?:19|20|２０)[\d０-９]{2}[ \u3000]?年)?(?:版|本|年版|修订版|修订|修正)?"
    r"|试行|暂行|修订版|修正案)[ \u3000]?[）)﹞〕\]]"
)
_LONGEST = 120
_STOP = re.compile(r"[。；;！？\n]")
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
    complete = re.compile(rf"(?:{words})(?:{_EDITION.pattern})?[、,，和及与]?$")
    position = 0
    while (start := _next_opening(text, position)) is not None:
        end = _closed(text, start, complete) or _unclosed(text, start, ending)
        if end is None:
            position = start + 1
            continue
        if edition := _EDITION.match(text, end):
            end = edition.end()
        yield Candidate(start, end)
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
    return last


def find_names(text: str, names: re.Pattern[str]) -> Iterator[Candidate]:
    """Find bare names of statutes (民法典, 行政复议法): candidates for the tagger, as a name can stand in a larger one.

    >>> [tuple(c) for c in find_names("宣传民法典", re.compile("民法典|宪法"))]
    [(2, 5, False)]
    """
    for match in names.finditer(text):
        yield Candidate(match.start(), match.end(), sure=False)

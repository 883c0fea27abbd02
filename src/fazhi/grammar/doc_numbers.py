"""Document numbers (发文字号): where they stand in a text.

The form is that of 党政机关公文处理工作条例 art. 9 and GB/T 9704-2012, 7.2.5: organ code, year in 〔〕, serial, 号; besides
it orders (令) and announcements (公告) of a named issuer. Other brackets, blanks, full-width digits, one lost bracket or
a lost 号 are read too. Chinese has no blank before an organ code, so where the code begins is told by the words
that stand before one (lexicon/code_stops.tsv).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from fazhi.grammar.candidate import Candidate
from fazhi.grammar.folding import fold

_OPEN, _CLOSE = r"[〔\[【(<{「]", r"[〕\]】)>}」]"
_YEAR = r"(?:(?:19|20) ?\d ?\d|二[〇0零][〇零一二三][〇零一二三四五六七八九])"
_SERIAL = r"(?:第 ?)?(?:\d(?: ?\d){0,4}|[一二三四五六七八九十百零〇]{1,6})"
_CODE_NUMBER = re.compile(
    rf"(?P<whole>{_OPEN} ?{_YEAR} ?{_CLOSE} ?{_SERIAL}(?: ?号|-\d+ ?号))"
    rf"|(?P<no_close>{_OPEN} ?(?:19|20)\d\d(?: ?年)? ?{_SERIAL} ?号)"
    rf"|(?P<no_open>(?:19|20)\d\d ?{_CLOSE} ?{_SERIAL} ?号)"
    rf"|(?P<no_end>[〔\[] ?(?:19|20)\d\d ?[〕\]]? ?\d{{1,4}}(?![\d ]*[号年月条项件个]))"
    rf"|(?P<masked>{_OPEN}[Xx×*0-9]{{2,4}}{_CLOSE} ?[Xx×*]{{1,4}} ?号)"
)
_CODE = re.compile(r"[一-龥A-Za-z]{2,12} ?$")
_CODE_END = "发字函文规办电令告知通复议审纪要备政府法批任督报呈请会委党组综执人常"
_BEFORE_NUMBER = re.compile(r"(?:(?:^|\n)[ ]*|(?:文 ?号|字 ?号|编 ?号)[】\]]? ?[:：]?\s*|(?P<title>[》>] ?\())$")
_AFTER_NUMBER = re.compile(r"\)|(?=[ ]*(?:\n|$))")
_COURT_CODE = re.compile(r"[行民刑执赔调][初终申再审监异保恢他]?字?第? ?$")
_ORDER = re.compile(
    r"(?:(?P<run_on>令|公告|公報|通告) ?(?:[(〔\[] ?)?(?:(?:19|20)\d\d ?年? ?)?(?:[)〕\]] ?)?第 ?(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,6}) ?号)"
    r"|(?P<prefixed>第 ?\d{1,4} ?号(?:令|公告))"
)
_ISSUER = re.compile(r"[一-龥]{2,30}$")
_ISSUER_END = re.compile(r"(?:国务院|主席|政府|委员会|委|部|局|署|院|厅|会|办|行|河长|长|军委|防指|国)$")
_AND, _ORGAN_END = "和与及", "府局厅委部院办会署行"
_JOINED = re.compile(r"(?P<before>[一-龥]{2,16}(?:部|委|局|署|院|厅|会|办|行))[、 ]$")
_FOLLOWS = re.compile(r"号[、,和及] ?$")


def find_doc_numbers(text: str, stops: Sequence[str], guards: Sequence[str] = ()) -> Iterator[Candidate]:
    """Find document numbers.

    Args:
        text: Any text.
        stops: Words that stand before an organ code or issuer and are no part of it (印发, 根据, …).
        guards: Names in which such a word is no stop (住房和城乡建设).

    >>> stops = ("印发", "根据")
    >>> text = "国务院印发国办发〔2023〕15号，根据财政部令第87号，案号（2021）某0102行初3号"
    >>> [text[start:end] for start, end, _ in find_doc_numbers(text, stops)]
    ['国办发〔2023〕15号', '财政部令第87号']
    """
    view = fold(text)
    issuers = _Stops(view, stops, guards, names=True)
    found = [*_code_numbers(view, _Stops(view, stops, guards)), *_orders(view, issuers)]
    reached = 0
    for candidate in sorted(found):
        if candidate.start >= reached:
            yield candidate
            reached = candidate.end


def _code_numbers(view: str, cut: _Stops) -> Iterator[Candidate]:
    for match in _CODE_NUMBER.finditer(view):
        start = _code_start(view, match.start(), cut)
        if start is None and match["whole"] and _FOLLOWS.search(view, 0, match.start()):
            start = match.start()  # 沙政发〔2018〕4号、〔2018〕5号: a row shares its code
        if start is not None:
            sure = _known_series(view, start, match.start()) or _stands_as_number(view, start, match)
            yield Candidate(start, match.end(), sure)


def _code_start(view: str, end: int, cut: _Stops) -> int | None:
    run = _CODE.search(view, max(0, end - 14), end)
    if not run:
        return None
    start = cut.after(run.start(), end, least=2)
    code = view[start:end].rstrip()
    return start if 2 <= len(code) <= 10 else None


def _known_series(view: str, start: int, end: int) -> bool:
    """Whether a code ends as codes do (发, 函, 办, …); another one counts only where the tagger agrees."""
    return start == end or view[start:end].rstrip()[-1] in _CODE_END


def _stands_as_number(view: str, start: int, match: re.Match[str]) -> bool:
    """Whether a whole number stands where nothing else does: alone on its line, behind its label, in brackets behind a title."""
    if not match["whole"] or _COURT_CODE.search(view, start, match.start()):
        return False
    before, after = _BEFORE_NUMBER.search(view, max(0, start - 12), start), _AFTER_NUMBER.match(view, match.end())
    if before is None or after is None:
        return False
    return bool(before["title"]) == (after[0] == ")")


def _orders(view: str, cut: _Stops) -> Iterator[Candidate]:
    for match in _ORDER.finditer(view):
        run = _ISSUER.search(view, max(0, match.start() - 30), match.start())
        if not run:
            continue
        start = cut.after(run.start(), match.start(), least=2)
        if not _ISSUER_END.search(view, start, match.start()):
            continue
        while joint := _JOINED.search(view, max(0, start - 18), start):
            start = cut.after(joint.start("before"), joint.end("before"), least=2)
        yield Candidate(start, match.end())


class _Stops:
    """The stop words of a text, outside guarded names."""

    def __init__(self, view: str, stops: Sequence[str], guards: Sequence[str], *, names: bool = False) -> None:
        self._names = names
        self._stop = _any_of(tuple(stops))
        self._view = _any_of(tuple(guards)).sub(lambda name: "□" * len(name[0]), view) if guards else view

    def after(self, start: int, end: int, *, least: int) -> int:
        """Move `start` behind the last stop word that leaves at least `least` characters before `end`."""
        position = start
        while match := self._stop.search(self._view, position, end):
            if end - match.end() < least:
                break
            position = match.end()
            if match[0] not in _AND or not _inside_name(self._view[start : match.start()], self._names):
                start = position
        return start


def _inside_name(before: str, names: bool) -> bool:
    """Whether 和 goes on with a name: behind one character (安和市), and in an issuer's name where no organ ends before it."""
    return (len(before) == 1 and before != "号") or (names and bool(before) and before[-1] not in _ORGAN_END)


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))

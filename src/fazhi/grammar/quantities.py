"""Quantities (数量): where counted and measured amounts stand in a text.

Numerals are Arabic (half or full width, with group commas, decimals, a stray blank), Chinese, or mixed (3.5万), with an
approximator inside (余, 多, 几, 来); a unit follows from lexicon/units.tsv. Ranges, fractions, per cent and per mille are
one quantity. Dates, ordinals, numbered marks and set phrases are none; what form cannot settle is an unsure candidate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from fazhi.grammar.candidate import Candidate
from fazhi.grammar.folding import fold

_ARABIC = r"\d(?:[\d]|,(?=\d{3})| (?=\d))*(?: ?\. ?\d(?: ?\d)*)?"
_HAN = r"[〇零一二两三四五六七八九十百千万亿]+"
_SCALE = r"(?: ?[余多]? ?[百千万亿]{1,2})?"
_MORE = r"(?: ?[余多来])?"
_ARABIC_NUMBER = rf"{_ARABIC}{_SCALE}{_MORE}"
_VAGUE = r"(?:(?<![早晚])[数几上好][十百千万亿]+|[一二两三四五六七八九]?十几[万亿]?|[一二两三四五六七八九]成[一二三四五六七八九半多]?)"
_HALF_OF = "(?<![上下前后每这多大])半(?=个?(?:年|月|天|日|夜|小时|钟头))"
_HAN_NUMBER = rf"(?:{_VAGUE}|{_HALF_OF}|{_HAN}(?:点{_HAN})?(?:余|多|几|来)?[万亿]?(?:余|多)?)"
_RANGE = r" ?[-~至到]{1,2} ?"
_NUMBER = re.compile(
    rf"(?P<fraction>百分之(?:{_HAN}(?:点{_HAN})?|{_ARABIC})|千分之(?:{_HAN}|{_ARABIC})|万分之(?:{_HAN}|{_ARABIC})"
    rf"|[二三四五六七八九十]+分之[一二三四五六七八九十]+|\d+(?:\.\d+)? ?[:：∶] ?\d+(?:\.\d+)?(?![\d:：]))"
    rf"|(?P<arabic>{_ARABIC_NUMBER} ?%?(?:{_RANGE}{_ARABIC_NUMBER})?)"
    rf"|(?P<han>{_HAN_NUMBER}(?:[至到]{_HAN_NUMBER})?)"
)
_CLOCK = re.compile(r"\d{1,2} ?[:：] ?[0-5]\d")
_OF_DAY = re.compile(r"(?:[早晚]上?|[上下中]午|凌晨|清晨|傍晚|夜里)$|(?<=点)[至到]$")
_LUNAR = re.compile(r"[正冬腊]月$")
_CLOCK_AFTER = re.compile(r" ?点 ?(?:击|整|半|前|后|钟)")
_DATE_AFTER = re.compile(r" ?(?:年(?!限|期|以[上下内]|内|级)|月(?!内)|日(?!内)|号|时|[-./] ?\d|届|世纪|年代|周年|季度)")
_NUMBER_BEFORE = re.compile(r"(?:第 ?|[A-Za-z./\d〔\[]|\d[:：] ?|编号为?|尾号)$")
_NAMED_BEFORE = re.compile(r"(?:建议|提案|电话|邮编|备 ?)$")
"""Behind these a numeral without a unit is a name: 提案23, but 提案23件 is an amount."""
_CODE_AFTER = re.compile(r"[A-Za-z]+\d|MB\d")
_PERIOD_BEFORE = re.compile(r"(?:近|过去|连续|前|后|未来|今后|每|这|同|逢|最近|历时)$")
_TENTHS = re.compile(r"[一二两三四五六七八九]成[一二三四五六七八九半多]?$")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_HAN_YEAR = re.compile(r"[〇零一二三四五六七八九]{2,4}$")
"""A year in Chinese is written digit by digit: 二〇二一年, but 二十五年 is a duration."""
_HALF = "一半"
_ORDINAL = "二"
"""二 before a classifier is an ordinal for the most part (二期, 二次录入); a count would be 两."""
_BARE_POWERS = frozenset("百千万亿")
"""A power of ten alone is an amount (百余件, 万元), or part of a name or a figure of speech (百人, 千家)."""
_RANKED = re.compile(r"(?<![以之])[前后]$")
"""前三名 and 后两位 are ranks."""
_OF_TIME = re.compile("^个(?=.)")
"""Before a unit of time 个 may be followed by 多 or 半: 四个多月."""
_GREAT = "大"
"""An adjective that counts like a classifier (五大领域), or belongs to a name (十大案例)."""
_ENUMERATOR = re.compile(r"(?:^|[。；;：:，,、 (])$")
_LEVEL_AFTER = re.compile(r"(?:级|审|中全会|等奖|流|线(?!上|下)|产|农|资|码|网通办|(?<=一)件事)")
_CONGRESS = re.compile(r"(?:十[六七八九]|二十)大")


def find_quantities(text: str, units: Iterable[str], phrases: Iterable[str] = ()) -> Iterator[Candidate]:
    """Find amounts.

    Args:
        text: Any text.
        units: The units that may follow a numeral.
        phrases: Set phrases; what is found in one is unsure.

    >>> text = "2021年办理案件三百二十一件，满意率98.5%，培训１.2 万余人次，第3次会议，六部委，3至5个"
    >>> found = list(find_quantities(text, ("件", "人次", "个", "次")))
    >>> [text[start:end] for start, end, sure in found if sure]
    ['三百二十一件', '98.5%', '１.2 万余人次', '3至5个']
    >>> [text[start:end] for start, end, sure in found if not sure]
    ['六']
    """
    view = fold(text)
    unit = _unit_pattern(tuple(units))
    phrase = _phrase_pattern(tuple(phrases))
    position = 0
    while match := _NUMBER.search(view, position):
        candidate = _candidate(view, match, unit)
        if candidate:
            yield candidate._replace(sure=False) if phrase and _in_phrase(view, candidate, phrase) else candidate
        position = candidate.end if candidate else match.end()


@lru_cache(maxsize=8)
def _unit_pattern(units: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, units), key=len, reverse=True)
    spans = (_OF_TIME.sub("个[多半]?", unit) for unit in longest_first)
    return re.compile(rf" ?(?:{'|'.join(spans)})(?<!部(?=[委门队]))")


@lru_cache(maxsize=8)
def _phrase_pattern(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))) if phrases else None


def _in_phrase(view: str, candidate: Candidate, phrase: re.Pattern[str]) -> bool:
    """Whether a numeral stands in a set phrase that begins with it or a few characters before."""
    start, end, _ = candidate
    return any(m.start() <= start < m.end() for m in phrase.finditer(view, max(0, start - 5), end + 6))


def _candidate(view: str, match: re.Match[str], unit: re.Pattern[str]) -> Candidate | None:
    start, end = match.span()
    if match["fraction"]:
        return Candidate(start, end, sure=not _CLOCK.fullmatch(match[0]))
    shown = match[0]
    end -= len(shown) - len(shown.rstrip())
    if _NUMBER_BEFORE.search(view, max(0, start - 4), start):
        return None
    if not unit.match(view, end) and _NAMED_BEFORE.search(view, max(0, start - 4), start):
        return None
    if _CODE_AFTER.match(view, end):
        return None
    if _dated(view, start, end, arabic=bool(match["arabic"])):
        return None
    if shown.rstrip().endswith("%"):
        return Candidate(start, end)
    follows = None if _TENTHS.search(shown) else unit.match(view, end)
    if not follows and view.startswith(_GREAT, end):
        return None if _CONGRESS.match(view, start) else Candidate(start, end + len(_GREAT), sure=False)
    if match["arabic"]:
        if follows:
            return Candidate(start, follows.end())
        return (
            Candidate(start, end, sure=False) if len(shown.strip()) > 1 or view[end : end + 1] not in ".、)" else None
        )
    return _chinese(view, start, end, follows)


def _chinese(view: str, start: int, end: int, follows: re.Match[str] | None) -> Candidate | None:
    """A Chinese numeral: sure before a unit, but 一 and what may be a set phrase are left to the tagger."""
    shown = view[start:end]
    if _TENTHS.search(shown):
        return Candidate(start, end)
    if _LEVEL_AFTER.match(view, end) or view[end : end + 1] in ("、", "是", "要"):
        return None
    if view.startswith(_HALF, start):
        return Candidate(start, start + len(_HALF), sure=False)
    if follows is None:
        return Candidate(start, end, sure=False) if not set(shown) <= {"一", *_BARE_POWERS} else None
    plain = shown not in ("一", "半", _ORDINAL, *_BARE_POWERS) and follows[0] != "年"
    plain = plain and not _RANKED.search(view, max(0, start - 2), start)
    quoted = view[start - 1 : start] in ("“", '"', "‘", "《")
    return Candidate(start, follows.end(), sure=plain and not quoted)


def _dated(view: str, start: int, end: int, *, arabic: bool) -> bool:
    """Whether the numeral is part of a date, a time, a period, or an ordinal in one."""
    if _CLOCK_AFTER.match(view, end) or (view.startswith("点", end) and _OF_DAY.search(view, max(0, start - 2), start)):
        return True
    if _LUNAR.search(view, max(0, start - 2), start):
        return True
    after = _DATE_AFTER.match(view, end)
    if not after:
        return False
    mark = after[0].strip()[:1]
    if mark == "年":
        if _PERIOD_BEFORE.search(view, max(0, start - 2), start):
            return True
        return bool((_YEAR if arabic else _HAN_YEAR).search(view, start, end))
    if mark == "日":
        return view[max(0, start - 2) : start].rstrip().endswith("月")
    return mark not in ("时",)

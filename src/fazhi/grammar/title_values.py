"""Titles of instruments as values: without marks, folded to one form, and the kind that their words tell."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from fazhi.grammar.title_places import Place, leading_place
from fazhi.lexicon import column, table

STATE = "中华人民共和国"
_BLANK = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff]+")
_OPENING, _CLOSING = "《≪«〈＜<﹤", "》≫»〉＞>﹥"
_FOLDED = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        **dict.fromkeys("([{［【〔﹝｛﹙", "（"),
        **dict.fromkeys(")]}］】〕﹞｝﹚", "）"),
        "＂": '"',
        **dict.fromkeys("「『", "“"),
        **dict.fromkeys("」』", "”"),
    }
)
_INNER_OPEN = re.compile(f"[<＜﹤]{{1,2}}|[{_OPENING}]")
_INNER_CLOSE = re.compile(f"[>＞﹥]{{1,2}}|[{_CLOSING}]")
_YEARS = re.compile(r"(\d{4})年?(?:[-—–－―‐‑‒~～]+|[一至到])(?=\d{4})")
_GROUP = r"（[^（）]*）"
_LAST_GROUP = re.compile(rf"{_GROUP}$")
_TAIL = re.compile(rf"(?:{_GROUP})+$")
_STAGE = re.compile(r"草案|稿")
_PERIOD = re.compile(r"\d{4}年?-\d{4}年?")
_YEAR_BEHIND = re.compile(r"\d{4}(?:-\d{4})?年?[度版]?$")
_UNHEARD = re.compile(r"[〈〉“”‘’（）\"'·.。、，,:：;；\-—–－~～]")
_AND = re.compile(r"及其|[及和暨]")
_PARTY = re.compile(r"中国共产党|党政|党委|党组|党内|党员|党的")
_PARTY_HEADS = frozenset(("条例", "规定", "办法", "规则", "准则", "细则", "章程"))
_RULE_HEADS = frozenset(("办法", "规定"))
_ACTS = frozenset(("办法", "规定", "细则", "条例"))
_IMPLEMENTING = re.compile(rf"(?:实施|贯彻|执行)〈?(?:{STATE})?[^〈〉]*法〉?(?:的|若干)?(?:办法|规定|细则|条例)$")


class Title(NamedTuple):
    """A folded title in two parts.

    Attributes:
        base: The name itself: 法治政府建设实施纲要.
        edition: The bracketed groups at its end, with their brackets: （2021-2025年）, （试行）, （草案）; or empty.
    """

    base: str
    edition: str


def title_of(text: str) -> str:
    """Take the title marks off a mention; an edition in brackets behind them stays.

    >>> title_of("《信访工作办法》(试行)"), title_of("《关于贯彻〈纲要〉的通知》"), title_of("《档案条例"), title_of("民法典")
    ('信访工作办法(试行)', '关于贯彻〈纲要〉的通知', '档案条例', '民法典')
    """
    title = text.strip()
    if not title or title[0] not in _OPENING:
        return _without_stray_close(title)
    close = max(map(title.rfind, _CLOSING))
    behind = _BLANK.sub("", title[close + 1 :])
    if close > 0 and (not behind or _TAIL.fullmatch(behind.translate(_FOLDED))):
        doubled = title[1] == title[0] and title[close - 1] == title[close]
        return (title[1 + doubled : close - doubled] + behind).strip()
    return title[1:].strip()


def _without_stray_close(title: str) -> str:
    """Drop a closing mark whose opening one was lost."""
    if title[-1:] and title[-1] in _CLOSING and not _INNER_OPEN.search(title):
        return title.rstrip(_CLOSING)
    return title


def fold_title(title: str) -> str:
    r"""Fold a title without marks to the one form in which it is written out.

    White space goes, brackets are full-width, `-` stands between years, inner title marks are 〈〉, quotation marks “”.

    >>> fold_title("法治政府建设实施纲要 (2021—2025 年)"), fold_title('“七五”普法\n规划')
    ('法治政府建设实施纲要（2021-2025年）', '“七五”普法规划')
    """
    folded = _BLANK.sub("", title).translate(_FOLDED)
    folded = _INNER_CLOSE.sub("〉", _INNER_OPEN.sub("〈", folded))
    return _YEARS.sub(r"\1-", _paired(folded))


def _paired(title: str) -> str:
    """Straight quotation marks, in turn opening and closing."""
    pieces = title.split('"')
    marks = ("“", "”")
    return pieces[0] + "".join(marks[n % 2] + piece for n, piece in enumerate(pieces[1:]))


@lru_cache(maxsize=4096)
def title_key(folded: str) -> str:
    """What two spellings of one title share: no punctuation, no 中华人民共和国, no 年 behind a year.

    >>> title_key("中华人民共和国行政复议法") == title_key("行政复议法")
    True
    >>> title_key("纲要（2021-2025）") == title_key("纲要（2021-2025年）")
    True
    """
    heard = _UNHEARD.sub("", folded.replace(STATE, ""))
    return re.sub(r"(\d{4})年", r"\1", heard) or folded


@lru_cache(maxsize=4096)
def split_edition(folded: str) -> Title:
    """Part a folded title from the brackets at its end.

    >>> split_edition("信访办法（试行）（2021-2025年）")
    Title(base='信访办法', edition='（试行）（2021-2025年）')
    """
    base = folded
    while (group := _LAST_GROUP.search(base)) and group.start():
        base = base[: group.start()]
    return Title(base, folded[len(base) :])


def is_draft(edition: str) -> bool:
    """Whether an edition names a draft (草案, 征求意见稿) rather than an issued text."""
    return _STAGE.search(edition) is not None


def has_period(edition: str) -> bool:
    """Whether an edition gives the years that a plan is for.

    >>> has_period("（2021-2025年）"), has_period("（试行）")
    (True, False)
    """
    return _PERIOD.search(edition) is not None


def title_head(folded: str) -> str | None:
    """The last word of a title, its edition aside: the longest known one; None if none is known.

    Where the last word is not known, what stands before 及 or 和 tells: 证明事项目录及其说明 is a list.

    >>> title_head("政务公开工作要点（2019年）"), title_head("法治茶座")
    ('要点', None)
    """
    base = _YEAR_BEHIND.sub("", split_edition(folded).base.rstrip("〉”’"))
    return _last_head(base) or _last_head(_AND.split(base)[0])


def _last_head(words: str) -> str | None:
    heads = _heads()
    return next((words[-size:] for size in range(min(5, len(words)), 0, -1) if words[-size:] in heads), None)


def is_bare(folded: str) -> bool:
    """Whether a title is a head word with nothing before it that would tell which instrument is meant.

    >>> [is_bare(title) for title in ("纲要", "实施方案", "信访工作条例", "宪法")]
    [True, True, False, False]
    """
    base = split_edition(folded).base
    return _bare().fullmatch(base) is not None


def kind_by_words(folded: str) -> str | None:
    """The kind of an instrument as its title alone tells it; None where it takes knowledge to say.

    >>> [kind_by_words(title) for title in ("安和县档案管理办法", "安徽省档案管理办法", "安徽省档案条例", "2019年工作要点")]
    ['normative', None, 'local_regulation', 'plan']
    """
    head = title_head(folded)
    if head is None:
        return None
    base = split_edition(folded).base
    if head in _PARTY_HEADS and _PARTY.match(base):
        return "party_regulation"
    place = leading_place(base)
    if place and place.level in ("province", "prefecture") and head in _ACTS and _IMPLEMENTING.search(base):
        return "local_regulation"
    if head == "条例":
        national = base.startswith(STATE) or base.endswith("法实施条例")
        return "local_regulation" if place else "administrative_regulation" if national else None
    if head in _RULE_HEADS and place and _may_make_rules(place):
        return None  # a regulation, a rule or a mere document: the title does not say
    return _heads()[head] or None


def _may_make_rules(place: Place) -> bool:
    """Whether a place's government has long made rules (规章): a province or a 较大的市."""
    return place.level == "province" or place.name in column("large_cities", "city")


@cache
def _heads() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in table("instrument_heads")}


@cache
def _bare() -> re.Pattern[str]:
    modifiers = "|".join(sorted(column("title_modifiers", "word"), key=len, reverse=True))
    telling = {"constitution", "law", ""}  # 宪法 says which; 执法 is no last word of a title
    words = [word for word, kind in _heads().items() if kind not in telling or word == "条例"]
    heads = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:\d{{4}}年度?)?(?:{modifiers})*(?:{heads})")

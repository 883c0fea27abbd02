"""Document numbers (发文字号) to values: code, year, serial and the form of GB/T 9704-2012, 7.2.5, damage repaired and flagged.

Other brackets than 〔〕, blanks, full-width or Chinese figures, 第 and leading zeros are ways of writing, not damage. A
bracket lost or doubled, a lost 号, and a year or serial that is masked or missing are damage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fazhi.grammar.folding import fold
from fazhi.grammar.numerals import read_chinese

_OPEN, _CLOSE = r"[〔\[【(<{「]", r"[〕\]】)>}」]"
_EITHER = r"[〔\[【(<{「〕\]】)>}」]"
_YEAR = r"(?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2}"
_SERIAL = r"\d{1,5}(?:-\d{1,3})?|[〇零一二三四五六七八九十百千]{1,7}"
_MASK = r"[Xx×*]{1,4}"
_CODE_NUMBER = re.compile(
    rf"(?P<code>(?:[一-龥、]|[A-Za-z]+(?=[一-龥])){{0,14}})"
    rf"(?P<opened>{_EITHER}{{0,2}})(?:(?P<year>{_YEAR})|(?:[\dXx×*]{{1,4}}(?={_EITHER}))?)年?(?P<closed>{_EITHER}{{0,2}})年?"
    rf"第?(?:(?P<serial>{_SERIAL})|(?:{_MASK})?)(?P<end>号?)"
)
_ORDER = re.compile(
    rf"(?P<issuer>[一-龥、]{{2,60}}?)(?P<form>令|公告|通告|公报)(?P<dated>{_OPEN}?(?:(?P<year>{_YEAR})(?:年|(?={_CLOSE}|第)))?{_CLOSE}?)"
    rf"(?P<wrapped>{_OPEN}?)(?P<nth>第?)(?:(?P<serial>{_SERIAL})|{_MASK})(?P<end>号?){_CLOSE}?"
)
_SERIAL_FIRST = re.compile(
    rf"(?P<issuer>[一-龥、]{{2,60}}?)(?:(?P<year>{_YEAR})年)?第(?:(?P<serial>{_SERIAL})|{_MASK})(?P<end>号)(?P<form>令|公告|通告)"
)
_KINDS = {"令": "decree", "公告": "announcement", "通告": "announcement", "公报": "announcement"}
_ENDS_AS_ORGAN = re.compile(r"(?:主席|政府|委|部|局|署|院|厅|会|办|行|长|指|中心)$")
_JOINT = re.compile(r"([部局署院厅会办行委])[ ,和]+(?=[一-龥]{2,}[部局署院厅会办行委])")
_PAIR = re.compile(rf"{_OPEN}{_CLOSE}")
_SIMPLER = str.maketrans("國報規電財稅環衛執＊Ｘｘ\n", "国报规电财税环卫执*Xx ")
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class DocNumber:
    """A document number. None where the text does not say.

    Attributes:
        canonical: 沙政发〔2018〕4号, 国务院令第711号, 司法部公告2020年第2号; None if year or serial cannot be known.
        organ_code: 沙政发; orders and announcements have none.
        year: In four digits; orders mostly have none.
        serial: Without leading zeros; of `4-1号` the 4.
        kind: `number`, `decree` (令) or `announcement` (公告, 通告, 公报).
        damaged: Something was lost or masked.
        named: The organs that an order or announcement names, joined by 、.
    """

    canonical: str | None
    organ_code: str | None
    year: int | None
    serial: int | None
    kind: str
    damaged: bool
    named: str | None = None


@lru_cache(maxsize=1024)
def parse_doc_number(covered: str) -> DocNumber | None:
    """Read a document number.

    Args:
        covered: The number as it stands in the text, without brackets around it.

    Returns:
        None if the text is no document number as a whole.

    >>> parse_doc_number("沙政发﹝2018﹞第 ０4 號").canonical, parse_doc_number("国务院第七百一十一号令").canonical
    ('沙政发〔2018〕4号', '国务院令第711号')
    >>> lost = parse_doc_number("国发〔201529号")
    >>> lost.canonical, lost.damaged
    ('国发〔2015〕29号', True)
    >>> parse_doc_number("（2021）某0102行初3号") is None
    True
    """
    if len(covered) > _LONGEST:
        return None
    view = fold(covered).translate(_SIMPLER).strip()
    view = _JOINT.sub(r"\1、", view).replace(" ", "")
    return _order(view) or _code_number(view)


def _order(view: str) -> DocNumber | None:
    match = _ORDER.fullmatch(view) or _SERIAL_FIRST.fullmatch(view)
    if not match:
        return None
    groups = match.groupdict()
    if not groups.get("nth", "第") and re.search(_CLOSE, groups["dated"]):
        return None  # 沙政公告〔2020〕9号: a code
    issuer, form, year = match["issuer"], match["form"], _year(match["year"])
    if groups.get("dated") and year and not _ENDS_AS_ORGAN.search(issuer):
        return None
    serial, shown = _serial(match["serial"])
    dated = f"{year}年" if year else ""
    return DocNumber(
        canonical=f"{issuer}{form}{dated}第{shown}号" if shown else None,
        organ_code=None,
        year=year,
        serial=serial,
        kind=_KINDS[form],
        damaged=shown is None or not match["end"] or not _balanced(view),
        named=issuer,
    )


def _code_number(view: str) -> DocNumber | None:
    match = _CODE_NUMBER.fullmatch(view)
    if not match or not (match["serial"] or match["end"]):
        return None
    code, brackets = match["code"], match["opened"] + match["closed"]
    year = _year(match["year"])
    serial, shown = _serial(match["serial"])
    if len(brackets) < 2 and (year is None or shown is None or not match["end"] or not code):
        return None
    if not brackets and len(code) < 2:
        return None
    return DocNumber(
        canonical=f"{code}〔{year}〕{shown}号" if year and shown else None,
        organ_code=code or None,
        year=year,
        serial=serial,
        kind="number",
        damaged=not _PAIR.fullmatch(brackets) or not match["end"] or year is None or shown is None,
    )


def _year(shown: str | None) -> int | None:
    if not shown:
        return None
    return int(shown) if shown.isascii() else _whole(shown)


def _serial(shown: str | None) -> tuple[int | None, str | None]:
    """The serial and how the canonical form shows it."""
    if not shown:
        return None, None
    if not shown.isascii():
        number = _whole(shown)
        return number, None if number is None else str(number)
    first, _, second = shown.partition("-")
    return int(first), f"{int(first)}-{int(second)}" if second else str(int(first))


def _whole(shown: str) -> int | None:
    number = read_chinese(shown)
    return None if number is None else int(number)


def _balanced(view: str) -> bool:
    return len(re.findall(_OPEN, view)) == len(re.findall(_CLOSE, view))

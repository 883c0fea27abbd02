"""Numerals (数): Chinese, Arabic and mixed ones to exact decimals, vague ones to bounds. No float anywhere.

Read: `1,234.5`, `三百二十一`, `3.5万`, `1亿2千万`, `1百1十`, `二〇二〇`, `三万五`; vague: `70000余`, `五百多亿`, `十几万`, `数百`,
`上千`, `三五`, `七八十`, `二十来`. Not read: formal figures beyond 10^16, `成百上千`, `若干`, and what is no numeral as a whole.
Callers fold widths and take out blanks (`fazhi.grammar.folding`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

import cn2an

DIGITS = "〇零一二两三四五六七八九"
_DIGIT_VALUES = MappingProxyType(
    {**{char: max(0, place - 1) for place, char in enumerate("〇零一二三四五六七八九")}, "两": 2}
)
_POWERS = MappingProxyType({"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8})
_BIG = "万亿"
_POWER = r"(?:[十万亿]|百(?!分[点之])|千(?![瓦克米卡帕伏赫焦]))"
ARABIC = r"\d+(?:,\d+)*(?:\.\d+)?"
HAN = rf"(?:[{DIGITS}]|{_POWER})+(?:点[{DIGITS}]+)?"
NUMERAL = re.compile(
    rf"-?(?:好?[数几]{_POWER}*|上{_POWER}+"
    rf"|{ARABIC}(?:{_POWER}+(?:{ARABIC}{_POWER}+)*(?:{ARABIC})?)?|{HAN})"
    rf"几?(?:[余多来]?{_POWER}+)?[余多来]?"
)
"""What may be a numeral, greedily, at a place in a folded text without blanks; `read_numeral` says whether it is one."""

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_TERM = re.compile(rf"({ARABIC})([十百千万亿]*)")
_MIXED = re.compile(rf"(?:\d+(?:,\d+)*[十百千万亿]+)+{ARABIC}[十百千万亿]*")
_SCALED = re.compile(rf"(?P<number>{ARABIC}|{HAN})(?P<more>[余多来]?)(?P<scale>[十百千万亿]*)(?P<rest>[余多来]?)")
_FEW = re.compile(rf"(?P<tens>(?:[{DIGITS}百千]*十|\d*0))几(?P<scale>[{_BIG}]*)[余多]?")
_SEVERAL = re.compile(rf"好?[数几](?P<power>[十百千]|[{_BIG}])?(?P<scale>[{_BIG}]*)[余多]?")
_UPWARDS = re.compile(r"上(?P<power>[十百千万亿]+)")
_PAIR = re.compile(
    r"(?P<tens>(?:[二三四五六七八九]?十)?)(?P<low>[一二两三四五六七八九])(?P<high>[二两三四五六七八九])(?P<scale>[十百千万亿]*)(?P<more>[余多来]?)"
)
_LONGEST = 20
"""Characters in a figure; longer ones could not be multiplied without rounding in 28 digits, and count nothing."""
_LONGEST_CHINESE = 60
_APPROX = MappingProxyType({"余": "more", "多": "more", "来": "about"})


@dataclass(frozen=True, slots=True)
class Numeral:
    """The value of a numeral.

    Attributes:
        value: The number, or the lowest that is meant; 万 and 亿 multiplied out.
        max: For a vague numeral the highest that is meant.
        approx: `more`, `about`, `at_least`, or None.
        scale: The factor behind the figure (`1.7万`: 10000), or None.
    """

    value: Decimal
    max: Decimal | None = None
    approx: str | None = None
    scale: int | None = None


@lru_cache(maxsize=4096)
def read_numeral(text: str) -> Numeral | None:
    """Read a numeral, exact or vague; None if the whole text is not one.

    Args:
        text: Folded text without blanks (`fazhi.grammar.folding.fold`).

    >>> read_numeral("1.7万").value, read_numeral("五百多亿").approx
    (Decimal('17000.0'), 'more')
    >>> (vague := read_numeral("十几万")).value, vague.max
    (Decimal('110000'), Decimal('190000'))
    >>> read_numeral("成百上千") is None
    True
    """
    if text.startswith("-"):
        below = read_numeral(text[1:]) if text[1:2] != "-" else None
        exact = below is not None and below.max is None and below.approx is None
        return Numeral(-below.value, scale=below.scale) if below and exact else None
    return _several(text) or _upwards(text) or _few(text) or _pair(text) or _plain(text)


def read_exact(text: str) -> Decimal | None:
    """Read a numeral that says neither 余 nor 几.

    >>> read_exact("9007199254740993"), read_exact("三百二十一"), read_exact("三点一四"), read_exact("1百1十")
    (Decimal('9007199254740993'), Decimal('321'), Decimal('3.14'), Decimal('110'))
    """
    if _MIXED.fullmatch(text):
        return _mixed(text)
    return read_arabic(text) if text[:1].isascii() else read_chinese(text)


def read_arabic(text: str) -> Decimal | None:
    """Read half-width figures; commas must group thousands.

    >>> read_arabic("1,234.50"), read_arabic("12,34")
    (Decimal('1234.50'), None)
    """
    if len(text.replace(",", "")) > _LONGEST or not text.isascii() or not _GROUPED.fullmatch(text):
        return None
    return Decimal(text.replace(",", ""))


@lru_cache(maxsize=4096)
def read_chinese(text: str) -> Decimal | None:
    """Read a Chinese numeral, by cn2an; what stands behind 点 is read here, for cn2an makes it a float.

    >>> read_chinese("两万零三百"), read_chinese("百"), read_chinese("二〇二〇"), read_chinese("一百零"), read_chinese("十十")
    (Decimal('20300'), Decimal('100'), Decimal('2020'), None, None)
    """
    whole, point, decimals = text.partition("点")
    if (
        not 0 < len(text) <= _LONGEST_CHINESE
        or not whole
        or not set(whole) <= {*_DIGIT_VALUES, *_POWERS}
        or not set(decimals) <= {*_DIGIT_VALUES}
    ):
        return None
    if bool(point) != bool(decimals) or (whole[-1] in "零〇" and set(whole) & {*_POWERS}):
        return None
    if len(whole) == 2 and set(whole) <= set("一二两三四五六七八九"):
        return None  # 三七 is no way to write 37
    number = _by_hundred_millions(f"一{whole}" if whole[0] in _POWERS and whole[0] != "十" else whole)
    if number is None:
        return None
    fraction = "".join(str(_DIGIT_VALUES[char]) for char in decimals)
    return Decimal(f"{number}.{fraction}" if fraction else number)


def _by_hundred_millions(text: str) -> int | None:
    """A whole number, cut at its 亿: what follows cn2an cannot read where 万 is left out (三亿一千)."""
    upper, mark, lower = text.rpartition("亿")
    lower = lower.removeprefix("零").removeprefix("〇")
    if not mark or not lower:
        return _by_cn2an(text)
    if lower[0] in _POWERS and lower[0] != "十":
        return None  # 亿万
    high, low = _by_hundred_millions(upper), _by_cn2an(lower)
    spoken = 10**7 if text[-2] == "亿" else 1  # 三亿五: 350,000,000
    return None if high is None or low is None else high * 10**8 + low * spoken


def _by_cn2an(text: str) -> int | None:
    try:
        return int(cn2an.cn2an(text, "normal"))
    except (ValueError, KeyError):  # a KeyError is how it fails on 一百七十五亿一千零一十一
        return None


def _mixed(text: str) -> Decimal | None:
    """`1亿2千万`, `3千5百`, `1万2000`: figures each with a power, every one smaller than the one before."""
    total = section = Decimal(0)
    last = largest = Decimal("Infinity")
    for figure, powers in _TERM.findall(text):
        number = read_arabic(figure)
        if number is None or (not powers and len(figure) < 2):
            return None  # 3万5: 30005 or 35000
        small = powers.rstrip(_BIG)
        term = number * _product(small)
        if any(power in small for power in _BIG) or term >= last:
            return None
        section += term
        if big := powers[len(small) :]:
            section *= _product(big)
            if _product(big) >= largest:
                return None
            last = largest = Decimal(_product(big))
            total, section = total + section, Decimal(0)
        else:
            last = Decimal(_product(small))
    return total + section


def _plain(text: str) -> Numeral | None:
    """A number, 余 or 多 before or behind its scale: `7万余`, `70余万`, `五百多亿`."""
    body = text[:-1] if text[-1:] in _APPROX else text
    if _MIXED.fullmatch(body):
        exact = _mixed(body)
        return Numeral(exact, approx=_APPROX.get(text[-1])) if exact is not None else None
    parts = _SCALED.fullmatch(text)
    if not parts or (parts["more"] and parts["rest"]):
        return None
    number = read_exact(parts["number"])
    if number is None:
        return None
    value = number * _product(parts["scale"])
    scale = parts["scale"] or _big_end(parts["number"])
    return Numeral(value, approx=_APPROX.get(parts["more"] or parts["rest"]), scale=_product(scale) if scale else None)


def _big_end(number: str) -> str:
    """The 万 or 亿 that a Chinese number ends with, which its reading has multiplied out already (三十二万)."""
    return number[len(number.rstrip(_BIG)) :]


def _several(text: str) -> Numeral | None:
    """`数百`, `几十万`, `几`: from two of the power to just below the next one."""
    parts = _SEVERAL.fullmatch(text)
    if not parts:
        return None
    scale = _product(parts["scale"])
    power = _product(parts["power"] or "")
    low, high = 2 * power * scale, (10 * power - 1) * scale
    return Numeral(Decimal(low), Decimal(high), "about", scale if parts["scale"] else None)


def _upwards(text: str) -> Numeral | None:
    """`上百`, `上亿`."""
    parts = _UPWARDS.fullmatch(text)
    return Numeral(Decimal(_product(parts["power"])), approx="at_least") if parts else None


def _few(text: str) -> Numeral | None:
    """`十几`, `三十几万`, `30几`: from one to nine more."""
    parts = _FEW.fullmatch(text)
    tens = read_exact(parts["tens"]) if parts else None
    if not parts or not tens:
        return None
    scale = _product(parts["scale"])
    return Numeral((tens + 1) * scale, (tens + 9) * scale, scale=scale if parts["scale"] else None)


def _pair(text: str) -> Numeral | None:
    """`一两`, `三五`, `七八十`, `十七八`: neighbours stand for a range."""
    parts = _PAIR.fullmatch(text)
    if not parts or (parts["tens"] and parts["scale"].strip(_BIG)):
        return None
    low, high = _DIGIT_VALUES[parts["low"]], _DIGIT_VALUES[parts["high"]]
    if high - low != 1 and (low, high) != (3, 5):
        return None
    tens = read_chinese(parts["tens"]) or Decimal(0)
    scale = _product(parts["scale"])
    bounds = (tens + low) * scale, (tens + high) * scale
    return Numeral(*bounds, _APPROX.get(parts["more"]), _product(big) if (big := _big_end(parts["scale"])) else None)


def _product(powers: str) -> int:
    product = 1
    for power in powers:
        product *= _POWERS[power]
    return product

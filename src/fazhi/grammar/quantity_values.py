"""Quantities (数量) to values: amount, range, unit and bound of a span like `7万余人`, `三分之二`, `10%-15%`, `三个半月`.

Not read, on purpose: dates and ordinals (`2020年`, `3月`, `4号`, `第3名`), ratios (`1:2`), sums in several units (`3元5角`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType

from fazhi.grammar.folding import fold
from fazhi.grammar.numerals import ARABIC, DIGITS, HAN, NUMERAL, Numeral, read_exact, read_numeral
from fazhi.lexicon import table

_SHARES = MappingProxyType({"百": "%", "千": "‰", "万": "‱"})
_SHARE = re.compile(
    rf"(?P<base>[百千万])分之(?P<low>百|{ARABIC}|{HAN})(?:[-~至到](?:[百千万]分之)?(?P<high>{ARABIC}|{HAN}))?"
)
_FRACTION = re.compile(rf"(?P<below>{ARABIC}|{HAN})分之(?P<above>{ARABIC}|{HAN})")
_TENTHS = re.compile(
    r"(?P<tens>\d+(?:\.\d+)?|[一二两三四五六七八九十])成(?P<ones>[一二三四五六七八九半]?)(?P<more>多?)"
)
_TIME = re.compile(r"个?(?P<inner>[半多余]?)(?P<unit>[^半多余]{1,3})(?P<tail>[半多余]?)")
_UNIT = re.compile(rf"(?!分之)(?:[^\W\d_{DIGITS}]|[%‰‱℃°㎡㎥²³μ/]){{0,8}}(?:(?<=台)\(套\))?")
_AS_WRITTEN = str.maketrans("()", "（）")
_LOOSE_POWER = re.compile(r"[一二两三四五六七八九][十百千]")
_RANGE = re.compile(r"(?:[-~至到]{1,2})")
_NOT_UNITS = frozenset("号 月 月份 级 届 周年 年度 年代 世纪 时 点钟 季度".split())
_YEAR = re.compile(r"(?:19|20)\d\d")
_ADJECTIVE = re.compile(r"大(?!队|桥|棚|厅|坝|学)")
_REACH = 6
"""The longest word of lexicon/approximators.tsv."""
_LONGEST = 60
_NONE_OF_ONE = "zero"


@dataclass(frozen=True, slots=True)
class QuantityValue:
    """An amount. None where the text does not say.

    Attributes:
        value: The amount in base units, or the lower end of a range; percent as written.
        max: The upper end of a range or a vague count.
        unit: What follows the numeral.
        approx: `about`, `more`, `less`, `at_least`, `at_most`, or None.
        scale: The factor that was multiplied out (万: 10000).
    """

    value: Decimal | None
    max: Decimal | None = None
    unit: str | None = None
    approx: str | None = None
    scale: int | None = None


def parse_quantity(covered: str, *, before: str = "", after: str = "") -> QuantityValue | None:
    """Read a quantity.

    Args:
        covered: The quantity as it stands in the text, blanks and full-width characters included.
        before: What stands before it on its line, at least some characters.
        after: What stands behind it.

    Returns:
        None if the text is no quantity as a whole.

    >>> parse_quantity("1.7万名", before="培训骨干超过")
    QuantityValue(value=Decimal('17000.0'), max=None, unit='名', approx='more', scale=10000)
    >>> parse_quantity("3至5个工作日", after="以内").max, parse_quantity("一起", before="未发生").value
    (Decimal('5'), Decimal('0'))
    >>> parse_quantity("４ 号") is None
    True
    """
    read = _read(covered) if len(covered) <= _LONGEST else None
    if read is None:
        return None
    said = _said_before(before)
    if said == _NONE_OF_ONE:
        return replace(read, value=Decimal(0)) if read.value == 1 and not read.max and not read.approx else read
    approx = read.approx or said or _said_after(after)
    return read if approx == read.approx else replace(read, approx=approx)


@lru_cache(maxsize=4096)
def _read(covered: str) -> QuantityValue | None:
    """Read a span by itself, bounds in words at its ends included."""
    inner, before, after = _without_words(fold(covered).replace(" ", "").replace("\n", ""))
    read = _share(inner) or _fraction(inner) or _tenths(inner) or _half(inner) or _range(inner) or _single(inner)
    if read is None:
        return None
    return replace(read, approx=read.approx or before or after)


def _share(view: str) -> QuantityValue | None:
    match = _SHARE.fullmatch(view)
    if not match:
        return None
    low = read_exact(match["low"])
    high = read_exact(match["high"]) if match["high"] else None
    if low is None or (match["high"] and (high is None or high <= low)):
        return None
    return QuantityValue(low, high, _SHARES[match["base"]])


def _fraction(view: str) -> QuantityValue | None:
    """`三分之一`: to 28 digits where it does not end; `一半`."""
    if view == "一半":
        return QuantityValue(Decimal("0.5"))
    match = _FRACTION.fullmatch(view)
    below = read_exact(match["below"]) if match else None
    above = read_exact(match["above"]) if match else None
    return QuantityValue(above / below) if above is not None and below else None


def _tenths(view: str) -> QuantityValue | None:
    """`九成`, `九成八`, `两成多`."""
    match = _TENTHS.fullmatch(view)
    tens = read_exact(match["tens"]) if match else None
    if not match or tens is None:
        return None
    ones = Decimal(5) if match["ones"] == "半" else read_exact(match["ones"] or "零")
    return QuantityValue(tens * 10 + (ones or 0), unit="%", approx="more" if match["more"] else None)


def _half(view: str) -> QuantityValue | None:
    """`半年`, `半个月`."""
    time = _TIME.fullmatch(view[1:]) if view.startswith("半") else None
    if not time or time["unit"] not in _times() or "半" in time["inner"] + time["tail"]:
        return None
    return QuantityValue(Decimal("0.5"), unit=time["unit"], approx="more" if time["inner"] + time["tail"] else None)


def _range(view: str) -> QuantityValue | None:
    """Two ends: the first takes unit and scale of the second where it has none (`1-2万元`, `10-15%`)."""
    first = NUMERAL.match(view)
    if not first or not first[0]:
        return None
    cut = _RANGE.search(view, first.end(), first.end() + 8)
    if not cut:
        return None
    low, high = _single(view[: cut.start()]), _single(view[cut.end() :])
    if not low or not high or low.value is None or high.value is None or low.max or high.max:
        return None
    if low.unit not in (None, high.unit) or (
        low.unit is None and low.value < 10 and _LOOSE_POWER.match(view, cut.end())
    ):
        return None  # 三至五百件: from 3 or from 300
    if not low.scale and high.scale and low.unit is None and low.value < high.value / high.scale:
        low = replace(low, value=low.value * high.scale)
    if low.value is None or low.value >= high.value:
        return None
    return QuantityValue(low.value, high.value, high.unit, low.approx or high.approx, high.scale)


def _single(view: str) -> QuantityValue | None:
    match = NUMERAL.match(view)
    if not match:
        return None
    shown, rest = match[0], view[match.end() :]
    if (rest == "年" and _YEAR.fullmatch(shown)) or rest in _NOT_UNITS:
        return None
    number = read_numeral(shown)
    if number is None:
        return None
    return _with_unit(number, rest)


def _with_unit(number: Numeral, rest: str) -> QuantityValue | None:
    """Put the unit to the number; `个多月`, `年多`, `个半小时` and `年半` say more of the number."""
    value, approx = number.value, number.approx
    unit = rest[1:] if _ADJECTIVE.match(rest) else rest
    time = _TIME.fullmatch(unit)
    if time and time["unit"] in _times():
        unit, said = time["unit"], time["inner"] + time["tail"]
        value += Decimal("0.5") if "半" in said else 0
        approx = approx or ("more" if said.strip("半") else None)
    elif unit == "角":
        value, unit = value / 10, "元"
    if not _UNIT.fullmatch(unit):
        return None
    return QuantityValue(value, number.max, unit.translate(_AS_WRITTEN) or None, approx, number.scale)


@cache
def _times() -> frozenset[str]:
    """Units of time, without 个."""
    return frozenset(row["unit"].removeprefix("个") for row in table("units") if row["kind"] == "time")


@cache
def _approximators(side: str) -> Mapping[str, str | None]:
    """Words on a side of a quantity and their bound; None for words that only look like one (节约)."""
    rows = (row for row in table("approximators") if row["side"] == side)
    return MappingProxyType({fold(row["word"]): row["approx"] or None for row in rows})


@cache
def _nearest_characters(side: str) -> frozenset[str]:
    """The characters of those words that stand next to the quantity: most text has none of them there."""
    return frozenset(word[-1] if side == "before" else word[0] for word in _approximators(side))


def _said_before(before: str) -> str | None:
    """The bound in the words that end `before`; the longest word decides."""
    near = fold(before[-_REACH - 2 :]).rstrip(" ")[-_REACH:]
    if near[-1:] not in _nearest_characters("before"):
        return None
    words = _approximators("before")
    return next((words[near[at:]] for at in range(len(near)) if near[at:] in words), None)


def _said_after(after: str) -> str | None:
    """The bound in the words that begin `after`."""
    near = fold(after[: _REACH + 2]).lstrip(" ")[:_REACH]
    if near[:1] not in _nearest_characters("after"):
        return None
    words = _approximators("after")
    return next((words[near[:to]] for to in range(len(near), 0, -1) if near[:to] in words), None)


def _without_words(view: str) -> tuple[str, str | None, str | None]:
    """Cut bounds in words off both ends of a span that took them in (`约30件`, `20万人次以上`)."""
    first = NUMERAL.search(view)
    start = first.start() if first else 0
    before = _said_before(view[:start]) if start and view[:start] in _approximators("before") else None
    view = view[start:] if before else view
    words = _approximators("after")
    end = next((at for at in range(max(1, len(view) - _REACH), len(view)) if view[at:] in words), len(view))
    after = words[view[end:]] if end < len(view) else None
    return (view[:end] if after else view), before, after

"""The numbers that a list shows but its file does not hold: counted here as Word and browsers count them."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from cn2an import an2cn

from fazhi.lexicon import table
from fazhi.reading.blocks import WIDE

_WIDE_END = re.compile(rf"[{WIDE}]\Z")
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_GREATEST = 9_999
"""A list that counts further shows plain numbers; no report has one."""


class _Format(NamedTuple):
    kind: str
    symbols: str
    frame: str


@cache
def _formats() -> dict[str, _Format]:
    return {row["format"]: _Format(row["kind"], row["symbols"], row["frame"]) for row in table("list_marks")}


def is_list_format(format: str) -> bool:
    """Whether the table has a format of this name."""
    return format in _formats()


def list_mark(number: int, format: str) -> str:
    """Write a list item's number.

    Args:
        number: The count.
        format: A `w:numFmt` of Word, or a `type`, `list-style-type` or editor's class of an HTML list. An unknown
            one counts in Arabic numerals, as Word and browsers do.

    >>> [list_mark(n, "chineseCounting") for n in (1, 10, 12, 20, 103)]
    ['一', '十', '十二', '二十', '一百零三']
    >>> list_mark(3, "decimalEnclosedCircle"), list_mark(21, "decimalEnclosedCircle"), list_mark(4, "upperRoman")
    ('③', '21', 'IV')
    >>> list_mark(2, "cjk-ideographic"), list_mark(2, "1"), list_mark(28, "lowerLetter")
    ('二、', '2.', 'bb')
    """
    form = _formats().get(format) or _formats()["decimal"]
    return form.frame.format(_numeral(number, form))


def spaced(mark: str, gap: str = " ") -> str:
    """A mark with the gap before its text; Chinese marks carry their own.

    >>> spaced("1.") + "健全机制", spaced("（一）") + "健全机制"
    ('1. 健全机制', '（一）健全机制')
    """
    return mark if _WIDE_END.search(mark) else mark + gap


def _numeral(number: int, form: _Format) -> str:
    if not 0 < number <= _GREATEST:
        return str(number)
    match form.kind:
        case "zero":
            return f"{number:02}"
        case "full":
            return str(number).translate(_FULL)
        case "han":
            han = str(an2cn(number, "low"))
            return han[1:] if han.startswith("一十") else han
        case "digits":
            return str(number).translate(_DIGITS)
        case "legal":
            return str(an2cn(number, "up"))
        case "roman":
            return _roman(number).upper() if form.symbols else _roman(number)
        case "listed":
            return _listed(number, form.symbols)
    return str(number)


def _listed(number: int, symbols: str) -> str:
    """A symbol of a list; past its end letters double (aa, bb) as in Word, and others give way to numerals."""
    rounds, place = divmod(number - 1, len(symbols))
    return str(number) if rounds and not symbols.isascii() else symbols[place] * (rounds + 1)


def _roman(number: int) -> str:
    made = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        made += letters * count
    return made

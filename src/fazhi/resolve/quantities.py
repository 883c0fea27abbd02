"""`norm` of a QUANTITY: the span's value as JSON, with the bounds that stand beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fazhi.grammar.quantity_values import QuantityValue, parse_quantity

_BESIDE = 8
_UNREAD = QuantityValue(None)


def quantity_norm(text: str, start: int, end: int) -> dict[str, Any]:
    """Normalise `text[start:end]`.

    Args:
        text: The report's text; some characters on both sides of the span are looked at, on its own line.
        start: First character, code points.
        end: One past the last.

    Returns:
        `value`, `max`, `unit`, `approx`, `scale`; every one null where the span cannot be read.

    >>> text = "全年培训7万余人"
    >>> quantity_norm(text, 4, len(text))
    {'value': 70000, 'max': None, 'unit': '人', 'approx': 'more', 'scale': 10000}
    """
    before = text[max(0, start - _BESIDE) : start].rpartition("\n")[2]
    after = text[end : end + _BESIDE].partition("\n")[0]
    read = parse_quantity(text[start:end], before=before, after=after) or _UNREAD
    return {
        "value": _number(read.value),
        "max": _number(read.max),
        "unit": read.unit,
        "approx": read.approx,
        "scale": read.scale,
    }


def _number(value: Decimal | None) -> int | float | None:
    """The JSON number that reads back as this decimal: whole as int, else the float nearest to its digits."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(str(value))

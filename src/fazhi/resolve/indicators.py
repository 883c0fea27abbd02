"""Indicators: a figure's value, the words it stands among, and the period it is of; a figure told again counts once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from fazhi.records import Indicator, Record

_CLAUSE_END = re.compile(r"[。；;！？，,、：:\n]")


def indicators(record: Record) -> Iterator[Indicator]:
    """The record's indicators with their values; by the guideline a restated figure counts at its first mention only.

    Args:
        record: With `meta` and the `norm` of its entities filled in.
    """
    told: set[tuple[str, object, object]] = set()
    for found in record.indicators:
        entity = record.entities[found.entity]
        value, unit = entity.norm.get("value"), entity.norm.get("unit")
        if value is not None and (found.indicator, value, unit) in told:
            continue
        told.add((found.indicator, value, unit))
        measure = measure_of(record.text, entity.start, entity.end)
        yield replace(found, measure=measure, value=value, unit=unit, period=record.meta.period)


def measure_of(text: str, start: int, end: int) -> str:
    """What a figure measures, in the text's own words: its clause before it, else its clause behind it.

    Args:
        text: The report's text.
        start: The figure's first character, code points.
        end: One past its last.

    >>> text = "全年共受理行政复议案件11件，3件被撤销。"
    >>> measure_of(text, 11, 14), measure_of(text, 15, 17)
    ('全年共受理行政复议案件', '被撤销')
    """
    before = _CLAUSE_END.split(text[:start].rpartition("\n")[2])[-1].strip()
    return before or _CLAUSE_END.split(text[end:].partition("\n")[0])[0].strip()

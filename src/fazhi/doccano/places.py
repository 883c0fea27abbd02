"""A list of paragraphs, as `fazhi gold merge` and `fazhi gold choose` write it: which of the reports' paragraphs are pushed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError
from fazhi.jsonl import numbered
from fazhi.report import CharSpan, Report

Places = Mapping[str, tuple[CharSpan, ...]]
"""Paragraphs of reports, by the reports' ids."""
_EXPECTED = 'expected {"report": "…", "start": 0, "end": 1}, as `fazhi gold choose` and `fazhi gold merge` write'


def read_places(path: Path, reports: Iterable[Report], *, problem: Callable[[str], None]) -> Places:
    """Read a list of paragraphs, a JSON object with `report`, `start` and `end` a line; what else is in it is passed over.

    Args:
        path: The list.
        reports: The reports that it is about.
        problem: Is told, with file and line, of a report that is not there, and of what is no paragraph of it; the rest
            goes on.

    Returns:
        The paragraphs, each once however often it is listed.

    Raises:
        FazhiError: The file cannot be read, or a line is no such object.
    """
    known = {report.id: set(report.paragraphs) for report in reports}
    found: list[tuple[str, CharSpan]] = []
    for number, line in numbered(path):
        where = f"{path}:{number}"
        report, span = _place(where, line)
        if report not in known:
            problem(f"{where}: no report {report!r} among those given; name its file too, or take the line out")
        elif span not in known[report]:
            problem(
                f"{where}: {report}[{span.start}:{span.end}] is no paragraph of the report; "
                "the list was made for another text"
            )
        else:
            found.append((report, span))
    return by_report(found)


def by_report(found: Iterable[tuple[str, CharSpan]]) -> Places:
    """Paragraphs by report, in the order of the text, each once.

    >>> by_report([("b", CharSpan(4, 6)), ("a", CharSpan(0, 2)), ("b", CharSpan(0, 3)), ("b", CharSpan(4, 6))])["b"]
    (CharSpan(start=0, end=3), CharSpan(start=4, end=6))
    """
    places: dict[str, set[CharSpan]] = {}
    for report, span in found:
        places.setdefault(report, set()).add(span)
    return {report: tuple(sorted(spans)) for report, spans in places.items()}


def _place(where: str, line: Mapping[str, Any]) -> tuple[str, CharSpan]:
    report, start, end = (line.get(name) for name in ("report", "start", "end"))
    if not (isinstance(report, str) and type(start) is int and type(end) is int):
        raise FazhiError(f"{where}: no paragraph: {_EXPECTED}, got report {report!r}, start {start!r}, end {end!r}")
    return report, CharSpan(start, end)

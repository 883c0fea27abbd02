"""The layer of indicators: `indicators/ID.tsv` beside the annotations, a line for each quantity of a report that is one.

Columns `start`, `end`, `indicator`, `text`: offsets of a gold QUANTITY, code points, end exclusive; the catalogue's id;
the covered text. A report without a file was not judged; an empty one (its head only) states no indicator.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from fazhi.errors import GoldMismatch
from fazhi.gold.spans import GoldSpan
from fazhi.lexicon import column

FOLDER = "indicators"
_COLUMNS = ["start", "end", "indicator", "text"]


def read_indicators(path: Path, text: str, quantities: Iterable[GoldSpan]) -> tuple[GoldSpan, ...]:
    """Read one report's indicators, each a span labelled with the indicator.

    Args:
        path: The file.
        text: The report's text.
        quantities: The report's gold entities.

    Raises:
        GoldMismatch: It is no such table, or a line names no indicator of the catalogue, no gold quantity, one twice, or
            another text; every such line is named.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldMismatch(f"{path}: cannot be read as UTF-8: {error}") from error
    rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or rows[0] != _COLUMNS:
        raise GoldMismatch(
            f"{path}:1: expected the columns {', '.join(_COLUMNS)}, got {rows[0] if rows else 'nothing'}"
        )
    known = {(span.start, span.end) for span in quantities if span.label == "QUANTITY"}
    found: list[GoldSpan] = []
    problems: list[str] = []
    for number, row in enumerate(rows[1:], 2):
        try:
            start, end, name, covered = row
            span = GoldSpan(int(start), int(end), name)
        except ValueError:
            problems.append(f"{path}:{number}: expected {', '.join(_COLUMNS)}, got {row!r:.80}")
            continue
        if problem := _problem(span, covered, text, known):
            problems.append(f"{path}:{number}: {problem}")
        known.discard((span.start, span.end))
        found.append(span)
    if problems:
        raise GoldMismatch("\n".join(problems))
    return tuple(sorted(found))


def lone(annotations: Path) -> list[str]:
    """The files of a folder's layer that belong to no annotation, by name: nothing would ever read them."""
    layer = sorted((annotations / FOLDER).glob("*.tsv"))
    return [path.stem for path in layer if not (annotations / f"{path.stem}.json").is_file()]


def _problem(span: GoldSpan, covered: str, text: str, left: set[tuple[int, int]]) -> str:
    if span.label not in column("indicators", "indicator"):
        return f"no indicator {span.label!r} in the catalogue; see fazhi/lexicon/indicators.tsv"
    if (has := text[span.start : span.end]) != covered:
        return f"[{span.start}:{span.end}] should cover {covered!r}, the text has {has!r}"
    if (span.start, span.end) not in left:
        return f"[{span.start}:{span.end}] {covered!r} is no QUANTITY of the annotation, or stands here twice"
    return ""

"""Counts of a gold corpus: what is in it, and how much of each."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from fazhi.gold.annotation import Gold
from fazhi.labels import AREA_NAMES, ENTITY_LABELS, ROLE_NAMES

_MARKED = re.compile(r"[《〈<＜≪«]")
_FEW = 20
_SHORT_TITLE = 4
"""Characters between the marks of a title that cannot stand alone (《办法》, 《纲要》, 《实施方案》)."""


def stats(golds: Iterable[Gold]) -> dict[str, dict[str, int]]:
    """Count reports, characters, entities by label, paragraphs by role and by primary area.

    `LAW, bare or short` are titles without marks, and those of at most four characters in marks.
    """
    totals: Counter[str] = Counter()
    entities: Counter[str] = Counter(dict.fromkeys((*ENTITY_LABELS, "LAW, bare or short"), 0))
    roles: Counter[str] = Counter(dict.fromkeys(ROLE_NAMES, 0))
    areas: Counter[str] = Counter(dict.fromkeys(AREA_NAMES, 0))
    for gold in golds:
        totals.update({"reports": 1, "characters": len(gold.report.text), "entities": len(gold.entities)})
        totals["paragraphs"] += len(gold.paragraphs)
        for span in gold.entities:
            entities[span.label] += 1
            if span.label == "LAW" and _bare_or_short(gold.report.text[span.start : span.end]):
                entities["LAW, bare or short"] += 1
        for paragraph in gold.paragraphs:
            roles[paragraph.role] += 1
            if paragraph.areas and paragraph.role != "heading":
                areas[paragraph.areas[0]] += 1
    return {"corpus": dict(totals), "entities": dict(entities), "roles": dict(roles), "primary areas": dict(areas)}


def coverage(manifest: Path) -> dict[str, dict[str, int]]:
    """Count the reports of a corpus by each column of its plan that has few values (level, kind, outline, noise, …)."""
    with manifest.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    columns = {name: Counter(row[name] for row in rows) for name in (rows[0] if rows else ())}
    return {name: dict(counts.most_common()) for name, counts in columns.items() if len(counts) <= _FEW}


def _bare_or_short(title: str) -> bool:
    return not _MARKED.match(title) or len(title.strip("《》〈〉<>")) <= _SHORT_TITLE

"""Counts of a gold corpus: what is in it, and how much of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from fazhi.gold.annotation import Gold
from fazhi.labels import AREA_NAMES, ENTITY_LABELS, ROLE_NAMES

_MARKED = re.compile(r"[《〈<＜≪«]")
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


def _bare_or_short(title: str) -> bool:
    return not _MARKED.match(title) or len(title.strip("《》〈〉<>")) <= _SHORT_TITLE

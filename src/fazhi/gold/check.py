"""Lint of annotations: what is surely wrong (problems), and what a person should look at again (doubts)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fazhi.errors import excerpt
from fazhi.gold.annotation import Gold
from fazhi.gold.spans import GoldParagraph, GoldSpan
from fazhi.labels import ROLES_WITH_AREAS

_NUMERAL = re.compile(r"[0-9０-９〇零一二两三四五六七八九十百千万亿半几数倍①-⑳]")
_YEAR_AND_NUMBER = re.compile(r"[0-9０-９〇零一二三四五六七八九十xX×]")
_OFTEN = 3
_MARKED_SHARE = 0.8


class Finding(NamedTuple):
    """A remark about an annotation.

    Attributes:
        report: The report's id.
        start: Where it is about, in code points.
        problem: True if it must be mended, False if it is to be looked at.
        what: The remark, with an excerpt.
    """

    report: str
    start: int
    problem: bool
    what: str


def check(gold: Gold) -> Iterator[Finding]:
    """Check one report: soundness, the form that each label must have, areas only where the role has them."""
    for problem in gold.problems():
        yield Finding(gold.report.id, 0, True, problem)
    for span in gold.entities:
        yield from _form(gold, span)
    for paragraph in gold.paragraphs:
        yield from _areas(gold, paragraph)


def unequal_marking(golds: Iterable[Gold]) -> Iterator[Finding]:
    """Find surfaces nearly always marked, where they stand unmarked: like contexts should be marked alike.

    A surface of three or more characters counts that is marked at least three times and in four fifths of its places.
    """
    golds = list(golds)
    marked: dict[str, Counter[str]] = defaultdict(Counter)
    for gold in golds:
        for span in gold.entities:
            if span.label in ("AGENCY", "LAW") and span.end - span.start >= _OFTEN:
                marked[gold.report.text[span.start : span.end]][span.label] += 1
    for surface, labels in marked.items():
        count = sum(labels.values())
        if count < _OFTEN:
            continue
        bare = [(gold, at) for gold in golds for at in _unmarked(gold, surface)]
        if bare and count / (count + len(bare)) >= _MARKED_SHARE:
            for gold, at in bare:
                shown = excerpt(gold.report.text, at, at + len(surface))
                yield Finding(
                    gold.report.id, at, False, f"{surface} is marked {count} times elsewhere, not here: {shown}"
                )


def _form(gold: Gold, span: GoldSpan) -> Iterator[Finding]:
    covered = gold.report.text[span.start : span.end]
    shown = excerpt(gold.report.text, span.start, span.end)
    if span.label == "QUANTITY" and not _NUMERAL.search(covered):
        yield Finding(gold.report.id, span.start, True, f"QUANTITY without a numeral: {shown}")
    if span.label == "DOC_NO" and not _YEAR_AND_NUMBER.search(covered):
        yield Finding(gold.report.id, span.start, True, f"DOC_NO without a number: {shown}")
    if span.label == "AGENCY" and _NUMERAL.match(covered) and covered[0].isdigit():
        yield Finding(gold.report.id, span.start, False, f"AGENCY that begins with a digit: {shown}")
    if span.label != "LAW" and covered[:1] == "《":
        yield Finding(gold.report.id, span.start, False, f"{span.label} in title marks: {shown}")
    if span.label == "LAW" and covered.count("《") != covered.count("》"):
        yield Finding(gold.report.id, span.start, False, f"LAW with an odd title mark: {shown}")


def _areas(gold: Gold, paragraph: GoldParagraph) -> Iterator[Finding]:
    shown = excerpt(gold.report.text, paragraph.start, min(paragraph.end, paragraph.start + 16))
    if paragraph.areas and paragraph.role not in ROLES_WITH_AREAS:
        yield Finding(gold.report.id, paragraph.start, True, f"a {paragraph.role} has no areas: {shown}")
    if paragraph.role == "progress" and not paragraph.areas:
        yield Finding(gold.report.id, paragraph.start, False, f"progress without an area: {shown}")
    if len(set(paragraph.areas)) < len(paragraph.areas):
        yield Finding(gold.report.id, paragraph.start, True, f"an area twice: {shown}")


def _unmarked(gold: Gold, surface: str) -> Iterator[int]:
    """Places of a surface that no entity touches."""
    text = gold.report.text
    for match in re.finditer(re.escape(surface), text):
        if not any(s.start < match.end() and match.start() < s.end for s in gold.entities):
            yield match.start()

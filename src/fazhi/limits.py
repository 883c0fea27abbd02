"""What can be tagged: reports far larger than any is, but small enough that time and memory stay within bounds.

At these limits a report takes about a minute and less than 1 GB; one that is larger is refused before the work begins.
"""

from __future__ import annotations

import re

from fazhi.errors import UnreadableReport, excerpt
from fazhi.report import Report

MAX_PARAGRAPH = 100_000
"""Characters in one paragraph."""
MAX_PARAGRAPHS = 100_000
"""Paragraphs in one report."""
_HALF = re.compile(r"[\ud800-\udfff]")


def check(report: Report, max_characters: int) -> None:
    """See that a report can be tagged: it is not too large, and a text.

    Args:
        report: The report.
        max_characters: How many the pipeline takes (`nlp.max_length`).

    Raises:
        UnreadableReport: It is too large, or holds half of a character.
    """
    name = report.source or report.id
    if half := _HALF.search(report.text):
        raise UnreadableReport(f"{name}: a lone surrogate (U+{ord(half[0]):04X}) at {half.start()}; no text holds one")
    if len(report.text) > max_characters:
        raise UnreadableReport(
            f"{name}: {len(report.text):,} characters; a report may have at most {max_characters:,}: "
            "is it a collection? Split it"
        )
    paragraphs = report.paragraphs
    for start, end in paragraphs:
        if end - start > MAX_PARAGRAPH:
            line = report.text.count("\n", 0, start) + 1
            raise UnreadableReport(
                f"{name}:{line}: a paragraph of {end - start:,} characters; at most {MAX_PARAGRAPH:,} are expected: "
                f"have its line ends been lost? {excerpt(report.text, start, start + 12, context=0)}"
            )
    if len(paragraphs) > MAX_PARAGRAPHS:
        raise UnreadableReport(
            f"{name}: {len(paragraphs):,} paragraphs; at most {MAX_PARAGRAPHS:,} are expected: "
            "is it a table or a list of words? Tag its text alone"
        )

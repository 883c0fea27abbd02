"""Document numbers in brackets behind a title: 《办法》（沙政发〔2018〕4号）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fazhi.records import Entity

_OPENED = re.compile(r"\s*[（(﹝〔\[【][^）)。\n]{0,60}$")
_NOTHING = re.compile(r"\s*$")
_JOINT = re.compile(r"[、和及与,，\s]*$")
_ALIAS_FIRST = re.compile(r"(?:简称|统称|下称|以下称)(?:为)?[:：]?.{0,34}[，,；;、]\s*$")
_FILLER = re.compile(r"\s*[（(﹝〔\[【]\s*(?:文号|文件号|发文字号)?[:：]?\s*$")
_REACH = 70


def tied_numbers(text: str, entities: Sequence[Entity]) -> dict[int, int]:
    """Tie each document number that opens a bracket right behind a title to that title.

    Rows of equally many titles and numbers are tied in order; of several numbers behind one title only the first is
    the title's own.

    Args:
        text: The report's text.
        entities: Its entities.

    Returns:
        The index of the number by the index of the title.
    """
    order = sorted(range(len(entities)), key=lambda index: entities[index].start)
    order = [index for index in order if entities[index].label in ("LAW", "DOC_NO")]
    tied: dict[int, int] = {}
    for place, index in enumerate(order):
        if entities[index].label != "DOC_NO" or not place:
            continue
        title = _title_before(text, entities, order[:place][-3:], index)
        if title is not None and title not in tied:
            titles = _row(text, entities, reversed(order[: order.index(title) + 1]), "LAW")[::-1]
            numbers = _row(text, entities, iter(order[place:]), "DOC_NO")
            tied.update(zip(titles, numbers, strict=True) if len(titles) == len(numbers) else [(title, index)])
    return tied


def _title_before(text: str, entities: Sequence[Entity], before: Sequence[int], number: int) -> int | None:
    """The title whose bracket a number opens, past a short name that 以下简称 introduces in the same bracket."""
    start = entities[number].start
    for index in reversed(before):
        title = entities[index]
        if title.label != "LAW" or start - title.end > _REACH or title.end > start:
            return None
        between = text[title.end : start]
        if _FILLER.match(between):
            return index
        if _OPENED.match(between) and _ALIAS_FIRST.search(between):
            return index
    return None


def _row(text: str, entities: Sequence[Entity], indices: Iterator[int], label: str) -> list[int]:
    """Entities of one label that follow each other with nothing but 、 or 和 between."""
    row: list[int] = []
    for index in indices:
        if entities[index].label != label:
            break
        if row:
            first, second = sorted((entities[row[-1]], entities[index]), key=lambda entity: entity.start)
            if not _JOINT.match(text[first.end : second.start]):
                break
        row.append(index)
    return row

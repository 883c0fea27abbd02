"""From what the models say of a report's paragraphs to their areas: who speaks for whom, and which areas are likely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fazhi.labels import AREA_NAMES
from fazhi.pipeline.area_lessons import Passage
from fazhi.pipeline.linear import Logits, log_softmax

_MOST = 3
"""So many areas a paragraph has at most."""


def siblings(passages: Sequence[Passage]) -> Iterator[list[int]]:
    """The places of `progress` paragraphs that stand under the same headings, where there are several."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for i, passage in enumerate(passages):
        if passage.role == "progress" and passage.above:
            groups.setdefault(passage.above, []).append(i)
    return (group for group in groups.values() if len(group) > 1)


def likeliest(role: str, logs: Logits, none: float) -> list[tuple[str, float]]:
    """The likeliest areas with their probabilities; `progress` always has one, the other roles may have none.

    A heading has none where that is likelier than any area, a problem or plan where it is as likely as `none`.
    """
    nothing = logs.argmax() == len(AREA_NAMES)
    if role != "progress" and nothing and (role == "heading" or np.exp(log_softmax(logs)[-1]) >= none):
        return []
    if role == "progress" or nothing:
        logs = logs[:-1]
    odds = np.exp(log_softmax(logs))
    return [(AREA_NAMES[i], float(odds[i])) for i in np.argsort(-odds[: len(AREA_NAMES)])[:_MOST]]

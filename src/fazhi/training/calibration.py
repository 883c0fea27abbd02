"""Whether scores are probabilities: of what was scored 0.9, are nine in ten right?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fazhi.gold.annotation import Gold
from fazhi.labels import ENTITY_LABELS
from fazhi.records import Record

EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
"""Where bins part: finer at the top, where most scores are."""
ENTITIES, PRIMARY_AREA = "entities", "primary area"


class Judgement(NamedTuple):
    """Something predicted: its score and whether it is right."""

    score: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions with scores from `low` to below `high`.

    Attributes:
        low: The least score.
        high: The score above them all; the last bin holds 1 itself.
        count: How many.
        mean: Their mean score.
        share: The share that is right.
    """

    low: float
    high: float
    count: int
    mean: float
    share: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far scores are from shares.

    Attributes:
        bins: The bins that hold any, lowest first.
    """

    bins: tuple[Bin, ...]

    @property
    def count(self) -> int:
        """All predictions."""
        return sum(row.count for row in self.bins)

    @property
    def error(self) -> float:
        """The expected calibration error: the mean over predictions of their bin's |mean score - share right|."""
        return sum(row.count * abs(row.mean - row.share) for row in self.bins) / self.count if self.bins else 0.0


def reliability(judgements: Iterable[Judgement], *, edges: Sequence[float] = EDGES) -> Reliability:
    """Bin predictions by score.

    Args:
        judgements: The predictions.
        edges: Where bins part, ascending; a score on an edge belongs to the bin above it.

    >>> table = reliability([Judgement(0.7, True), Judgement(0.8, False), Judgement(1.0, True)], edges=[0.9])
    >>> [(row.count, row.mean, row.share) for row in table.bins], round(table.error, 3)
    ([(2, 0.75, 0.5), (1, 1.0, 1.0)], 0.167)
    """
    bounds = (0.0, *edges, 1.0)
    held: list[list[Judgement]] = [[] for _ in bounds[1:]]
    for judgement in judgements:
        held[bisect_right(edges, judgement.score)].append(judgement)
    return Reliability(
        tuple(
            Bin(low, high, len(inside), _mean(j.score for j in inside), _mean(j.right for j in inside))
            for low, high, inside in zip(bounds, bounds[1:], held, strict=False)
            if inside
        )
    )


def calibration(pairs: Iterable[tuple[Record, Gold]]) -> dict[str, Reliability]:
    """The reliability of entity scores, of all and by label, and of primary-area scores.

    Args:
        pairs: Records with the gold of the same reports.

    Returns:
        Tables by name: `entities`, each label, `primary area`.
    """
    judged: dict[str, list[Judgement]] = {name: [] for name in (ENTITIES, *ENTITY_LABELS, PRIMARY_AREA)}
    for record, gold in pairs:
        for label, judgement in judge_entities(record, gold):
            judged[ENTITIES].append(judgement)
            judged[label].append(judgement)
        judged[PRIMARY_AREA] += judge_areas(record, gold)
    return {name: reliability(judgements) for name, judgements in judged.items()}


def judge_entities(record: Record, gold: Gold) -> Iterator[tuple[str, Judgement]]:
    """Each found entity's label, score, and whether the gold has the same span and label."""
    wanted = {(span.start, span.end, span.label) for span in gold.entities}
    for entity in record.entities:
        yield entity.label, Judgement(entity.score, (entity.start, entity.end, entity.label) in wanted)


def judge_areas(record: Record, gold: Gold) -> Iterator[Judgement]:
    """The score of each paragraph's first area, and whether it is the gold's."""
    wanted = {(paragraph.start, paragraph.end): paragraph.areas[:1] for paragraph in gold.paragraphs}
    for paragraph in record.paragraphs:
        if paragraph.areas:
            first = paragraph.areas[0]
            yield Judgement(first.score, wanted[paragraph.start, paragraph.end] == (first.area,))


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0

"""How good a pipeline is: spans with spaCy's scorer, 95 % intervals by bootstrap over reports, roles, areas, and every error."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.scorer import PRFScore

from fazhi.errors import excerpt
from fazhi.extract import tag
from fazhi.gold.annotation import Gold
from fazhi.labels import ENTITY_LABELS
from fazhi.records import Record

ALL = "all"
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class SpanError:
    """A span that only one side has.

    Attributes:
        report: The report's id.
        start: First character.
        kind: `missed`, `wrong`, `boundary` (an overlapping span of the label on the other side) or `label`.
        label: Its label.
        context: The span in brackets among its neighbours.
    """

    report: str
    start: int
    kind: str
    label: str
    context: str


@dataclass(frozen=True, slots=True)
class ReportScore:
    """One report's counts: spans by label, paragraphs right by role and by primary area, areas as a set."""

    id: str
    spans: dict[str, PRFScore]
    roles: tuple[int, int]
    primary: tuple[int, int]
    areas: PRFScore
    errors: tuple[SpanError, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A pipeline's scores over reports."""

    reports: tuple[ReportScore, ...]

    @property
    def errors(self) -> list[SpanError]:
        """Every span error, in the order of reports and text."""
        return [error for report in self.reports for error in report.errors]

    def metrics(self) -> dict[str, Any]:
        """Scores as plain data: P, R, F1 with its interval and the gold count by label, accuracies, area micro-F1."""
        return {
            "reports": len(self.reports),
            "entities": {label: self._label(label) for label in (*ENTITY_LABELS, ALL)},
            "role_accuracy": _rounded(_accuracy(report.roles for report in self.reports)),
            "primary_area_accuracy": _rounded(_accuracy(report.primary for report in self.reports)),
            "area_micro_f1": _rounded(_sum(report.areas for report in self.reports).fscore),
        }

    def score(self) -> float:
        """The one number by which models are compared: the mean of entity F1, role and primary-area accuracy."""
        metrics = self.metrics()
        parts = (metrics["entities"][ALL]["f1"], metrics["role_accuracy"], metrics["primary_area_accuracy"])
        return _rounded(sum(parts) / len(parts))

    def _label(self, label: str) -> dict[str, Any]:
        score = _sum(report.spans[label] for report in self.reports)
        low, high = bootstrap(self.reports, lambda sample: _sum(report.spans[label] for report in sample).fscore)
        return {
            "p": _rounded(score.precision),
            "r": _rounded(score.recall),
            "f1": _rounded(score.fscore),
            "interval": [_rounded(low), _rounded(high)],
            "gold": score.tp + score.fn,
        }


def evaluate(nlp: Language, golds: Iterable[Gold]) -> Evaluation:
    """Run a pipeline over gold reports and compare."""
    return Evaluation(tuple(compare(tag(nlp, gold.report), gold) for gold in golds))


def compare(record: Record, gold: Gold) -> ReportScore:
    """Score one record against its gold."""
    found = {(e.start, e.end, e.label) for e in record.entities}
    wanted = {(s.start, s.end, s.label) for s in gold.entities}
    spans = {label: PRFScore() for label in (*ENTITY_LABELS, ALL)}
    for label in ENTITY_LABELS:
        spans[label].score_set({s for s in found if s[2] == label}, {s for s in wanted if s[2] == label})
    spans[ALL].score_set(found, wanted)
    paragraphs = {(p.start, p.end): p for p in record.paragraphs}
    pairs = [(p, paragraphs[p.start, p.end]) for p in gold.paragraphs]
    areas, primary, with_area = PRFScore(), 0, 0
    for want, have in pairs:
        names = [area.area for area in have.areas]
        areas.score_set(set(names), set(want.areas))
        with_area += bool(want.areas)
        primary += bool(want.areas) and names[:1] == list(want.areas[:1])
    right = sum(have.role == want.role for want, have in pairs)
    errors = tuple(_errors(gold, found, wanted))
    return ReportScore(gold.report.id, spans, (right, len(pairs)), (primary, with_area), areas, errors)


def bootstrap(
    reports: Sequence[ReportScore], statistic: Callable[[Sequence[ReportScore]], float], *, seed: int = 0
) -> tuple[float, float]:
    """The 2.5th and 97.5th percentile of a statistic over reports drawn with replacement (percentile bootstrap)."""
    if not reports:
        return 0.0, 0.0
    draw = random.Random(seed)
    values = sorted(statistic(draw.choices(reports, k=len(reports))) for _ in range(_RESAMPLES))
    return values[int(0.025 * _RESAMPLES)], values[int(0.975 * _RESAMPLES) - 1]


def _errors(gold: Gold, found: set[tuple[int, int, str]], wanted: set[tuple[int, int, str]]) -> Iterable[SpanError]:
    for span in sorted(found ^ wanted):
        start, end, label = span
        others = [o for o in (found - wanted if span in wanted else wanted - found) if o[0] < end and start < o[1]]
        kind = "missed" if span in wanted else "wrong"
        if others:
            kind = f"{kind}, boundary" if any(o[2] == label for o in others) else f"{kind}, label"
        yield SpanError(gold.report.id, start, kind, label, excerpt(gold.report.text, start, end, context=12))


def _sum(scores: Iterable[PRFScore]) -> PRFScore:
    total = PRFScore()
    for score in scores:
        total += score
    return total


def _accuracy(counts: Iterable[tuple[int, int]]) -> float:
    right, total = map(sum, zip(*counts, strict=True))
    return right / total if total else 0.0


def _rounded(value: float) -> float:
    return round(float(value), 4)

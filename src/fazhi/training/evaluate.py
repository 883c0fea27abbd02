"""How good a pipeline is: spans with spaCy's scorer, 95 % intervals by bootstrap over reports, roles, areas, and every error."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.scorer import PRFScore

from fazhi.extract import tag
from fazhi.gold.annotation import Gold
from fazhi.gold.spans import GoldParagraph
from fazhi.labels import ENTITY_LABELS
from fazhi.records import Paragraph, Record
from fazhi.report import Report

ALL = "all"
NO_AREA = "none"
_RESAMPLES = 1000
_AROUND = 30
"""How many characters on each side of a span its error keeps; `SpanError.context` shows fewer."""
_SHOWN_AROUND = 12
_SHOWN_PARAGRAPH = 160


@dataclass(frozen=True, slots=True)
class SpanError:
    """A span that only one side has.

    Attributes:
        report: The report's id.
        start: First character.
        end: One past the last character.
        kind: `missed` or `wrong`; `, boundary` after it where a span of the label on the other side overlaps, `, label`
            where only one of another label does.
        label: Its label.
        before: Some text before it.
        text: The covered text.
        after: Some text after it.
    """

    report: str
    start: int
    end: int
    kind: str
    label: str
    before: str
    text: str
    after: str

    @property
    def context(self) -> str:
        """The span in brackets among its neighbours, on one line."""
        shown = f"{self.before[-_SHOWN_AROUND:]}[{self.text}]{self.after[:_SHOWN_AROUND]}"
        return shown.replace("\n", "⏎")


@dataclass(frozen=True, slots=True)
class ParagraphError:
    """A paragraph whose role or areas differ from the gold.

    Attributes:
        report: The report's id.
        start: First character.
        end: One past the last character.
        kind: `role`, `primary area` or `further areas` (the primary is right; the order of the others is no error).
        wanted: What the gold says: a role, or areas, the primary first.
        found: What was found.
        section: The headings above, outermost first.
        text: How the paragraph begins.
    """

    report: str
    start: int
    end: int
    kind: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]
    section: tuple[str, ...]
    text: str

    @property
    def label(self) -> str:
        """The role or primary area that was wanted; `none` for no area."""
        return self.wanted[0] if self.wanted else NO_AREA


@dataclass(frozen=True, slots=True)
class ReportScore:
    """One report's counts, spans by label, paragraphs right by role and by primary area, areas as a set; and its errors.

    `indicators` counts figures with their indicator; None where the report's were not judged.
    """

    id: str
    spans: dict[str, PRFScore]
    roles: tuple[int, int]
    primary: tuple[int, int]
    areas: PRFScore
    indicators: PRFScore | None
    errors: tuple[SpanError, ...]
    paragraph_errors: tuple[ParagraphError, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A pipeline's scores over reports."""

    reports: tuple[ReportScore, ...]

    @property
    def errors(self) -> list[SpanError]:
        """Every span error, in the order of reports and text."""
        return [error for report in self.reports for error in report.errors]

    @property
    def paragraph_errors(self) -> list[ParagraphError]:
        """Every role and area error, in the order of reports and text."""
        return [error for report in self.reports for error in report.paragraph_errors]

    def metrics(self) -> dict[str, Any]:
        """Scores as plain data: P, R, F1 with its interval and the gold count by label, accuracies, area micro-F1, indicators."""
        return {
            "reports": len(self.reports),
            "entities": {label: self._label(label) for label in (*ENTITY_LABELS, ALL)},
            "role_accuracy": _rounded(_accuracy(report.roles for report in self.reports)),
            "primary_area_accuracy": _rounded(_accuracy(report.primary for report in self.reports)),
            "area_micro_f1": _rounded(_sum(report.areas for report in self.reports).fscore),
            **self._indicators(),
        }

    def _indicators(self) -> dict[str, Any]:
        judged = [report.indicators for report in self.reports if report.indicators is not None]
        score = _sum(judged)
        shares = {"p": score.precision, "r": score.recall, "f1": score.fscore}
        counts = {"gold": score.tp + score.fn, "reports": len(judged)}
        return {"indicators": {name: _rounded(share) for name, share in shares.items()} | counts} if judged else {}

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
    return ReportScore(
        gold.report.id,
        spans,
        (right, len(pairs)),
        (primary, with_area),
        areas,
        _indicators(record, gold),
        tuple(_errors(gold, found, wanted)),
        tuple(error for want, have in pairs for error in _paragraph_errors(gold.report, want, have)),
    )


def _indicators(record: Record, gold: Gold) -> PRFScore | None:
    if gold.indicators is None:
        return None
    entities = ((record.entities[found.entity], found.indicator) for found in record.indicators)
    score = PRFScore()
    score.score_set(
        {(e.start, e.end, name) for e, name in entities}, {(s.start, s.end, s.label) for s in gold.indicators}
    )
    return score


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
        text = gold.report.text
        before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        yield SpanError(gold.report.id, start, end, kind, label, before, text[start:end], after)


def _paragraph_errors(report: Report, want: GoldParagraph, have: Paragraph) -> Iterable[ParagraphError]:
    """The role error of a paragraph and its area error, where it has them."""

    def error(kind: str, wanted: tuple[str, ...], found: tuple[str, ...]) -> ParagraphError:
        text = report.text[want.start : want.end][:_SHOWN_PARAGRAPH]
        return ParagraphError(report.id, want.start, want.end, kind, wanted, found, have.section, text)

    names = tuple(area.area for area in have.areas)
    if have.role != want.role:
        yield error("role", (want.role,), (have.role,))
    if names[:1] != want.areas[:1]:
        yield error("primary area", want.areas, names)
    elif set(names) != set(want.areas):
        yield error("further areas", want.areas, names)


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

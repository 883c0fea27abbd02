"""Which paragraphs to annotate next: those about which a model is least sure, spread over reports (uncertainty sampling).

A paragraph's doubt about entities is how many of its characters the tagger expects to tag wrongly, by its marginals (Lewis
and Gale 1994; Settles and Craven 2008 compare such measures for sequences). Long paragraphs hold more errors and take more
work: benchmarks/active_learning.py compares measures by the characters that had to be read.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from fazhi.errors import FazhiError
from fazhi.pipeline.areas import AreaClassifier
from fazhi.pipeline.roles import RoleTagger
from fazhi.pipeline.tagger import CharacterTagger
from fazhi.report import Report

_SHOWN = 30
_READING = 20
"""What it takes to turn to a paragraph at all, in characters."""
_CROWDED = 2
"""A report gives at most so many times its equal share."""

Kind = TypeVar("Kind")
Measure = Callable[[NDArray[np.float32]], float]
"""The doubt in a paragraph from the probabilities of its characters' tags, of shape (characters, tags)."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A paragraph and how unsure a model is about it.

    Attributes:
        report: The report's id.
        start: The paragraph's first character.
        end: One past its last character.
        score: How unsure, 0 for not at all; comparable within one model.
        kind: What is least sure: `entities`, `role` or `areas`.
        text: How the paragraph begins.
    """

    report: str
    start: int
    end: int
    score: float
    kind: str
    text: str

    def as_json(self) -> dict[str, Any]:
        """The doubt as a line of a list of paragraphs, as `fazhi gold merge` writes of its conflicts."""
        return asdict(self) | {"score": round(self.score, 6)}


def expected_errors(probabilities: NDArray[np.float32]) -> float:
    """How many characters are expected to have a wrong tag."""
    return float((1 - probabilities.max(axis=1)).sum())


def error_rate(probabilities: NDArray[np.float32]) -> float:
    """How many characters are expected to have a wrong tag, for each one that is to be read."""
    return expected_errors(probabilities) / (len(probabilities) + _READING)


def least_sure(probabilities: NDArray[np.float32]) -> float:
    """How likely the least sure character has a wrong tag."""
    return float(1 - probabilities.max(axis=1).min())


MEASURES: Mapping[str, Measure] = MappingProxyType({"errors": expected_errors, "rate": error_rate, "least": least_sure})
"""The measures that the simulation compares."""


def doubts(nlp: Language, report: Report) -> Iterator[Doubt]:
    """How unsure a pipeline is about each paragraph of a report, in the order of the text.

    The score is the doubt about entities and, for what is said of the paragraph as a whole, the chance that its role or its
    primary area is wrong, each for what there is to read.

    Raises:
        FazhiError: The pipeline says no probabilities: it has no `fazhi_tagger`, `fazhi_roles` or `fazhi_areas`.
    """
    doc = nlp(report.text)
    spans = report.paragraphs
    _, tags = _component(nlp, CharacterTagger).predict(doc)
    roles = _component(nlp, RoleTagger).probabilities(doc)
    areas = {
        span.start_char: 1 - chosen[0][1] for span, chosen in _component(nlp, AreaClassifier).predict(doc) if chosen
    }
    for place, (start, end) in enumerate(spans):
        effort = end - start + _READING
        parts = {
            "entities": error_rate(tags[start:end]),
            "role": float(1 - roles[place].max()) / effort,
            "areas": areas.get(start, 0.0) / effort,
        }
        kind = max(parts, key=lambda name: parts[name])
        yield Doubt(report.id, start, end, sum(parts.values()), kind, report.text[start:end][:_SHOWN])


def _component(nlp: Language, kind: type[Kind]) -> Kind:
    """The pipeline's component of a kind."""
    for _, component in nlp.pipeline:
        if isinstance(component, kind):
            return component
    raise FazhiError(
        f"a pipeline of {', '.join(nlp.pipe_names)} has no {kind.__name__} and cannot say how unsure it is"
    )


def spread(doubts: Iterable[Doubt], limit: int) -> list[Doubt]:
    """Pick the most doubtful paragraphs, of no report more than twice its equal share while others have any.

    Args:
        doubts: Paragraphs of any number of reports.
        limit: How many to pick; fewer if there are no more.

    Returns:
        The picked paragraphs, the most doubtful first; among equals the order of report and text.
    """
    ranked = sorted(doubts, key=lambda doubt: (-doubt.score, doubt.report, doubt.start))
    share = math.ceil(_CROWDED * limit / max(1, len({doubt.report for doubt in ranked})))
    taken: Counter[str] = Counter()
    picked: list[Doubt] = []
    spare: list[Doubt] = []
    for doubt in ranked:
        (picked if taken[doubt.report] < share else spare).append(doubt)
        taken[doubt.report] += 1
    return (picked + spare)[:limit]

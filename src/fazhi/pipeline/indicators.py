"""`fazhi_indicators`: which quantities are indicators of the catalogue, stated for the whole jurisdiction and period."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example

from fazhi.lexicon import column, table
from fazhi.pipeline.align import text_of
from fazhi.pipeline.areas import AREAS, COPY
from fazhi.pipeline.grams import GramWeights
from fazhi.pipeline.indicator_features import GRAMS, Figure, figure_features, see
from fazhi.pipeline.linear import Lesson, LinearModel, Logits, NearLinear, log_softmax
from fazhi.pipeline.resolver import ENTITIES
from fazhi.pipeline.roles import PARAGRAPHS
from fazhi.pipeline.sigmoid import Sigmoid

INDICATORS = "indicators"
"""The span group of the indicators: spans of quantities, labelled with the indicator; `attrs["scores"]` beside."""
NONE = "none"
_QUANTITY = "QUANTITY"
_LIGHT = 0.1
"""Features that weigh less for every indicator are dropped: three quarters of them, and no figure is judged otherwise."""


@Language.factory(
    "fazhi_indicators",
    default_config={"c": 3.0, "phrases": 0.5, "none": -0.5, "beside": 0.9, "seed": 0, "least": 2, "folds": 3},
    assigns=["doc.spans"],
    requires=["doc.spans"],
)
def make_indicators(
    nlp: Language, name: str, c: float, phrases: float, none: float, beside: float, seed: int, least: int, folds: int
) -> "IndicatorClassifier":
    """Make the component that writes `doc.spans["indicators"]`.

    Args:
        nlp: The pipeline.
        name: The component's name.
        c: Inverse regularisation strength.
        phrases: What each phrase of lexicon/indicator_phrases.tsv counts in training, a figure of a report being 1.
        none: What is added to the log-odds that a figure is no indicator: with less, more are found.
        beside: The share of the best score that another figure of the same indicator in the report must have: by the
            guideline a part counts only where no total is given, and the total is the surer.
        seed: Of the solver.
        least: Features of fewer figures are left out.
        folds: In how many parts the reports are left out in turn to fit the scores to the share that is right.
    """
    return IndicatorClassifier(
        name, c=c, phrases=phrases, none=none, beside=beside, seed=seed, least=least, folds=folds
    )


class IndicatorClassifier:
    """See `make_indicators`."""

    def __init__(
        self, name: str, *, c: float, phrases: float, none: float, beside: float, seed: int, least: int, folds: int
    ) -> None:
        self.name = name
        self.c, self.phrases, self.none, self.beside = c, phrases, none, beside
        self.seed, self.least, self.folds = seed, least, folds
        self.score = Sigmoid()
        self._use(LinearModel())

    def __call__(self, doc: Doc) -> Doc:
        """Write a doc's indicators."""
        self.set_annotations(doc, self.predict(doc))
        return doc

    def predict(self, doc: Doc) -> list[tuple[Span, str, float]]:
        """The quantities that are indicators, each with its indicator and the probability that this is right."""
        quantities = [span for span in doc.spans[ENTITIES] if span.label_ == _QUANTITY]
        if not quantities or not self.model.classes:
            return []
        judged = map(self._likeliest, self._logits(list(_figures(doc, quantities))))
        found = [
            (span, name, self.score(p)) for span, (name, p) in zip(quantities, judged, strict=True) if name != NONE
        ]
        best: dict[str, float] = {}
        for _, name, score in found:
            best[name] = max(score, best.get(name, 0.0))
        return [each for each in found if each[2] >= self.beside * best[each[1]]]

    def set_annotations(self, doc: Doc, found: Sequence[tuple[Span, str, float]]) -> None:
        """Write the indicators."""
        spans = [Span(doc, span.start, span.end, label=name) for span, name, _ in found]
        doc.spans[INDICATORS] = SpanGroup(doc, name=INDICATORS, spans=spans, attrs={"scores": [s for *_, s in found]})

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language) -> None:
        """Fit on gold docs that have `spans["indicators"]`; without any nothing is ever found: scores would mean nothing."""
        docs = [example.reference for example in get_examples()]
        reports = [list(_lessons(doc)) for doc in docs if INDICATORS in doc.spans and not doc.user_data.get(COPY)]
        self._fit_score(reports)
        self._use(self._fitted(reports).pruned(_LIGHT) if reports else LinearModel())

    def adapt(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language, near: NearLinear) -> None:
        """Fit the model anew near what it is, as `near` does; the map of the scores stays."""
        docs = [example.reference for example in get_examples()]
        if lessons := list(chain.from_iterable(_lessons(doc) for doc in docs if INDICATORS in doc.spans)):
            self._use(near(self.model, lessons))

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the model and the map of its scores into a folder."""
        folder = Path(path)
        folder.mkdir(exist_ok=True)
        self.model.to_disk(folder / "model")
        (folder / "score.json").write_text(json.dumps(asdict(self.score), indent=1) + "\n", "utf-8")

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> "IndicatorClassifier":
        """Read what `to_disk` wrote."""
        folder = Path(path)
        self._use(LinearModel.from_disk(folder / "model"))
        self.score = Sigmoid(**json.loads((folder / "score.json").read_text("utf-8")))
        return self

    def _use(self, model: LinearModel) -> None:
        self.model = model
        self._grams = [
            GramWeights(model.index, model.weights, prefix=prefix, sizes=sizes, norm=norm)
            for prefix, sizes, norm in GRAMS
        ]

    def _logits(self, figures: Sequence[Figure]) -> Logits:
        """What the model says of figures, of shape (figures, classes): the same as by `figure_features`, for all at once."""
        seen = [see(figure) for figure in figures]
        said = np.array([self.model.logits(fixed) for fixed, _ in seen]) + self.model.bias
        for place, grams in enumerate(self._grams):
            said += grams.logits([parts[place] for _, parts in seen])
        return said

    def _likeliest(self, logits: Logits) -> tuple[str, float]:
        """The likeliest class, and how likely it is."""
        logs = log_softmax(np.append(logits[:-1], logits[-1] + self.none))
        best = int(logs.argmax())
        return self.model.classes[best], float(np.exp(logs[best]))

    def _fitted(self, reports: Sequence[Sequence[Lesson]]) -> LinearModel:
        lessons = list(chain(chain.from_iterable(reports), _phrases(self.phrases) if self.phrases else ()))
        classes = (*column("indicators", "indicator"), NONE)
        settings = {"c": self.c, "seed": self.seed, "least": self.least}
        return LinearModel.fit(lessons, classes=classes, **settings)  # type: ignore[arg-type]

    def _fit_score(self, reports: Sequence[Sequence[Lesson]]) -> None:
        """Fit the map of the scores on each part of the reports, judged by a model of the other parts."""
        judged: list[tuple[float, bool]] = []
        for fold in range(self.folds if len(reports) >= self.folds > 1 else 0):
            model = self._fitted([report for i, report in enumerate(reports) if i % self.folds != fold])
            self._use(model)
            for lesson in chain.from_iterable(reports[fold :: self.folds]):
                name, p = self._likeliest(model.logits(lesson.features.items()) + model.bias)
                if name != NONE:
                    judged.append((p, name in lesson.shares))
        self.score = Sigmoid.fit([p for p, _ in judged], [right for _, right in judged])


def _lessons(doc: Doc) -> Iterator[Lesson]:
    """The quantities of a gold doc, each with what it is."""
    names = {(span.start, span.end): span.label_ for span in doc.spans[INDICATORS]}
    quantities = [span for span in doc.ents if span.label_ == _QUANTITY]
    for span, figure in zip(quantities, _figures(doc, quantities), strict=True):
        yield Lesson(figure_features(figure), {names.get((span.start, span.end), NONE): 1.0})


def _phrases(weight: float) -> Iterator[Lesson]:
    """The phrases of the lexicon: reports that are written to be read use few of the wordings there are."""
    for row in table("indicator_phrases"):
        before, _, rest = row["phrase"].partition("⟦")
        figure, _, after = rest.partition("⟧")
        yield Lesson(figure_features(Figure(before, figure, after, "progress", "")), {row["indicator"]: 1.0}, weight)


def _figures(doc: Doc, quantities: Sequence[Span]) -> Iterator[Figure]:
    """Quantities in their paragraphs."""
    text = text_of(doc)
    paragraphs = list(doc.spans[PARAGRAPHS])
    starts = [span.start for span in paragraphs]
    areas: dict[int, str] = {}
    for span in doc.spans[AREAS]:
        areas.setdefault(span.start, span.label_)
    for span in quantities:
        paragraph = paragraphs[bisect_right(starts, span.start) - 1]
        before = text[paragraph.start_char : span.start_char]
        after = text[span.end_char : paragraph.end_char]
        covered = text[span.start_char : span.end_char]
        yield Figure(before, covered, after, paragraph.label_, areas.get(paragraph.start, ""))

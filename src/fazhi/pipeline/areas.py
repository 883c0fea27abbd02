"""`fazhi_areas`: the areas of each paragraph, from its words, its role and the headings above it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.training import Example

from fazhi.labels import AREA_NAMES, ROLES_WITH_AREAS
from fazhi.pipeline.linear import Features, LinearModel, NearLinear
from fazhi.pipeline.paragraph_features import area_features
from fazhi.pipeline.roles import PARAGRAPHS
from fazhi.reading.outline import Place, outline

AREAS = "areas"
"""The span group of the areas: for each area of a paragraph, primary first, a span over it; `attrs["scores"]` beside."""


@Language.factory(
    "fazhi_areas",
    default_config={"c": 10.0, "seed": 0, "least": 2, "primary": 0.2, "further": 0.4},
    assigns=["doc.spans"],
    requires=["doc.spans"],
)
def make_areas(
    nlp: Language, name: str, c: float, seed: int, least: int, primary: float, further: float
) -> "AreaClassifier":
    """Make the component that writes `doc.spans["areas"]`.

    Args:
        nlp: The pipeline.
        name: The component's name.
        c: Inverse regularisation strength.
        seed: Of the solver.
        least: Features in fewer paragraphs are left out.
        primary: The least probability of a heading's, problem's or plan's first area; `progress` always has one.
        further: The least probability of a second area.
    """
    return AreaClassifier(name, c=c, seed=seed, least=least, primary=primary, further=further)


class AreaClassifier:
    """See `make_areas`."""

    def __init__(self, name: str, *, c: float, seed: int, least: int, primary: float, further: float) -> None:
        self.name = name
        self.c, self.seed, self.least = c, seed, least
        self.primary, self.further = primary, further
        self.model = LinearModel()

    def __call__(self, doc: Doc) -> Doc:
        """Write the areas of a doc's paragraphs."""
        self.set_annotations(doc, self.predict(doc))
        return doc

    def predict(self, doc: Doc) -> list[tuple[Span, list[tuple[str, float]]]]:
        """The areas of each paragraph that has some, primary first, with their probabilities."""
        return [
            (span, self._choose(span.label_, self.model.probabilities(area_features(span.text, span.label_, place))))
            for span, place in _eligible(doc)
        ]

    def set_annotations(self, doc: Doc, areas: Sequence[tuple[Span, list[tuple[str, float]]]]) -> None:
        """Write the areas."""
        flat = [(span, area, score) for span, chosen in areas for area, score in chosen]
        spans = [Span(doc, span.start, span.end, label=area) for span, area, _ in flat]
        doc.spans[AREAS] = SpanGroup(doc, name=AREAS, spans=spans, attrs={"scores": [score for *_, score in flat]})

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language) -> None:
        """Fit on gold docs with `spans["paragraphs"]` and `spans["areas"]`."""
        rows, targets = _lessons(get_examples)
        self.model = LinearModel.fit(rows, targets, classes=AREA_NAMES, c=self.c, seed=self.seed, least=self.least)

    def adapt(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language, near: NearLinear) -> None:
        """Fit the regressions anew near what they are, as `near` does."""
        self.model = near(self.model, *_lessons(get_examples))

    def _choose(self, role: str, probabilities: dict[str, float]) -> list[tuple[str, float]]:
        ranked = sorted(probabilities.items(), key=lambda pair: -pair[1])
        if role != "progress" and ranked[0][1] < self.primary:
            return []
        return ranked[:1] + [pair for pair in ranked[1:3] if pair[1] >= self.further]

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the linear model into a folder."""
        Path(path).mkdir(exist_ok=True)
        self.model.to_disk(Path(path))

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> "AreaClassifier":
        """Read what `to_disk` wrote."""
        self.model = LinearModel.from_disk(Path(path))
        return self


def _eligible(doc: Doc) -> Iterator[tuple[Span, Place]]:
    """The paragraphs whose role can have areas, each with its place in the outline."""
    group = list(doc.spans[PARAGRAPHS])
    places = outline([span.text for span in group], [span.label_ for span in group])
    return ((span, place) for span, place in zip(group, places, strict=True) if span.label_ in ROLES_WITH_AREAS)


def _lessons(get_examples: Callable[[], Iterable[Example]]) -> tuple[list[Features], list[list[str]]]:
    """The features and the areas of each gold paragraph that can have some."""
    rows: list[Features] = []
    targets = []
    for example in get_examples():
        gold: dict[int, list[str]] = {}
        for span in example.reference.spans[AREAS]:
            gold.setdefault(span.start, []).append(span.label_)
        for span, place in _eligible(example.reference):
            rows.append(area_features(span.text, span.label_, place))
            targets.append(gold.get(span.start, []))
    return rows, targets

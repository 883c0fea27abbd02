"""`fazhi_tagger`: the trained part. A CRF over characters finds entities by context and judges the grammars' candidates."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.training import Example

from fazhi.pipeline.align import char_span, text_of, upstream
from fazhi.pipeline.characters import TEMPLATES, Sight
from fazhi.pipeline.crf import Crf, NearCrf
from fazhi.pipeline.finder import UNSURE
from fazhi.pipeline.tags import OUTSIDE, edge_tags, spans_of, tags_of
from fazhi.pipeline.windows import Layout, WindowWeights, attributes
from fazhi.pipeline.words import words_of
from fazhi.report import CharSpan, paragraphs

ANNOTATED = "annotated"
"""The span group of a gold doc annotated in part: where its entities are known. Without it they are known everywhere."""
_AT_ONCE = 1 << 12
"""Paragraphs are tagged together up to so many characters: enough to be fast, few enough to stay small."""


@Language.factory(
    "fazhi_tagger",
    default_config={"candidates": [], "words": "words", "c1": 0.1, "c2": 0.01, "iterations": 120},
    assigns=["doc.spans"],
)
def make_tagger(
    nlp: Language, name: str, candidates: list[str], words: str, c1: float, c2: float, iterations: int
) -> "CharacterTagger":
    """Make a tagger that writes `doc.spans[name]`, with the probabilities in the group's `attrs["scores"]`.

    Args:
        nlp: The pipeline.
        name: The component's name and its span group.
        candidates: Span groups of the grammars: features here, and given `attrs["scores"]` of their own.
        words: The name of the `fazhi_words` before it.
        c1: L1 regularisation of the CRF.
        c2: L2 regularisation.
        iterations: L-BFGS iterations at most.
    """
    return CharacterTagger(name, candidates=candidates, words=words, c1=c1, c2=c2, iterations=iterations)


class CharacterTagger:
    """See `make_tagger`."""

    def __init__(
        self, name: str, *, candidates: Sequence[str], words: str, c1: float, c2: float, iterations: int
    ) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        self.words = words
        self.training = {"c1": c1, "c2": c2, "iterations": iterations}
        self._set(Crf())

    def _set(self, crf: Crf) -> None:
        self.crf = crf
        self.weights = WindowWeights(TEMPLATES, crf)

    def __call__(self, doc: Doc) -> Doc:
        """Write the tagger's spans, and its judgement of the grammars' candidates."""
        self.set_annotations(doc, *self.predict(doc))
        return doc

    def predict(self, doc: Doc) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """For each character of a doc its tag's number and the probability of each tag; outside paragraphs `O`."""
        self.crf.check()
        text = text_of(doc)
        sight = self._sight(doc)
        outside = self.crf.labels.index(OUTSIDE)
        tags = np.full(len(text), outside, np.intp)
        probabilities = np.zeros((len(text), len(self.crf.labels)), np.float32)
        probabilities[:, outside] = 1.0
        for some in _batches(paragraphs(text)):
            layout = Layout.of(some)
            emissions = self.weights.emissions(sight.channels(layout)).take(layout.at, axis=0).astype(np.float64)
            tags[layout.source], probabilities[layout.source] = self.crf.best_labels_and_marginals(
                emissions, layout.lengths
            )
        return tags, probabilities

    def set_annotations(self, doc: Doc, tags: NDArray[np.intp], probabilities: NDArray[np.float32]) -> None:
        """Write what `predict` found."""
        found = list(_trimmed(text_of(doc), spans_of(tags, self.crf.labels)))
        spans = [char_span(doc, *span) for span in found]
        attrs = {"scores": self._scores(probabilities, found)}
        doc.spans[self.name] = SpanGroup(doc, name=self.name, spans=spans, attrs=attrs)
        for name in self.candidates:
            group = doc.spans[name]
            judged = [(span.start_char, span.end_char, span.label_) for span in group]
            group.attrs["scores"] = self._scores(probabilities, judged)

    def _scores(self, probabilities: NDArray[np.float32], spans: Sequence[tuple[int, int, str]]) -> list[float]:
        """How likely both edges of each span are: the smaller of their marginals, 0 for a label never seen."""
        scores = []
        for start, end, label in spans:
            first, last = map(self.crf.number, edge_tags(start, end, label))
            seen = first is not None and last is not None
            scores.append(float(min(probabilities[start, first], probabilities[end - 1, last])) if seen else 0.0)
        return scores

    def _sight(self, doc: Doc) -> Sight:
        """What there is to see in a doc; where candidates overlap, that of the earlier group counts."""
        candidates = (
            (span.start_char, span.end_char, span.label_, span.id_ != UNSURE)
            for name in reversed(self.candidates)
            for span in doc.spans[name]
        )
        return Sight(text_of(doc), words_of(doc, self.words), candidates)

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language) -> None:
        """Fit the CRF.

        Args:
            get_examples: Gold docs, with `ents`.
            nlp: The pipeline; the components before this one make the words and the candidates.
        """
        self._set(Crf.fit(self._sequences(get_examples, nlp), **self.training))  # type: ignore[arg-type]

    def adapt(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language, near: NearCrf) -> None:
        """Fit the CRF anew near what it is, as `near` does."""
        self._set(near(self.crf, self._sequences(get_examples, nlp)))

    def _sequences(
        self, get_examples: Callable[[], Iterable[Example]], nlp: Language
    ) -> Iterator[tuple[list[list[str]], list[str]]]:
        for example in get_examples():
            sight = self._sight(upstream(nlp, self, example.predicted.copy()))
            gold = example.reference
            tags = tags_of(len(gold.text), [(s.start_char, s.end_char, s.label_) for s in gold.ents])
            for paragraph in filter(partial(_annotated, gold), paragraphs(gold.text)):
                layout = Layout.of([paragraph])
                items = attributes(TEMPLATES, sight.channels(layout))
                yield [items[at] for at in layout.at.tolist()], tags[paragraph.start : paragraph.end]

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the CRF into a folder."""
        folder = Path(path)
        folder.mkdir(exist_ok=True)
        self.crf.to_disk(folder)

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> "CharacterTagger":
        """Read what `to_disk` wrote."""
        self._set(Crf.from_disk(Path(path)))
        return self


def _annotated(gold: Doc, paragraph: CharSpan) -> bool:
    """Whether a gold doc's entities are known in a paragraph."""
    if ANNOTATED not in gold.spans:
        return True
    parts = ((part.start_char, part.end_char) for part in gold.spans[ANNOTATED])
    return any(start <= paragraph.start and paragraph.end <= end for start, end in parts)


def _trimmed(text: str, spans: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Spans without the white space at their edges, which a tagger that has seen little may take in."""
    for start, end, label in spans:
        covered = text[start:end]
        if body := covered.strip():
            first = start + covered.index(body)
            yield first, first + len(body), label


def _batches(spans: Iterable[CharSpan]) -> Iterator[list[CharSpan]]:
    """Paragraphs in lists of at most `_AT_ONCE` characters; a longer paragraph stands alone."""
    some: list[CharSpan] = []
    size = 0
    for span in spans:
        if some and size + span.end - span.start > _AT_ONCE:
            yield some
            some, size = [], 0
        some.append(span)
        size += span.end - span.start
    if some:
        yield some

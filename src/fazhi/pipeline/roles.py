"""`fazhi_roles`: the role of each paragraph, decided as one sequence a report: a neighbour's role decides much."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.training import Example

from fazhi.pipeline.align import char_span, text_of
from fazhi.pipeline.chain import Floats, marginals
from fazhi.pipeline.crf import Crf, NamedAttributes, NearCrf
from fazhi.pipeline.paragraph_features import role_features
from fazhi.report import paragraphs

PARAGRAPHS = "paragraphs"
"""The span group of the paragraphs; a span's label is its role."""


@Language.factory("fazhi_roles", default_config={"c1": 0.1, "c2": 0.1, "iterations": 100}, assigns=["doc.spans"])
def make_roles(nlp: Language, name: str, c1: float, c2: float, iterations: int) -> "RoleTagger":
    """Make the component that writes `doc.spans["paragraphs"]`, a span a paragraph, labelled with its role.

    Args:
        nlp: The pipeline.
        name: The component's name.
        c1: L1 regularisation of the CRF.
        c2: L2 regularisation.
        iterations: L-BFGS iterations at most.
    """
    return RoleTagger(name, c1=c1, c2=c2, iterations=iterations)


class RoleTagger:
    """See `make_roles`."""

    def __init__(self, name: str, *, c1: float, c2: float, iterations: int) -> None:
        self.name = name
        self.training = {"c1": c1, "c2": c2, "iterations": iterations}
        self._set(Crf())

    def _set(self, crf: Crf) -> None:
        self.crf = crf
        self.attributes = NamedAttributes(crf)

    def __call__(self, doc: Doc) -> Doc:
        """Write a doc's paragraphs."""
        self.set_annotations(doc, self.predict(doc))
        return doc

    def predict(self, doc: Doc) -> list[str]:
        """The role of each paragraph."""
        emissions = self._emissions(doc)
        return [self.crf.labels[number] for number in self.crf.best_labels(emissions, [len(emissions)])]

    def probabilities(self, doc: Doc) -> Floats:
        """The probability of each role of each paragraph, of shape (paragraphs, the CRF's labels)."""
        emissions = self._emissions(doc)
        return marginals(emissions, self.crf.transitions, [len(emissions)])

    def _emissions(self, doc: Doc) -> Floats:
        text = text_of(doc)
        lines = [text[start:end] for start, end in paragraphs(text)]
        self.crf.check()
        return self.attributes.emissions(role_features(lines)) if lines else np.zeros((0, len(self.crf.labels)))

    def set_annotations(self, doc: Doc, roles: Sequence[str]) -> None:
        """Write the paragraphs."""
        spans = [char_span(doc, *span, role) for span, role in zip(paragraphs(text_of(doc)), roles, strict=True)]
        doc.spans[PARAGRAPHS] = SpanGroup(doc, name=PARAGRAPHS, spans=spans)

    def initialize(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language) -> None:
        """Fit on gold docs with `spans["paragraphs"]`, each with and without its page furniture and opening."""
        sequences = chain.from_iterable(map(sequences_of, get_examples()))
        self._set(Crf.fit(sequences, **self.training))  # type: ignore[arg-type]

    def adapt(self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language, near: NearCrf) -> None:
        """Fit the CRF anew near what it is, as `near` does."""
        self._set(near(self.crf, chain.from_iterable(map(sequences_of, get_examples()))))

    def to_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> None:
        """Write the CRF into a folder."""
        Path(path).mkdir(exist_ok=True)
        self.crf.to_disk(Path(path))

    def from_disk(self, path: str | Path, *, exclude: Sequence[str] = ()) -> "RoleTagger":
        """Read what `to_disk` wrote."""
        self._set(Crf.from_disk(Path(path)))
        return self


def sequences_of(example: Example) -> Iterator[tuple[list[list[str]], list[str]]]:
    """A report as it stands, without page furniture, and without furniture and overview: files come in all three forms.

    One without gold paragraphs gives none.
    """
    group = [(span.text, span.label_) for span in example.reference.spans[PARAGRAPHS]]
    for left_out in ((), ("meta",), ("meta", "overview")):
        kept = [(line, role) for line, role in group if role not in left_out]
        if kept:
            yield role_features([line for line, _ in kept]), [role for _, role in kept]

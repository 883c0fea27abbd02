"""`fazhi_judge`: lets any entity recogniser of spaCy stand in the CRF tagger's place, as configs/transformer.cfg does."""

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup


@Language.factory("fazhi_judge", default_config={"candidates": []}, requires=["doc.ents"], assigns=["doc.spans"])
def make_judge(nlp: Language, name: str, candidates: list[str]) -> "Judge":
    """Make a component that writes what the tagger writes, from the entities a recogniser before it left in `doc.ents`.

    Args:
        nlp: The pipeline.
        name: The component's name and its span group.
        candidates: Span groups of the grammars, given `attrs["scores"]`.
    """
    return Judge(name, candidates=candidates)


class Judge:
    """See `make_judge`. Its scores are 1 and 0, for a recogniser says no probabilities."""

    def __init__(self, name: str, *, candidates: Sequence[str]) -> None:
        self.name = name
        self.candidates = tuple(candidates)

    def __call__(self, doc: Doc) -> Doc:
        """Write the recogniser's spans, and for each candidate whether the recogniser found the same."""
        found = [span for span in doc.ents if span.text == span.text.strip() and "\n" not in span.text]
        doc.spans[self.name] = SpanGroup(doc, name=self.name, spans=found, attrs={"scores": [1.0] * len(found)})
        known = {(span.start, span.end, span.label) for span in found}
        for name in self.candidates:
            group = doc.spans[name]
            group.attrs["scores"] = [float((span.start, span.end, span.label) in known) for span in group]
        return doc

"""`fazhi_resolver`: the one place where entities are decided, from the grammars' candidates and the tagger's spans."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from fazhi.pipeline.finder import UNSURE

_LONGEST = 200
"""Characters: no name is longer, and what a tagger runs on to in text of no kind is left out."""
ENTITIES = "entities"
"""The span group of what was decided, with `attrs["scores"]` and `attrs["by"]`."""


@Language.factory(
    "fazhi_resolver",
    default_config={"patterns": [], "tagger": "tagger", "keep": {}, "unsure": 0.5},
    assigns=["doc.ents", "doc.spans"],
)
def make_resolver(
    nlp: Language, name: str, patterns: list[str], tagger: str, keep: dict[str, float], unsure: float
) -> "Resolver":
    """Make a resolver that writes `doc.ents` and `doc.spans["entities"]`.

    Args:
        nlp: The pipeline.
        name: The component's name.
        patterns: Span groups of the grammars, in order of priority.
        tagger: The tagger's span group.
        keep: By label, the least probability at which a sure candidate of a grammar is kept; 0 keeps all.
        unsure: The least probability of an unsure candidate.
    """
    return Resolver(patterns=patterns, tagger=tagger, keep=keep, unsure=unsure)


class Decision(NamedTuple):
    """A span with the probability that it is right and the source that found it: `pattern` or `tagger`."""

    span: Span
    score: float
    by: str


class Resolver:
    """Grammars first, where the tagger does not object; then the tagger's own spans where they touch none of those."""

    def __init__(self, *, patterns: Sequence[str], tagger: str, keep: Mapping[str, float], unsure: float) -> None:
        self.patterns = tuple(patterns)
        self.tagger = tagger
        self.keep = dict(keep)
        self.unsure = unsure

    def __call__(self, doc: Doc) -> Doc:
        """Write a doc's entities."""
        self.set_annotations(doc, self.decide(doc))
        return doc

    def decide(self, doc: Doc) -> list[Decision]:
        """Choose spans that do not overlap, in the order of the text."""
        taken = bytearray(len(doc))
        chosen = []
        for decision in self._by_priority(doc):
            start, end = decision.span.start, decision.span.end
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                chosen.append(decision)
        return sorted(chosen, key=lambda decision: decision.span.start)

    def set_annotations(self, doc: Doc, decisions: Sequence[Decision]) -> None:
        """Write the entities."""
        spans = [decision.span for decision in decisions]
        attrs = {"scores": [d.score for d in decisions], "by": [d.by for d in decisions]}
        doc.spans[ENTITIES] = SpanGroup(doc, name=ENTITIES, spans=spans, attrs=attrs)
        doc.ents = spans

    def _by_priority(self, doc: Doc) -> Iterator[Decision]:
        group = doc.spans[self.tagger]
        begins = {(span.start, span.label) for span in group}
        for name in self.patterns:
            candidates = doc.spans[name]
            for span, score in zip(candidates, candidates.attrs["scores"], strict=True):
                if span.id_ == UNSURE:
                    kept = score >= self.unsure
                else:  # where the tagger only ends it elsewhere, it does not object
                    kept = score >= self.keep.get(span.label_, 0.0) or (span.start, span.label) in begins
                if kept:
                    yield Decision(span, score, "pattern")
        found = sorted(zip(group, group.attrs["scores"], strict=True), key=lambda pair: -pair[1])
        for span, score in found:
            if span.end_char - span.start_char > _LONGEST:
                continue
            yield Decision(span, score, "tagger")

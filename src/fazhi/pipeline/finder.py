"""`fazhi_finder`: a grammar's candidates as a span group.

What earlier finders found is masked, so that no number inside a document number or title becomes a quantity.
"""

from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from fazhi.grammar.candidate import Candidate
from fazhi.pipeline.align import char_span, text_of
from fazhi.pipeline.finders import Find
from fazhi.pipeline.words import words_of

UNSURE = "unsure"
"""The `id_` of a candidate span that counts only where the tagger agrees."""


_MASK = "\uffff"


@Language.factory("fazhi_finder", default_config={"masked_by": [], "words": None})
def make_finder(nlp: Language, name: str, find: Find, label: str, masked_by: list[str], words: str | None) -> "Finder":
    """Make a finder that writes `doc.spans[name]`.

    Args:
        nlp: The pipeline.
        name: The component's name and its span group.
        find: A registered function `text -> candidates`.
        label: The label of the candidates.
        masked_by: Span groups whose sure spans hide the text below them.
        words: The name of a `fazhi_words`, for a function `text, words -> candidates`.
    """
    return Finder(name, find=find, label=label, masked_by=masked_by, words=words)


class Finder:
    """See `make_finder`."""

    def __init__(
        self, name: str, *, find: Find, label: str, masked_by: Sequence[str] = (), words: str | None = None
    ) -> None:
        self.name = name
        self.label = label
        self.masked_by = tuple(masked_by)
        self.words = words
        self._find = find

    def __call__(self, doc: Doc) -> Doc:
        """Write a doc's candidates."""
        self.set_annotations(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> list[Candidate]:
        """Find candidates in the text outside the masks."""
        text = _masked(doc, self.masked_by)
        if self.words is None:
            return list(self._find(text))
        return list(self._find(text, [word for word in words_of(doc, self.words) if text[word.start] != _MASK]))

    def set_annotations(self, doc: Doc, candidates: Iterable[Candidate]) -> None:
        """Write the candidates as the component's span group."""
        spans = [char_span(doc, c.start, c.end, self.label, span_id="" if c.sure else UNSURE) for c in candidates]
        doc.spans[self.name] = SpanGroup(doc, name=self.name, spans=spans)


def _masked(doc: Doc, groups: Sequence[str]) -> str:
    """The text with the spans of other groups overwritten by a character that no grammar takes."""
    text = text_of(doc)
    spans = sorted(
        (span.start_char, span.end_char) for group in groups for span in doc.spans.get(group, ()) if span.id_ != UNSURE
    )
    pieces, position = [], 0
    for start, end in spans:
        if start >= position:
            pieces += [text[position:start], _MASK * (end - start)]
            position = end
    return "".join([*pieces, text[position:]])

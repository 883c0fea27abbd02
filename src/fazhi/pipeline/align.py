"""Characters → tokens, strictly: a span that is no run of whole tokens is an error, never dropped or widened."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from fazhi.errors import MisalignedSpan, excerpt

_TEXT = "fazhi_text"


def char_span(doc: Doc, start: int, end: int, label: str, *, span_id: str = "") -> Span:
    """The tokens that cover exactly `text[start:end]`.

    Raises:
        MisalignedSpan: The ends fall inside tokens (white space is the only token of more than one character).
    """
    span = doc.char_span(start, end, label=label, span_id=span_id)
    if span is None:
        raise MisalignedSpan(f"[{start}:{end}] is no run of tokens: {excerpt(doc.text, start, end)}")
    return span


def upstream(nlp: Language, component: object, doc: Doc) -> Doc:
    """Run the components that stand before `component` in the pipeline."""
    for pipe in _before(nlp, component):
        doc = pipe(doc)
    return doc


def _before(nlp: Language, component: object) -> Iterator[Callable[[Doc], Doc]]:
    for _, pipe in nlp.pipeline:
        if pipe is component:
            return
        yield pipe


def text_of(doc: Doc) -> str:
    """`doc.text`, put together once: spaCy joins it from the tokens each time it is asked for."""
    text = doc.user_data.get(_TEXT)
    if not isinstance(text, str):
        text = doc.user_data[_TEXT] = doc.text
    return text

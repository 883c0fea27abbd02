"""Gold → spaCy Docs, strictly: a span that does not align raises."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span, SpanGroup

from fazhi.gold.annotation import Gold
from fazhi.pipeline.align import char_span
from fazhi.pipeline.areas import AREAS
from fazhi.pipeline.indicators import INDICATORS
from fazhi.pipeline.roles import PARAGRAPHS
from fazhi.pipeline.tagger import ANNOTATED


def gold_doc(nlp: Language, gold: Gold) -> Doc:
    """A Doc with gold `ents`, `spans["paragraphs"]`, `spans["areas"]` and, where they were judged, `spans["indicators"]`.

    Of a report annotated in part, `spans["annotated"]` says where its entities are known. It has no paragraphs: roles are
    decided as a sequence, and areas by the headings above, which may be missing.

    Raises:
        MisalignedSpan: A span is no run of whole tokens.
    """
    doc = nlp.make_doc(gold.report.text)
    doc.ents = [char_span(doc, span.start, span.end, span.label) for span in gold.entities]
    paragraphs = gold.paragraphs if gold.annotated is None else ()
    spans = [char_span(doc, p.start, p.end, p.role) for p in paragraphs]
    areas = [
        Span(doc, span.start, span.end, label=area)
        for span, paragraph in zip(spans, paragraphs, strict=True)
        for area in paragraph.areas
    ]
    doc.spans[PARAGRAPHS] = SpanGroup(doc, name=PARAGRAPHS, spans=spans)
    doc.spans[AREAS] = SpanGroup(doc, name=AREAS, spans=areas)
    if gold.indicators is not None and paragraphs:
        found = [char_span(doc, s.start, s.end, s.label) for s in gold.indicators]
        doc.spans[INDICATORS] = SpanGroup(doc, name=INDICATORS, spans=found)
    if gold.annotated is not None:
        parts = [char_span(doc, *part, "") for part in gold.annotated]
        doc.spans[ANNOTATED] = SpanGroup(doc, name=ANNOTATED, spans=parts)
    return doc


def doc_bin(nlp: Language, golds: Iterable[Gold]) -> DocBin:
    """Pack gold docs for spaCy's corpus reader."""
    return DocBin(docs=[gold_doc(nlp, gold) for gold in golds], attrs=["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE"])

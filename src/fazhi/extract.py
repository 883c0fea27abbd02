"""Doc → `Record`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from fazhi.limits import check
from fazhi.pipeline.areas import AREAS
from fazhi.pipeline.indicators import INDICATORS
from fazhi.pipeline.resolver import ENTITIES
from fazhi.pipeline.roles import PARAGRAPHS
from fazhi.reading.outline import outline
from fazhi.records import Area, Entity, Indicator, Meta, Paragraph, Record
from fazhi.report import Report
from fazhi.resolve import resolve


def tag(nlp: Language, report: Report) -> Record:
    """Run the pipeline over one report.

    Raises:
        UnreadableReport: It is larger than can be tagged.
        MisalignedSpan: Never on a text that spaCy tokenises by character.
    """
    check(report, nlp.max_length)
    return extract(nlp(report.text), report, nlp)


def extract(doc: Doc, report: Report, nlp: Language) -> Record:
    """Read a processed Doc into a record, its spans resolved to values."""
    return resolve(spans_of(doc, report, nlp))


def spans_of(doc: Doc, report: Report, nlp: Language) -> Record:
    """The record of what was found, before anything is made of it."""
    entities = tuple(_entities(doc, report.text))
    return Record(
        id=report.id,
        source=report.source,
        sha256=report.sha256,
        text=report.text,
        meta=Meta(),
        paragraphs=tuple(_paragraphs(doc, report.text)),
        entities=entities,
        indicators=tuple(_indicators(doc, entities)),
        model={"name": f"{nlp.lang}_{nlp.meta['name']}", "version": nlp.meta["version"]},
    )


def _paragraphs(doc: Doc, text: str) -> Iterator[Paragraph]:
    areas: dict[int, list[Area]] = defaultdict(list)
    group = doc.spans[AREAS]
    for span, score in zip(group, group.attrs["scores"], strict=True):
        areas[span.start_char].append(Area(area=span.label_, score=round(score, 4)))
    spans = [(span.start_char, span.end_char, span.label_) for span in doc.spans[PARAGRAPHS]]
    places = outline([text[start:end] for start, end, _ in spans], [role for *_, role in spans])
    for (start, end, role), place in zip(spans, places, strict=True):
        yield Paragraph(
            start=start,
            end=end,
            role=role,
            heading_level=place.heading_level,
            section=place.section,
            areas=tuple(areas[start]),
        )


def _entities(doc: Doc, text: str) -> Iterator[Entity]:
    group = doc.spans[ENTITIES]
    for span, score, by in zip(group, group.attrs["scores"], group.attrs["by"], strict=True):
        start, end = span.start_char, span.end_char
        yield Entity(start=start, end=end, label=span.label_, text=text[start:end], score=round(score, 4), by=by)


def _indicators(doc: Doc, entities: Sequence[Entity]) -> Iterator[Indicator]:
    """The indicators whose quantity is among the entities; a pipeline without the component finds none."""
    places = {(entity.start, entity.end): place for place, entity in enumerate(entities)}
    group = doc.spans.get(INDICATORS, ())
    for span, score in zip(group, group.attrs["scores"] if group else (), strict=True):
        if (place := places.get((span.start_char, span.end_char))) is not None:
            yield Indicator(
                indicator=span.label_,
                measure="",
                value=None,
                unit=None,
                entity=place,
                period=None,
                score=round(score, 4),
            )

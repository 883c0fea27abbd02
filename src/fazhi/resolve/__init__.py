"""Spans → facts: what a record's spans mean in its report. Every value comes with its span; what is unknown is null."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from fazhi.records import Entity, Paragraph, Record
from fazhi.resolve.agencies import agency_norms
from fazhi.resolve.doc_numbers import doc_number_norm
from fazhi.resolve.indicators import indicators
from fazhi.resolve.instruments import citations, instrument_norms
from fazhi.resolve.metadata import describe
from fazhi.resolve.outlines import answer
from fazhi.resolve.quantities import quantity_norm

_SIMPLE = frozenset({"DOC_NO", "QUANTITY"})


def resolve(record: Record) -> Record:
    """Fill in a record's `meta`, what its areas answer to, the `norm` of its entities, its `citations` and its `indicators`.

    The report's own place and year come first, since organs and document numbers are read in their light.
    """
    described = describe(record)
    record = replace(record, meta=described.meta, warnings=(*record.warnings, *described.warnings))
    record = replace(record, paragraphs=tuple(_answering(record)))
    norms = {**_simple_norms(record), **instrument_norms(record), **agency_norms(record)}
    entities = tuple(replace(entity, norm=norms.get(index, {})) for index, entity in enumerate(record.entities))
    record = replace(record, entities=entities)
    return replace(record, citations=citations(record), indicators=tuple(indicators(record)))


def _answering(record: Record) -> Iterator[Paragraph]:
    """The paragraphs, each area with the section of the national outline that it answers to."""
    for paragraph in record.paragraphs:
        text = record.text[paragraph.start : paragraph.end]
        areas = (replace(a, outline=answer(a.area, record.meta.year, text, paragraph.section)) for a in paragraph.areas)
        yield replace(paragraph, areas=tuple(areas))


def _simple_norms(record: Record) -> dict[int, dict[str, Any]]:
    """The values of numbers, which need no other span."""
    return {index: _norm(record, entity) for index, entity in enumerate(record.entities) if entity.label in _SIMPLE}


def _norm(record: Record, entity: Entity) -> dict[str, Any]:
    if entity.label == "DOC_NO":
        return doc_number_norm(entity.text, record.meta)
    return quantity_norm(record.text, entity.start, entity.end)

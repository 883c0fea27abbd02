"""Records ↔ spaCy Docs: the Doc that the pipeline would have made, with what it has no place for in its user data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import spacy
from msgspec import convert
from spacy.language import Language
from spacy.tokens import Doc, DocBin, SpanGroup

from fazhi.errors import GoldMismatch
from fazhi.pipeline.align import char_span
from fazhi.pipeline.areas import AREAS
from fazhi.pipeline.resolver import ENTITIES
from fazhi.pipeline.roles import PARAGRAPHS
from fazhi.records import Area, Entity, Indicator, Meta, OutlineRef, Paragraph, Record

USER_DATA = "fazhi"
_ATTRS = ["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE"]


def pack(records: Iterable[Record]) -> bytes:
    """A DocBin of records, as bytes.

    Raises:
        MisalignedSpan: An entity is no run of whole tokens.
    """
    nlp = spacy.blank("zh")
    bin = DocBin(attrs=_ATTRS, store_user_data=True)
    for record in records:
        bin.add(record_doc(nlp, record))
    return bin.to_bytes()


def unpack(data: bytes, where: str) -> Iterator[Record]:
    """The records of a DocBin.

    Raises:
        GoldMismatch: A Doc is none of ours, or an entity's text is not what it has.
    """
    for doc in DocBin(store_user_data=True).from_bytes(data).get_docs(spacy.blank("zh").vocab):
        if USER_DATA not in doc.user_data:
            raise GoldMismatch(f"{where}: expected Docs of `fazhi export`, with {USER_DATA!r} in their user data")
        yield doc_record(doc, where)


def record_doc(nlp: Language, record: Record) -> Doc:
    """A record as a Doc: `ents`, and the span groups `entities`, `paragraphs` and `areas`.

    Raises:
        MisalignedSpan: An entity is no run of whole tokens.
    """
    doc = nlp.make_doc(record.text)
    entities = [char_span(doc, e.start, e.end, e.label) for e in record.entities]
    paragraphs = [char_span(doc, p.start, p.end, p.role) for p in record.paragraphs]
    areas = [
        (char_span(doc, p.start, p.end, a.area), a.score, i) for i, p in enumerate(record.paragraphs) for a in p.areas
    ]
    doc.ents = entities
    decided = {"scores": [e.score for e in record.entities], "by": [e.by for e in record.entities]}
    doc.spans[ENTITIES] = SpanGroup(doc, name=ENTITIES, spans=entities, attrs=decided)
    doc.spans[PARAGRAPHS] = SpanGroup(doc, name=PARAGRAPHS, spans=paragraphs)
    weights = {"scores": [score for _, score, _ in areas], "paragraphs": [i for *_, i in areas]}
    doc.spans[AREAS] = SpanGroup(doc, name=AREAS, spans=[span for span, *_ in areas], attrs=weights)
    doc.user_data[USER_DATA] = json.dumps(_rest(record), ensure_ascii=False)  # msgpack would make lists tuples
    return doc


def doc_record(doc: Doc, where: str) -> Record:
    """The record of a Doc that `record_doc` made.

    Raises:
        GoldMismatch: An entity's text is not what the Doc has.
    """
    rest: dict[str, Any] = json.loads(doc.user_data[USER_DATA])
    group = doc.spans[ENTITIES]
    if (found := [span.text for span in group]) != rest["covered"]:
        raise GoldMismatch(f"{where}: {rest['id']}: expected the entities {rest['covered']!r:.60}, got {found!r:.60}")
    decided = zip(group, group.attrs["scores"], group.attrs["by"], rest["norms"], strict=True)
    return Record(
        id=rest["id"],
        source=rest["source"],
        sha256=rest["sha256"],
        text=doc.text,
        meta=Meta(**rest["meta"]),
        paragraphs=tuple(_paragraphs(doc, rest["outline"], rest["answers"])),
        entities=tuple(
            Entity(start=s.start_char, end=s.end_char, label=s.label_, text=s.text, score=score, by=by, norm=norm)
            for s, score, by, norm in decided
        ),
        citations=tuple(rest["citations"]),
        indicators=convert(rest["indicators"], tuple[Indicator, ...]),
        warnings=tuple(rest["warnings"]),
        model=rest["model"],
    )


def _rest(record: Record) -> dict[str, Any]:
    """What a Doc has no place for."""
    return {
        "id": record.id,
        "source": record.source,
        "sha256": record.sha256,
        "meta": asdict(record.meta),
        "covered": [entity.text for entity in record.entities],
        "norms": [entity.norm for entity in record.entities],
        "outline": [[paragraph.heading_level, list(paragraph.section)] for paragraph in record.paragraphs],
        "answers": [area.outline and asdict(area.outline) for p in record.paragraphs for area in p.areas],
        "citations": list(record.citations),
        "indicators": [asdict(indicator) for indicator in record.indicators],
        "warnings": list(record.warnings),
        "model": record.model,
    }


def _paragraphs(
    doc: Doc, outline: Iterable[tuple[int | None, list[str]]], answers: Iterable[dict[str, Any] | None]
) -> Iterator[Paragraph]:
    areas: dict[int, list[Area]] = {}
    group = doc.spans[AREAS]
    attrs = group.attrs
    for span, score, paragraph, answer in zip(group, attrs["scores"], attrs["paragraphs"], answers, strict=True):
        outline_ref = convert(answer, OutlineRef | None)
        areas.setdefault(paragraph, []).append(Area(area=span.label_, score=score, outline=outline_ref))
    for number, (span, (level, section)) in enumerate(zip(doc.spans[PARAGRAPHS], outline, strict=True)):
        yield Paragraph(
            start=span.start_char,
            end=span.end_char,
            role=span.label_,
            heading_level=level,
            section=tuple(section),
            areas=tuple(areas.get(number, ())),
        )

"""Gold ⇄ what doccano holds. A document is a report, or one paragraph of it; its key says which, so that it finds back.

Offsets in doccano count UTF-16 units from the document's beginning, for its page does so (doccano issue 2290); in gold they
are code points from the report's beginning. The text is never taken from doccano, only compared with the report's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, NamedTuple

from fazhi.doccano.kinds import SPANS, Kind, area_text, entity_name, entity_text, role_or_area, role_text
from fazhi.errors import GoldMismatch, excerpt
from fazhi.export.utf16 import from_utf16, to_utf16
from fazhi.gold.annotation import Gold
from fazhi.gold.spans import GoldParagraph, GoldSpan
from fazhi.reading.outline import outline
from fazhi.report import CharSpan, Report

Mark = tuple[int, int, str] | str
"""A label as doccano's lines have it: start, end and text of a span's label, or a category's text."""

WHOLE = "全文"
"""Stands where a paragraph's document says its section."""


class Key(NamedTuple):
    """Which document: the report's id and the code points of it that the document holds."""

    report: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a report is pushed.

    Attributes:
        gold: The report with its gold or the model's suggestions.
        only: Paragraphs that become documents of their own in both projects. None for the whole report: one document for
            its entities, and one for each paragraph's role and areas.
    """

    gold: Gold
    only: tuple[CharSpan, ...] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document to be pushed.

    Attributes:
        key: Which it is.
        sha256: The hash of the report's text.
        file: The report's file name.
        section: The headings above a paragraph, for annotators.
        text: Its text.
        marks: Its labels.
    """

    key: Key
    sha256: str
    file: str
    section: str
    text: str
    marks: frozenset[Mark]

    def line(self) -> dict[str, Any]:
        """The line of JSON that doccano imports; what is neither text nor label it keeps as metadata and shows beside the text."""
        return {
            "section": self.section,
            **self.key._asdict(),
            "file": self.file,
            "sha256": self.sha256,
            "text": self.text,
            "label": sorted(self.marks, key=repr),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A document as doccano holds it.

    Attributes:
        id: Its number in doccano.
        key: Which it is.
        sha256: The hash of its report's text when it was pushed.
        text: Its text.
        marks: Its labels by annotator.
        done: The annotators who marked it as done.
        comments: Whether anyone has commented on it.
    """

    id: int
    key: Key
    sha256: str
    text: str
    marks: dict[str, frozenset[Mark]] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    comments: bool = False


def documents(selection: Selection, kind: Kind) -> Iterator[Document]:
    """The documents of a report in a project of this kind, in the order of the text."""
    gold, report = selection.gold, selection.gold.report
    if kind is SPANS and selection.only is None and report.paragraphs:
        yield _document(report, CharSpan(0, len(report.text)), WHOLE, _span_marks(gold, CharSpan(0, len(report.text))))
        return
    judged = {paragraph.start: paragraph for paragraph in gold.paragraphs}
    roles = [judged[start].role for start, _ in report.paragraphs if start in judged]
    lines = [report.text[start:end] for start, end in report.paragraphs]
    places = outline(lines, roles if len(roles) == len(lines) else None)
    for span, place in zip(report.paragraphs, places, strict=True):
        if selection.only is None or span in selection.only:
            marks = _span_marks(gold, span) if kind is SPANS else _paragraph_marks(judged.get(span.start))
            yield _document(report, span, " › ".join(place.section), marks)


def gold_of(report: Report, examples: Sequence[tuple[Kind, Example]], annotator: str) -> Gold:
    """Put what an annotator made of a report's documents together; what is not covered by them is not annotated.

    Raises:
        GoldMismatch: The documents' text is not the report's, or a label does not fit; all that is wrong is named.
    """
    problems: list[str] = []
    spans: set[GoldSpan] = set()
    paragraphs: dict[CharSpan, GoldParagraph] = {}
    covered: set[CharSpan] = set()
    for kind, example in sorted(examples, key=lambda pair: pair[1].key):
        if changed := _changed(report, example):
            problems.append(changed)
            continue
        place, marks = CharSpan(*example.key[1:]), example.marks.get(annotator, frozenset())
        try:
            if kind is SPANS:
                covered.add(place)
                spans.update(_entities(example, marks))
            else:
                paragraphs[place] = _paragraph(place, marks)
        except GoldMismatch as error:
            problems.append(f"{_where(example.key)}: {error}: {excerpt(report.text, place.start, min(place.end, place.start + 16), context=0)}")  # fmt: skip
    gold = Gold(
        report=report,
        entities=tuple(sorted(spans)),
        paragraphs=tuple(paragraphs[place] for place in sorted(paragraphs)),
        annotated=_annotated(report, covered, set(paragraphs)),
    )
    problems.extend(gold.problems())
    if problems:
        raise GoldMismatch("\n  ".join(problems))
    return gold


def _document(report: Report, span: CharSpan, section: str, marks: frozenset[Mark]) -> Document:
    return Document(
        key=Key(report.id, *span),
        sha256=report.sha256,
        file=PurePath(report.source).name,
        section=section,
        text=report.text[span.start : span.end],
        marks=marks,
    )


def _span_marks(gold: Gold, part: CharSpan) -> frozenset[Mark]:
    at = to_utf16(gold.report.text[part.start : part.end])
    return frozenset(
        (at(entity.start - part.start), at(entity.end - part.start), entity_text(entity.label))
        for entity in gold.entities
        if part.start <= entity.start and entity.end <= part.end
    )


def _paragraph_marks(paragraph: GoldParagraph | None) -> frozenset[Mark]:
    if paragraph is None:
        return frozenset()
    areas = (area_text(area, rank) for rank, area in enumerate(paragraph.areas, 1))
    return frozenset((role_text(paragraph.role), *areas))


def _changed(report: Report, example: Example) -> str | None:
    """Why a document is not the report's, if so."""
    where, (_, start, end) = _where(example.key), example.key
    if example.sha256 != report.sha256:
        return f"{where}: pushed from another text than {report.source} has now; restore that text to pull"
    text = report.text[start:end]
    if example.text == text:
        return None
    at = next((i for i, (a, b) in enumerate(zip(text, example.text, strict=False)) if a != b), min(len(text), len(example.text)))  # fmt: skip
    return (
        f"{where}: its text was changed in doccano at {start + at}: expected {text[at : at + 12]!r}, "
        f"doccano has {example.text[at : at + 12]!r}; restore it there, or delete the document and push it again"
    )


def _entities(example: Example, marks: frozenset[Mark]) -> Iterator[GoldSpan]:
    """An annotator's spans in code points of the report.

    Raises:
        GoldMismatch: One does not fit the text, or has a label of nobody's.
    """
    at, length = from_utf16(example.text), len(example.text)
    for mark in sorted(marks, key=repr):
        first, last, text = (0, 0, mark) if isinstance(mark, str) else mark
        try:
            start, end, label = at(first), at(last), entity_name(text)
        except KeyError:
            raise GoldMismatch(f"unknown label {text!r}") from None
        except ValueError as error:
            raise GoldMismatch(f"{text} from {first} to {last}: {error}") from None
        if not 0 <= start < end <= length:
            raise GoldMismatch(f"{text} from {first} to {last} is out of bounds; the text has {length} characters")
        yield GoldSpan(example.key.start + start, example.key.start + end, label)


def _paragraph(place: CharSpan, marks: frozenset[Mark]) -> GoldParagraph:
    """A paragraph of an annotator's categories.

    Raises:
        GoldMismatch: There is not one role, or the areas' ranks are not 1, 2, …
    """
    ranked: list[tuple[int, str]] = []
    for text in map(str, marks):
        try:
            ranked.append(role_or_area(text))
        except (KeyError, ValueError):
            raise GoldMismatch(f"unknown label {text!r}") from None
    roles = [name for rank, name in sorted(ranked) if rank == 0]
    areas = [(rank, name) for rank, name in sorted(ranked) if rank > 0]
    if len(roles) != 1:
        raise GoldMismatch(f"expected one role, got {', '.join(roles) or 'none'}")
    if [rank for rank, _ in areas] != list(range(1, len(areas) + 1)):
        got = ", ".join(f"{rank} {name}" for rank, name in areas)
        raise GoldMismatch(f"expected one area of each rank from 1, got {got}")
    return GoldParagraph(place.start, place.end, roles[0], tuple(name for _, name in areas))


def _annotated(report: Report, covered: set[CharSpan], judged: set[CharSpan]) -> tuple[CharSpan, ...] | None:
    """Where entities were looked for; None if everywhere, and all paragraphs were judged or none."""
    expected = report.paragraphs
    everywhere = all(any(part.start <= p.start and p.end <= part.end for part in covered) for p in expected)
    if everywhere and (not judged or judged >= set(expected)):
        return None
    return tuple(sorted(covered))


def _where(key: Key) -> str:
    return f"{key.report}[{key.start}:{key.end}]"

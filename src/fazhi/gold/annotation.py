"""Stand-off gold: `Gold` and its JSON file, one entity or paragraph a line, tied to its text by hash and covered text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fazhi.errors import GoldMismatch, excerpt
from fazhi.labels import AREA_NAMES, ENTITY_LABELS, ROLE_NAMES
from fazhi.reading import read_report
from fazhi.report import CharSpan, Report, sha256_of

SCHEMA = "fazhi.gold/1"
_SHOWN = 16
"""How much of a paragraph its annotation repeats, for people and for the check."""


@dataclass(frozen=True, slots=True, order=True)
class GoldSpan:
    """An entity: `text[start:end]`, code points, end exclusive."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class GoldParagraph:
    """A paragraph with its role and its areas, the first of them primary."""

    start: int
    end: int
    role: str
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A report and what was found in it, entities and paragraphs in the order of the text.

    Attributes:
        report: The report.
        entities: Its entities.
        paragraphs: Its paragraphs: all, or none where they were not judged.
        annotated: Where entities were looked for, if not everywhere; then some paragraphs may be missing too.
    """

    report: Report
    entities: tuple[GoldSpan, ...] = ()
    paragraphs: tuple[GoldParagraph, ...] = field(default=())
    annotated: tuple[CharSpan, ...] | None = None

    def problems(self) -> Iterator[str]:
        """List what makes this gold unusable: unknown names, spans out of bounds, overlapping, or with blank edges."""
        text, reached = self.report.text, 0
        for span in self.entities:
            where = f"{self.report.id}[{span.start}:{span.end}]"
            if not 0 <= span.start < span.end <= len(text):
                yield f"{where}: out of bounds; the text has {len(text)} characters"
                continue
            covered = text[span.start : span.end]
            if span.label not in ENTITY_LABELS:
                yield f"{where}: unknown label {span.label!r}; expected one of {', '.join(ENTITY_LABELS)}"
            if covered != covered.strip() or "\n" in covered:
                yield f"{where}: white space at an edge, or a line end inside: {covered!r}"
            if span.start < reached:
                yield f"{where}: overlaps the entity before it: {excerpt(text, span.start, span.end)}"
            reached = max(reached, span.end)
        yield from self._paragraph_problems()

    def _paragraph_problems(self) -> Iterator[str]:
        expected = list(self.report.paragraphs)
        if found := [(p.start, p.end) for p in self.paragraphs]:
            wrong = set(found) ^ set(expected) if self.annotated is None else set(found) - set(expected)
            for span in sorted(wrong):
                kind = "no paragraph of the text" if span in set(found) else "paragraph not annotated"
                yield f"{self.report.id}[{span[0]}:{span[1]}]: {kind}: {self.report.text[span[0] : span[1]][:_SHOWN]!r}"
        for paragraph in self.paragraphs:
            where = f"{self.report.id}[{paragraph.start}:{paragraph.end}]"
            if paragraph.role not in ROLE_NAMES:
                yield f"{where}: unknown role {paragraph.role!r}; expected one of {', '.join(ROLE_NAMES)}"
            if unknown := [area for area in paragraph.areas if area not in AREA_NAMES]:
                yield f"{where}: unknown area {unknown[0]!r}; expected one of {', '.join(AREA_NAMES)}"


def verified(gold: Gold) -> Gold:
    """Give the gold back if it is sound.

    Raises:
        GoldMismatch: Naming the first problem.
    """
    for problem in gold.problems():
        raise GoldMismatch(problem)
    return gold


def load_gold(path: Path, *, texts: Path | None = None, partial: bool = False) -> Gold:
    """Read one annotation file and the text it belongs to.

    Args:
        path: A JSON file with `sha256`, `entities` and `paragraphs`; each span may carry its covered `text`.
        texts: The folder of the report's text; by default the annotation's own folder.
        partial: Take also an annotation of some parts of the report only (`annotated`).

    Raises:
        GoldMismatch: The file is no annotation, its text is missing or another one, or a span does not fit; or it is
            partial where a whole one was asked for.
    """
    try:
        data = json.loads(path.read_text("utf-8"))
        entities = tuple(sorted(GoldSpan(*_offsets(e), e["label"]) for e in data["entities"]))
        paragraphs = tuple(_paragraph(p) for p in data["paragraphs"])
        parts = data.get("annotated")
        annotated = None if parts is None else tuple(CharSpan(start, end) for start, end in parts)
    except json.JSONDecodeError as error:
        raise GoldMismatch(f"{path}:{error.lineno}: no JSON ({error.msg})") from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise GoldMismatch(
            f"{path}: no annotation in the format {SCHEMA}: {error!r} in an entity or paragraph"
        ) from None
    if annotated is not None and not partial:
        raise GoldMismatch(
            f"{path}: only parts of the report are annotated; finish it, or pull it again when it is done"
        )
    report = read_report(_text_of(path, data, texts), id=data.get("id", path.stem))
    if report.sha256 != data.get("sha256"):
        raise GoldMismatch(f"{path}: made for another text than {report.source}; annotate again or restore the text")
    for entry in (*data["entities"], *data["paragraphs"]):
        covered = report.text[entry["start"] : entry["end"]]
        if (
            "text" in entry
            and covered != entry["text"]
            and not (entry in data["paragraphs"] and _shown(covered) == entry["text"])
        ):
            raise GoldMismatch(
                f"{path}: [{entry['start']}:{entry['end']}] should cover {entry['text']!r}, the text has {covered!r}"
            )
    return verified(Gold(report=report, entities=entities, paragraphs=paragraphs, annotated=annotated))


def texts_beside(annotations: Path) -> Path | None:
    """The folder where a folder of annotations has its texts by convention: corpus/ beside it; None if there is none."""
    beside = annotations.resolve().parent / "corpus"
    return beside if beside.is_dir() and annotations.resolve() != beside else None


def load_folder(folder: Path, *, texts: Path | None = None) -> Iterator[Gold]:
    """Read every annotation file of a folder, by name.

    Raises:
        GoldMismatch: There is none, or one does not fit.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise GoldMismatch(f"{folder}: no annotation files (*.json) there")
    for path in paths:
        yield load_gold(path, texts=texts)


def dump_gold(gold: Gold) -> str:
    """Write gold as JSON with one entity or paragraph a line, each with the text it covers."""
    text = gold.report.text
    entities = [
        {"start": s.start, "end": s.end, "label": s.label, "text": text[s.start : s.end]} for s in gold.entities
    ]
    paragraphs = [
        {"start": p.start, "end": p.end, "role": p.role, "areas": list(p.areas), "text": _shown(text[p.start : p.end])}
        for p in gold.paragraphs
    ]
    head: dict[str, Any] = {"schema": SCHEMA, "id": gold.report.id, "file": Path(gold.report.source).name}
    head["sha256"] = sha256_of(text)
    if gold.annotated is not None:
        head["annotated"] = [list(part) for part in gold.annotated]
    lines = [f" {_json(key)}: {_json(value)}," for key, value in head.items()]
    return "\n".join(
        ["{", *lines, *_block("entities", entities), ",", *_block("paragraphs", paragraphs), "}", ""]
    ).replace("\n,\n", ",\n")


def _block(name: str, entries: list[dict[str, Any]]) -> list[str]:
    body = ",\n".join(f"  {_json(entry)}" for entry in entries)
    return [f' "{name}": [', *([body] if body else []), " ]"]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _paragraph(entry: dict[str, Any]) -> GoldParagraph:
    return GoldParagraph(*_offsets(entry), entry["role"], tuple(entry["areas"]))


def _offsets(entry: dict[str, Any]) -> tuple[int, int]:
    start, end = entry["start"], entry["end"]
    if not (isinstance(start, int) and isinstance(end, int)):
        raise TypeError(f"offsets must be whole numbers, not {start!r} and {end!r}")
    return start, end


def _text_of(path: Path, data: dict[str, Any], texts: Path | None) -> Path:
    folder = texts or path.parent
    if name := data.get("file"):
        return folder / Path(str(name)).name
    return folder / f"{path.stem}.txt"

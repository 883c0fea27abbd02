"""Stand-off gold: `Gold` and its JSON file, one entity or paragraph a line, tied to its text by hash and covered text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fazhi.errors import FazhiError, GoldMismatch, excerpt
from fazhi.gold.entries import Entry, read_entries
from fazhi.gold.indicator_layer import FOLDER as INDICATORS
from fazhi.gold.indicator_layer import read_indicators
from fazhi.gold.spans import GoldParagraph, GoldSpan
from fazhi.labels import AREA_NAMES, ENTITY_LABELS, ROLE_NAMES
from fazhi.reading import read_report
from fazhi.report import CharSpan, Report, sha256_of

SCHEMA = "fazhi.gold/1"
_SHOWN = 16
"""How much of a paragraph its annotation repeats, for people and for the check."""
_MOST = 40
"""A message names so many problems of a folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A report and what was found in it, entities and paragraphs in the order of the text.

    Attributes:
        report: The report.
        entities: Its entities.
        paragraphs: Its paragraphs: all, or none where they were not judged.
        annotated: Where entities were looked for, if not everywhere; then some paragraphs may be missing too.
        indicators: The quantities that are indicators, labelled with them; None where they were not judged.
    """

    report: Report
    entities: tuple[GoldSpan, ...] = ()
    paragraphs: tuple[GoldParagraph, ...] = field(default=())
    annotated: tuple[CharSpan, ...] | None = None
    indicators: tuple[GoldSpan, ...] | None = None

    def problems(self, where: Callable[[object], str] = lambda _: "") -> Iterator[str]:
        """List what makes this gold unusable: unknown names, spans out of bounds, overlapping, or with blank edges.

        Args:
            where: What is to stand before a remark about a span or paragraph: its line in a file.
        """
        text, reached = self.report.text, 0
        for span in self.entities:
            place = f"{where(span)}{self.report.id}[{span.start}:{span.end}]"
            if not 0 <= span.start < span.end <= len(text):
                yield f"{place}: out of bounds; the text has {len(text)} characters"
                continue
            covered = text[span.start : span.end]
            if span.label not in ENTITY_LABELS:
                yield f"{place}: unknown label {span.label!r}; expected one of {', '.join(ENTITY_LABELS)}"
            if covered != covered.strip() or "\n" in covered:
                yield f"{place}: white space at an edge, or a line end inside: {covered!r}"
            if span.start < reached:
                yield f"{place}: overlaps the entity before it: {excerpt(text, span.start, span.end)}"
            reached = max(reached, span.end)
        yield from self._paragraph_problems(where)

    def _paragraph_problems(self, where: Callable[[object], str]) -> Iterator[str]:
        expected = list(self.report.paragraphs)
        if found := {(p.start, p.end): p for p in self.paragraphs}:
            wrong = set(found) ^ set(expected) if self.annotated is None else set(found) - set(expected)
            for span in sorted(wrong):
                kind = "no paragraph of the text" if span in found else "paragraph not annotated"
                place = f"{where(found.get(span))}{self.report.id}[{span[0]}:{span[1]}]"
                yield f"{place}: {kind}: {self.report.text[span[0] : span[1]][:_SHOWN]!r}"
        for paragraph in self.paragraphs:
            place = f"{where(paragraph)}{self.report.id}[{paragraph.start}:{paragraph.end}]"
            if paragraph.role not in ROLE_NAMES:
                yield f"{place}: unknown role {paragraph.role!r}; expected one of {', '.join(ROLE_NAMES)}"
            if unknown := [area for area in paragraph.areas if area not in AREA_NAMES]:
                yield f"{place}: unknown area {unknown[0]!r}; expected one of {', '.join(AREA_NAMES)}"


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
        path: A JSON file with `sha256`, `entities` and `paragraphs`; each span may carry its covered `text`. The report's
            indicators are read from indicators/ beside it, if they are there.
        texts: The folder of the report's text; by default the annotation's own folder.
        partial: Take also an annotation of some parts of the report only (`annotated`).

    Raises:
        GoldMismatch: The file is no annotation, its text is missing or another one, or spans do not fit: a line for each
            problem, which names the file, the line in it, and the place in the text. Or it is partial where a whole one
            was asked for.
    """
    entries = read_entries(path, schema=SCHEMA)
    annotated = _parts(path, entries.head)
    if annotated is not None and not partial:
        raise GoldMismatch(
            f"{path}: only parts of the report are annotated; finish it, or pull it again when it is done"
        )
    report = read_report(_text_of(path, entries.head, texts), id=str(entries.head.get("id", path.stem)))
    if report.sha256 != entries.head.get("sha256"):
        raise GoldMismatch(f"{path}: made for another text than {report.source}; annotate again or restore the text")
    problems: list[str] = []
    lines: dict[object, int] = {}
    makers: tuple[tuple[list[Entry], Callable[[Any], GoldSpan | GoldParagraph]], ...] = (
        (entries.entities, _entity),
        (entries.paragraphs, _paragraph),
    )
    for entry, make in ((entry, make) for several, make in makers for entry in several):
        try:
            made = make(entry.value)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"no {error} in it" if isinstance(error, KeyError) else str(error)
            problems.append(f"{path}:{entry.line}: no annotation in the format {SCHEMA}: {what}: {_json(entry.value)}")
            continue
        if made in lines:
            problems.append(f"{path}:{entry.line}: the same as line {lines[made]}: {_json(entry.value)}")
            continue
        lines[made] = entry.line
        covered = report.text[made.start : made.end]
        shown = (covered, _shown(covered)) if isinstance(made, GoldParagraph) else (covered,)
        if entry.value.get("text", covered) not in shown:
            said = f"[{made.start}:{made.end}] should cover {entry.value['text']!r}"
            problems.append(f"{path}:{entry.line}: {said}, the text has {covered!r}")
    gold = Gold(
        report=report,
        entities=tuple(sorted(span for span in lines if isinstance(span, GoldSpan))),
        paragraphs=tuple(span for span in lines if isinstance(span, GoldParagraph)),
        annotated=() if problems else annotated,  # a paragraph that is missing may be one that could not be read
    )
    problems += gold.problems(lambda span: f"{path}:{lines[span]}: " if span in lines else f"{path}: ")
    if problems:
        raise GoldMismatch("\n".join(problems))
    layer = path.parent / INDICATORS / f"{path.stem}.tsv"
    return replace(gold, indicators=read_indicators(layer, report.text, gold.entities)) if layer.is_file() else gold


def texts_beside(annotations: Path) -> Path | None:
    """The folder where a folder of annotations has its texts by convention: corpus/ beside it; None if there is none."""
    beside = annotations.resolve().parent / "corpus"
    return beside if beside.is_dir() and annotations.resolve() != beside else None


def load_folder(folder: Path, *, texts: Path | None = None, partial: bool = False) -> Iterator[Gold]:
    """Read every annotation file of a folder, by name; arguments are those of `load_gold`.

    Raises:
        GoldMismatch: There is none; or, behind the last of those that fit, one or more do not: all are named.
    """
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise GoldMismatch(f"{folder}: no annotation files (*.json) there")
    problems: list[str] = []
    for path in paths:
        try:
            yield load_gold(path, texts=texts, partial=partial)
        except FazhiError as error:
            problems += str(error).split("\n")
    if problems:
        more = [f"… and {len(problems) - _MOST} more; `fazhi gold check {folder}` lists all"]
        raise GoldMismatch("\n".join([*problems[:_MOST], *(more if len(problems) > _MOST else [])]))


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


def _entity(entry: dict[str, Any]) -> GoldSpan:
    return GoldSpan(*_offsets(entry), _name(entry["label"]))


def _paragraph(entry: dict[str, Any]) -> GoldParagraph:
    return GoldParagraph(*_offsets(entry), _name(entry["role"]), tuple(map(_name, entry["areas"])))


def _offsets(entry: dict[str, Any]) -> tuple[int, int]:
    if not isinstance(entry, dict):
        raise TypeError(f"expected an object, got {type(entry).__name__}")
    start, end = entry["start"], entry["end"]
    if not (isinstance(start, int) and isinstance(end, int)):
        raise TypeError(f"offsets must be whole numbers, not {start!r} and {end!r}")
    return start, end


def _name(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a name, got {value!r}")
    return value


def _parts(path: Path, head: dict[str, Any]) -> tuple[CharSpan, ...] | None:
    """Where a report is annotated, if not everywhere."""
    parts = head.get("annotated")
    if parts is None:
        return None
    try:
        return tuple(CharSpan(int(start), int(end)) for start, end in parts)
    except (TypeError, ValueError):
        raise GoldMismatch(
            f"{path}: no annotation in the format {SCHEMA}: expected pairs of offsets as 'annotated', got {_json(parts)}"
        ) from None


def _text_of(path: Path, data: dict[str, Any], texts: Path | None) -> Path:
    folder = texts or path.parent
    if name := data.get("file"):
        return folder / Path(str(name)).name
    return folder / f"{path.stem}.txt"

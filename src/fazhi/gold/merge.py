"""Several annotators' versions of a report made one: what agrees is taken, what does not is listed for someone to decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fazhi.errors import FazhiError, GoldMismatch, excerpt
from fazhi.gold.annotation import Gold, verified
from fazhi.gold.spans import GoldParagraph, GoldSpan

_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Conflict:
    """A paragraph about which the annotators differ.

    Attributes:
        report: The report's id.
        start: The paragraph's first character.
        end: One past its last character.
        kind: `entities`, `role` or `areas`.
        says: What each annotator says, by name: disputed spans in context, a role, or areas with the primary first.
        text: How the paragraph begins.
    """

    report: str
    start: int
    end: int
    kind: str
    says: dict[str, list[str]]
    text: str

    def as_json(self) -> dict[str, Any]:
        """The conflict as a line of the conflict list."""
        return {
            "report": self.report,
            "start": self.start,
            "end": self.end,
            "kind": self.kind,
            "says": self.says,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Merged:
    """One version of a report, and what is still to be decided in it, in the order of the text."""

    gold: Gold
    conflicts: tuple[Conflict, ...]


def merge(versions: Mapping[str, Gold], *, votes: int | None = None) -> Merged:
    """Take the spans, roles and areas on which enough annotators agree.

    A disputed span is left out. A disputed role, or list of areas, is that of most annotators, of the first among equals,
    for every paragraph must have one; it is a conflict all the same.

    Args:
        versions: The annotators' versions of one report by their names.
        votes: How many must agree: all by default, else more than half, so that no two agreed spans can overlap.

    Raises:
        GoldMismatch: The versions are about different texts.
        FazhiError: `votes` is not more than half of the annotators, or more than there are.
    """
    golds = list(versions.values())
    needed = len(golds) if votes is None else votes
    if not len(golds) // 2 < needed <= len(golds):
        raise FazhiError(
            f"{needed} votes of {len(golds)} annotators: expected more than half of them, and no more than there are"
        )
    report = golds[0].report
    for name, gold in versions.items():
        if gold.report.sha256 != report.sha256:
            raise GoldMismatch(f"{report.id}: {name} annotated another text than {next(iter(versions))}")
    counted = Counter(span for gold in golds for span in set(gold.entities))
    agreed = tuple(sorted(span for span, count in counted.items() if count >= needed))
    disputed = {span for span, count in counted.items() if count < needed}
    paragraphs: list[GoldParagraph] = []
    conflicts: list[Conflict] = []
    for place, (start, end) in enumerate(report.paragraphs):
        conflicts += _span_conflict(versions, disputed, start, end)
        said = {name: gold.paragraphs[place] for name, gold in versions.items() if gold.paragraphs}
        if said:
            enough = min(needed, len(said))
            role, agree_on_role = _most([p.role for p in said.values()], enough)
            areas, agree_on_areas = _most([p.areas for p in said.values() if p.role == role], enough)
            paragraphs.append(GoldParagraph(start, end, role, areas))
            if not agree_on_role:
                says = {name: [p.role, *p.areas] for name, p in said.items()}
                conflicts.append(_conflict(golds[0], start, end, "role", says))
            elif not agree_on_areas:
                conflicts.append(_conflict(golds[0], start, end, "areas", {n: [*p.areas] for n, p in said.items()}))
    return Merged(Gold(report=report, entities=agreed, paragraphs=tuple(paragraphs)), tuple(conflicts))


def decided(gold: Gold, decision: Gold) -> Gold:
    """The gold with what was decided about some parts of it in place: entities, roles and areas.

    Args:
        gold: A report, as `merge` gives it.
        decision: The same report, annotated in part or throughout. Its entities replace those of the parts it annotates,
            its paragraphs the same paragraphs.

    Raises:
        GoldMismatch: They are about different texts, or an entity crosses the edge of a part that was decided.
    """
    if gold.report.sha256 != decision.report.sha256:
        raise GoldMismatch(f"{gold.report.id}: decided about another text")
    parts = ((0, len(gold.report.text)),) if decision.annotated is None else decision.annotated
    kept = [e for e in gold.entities if not any(start <= e.start and e.end <= end for start, end in parts)]
    judged = {paragraph.start: paragraph for paragraph in decision.paragraphs}
    paragraphs = {paragraph.start: paragraph for paragraph in gold.paragraphs} | judged
    entities = tuple(sorted({*kept, *decision.entities}))
    return verified(replace(gold, entities=entities, paragraphs=tuple(paragraphs[at] for at in sorted(paragraphs))))


def _most(said: Sequence[Any], needed: int) -> tuple[Any, bool]:
    """What most say, the first among equals, and whether enough do."""
    choice, count = Counter(said).most_common(1)[0]
    return choice, count >= needed


def _span_conflict(versions: Mapping[str, Gold], disputed: set[GoldSpan], start: int, end: int) -> Iterator[Conflict]:
    inside = {span for span in disputed if start <= span.start and span.end <= end}
    if inside:
        text = next(iter(versions.values())).report.text
        says = {
            name: [f"{s.label} {excerpt(text, s.start, s.end)}" for s in gold.entities if s in inside]
            for name, gold in versions.items()
        }
        yield _conflict(next(iter(versions.values())), start, end, "entities", says)


def _conflict(gold: Gold, start: int, end: int, kind: str, says: dict[str, list[str]]) -> Conflict:
    text = gold.report.text[start:end]
    return Conflict(gold.report.id, start, end, kind, says, text[:_SHOWN])

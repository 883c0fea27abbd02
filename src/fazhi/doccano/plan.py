"""What a push has to do: the difference between what is selected and what a project holds. Pure; nothing is sent from here.

Applying a plan and planning again gives an empty plan, so that a push that broke off is taken up by running it again:
documents that are there are not sent twice; labels that are missing are added to a document only if it was plainly left half
done; and copies of a document, which a server that dies between two imports can leave, are cleared away if nobody worked on them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fazhi.doccano.kinds import SPANS, Kind, LabelType
from fazhi.doccano.mapping import Document, Example, Key, Mark, Selection, documents
from fazhi.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project as it stands on the server, in the eyes of who is logged in.

    Attributes:
        id: Its number in doccano.
        kind: Its kind.
        name: Its full name.
        mine: The annotator's name under which this user's labels stand.
        admin: Whether the user may add documents and labels.
        types: The number of each label it offers, by its text.
        examples: Its documents; of other annotators' work only an admin sees something.
    """

    id: int
    kind: Kind
    name: str
    mine: str
    admin: bool
    types: Mapping[str, int] = field(default_factory=dict)
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done in one project.

    Attributes:
        kind: The project's kind.
        name: Its full name.
        create: Whether it must be created.
        types: Labels to be offered.
        upload: Documents to be added, with their labels.
        fill: Documents that are there, and the user's labels that they lack.
        surplus: Untouched copies of documents, to be deleted.
        problems: What cannot be done, and why.
    """

    kind: Kind
    name: str
    create: bool = False
    types: tuple[LabelType, ...] = ()
    upload: tuple[Document, ...] = ()
    fill: tuple[tuple[Example, tuple[Mark, ...]], ...] = ()
    surplus: tuple[Example, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.create or self.types or self.upload or self.fill or self.surplus)

    def line(self) -> str:
        """The plan for people, on one line."""
        steps = {
            "documents to add": len(self.upload),
            "labels on them": sum(len(document.marks) for document in self.upload),
            "documents there to label": len(self.fill),
            "labels for those": sum(len(marks) for _, marks in self.fill),
            "label types to offer": len(self.types),
            "untouched copies to delete": len(self.surplus),
        }
        parts = ["a project to create"] * self.create + [f"{n:,} {what}" for what, n in steps.items() if n]
        return f"{self.name}: {', '.join(parts) or 'nothing to do'}"


def make_plan(kind: Kind, name: str, selections: Iterable[Selection], project: Project | None) -> Plan:
    """Compare what is selected with what the project holds.

    Args:
        kind: The project's kind.
        name: Its full name.
        selections: Reports, each once.
        project: The project; None if it does not exist.
    """
    here = project or Project(id=0, kind=kind, name=name, mine="", admin=True)
    surplus = tuple(_copies(here.examples, here.mine))
    gone = {example.id for example in surplus}
    held: dict[str, dict[Key, Example]] = defaultdict(dict)
    for example in here.examples:
        if example.id not in gone:
            held[example.key.report][example.key] = example
    upload: list[Document] = []
    fill: list[tuple[Example, tuple[Mark, ...]]] = []
    problems: list[str] = []
    for selection in selections:
        report = selection.gold.report
        if problem := _problem(report, held[report.id]):
            problems.append(f"{name}: {problem}")
            continue
        for document in documents(_fitted(selection, kind, held[report.id]), kind):
            if there := held[report.id].get(document.key):
                if missing := _missing(document, there, here.mine):
                    fill.append((there, missing))
            elif not _covered(document.key, held[report.id]):
                upload.append(document)
    if upload and not here.admin:
        problems.append(
            f"{name}: {len(upload):,} documents are not there, and only an admin of the project can add them"
        )
    wanted = _texts(mark for document in upload for mark in document.marks) | _texts(m for _, ms in fill for m in ms)
    types = tuple(offered for offered in kind.needed(wanted) if offered.text not in here.types)
    return Plan(
        kind=kind,
        name=name,
        create=project is None,
        types=types if here.admin else (),
        upload=tuple(upload) if here.admin else (),
        fill=tuple(fill),
        surplus=surplus if here.admin else (),
        problems=tuple(problems),
    )


def _texts(marks: Iterable[Mark]) -> set[str]:
    """The label texts of labels."""
    return {mark if isinstance(mark, str) else mark[2] for mark in marks}


def _problem(report: Report, held: Mapping[Key, Example]) -> str | None:
    """Why a report cannot be pushed, if so."""
    if any(example.sha256 != report.sha256 for example in held.values()):
        return f"{report.id}: the project holds another text of this name than {report.source}; rename one, or take another project"
    for at, character in enumerate(report.text):
        if character == "\0" or "\ud800" <= character <= "\udfff":
            return f"{report.id}[{at}]: doccano takes no {character!r} in a text; left out"
    return None


def _fitted(selection: Selection, kind: Kind, held: Iterable[Key]) -> Selection:
    """A whole report goes by paragraphs where some of it is there by paragraphs, lest the two overlap."""
    whole = Key(selection.gold.report.id, 0, len(selection.gold.report.text))
    if kind is SPANS and selection.only is None and any(key != whole for key in held):
        return Selection(selection.gold, only=selection.gold.report.paragraphs)
    return selection


def _covered(key: Key, held: Iterable[Key]) -> bool:
    return any(other.start <= key.start and key.end <= other.end for other in held)


def _missing(document: Document, example: Example, mine: str) -> tuple[Mark, ...]:
    """The labels that a document lacks because adding them broke off, or never began.

    Labels are added in an order that no person would choose; a document that holds just the first so many in that order was
    left there. Any other difference is the annotator's work.
    """
    present = example.marks.get(mine, frozenset())
    wanted = _shuffled(document)
    begun = example.text == document.text and present == frozenset(wanted[: len(present)])
    return wanted[len(present) :] if begun and mine not in example.done else ()


def _shuffled(document: Document) -> tuple[Mark, ...]:
    def rank(mark: Mark) -> bytes:
        return hashlib.sha256(repr((document.key, mark)).encode()).digest()

    return tuple(sorted(document.marks, key=rank))


def _copies(examples: Iterable[Example], mine: str) -> Iterator[Example]:
    """Documents that are there twice, but for the one with the most work, if nobody but this user's push touched them."""
    by_key: dict[Key, list[Example]] = defaultdict(list)
    for example in examples:
        by_key[example.key].append(example)
    for copies in by_key.values():
        kept, *others = sorted(copies, key=lambda copy: (not copy.done, -sum(map(len, copy.marks.values())), copy.id))
        for other in others:
            labelled = {annotator for annotator, marks in other.marks.items() if marks}
            same = other.marks.get(mine, frozenset()) <= kept.marks.get(mine, frozenset())
            if labelled <= {mine} and same and not other.done and not other.comments:
                yield other

"""Pull: what each annotator made, as gold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fazhi.doccano.kinds import KINDS, SPANS, Kind
from fazhi.doccano.mapping import Example, Key, gold_of
from fazhi.doccano.plan import Project
from fazhi.doccano.session import Session
from fazhi.errors import DoccanoError, GoldMismatch
from fazhi.gold.annotation import Gold
from fazhi.report import Report

Held = tuple[Kind, Example]
"""A document, and in which kind of project it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """What an annotator made of one report.

    Attributes:
        annotator: Who.
        report: The report's id.
        gold: What was made; None if there is a problem, or nothing is done.
        problem: Why it cannot be used, if so.
        waiting: How many of the report's documents this annotator has not marked as done.
    """

    annotator: str
    report: str
    gold: Gold | None = None
    problem: str | None = None
    waiting: int = 0


def projects(session: Session, name: str) -> list[Project]:
    """A group's projects that are there.

    Raises:
        DoccanoError: There is none.
    """
    found = [project for kind in KINDS if (project := session.project(kind, name))]
    if not found:
        raise missing(session, name)
    return found


def missing(session: Session, name: str) -> DoccanoError:
    """The error that a group has no project."""
    expected = " or ".join(repr(kind.project_name(name)) for kind in KINDS)
    return DoccanoError(
        f"{session.url}: user {session.user!r} is in no project named {expected}; "
        "check --project, let an admin add you as a member, or make it with `fazhi doccano push`"
    )


def pull(projects: Iterable[Project], reports: Mapping[str, Report], *, unfinished: bool = False) -> Iterator[Pulled]:
    """Put together what annotators made, by annotator and report.

    Args:
        projects: A group's projects, as read from the server.
        reports: The reports that were pushed, by id: their text is what offsets and covered text are checked against.
        unfinished: Also take documents that are labelled but not marked as done.
    """
    by_report: dict[str, list[Held]] = defaultdict(list)
    annotators: set[str] = set()
    for project in projects:
        for example in project.examples:
            by_report[example.key.report].append((project.kind, example))
            annotators |= example.done | {name for name, marks in example.marks.items() if marks}
    for annotator in sorted(annotators):
        for id, held in sorted(by_report.items()):
            yield _pulled(annotator, id, held, reports.get(id), unfinished)


def _pulled(annotator: str, id: str, held: list[Held], report: Report | None, unfinished: bool) -> Pulled:
    begun = any(example.marks.get(annotator) for _, example in held)
    taken = [
        pair for pair in held if annotator in pair[1].done or (unfinished and begun and _labelled(pair, annotator))
    ]
    waiting = sum(annotator not in example.done for _, example in held) if begun or taken else 0
    if not taken:
        return Pulled(annotator=annotator, report=id, waiting=waiting)
    if report is None:
        problem = f"{id}: not among the files given; name the file that was pushed, that its text can be checked"
        return Pulled(annotator=annotator, report=id, problem=problem, waiting=waiting)
    try:
        gold = gold_of(report, list(_one_each(taken, annotator)), annotator)
    except GoldMismatch as error:
        return Pulled(annotator=annotator, report=id, problem=str(error), waiting=waiting)
    return Pulled(annotator=annotator, report=id, gold=gold, waiting=waiting)


def _labelled(held: Held, annotator: str) -> bool:
    """Whether a document not marked as done has something to take: labels, or the finding that there are no entities."""
    kind, example = held
    return kind is SPANS or bool(example.marks.get(annotator))


def _one_each(held: Iterable[Held], annotator: str) -> Iterator[Held]:
    """Each place once.

    Raises:
        GoldMismatch: Two documents hold the same place, labelled differently.
    """
    seen: dict[tuple[str, Key], Held] = {}
    for kind, example in held:
        place = (kind.suffix, example.key)
        if place not in seen:
            seen[place] = (kind, example)
        elif seen[place][1].marks.get(annotator) != example.marks.get(annotator):
            first = seen[place][1]
            raise GoldMismatch(
                f"{example.key.report}[{example.key.start}:{example.key.end}]: documents {first.id} and {example.id} "
                "hold this text with different labels; delete one of them in doccano"
            )
    yield from seen.values()

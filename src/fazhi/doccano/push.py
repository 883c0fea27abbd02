"""Push: compare, do what is missing, and compare again until nothing is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from fazhi.doccano.kinds import KINDS, Kind
from fazhi.doccano.mapping import Document, Selection
from fazhi.doccano.plan import Plan, Project, make_plan
from fazhi.doccano.session import Session
from fazhi.errors import DoccanoError
from fazhi.lexicon.packaged import packaged

_ROUNDS = 4
"""After so many rounds without an end somebody else is changing the project."""
_LABELS = 1_500
_CHARACTERS = 200_000
"""A batch holds at most so much, that little is half done if the server dies in the middle of it."""
_TOLD_EVERY = 10

Tell = Callable[[str], None]


def push(session: Session, name: str, selections: Sequence[Selection], *, dry_run: bool, tell: Tell) -> list[Plan]:
    """Bring a group's two projects to hold what is selected.

    Args:
        session: The server.
        name: The group's name, of which the projects' names are made.
        selections: Reports with gold or suggestions, each report once.
        dry_run: Only plan.
        tell: Is told the plan and then each step, a line at a time.

    Returns:
        The first plan of each project: what was to be done, and what cannot be.

    Raises:
        DoccanoError: The server refused or went away; running it again goes on from there.
    """
    return [_push(session, kind, name, selections, dry_run=dry_run, tell=tell) for kind in KINDS]


def _push(
    session: Session, kind: Kind, name: str, selections: Sequence[Selection], *, dry_run: bool, tell: Tell
) -> Plan:
    first: Plan | None = None
    for _ in range(_ROUNDS):
        project = session.project(kind, name)
        plan = make_plan(kind, kind.project_name(name), selections, project)
        if first is None:
            first = plan
            tell(plan.line())
        if dry_run or plan.empty:
            return first
        _apply(session, plan, project, tell)
    raise DoccanoError(
        f"{session.url}: {kind.project_name(name)} is not as planned after {_ROUNDS} rounds; "
        "does somebody else push to it? Run the same command again when they are done"
    )


def _apply(session: Session, plan: Plan, project: Project | None, tell: Tell) -> None:
    number = project.id if project else session.create_project(plan.kind, plan.name, guideline())
    types = session.offer(number, plan.kind, plan.types)
    added = 0
    for batch in _batches(plan.upload):
        session.upload(number, batch)
        added += len(batch)
        tell(f"{plan.name}: {added:,} of {len(plan.upload):,} documents added")
    for filled, (example, marks) in enumerate(plan.fill, 1):
        for mark in marks:
            session.label(number, plan.kind, example, mark, types)
        if filled % _TOLD_EVERY == 0 or filled == len(plan.fill):
            tell(f"{plan.name}: {filled:,} of {len(plan.fill):,} documents labelled")
    session.delete(number, plan.surplus)


def guideline() -> str:
    """The annotation guideline, as annotators read it in doccano.

    Raises:
        DoccanoError: It was not installed.
    """
    path = packaged("annotation.md", folder="docs")
    if path is None:
        raise DoccanoError("the guideline (docs/annotation.md) is not installed; install fazhi again")
    return path.read_text("utf-8")


def _batches(documents: Sequence[Document]) -> Iterator[list[Document]]:
    """Cut documents into batches of limited size, at least one document each."""
    batch: list[Document] = []
    labels = characters = 0
    for document in documents:
        labels += 1 + len(document.marks)
        characters += len(document.text)
        if batch and (labels > _LABELS or characters > _CHARACTERS):
            yield batch
            batch, labels, characters = [], 1 + len(document.marks), len(document.text)
        batch.append(document)
    if batch:
        yield batch

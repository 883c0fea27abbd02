"""`fazhi doccano`: the annotation loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from spacy.language import Language

    from fazhi.doccano.places import Places
    from fazhi.doccano.session import Session
    from fazhi.gold.annotation import Gold
    from fazhi.report import Report

app = typer.Typer(help="Annotate in doccano: push texts, pull annotations, see progress.", no_args_is_help=True)

Sources = Annotated[list[str], typer.Argument(help="Reports (files, folders, patterns), or annotations (.json files, or folders of them).", metavar="REPORTS|ANNOTATIONS...")]  # fmt: skip
ProjectName = Annotated[str, typer.Option("--project", "-p", help="The group's name; the projects are NAME · 实体 and NAME · 段落.")]  # fmt: skip
Texts = Annotated[Path | None, typer.Option(help="The folder of the annotations' texts; by default corpus/ beside the annotations' folder, else the folder itself.")]  # fmt: skip
Url = Annotated[str, typer.Option(envvar="FAZHI_DOCCANO_URL", help="The server's address.")]
User = Annotated[str | None, typer.Option(envvar="FAZHI_DOCCANO_USER", help="Your name there; asked for if not given. The password comes from FAZHI_DOCCANO_PASSWORD, or is asked for.")]  # fmt: skip
DryRun = Annotated[bool, typer.Option("--dry-run", "-n", help="Print the plan, and change nothing.")]
LOCAL = "http://127.0.0.1:8000"
_LIMIT = 100
"""So many paragraphs are chosen if nobody says how many."""


class Criterion(str, Enum):
    """What paragraphs are chosen by."""

    uncertainty = "uncertainty"


@app.command()
def push(
    sources: Sources,
    project: ProjectName,
    url: Url = LOCAL,
    user: User = None,
    texts: Texts = None,
    model: Annotated[str | None, typer.Option("--model", "-m", help="The model that makes suggestions for bare reports, and whose doubt --by goes by; the released model by default.")] = None,
    bare: Annotated[bool, typer.Option("--bare", help="Push bare reports without suggestions.")] = False,
    by_paragraph: Annotated[bool, typer.Option("--by-paragraph", help="Entities too a paragraph at a time, not a report.")] = False,
    by: Annotated[Criterion | None, typer.Option("--by", help="Push only the paragraphs about which the model is least sure, spread over the reports.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help=f"With --by: how many paragraphs; {_LIMIT} by default.")] = None,
    only: Annotated[Path | None, typer.Option(help="Push only the paragraphs of a list: JSON lines with report, start and end, as `fazhi gold merge` (conflicts.jsonl) and `fazhi gold choose` write.")] = None,
    dry_run: DryRun = False,
) -> None:  # fmt: skip
    """Bring reports to doccano: with the annotations given, else with the model's suggestions.

    Makes the projects, labels and guideline where they are missing, and adds only what is not there yet. An annotator who runs
    it gets the suggestions as labels of their own.
    """
    from fazhi.doccano.mapping import Selection
    from fazhi.errors import FazhiError

    if only and (by or limit):
        raise FazhiError(f"--only says which paragraphs, and so does --{'by' if by else 'limit'}; give one of them")
    if limit and not by:
        raise FazhiError(
            f"--limit says how many paragraphs to choose, not by what; add --by {Criterion.uncertainty.value}"
        )
    problems = Problems()
    opened = _opener(model)
    with _connect(url, user) as session:
        from fazhi.doccano.push import push

        unannotated: set[str] = set()
        golds = _read(sources, texts, problems, lambda report: _noted(report, unannotated))
        places = _places(golds, by, limit or _LIMIT, only, opened, problems)
        if places is None and by_paragraph:
            places = {gold.report.id: gold.report.paragraphs for gold in golds}
        wanted = golds if places is None else [gold for gold in golds if gold.report.id in places]
        selections = [
            Selection(gold, only=None if places is None else places[gold.report.id])
            for gold in (wanted if bare else _suggested(wanted, unannotated, opened, problems))
        ]
        for plan in push(session, project, selections, dry_run=dry_run, tell=typer.echo):
            for problem in plan.problems:
                problems(problem)
    problems.end()


@app.command()
def pull(
    sources: Sources,
    project: ProjectName,
    output: Annotated[Path, typer.Option("--output", "-o", help="A folder; each annotator gets one in it.")],
    url: Url = LOCAL,
    user: User = None,
    texts: Texts = None,
    unfinished: Annotated[bool, typer.Option("--unfinished", help="Also take documents that are labelled but not marked as done.")] = False,
    dry_run: DryRun = False,
) -> None:  # fmt: skip
    """Write what each annotator marked as done: OUTPUT/ANNOTATOR/REPORT.json, checked against the reports that were pushed."""
    from fazhi.export.atomic import atomic
    from fazhi.export.brat import file_name
    from fazhi.gold.annotation import dump_gold

    problems = Problems()
    with _connect(url, user) as session:
        from fazhi.doccano.pull import projects, pull

        reports = {gold.report.id: gold.report for gold in _read(sources, texts, problems, _unannotated)}
        found = projects(session, project)
    for pulled in pull(found, reports, unfinished=unfinished):
        path = output / file_name(pulled.annotator) / f"{file_name(pulled.report)}.json"
        if pulled.problem:
            problems(f"{pulled.annotator}: {pulled.problem}")
        if pulled.gold is None:
            state = "left out" if pulled.problem else f"{pulled.waiting:,} documents not done"
            if pulled.waiting or pulled.problem:
                typer.echo(f"{path}: {state}")
            continue
        gold = pulled.gold
        if not dry_run:
            with atomic(path) as out:
                out.write(dump_gold(gold))
        parts = [f"{len(gold.entities):,} entities", f"{len(gold.paragraphs):,} paragraphs"]
        parts += ["annotated in part"] * (gold.annotated is not None)
        parts += [f"{pulled.waiting:,} documents not done"] * bool(pulled.waiting)
        typer.echo(f"{path}: {', '.join(parts)}{' (not written)' if dry_run else ''}")
    problems.end()


@app.command()
def status(project: ProjectName, url: Url = LOCAL, user: User = None, dry_run: DryRun = False) -> None:
    """Show how far each annotator is."""
    with _connect(url, user) as session:
        from fazhi.doccano.kinds import KINDS
        from fazhi.doccano.status import progress

        if dry_run:
            names = ", ".join(kind.project_name(project) for kind in KINDS)
            typer.echo(f"{session.url}: would count what is done in {names}")
            return
        for line in progress(session, project):
            typer.echo(line)


class Problems:
    """Names what went wrong on stderr and counts it; the rest goes on."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, what: str) -> None:
        """Name a problem."""
        self.count += 1
        typer.echo(f"fazhi: {what}", err=True)

    def end(self) -> None:
        """Leave with status 1 if there were any."""
        if self.count:
            raise typer.Exit(1)


def _connect(url: str, user: str | None) -> Session:
    """Log in, with the password from the environment or asked for; it is kept nowhere."""
    import os
    import sys

    from fazhi.errors import DoccanoError
    from fazhi.extras import needed

    needed("doccano_client", "doccano")
    from fazhi.doccano.session import Session

    password = os.environ.get("FAZHI_DOCCANO_PASSWORD")
    if not (user and password) and not sys.stdin.isatty():
        raise DoccanoError("set FAZHI_DOCCANO_USER and FAZHI_DOCCANO_PASSWORD, or run this in a terminal to be asked")
    user = user or typer.prompt("doccano user", err=True)
    password = password or typer.prompt("Password", hide_input=True, err=True)
    return Session(url, str(user), str(password))


def _read(sources: list[str], texts: Path | None, problems: Problems, annotate: Callable[[Report], Gold]) -> list[Gold]:
    from fazhi.doccano.sources import read_sources
    from fazhi.errors import FazhiError

    golds = list(read_sources(sources, texts=texts, problem=problems, annotate=annotate))
    if not golds:
        raise FazhiError(f"{', '.join(sources)}: no report or annotation could be read")
    return golds


def _places(
    golds: Sequence[Gold],
    by: Criterion | None,
    limit: int,
    only: Path | None,
    opened: Callable[[], Language],
    problems: Problems,
) -> Places | None:
    """Which paragraphs are pushed; None for all.

    Raises:
        FazhiError: There are none.
    """
    from fazhi.doccano.places import by_report, read_places
    from fazhi.errors import FazhiError
    from fazhi.report import CharSpan

    if only:
        places = read_places(only, [gold.report for gold in golds], problem=problems)
        if not places:
            raise FazhiError(f"{only}: lists no paragraph of the reports given")
        return places
    if by:
        from fazhi.training.uncertainty import doubts, spread

        chosen = spread((doubt for gold in golds for doubt in doubts(opened(), gold.report)), limit)
        if not chosen:
            raise FazhiError("nothing to choose from: the reports have no paragraphs")
        return by_report((doubt.report, CharSpan(doubt.start, doubt.end)) for doubt in chosen)
    return None


def _suggested(
    golds: Iterable[Gold], unannotated: set[str], opened: Callable[[], Language], problems: Problems
) -> Iterator[Gold]:
    """The annotations given, and the model's suggestions for reports without any."""
    from fazhi.doccano.sources import suggested
    from fazhi.errors import FazhiError

    for gold in golds:
        if gold.report.id not in unannotated:
            yield gold
            continue
        from fazhi.extract import tag

        nlp = opened()
        try:
            yield suggested(tag(nlp, gold.report))
        except FazhiError as error:
            problems(str(error))


def _opener(model: str | None) -> Callable[[], Language]:
    """What opens the model, once, when it is first needed."""
    from functools import cache

    @cache
    def opened() -> Language:
        from fazhi.pipeline.released import load

        return load(model)

    return opened


def _noted(report: Report, unannotated: set[str]) -> Gold:
    """A bare report, remembered as one without annotations."""
    unannotated.add(report.id)
    return _unannotated(report)


def _unannotated(report: Report) -> Gold:
    from fazhi.gold.annotation import Gold

    return Gold(report=report)

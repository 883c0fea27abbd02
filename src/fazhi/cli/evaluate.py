"""`fazhi evaluate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

_RELEASE = Path("training/errors.jsonl")


def evaluate(
    gold: Annotated[Path | None, typer.Option(help="A folder of gold (NAME.json with NAME.txt beside it); by default the project's own annotations.")] = None,
    texts: Annotated[Path | None, typer.Option(help="The folder of the gold's texts, if not beside it.")] = None,
    split: Annotated[str, typer.Option(help="Of the project's own annotations: dev or test.")] = "test",
    model: Annotated[str | None, typer.Option("--model", "-m", help="A model's folder; the released model by default.")] = None,
    errors: Annotated[int, typer.Option(help="Print at most so many span errors in context.")] = 40,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page of every error in context, with filters.")] = None,
    against: Annotated[str | None, typer.Option("--against", help="A model's folder: count the errors gained and lost against it, and mark them on the page. On the project's own annotations, those of the last release (training/errors.jsonl) by default.")] = None,
    reliability: Annotated[bool, typer.Option("--reliability", help="Print how far scores are from the share that is right.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
) -> None:  # fmt: skip
    """Measure a model: P, R, F1 by label with intervals, roles, areas, and its errors in context."""
    from fazhi.cli.tables import print_metrics, print_reliability
    from fazhi.errors import FazhiError
    from fazhi.export.atomic import atomic
    from fazhi.extract import tag
    from fazhi.gold.annotation import load_folder
    from fazhi.pipeline.released import load
    from fazhi.training.calibration import calibration
    from fazhi.training.error_log import Errors, read_errors
    from fazhi.training.error_page import compare_errors, error_page
    from fazhi.training.evaluate import Evaluation, compare, evaluate
    from fazhi.training.release import load_splits
    from fazhi.training.split import SPLITS

    if gold is not None:
        golds = list(load_folder(gold, texts=texts))
    elif split in SPLITS:
        golds = load_splits(Path("annotations"), Path("corpus"))[split]
    else:
        raise FazhiError(f"--split {split}: expected one of {', '.join(SPLITS)}")
    nlp = load(model)
    pairs = [(tag(nlp, gold.report), gold) for gold in golds]
    evaluation = Evaluation(tuple(compare(record, gold) for record, gold in pairs))
    old: Errors | None = None
    if against:
        old = evaluate(load(against), golds)
    elif gold is None and _RELEASE.is_file():
        old = read_errors(_RELEASE, split)
    title = f"{gold or split}: {len(golds)} reports"
    if html:
        with atomic(html) as out:
            out.write(error_page(evaluation, title=title, old=old))
    if as_json:
        typer.echo(json.dumps(evaluation.metrics(), ensure_ascii=False))
        return
    found = evaluation.errors
    for error in found[:errors]:
        typer.echo(f"{error.report}[{error.start}] {error.kind} {error.label}: {error.context}")
    if len(found) > errors:
        typer.echo(f"… and {len(found) - errors} more (--errors N)")
    print_metrics(evaluation.metrics(), title=title)
    if reliability:
        print_reliability(calibration(pairs))
    if old:
        spans = compare_errors(evaluation.errors, old.errors)
        others = compare_errors(evaluation.paragraph_errors, old.paragraph_errors)
        for what, (gained, lost) in (("span", spans), ("paragraph", others)):
            typer.echo(f"against {against or 'the last release'}: {what} errors gained {len(gained)}, lost {len(lost)}")

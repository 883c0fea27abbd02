"""`fazhi evaluate`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    gold: Annotated[Path | None, typer.Option(help="A folder of gold (NAME.json with NAME.txt beside it); by default the project's own annotations.")] = None,
    texts: Annotated[Path | None, typer.Option(help="The folder of the gold's texts, if not beside it.")] = None,
    split: Annotated[str, typer.Option(help="Of the project's own annotations: dev or test.")] = "test",
    model: Annotated[str | None, typer.Option("--model", "-m", help="A model's folder; the released model by default.")] = None,
    errors: Annotated[int, typer.Option(help="Print at most so many span errors in context.")] = 40,
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
) -> None:  # fmt: skip
    """Measure a model: P, R, F1 by label with intervals, roles, areas, and its errors in context."""
    from fazhi.cli.tables import print_metrics
    from fazhi.errors import FazhiError
    from fazhi.gold.annotation import load_folder
    from fazhi.pipeline.released import load
    from fazhi.training.evaluate import evaluate
    from fazhi.training.release import load_splits
    from fazhi.training.split import SPLITS

    if gold is not None:
        golds = list(load_folder(gold, texts=texts))
    elif split in SPLITS:
        golds = load_splits(Path("annotations"), Path("corpus"))[split]
    else:
        raise FazhiError(f"--split {split}: expected one of {', '.join(SPLITS)}")
    evaluation = evaluate(load(model), golds)
    if as_json:
        typer.echo(json.dumps(evaluation.metrics(), ensure_ascii=False))
        return
    found = evaluation.errors
    for error in found[:errors]:
        typer.echo(f"{error.report}[{error.start}] {error.kind} {error.label}: {error.context}")
    if len(found) > errors:
        typer.echo(f"… and {len(found) - errors} more (--errors N)")
    print_metrics(evaluation.metrics(), title=f"{gold or split}: {len(golds)} reports")

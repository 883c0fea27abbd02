"""`fazhi train`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

RELEASED = "released"
_SEGMENTER = Path("models/fazhi_segmenter")


def train(
    annotations: Annotated[Path, typer.Option(help="Gold, one JSON file a report.")] = Path("annotations"),
    corpus: Annotated[Path | None, typer.Option(help="The reports' texts, with manifest.tsv if there is one; by default corpus/ beside the annotations' folder, else the folder itself.")] = None,
    config: Annotated[Path | None, typer.Option(help="A pipeline config; the package's own by default.")] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="MODEL", help="Adapt a trained model (a folder, or `released`) to the annotations instead of training on them alone.")] = None,
    runs: Annotated[Path | None, typer.Option(help="Where a run's DocBins, candidate model and metrics go; by default training/, for an output other than the released model training/NAME.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The model's folder.")] = Path("models/fazhi_zh"),
    words: Annotated[Path, typer.Option(help="Segmented text, from which the segmenter of `fazhi words` is trained anew if it changed; passed over where there is no such folder, and with --from.")] = Path("annotations/words"),
    replace: Annotated[bool, typer.Option("--replace", help="Put the model in place even if it is no better.")] = False,
) -> None:  # fmt: skip
    """Train the pipeline on annotated reports, evaluate it, and put it in place if it is better on dev."""
    from fazhi.cli.tables import print_metrics
    from fazhi.errors import FazhiError
    from fazhi.gold.annotation import texts_beside
    from fazhi.pipeline.released import NAME, released_path
    from fazhi.training.release import Places, train
    from fazhi.training.segmenter import train_segmenter

    if config and start:
        raise FazhiError("--from keeps the model's own config; give either --config or --from")
    began = time.perf_counter()
    places = Places(
        annotations=annotations,
        corpus=corpus or texts_beside(annotations),
        config=config,
        runs=runs or (Path("training") if output.name == NAME else Path("training") / output.name),
        output=output,
        start=None if start is None else released_path() if start == RELEASED else Path(start),
    )
    run = train(places, replace=replace, say=typer.echo)
    for split in ("dev", "test"):
        if split in run.metrics:
            print_metrics(run.metrics[split], title=f"{split}: {run.metrics[split]['reports']} reports")
    what = f"written to {output}" if run.released else f"left {output} as it was (--replace overrides)"
    typer.echo(f"{what}: {run.reason}; {time.perf_counter() - began:.0f} s")
    if words.is_dir() and start is None:
        segmenter = train_segmenter(words, _SEGMENTER)
        typer.echo(
            f"{_SEGMENTER}: F1 of words on dev {segmenter['f1']:.3f}; {time.perf_counter() - began:.0f} s in all"
        )

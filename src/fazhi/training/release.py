"""From a corpus to a released model: split, pack, fit, judge, and put in place only what is better."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language

from fazhi import __version__
from fazhi.errors import FazhiError
from fazhi.gold.annotation import Gold, load_folder
from fazhi.pipeline.released import NAME, load
from fazhi.training import error_log, model_card
from fazhi.training.adapt import adapt
from fazhi.training.docs import doc_bin
from fazhi.training.evaluate import Evaluation, evaluate
from fazhi.training.fit import fit, packaged_config
from fazhi.training.split import SPLITS, read_manifest, split_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a training run reads and writes.

    Attributes:
        annotations: Gold, one JSON file a report.
        corpus: The reports' texts, and manifest.tsv if there is one.
        config: The pipeline's config; None where a trained model is adapted instead.
        runs: The folder of what a run makes: DocBins, the candidate model, metrics.json, errors.jsonl.
        output: The model's folder.
        start: The folder of a trained model to adapt to the annotations, without the data it was trained on.
    """

    annotations: Path
    corpus: Path | None
    config: Path | None
    runs: Path
    output: Path
    start: Path | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What a training run came to: scores by split, and whether the model was put in place."""

    metrics: dict[str, Any]
    released: bool
    reason: str


def load_splits(annotations: Path, corpus: Path | None = None) -> dict[str, list[Gold]]:
    """Gold by split; a report annotated in part can judge nothing, and trains.

    Args:
        annotations: The folder of annotations.
        corpus: That of their texts and of manifest.tsv, if there is one; the same folder by default.

    Raises:
        GoldMismatch: Annotations do not fit their texts; all are named.
    """
    manifest = read_manifest((corpus or annotations) / "manifest.tsv")
    splits: dict[str, list[Gold]] = {name: [] for name in SPLITS}
    for gold in load_folder(annotations, texts=corpus, partial=True):
        whole = gold.annotated is None
        splits[split_of(gold.report.id, manifest) if whole else "train"].append(gold)
    return splits


def train(places: Places, *, replace: bool = False, say: Callable[[str], None] = lambda _: None) -> Run:
    """Train, evaluate on dev and test, and release the model if dev says it is better.

    Args:
        places: The folders.
        replace: Put the model in place whatever the scores.
        say: Takes lines of progress.

    Raises:
        GoldMismatch: Annotations do not fit their texts; all are named, and nothing is trained.
        FazhiError: There is nothing to train on.
    """
    splits = load_splits(places.annotations, places.corpus)
    say("reports: " + ", ".join(f"{name} {len(golds)}" for name, golds in splits.items()))
    if not splits["train"]:
        raise FazhiError(
            f"{places.annotations}: no report to train on; annotate more, or say in a manifest.tsv beside the texts "
            "(columns id and split) which reports train"
        )
    places.runs.mkdir(parents=True, exist_ok=True)
    nlp = _adapted(places.start, splits["train"], say) if places.start else _fitted(places, splits, say)
    origin = f"{nlp.meta['name']}_{nlp.meta['lang']} {nlp.meta['version']}"
    nlp.meta.update(name=NAME.split("_")[0], version=__version__, license="MIT", description="法治政府建设年度报告")
    evaluations = {name: evaluate(nlp, splits[name]) for name in ("dev", "test") if splits[name]}
    for name, evaluation in evaluations.items() if places.start else ():
        before = evaluate(load(places.start), splits[name]).score()
        say(f"score on {name} {evaluation.score():.4f}, before adapting {before:.4f}")
    metrics = _metrics(splits, evaluations) | ({"adapted_from": origin} if places.start else {})
    nlp.meta["performance"] = metrics
    candidate = places.runs / "candidate"
    shutil.rmtree(candidate, ignore_errors=True)
    nlp.to_disk(candidate)
    (candidate / model_card.NAME).write_text(model_card.model_card(nlp.meta), "utf-8")
    better, reason = _better(places.output, splits["dev"], evaluations.get("dev"))
    if replace or better:
        _put(candidate, places.output)
        (places.runs / "metrics.json").write_text(json.dumps(metrics, ensure_ascii=False, indent=1) + "\n", "utf-8")
        error_log.write_errors(places.runs / error_log.NAME, evaluations)
    return Run(metrics, replace or better, "asked for" if replace and not better else reason)


def _fitted(places: Places, splits: dict[str, list[Gold]], say: Callable[[str], None]) -> Language:
    """A pipeline fitted on the annotations alone."""
    config = places.config or packaged_config()
    blank = spacy.blank("zh")
    for name, golds in splits.items():
        doc_bin(blank, golds).to_disk(places.runs / f"{name}.spacy")
    say(f"fitting {config}")
    return fit(config, places.runs / "train.spacy", places.runs / "dev.spacy")


def _adapted(start: Path, golds: list[Gold], say: Callable[[str], None]) -> Language:
    """A trained pipeline adapted to the annotations."""
    nlp = load(start)
    say(f"adapting {start}")
    for name, count in adapt(nlp, golds).items():
        say(f"  {name}, reports annotated for it: {count or '0, kept as it is'}")
    return nlp


def _metrics(splits: dict[str, list[Gold]], evaluations: dict[str, Evaluation]) -> dict[str, Any]:
    training = splits["train"]
    return {
        "trained_on": {
            "reports": len(training),
            "characters": sum(map(_read, training)),
            "entities": dict(sorted(Counter(s.label for gold in training for s in gold.entities).items())),
        },
        **{name: {"score": e.score(), **e.metrics()} for name, e in evaluations.items()},
    }


def _read(gold: Gold) -> int:
    """How many of a report's characters are annotated."""
    return len(gold.report.text) if gold.annotated is None else sum(end - start for start, end in gold.annotated)


def _better(output: Path, dev: list[Gold], evaluation: Evaluation | None) -> tuple[bool, str]:
    """Whether the candidate beats the model in place, both measured now on the same dev reports."""
    if not (output / "meta.json").is_file():
        return True, "no model was there"
    if evaluation is None:
        return False, "no dev reports to compare on"
    new, old = evaluation.score(), evaluate(load(output), dev).score()
    return new > old, f"score on dev {new:.4f}, the model in place has {old:.4f}"


def _put(candidate: Path, output: Path) -> None:
    """Replace a model's folder as a whole."""
    output.parent.mkdir(parents=True, exist_ok=True)
    aside = output.with_name(f".{output.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if output.exists():
        output.rename(aside)
    shutil.copytree(candidate, output)
    shutil.rmtree(aside, ignore_errors=True)

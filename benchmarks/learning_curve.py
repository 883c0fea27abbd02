"""F1 against the number of training reports, and with augmentation off: on the test split and on any other gold folder.

    python benchmarks/learning_curve.py [--sizes 10,20,40,80] [--gold FOLDER] [--plain] [--picture docs/learning_curve.svg]

Reports are drawn once in a fixed order from all but the test split, so that each size holds the one before it. `--plain`
also trains the largest size without changed copies. The picture needs matplotlib.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

import spacy
from spacy.util import load_config

from fazhi.gold.annotation import Gold, load_folder
from fazhi.training.docs import doc_bin
from fazhi.training.evaluate import evaluate
from fazhi.training.fit import fit, packaged_config
from fazhi.training.release import load_splits

LABELS = ("DOC_NO", "LAW", "AGENCY", "QUANTITY", "all")


def measure(
    train: list[Gold], golds: dict[str, list[Gold]], *, copies: int | None = None
) -> dict[str, dict[str, float]]:
    """Train on some reports and give F1 by label, role and area accuracy for each set of gold."""
    with tempfile.TemporaryDirectory() as name:
        config = load_config(packaged_config())
        if copies is not None:
            config["corpora"]["train"]["augmenter"]["copies"] = copies
        config.to_disk(Path(name) / "pipeline.cfg")
        doc_bin(spacy.blank("zh"), train).to_disk(Path(name) / "train.spacy")
        nlp = fit(Path(name) / "pipeline.cfg", Path(name) / "train.spacy", Path(name) / "train.spacy")
    scores = {}
    for where, reports in golds.items():
        metrics = evaluate(nlp, reports).metrics()
        row = {label: metrics["entities"][label]["f1"] for label in LABELS}
        scores[where] = row | {"role": metrics["role_accuracy"], "area": metrics["primary_area_accuracy"]}
    return scores


def draw(curve: dict[int, dict[str, dict[str, float]]], path: Path) -> None:
    """AGENCY and all-label F1 against reports, one line a set of gold."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "fazhi"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 3.6))
    for where in next(iter(curve.values())):
        for label, style in (("AGENCY", "o-"), ("all", "s--")):
            values = [scores[where][label] for scores in curve.values()]
            axes.plot(list(curve), values, style, label=f"{label}, {where}")
    axes.set(xlabel="training reports", ylabel="F1", xscale="log")
    axes.set_xticks(list(curve), map(str, curve))
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(fontsize="small")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10,20,40,80")
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--picture", type=Path)
    arguments = parser.parse_args()
    splits = load_splits(Path("annotations"), Path("corpus"))
    golds = {"test split": splits["test"]}
    if arguments.gold:
        golds["real reports"] = list(load_folder(arguments.gold))
    pool = sorted(splits["train"] + splits["dev"], key=lambda gold: gold.report.id)
    random.Random(0).shuffle(pool)
    sizes = [min(int(size), len(pool)) for size in arguments.sizes.split(",")]
    runs = [(size, None) for size in sizes] + ([(sizes[-1], 0)] if arguments.plain else [])
    curve = {}
    print("| reports | characters | gold | " + " | ".join(LABELS) + " | roles | areas | seconds |")
    print("| --: | --: | --- |" + " --: |" * (len(LABELS) + 3))
    for size, copies in runs:
        began = time.perf_counter()
        scores = measure(pool[:size], golds, copies=copies)
        if copies is None:
            curve[size] = scores
        characters = sum(len(gold.report.text) for gold in pool[:size])
        for where, row in scores.items():
            name = f"{size}{'' if copies is None else ', no copies'}"
            values = " | ".join(f"{value:.3f}" for value in row.values())
            print(f"| {name} | {characters:,} | {where} | {values} | {time.perf_counter() - began:.0f} |", flush=True)
    if arguments.picture:
        draw(curve, arguments.picture)


if __name__ == "__main__":
    main()

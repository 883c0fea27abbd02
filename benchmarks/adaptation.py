"""What adapting to a few reports of a writer gives, on the writer's other reports.

    python benchmarks/adaptation.py [--writers H,E] [--reports 3,6] [--copies 0] [--iterations 60] [--most 36]
        [--together]

Each writer of the corpus (manifest.tsv, column `writer`) is left out in turn; the base model is trained on the others. The
released model is that already for a writer who wrote only test reports. Compared on the same half of the writer's reports:
the base model, the base model adapted to k reports of the other half, a model trained on those k alone and, with
`--together`, one trained on the others' and those k. Each row has the processor's seconds.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
import time
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.util import load_config

from fazhi.gold.annotation import Gold
from fazhi.pipeline.released import load
from fazhi.training.adapt import adapt
from fazhi.training.docs import doc_bin
from fazhi.training.evaluate import evaluate
from fazhi.training.fit import fit, packaged_config
from fazhi.training.release import load_splits

LABELS = ("LAW", "AGENCY", "QUANTITY", "all")


def train(golds: list[Gold], *, copies: int, iterations: int) -> Language:
    """A pipeline trained on some reports."""
    config = load_config(packaged_config())
    config["corpora"]["train"]["augmenter"]["copies"] = copies
    config["components"]["tagger"]["iterations"] = iterations
    with tempfile.TemporaryDirectory() as name:
        config.to_disk(Path(name) / "pipeline.cfg")
        doc_bin(spacy.blank("zh"), golds).to_disk(Path(name) / "train.spacy")
        return fit(Path(name) / "pipeline.cfg", Path(name) / "train.spacy", Path(name) / "train.spacy")


def show(writer: str, what: str, nlp: Language, golds: list[Gold], began: float) -> None:
    """Print a row of the table."""
    seconds = time.process_time() - began
    metrics = evaluate(nlp, golds).metrics()
    values = [metrics["entities"][label]["f1"] for label in LABELS]
    values += [metrics["role_accuracy"], metrics["primary_area_accuracy"], metrics["area_micro_f1"]]
    print(f"| {writer} | {what} | {' | '.join(f'{value:.3f}' for value in values)} | {seconds:.0f} |", flush=True)


def measure(writer: str, own: list[Gold], others: list[Gold] | None, arguments: argparse.Namespace) -> None:
    """The rows of one writer.

    Args:
        writer: The writer's name.
        own: The writer's reports.
        others: The others' reports; None if the released model stands for them.
        arguments: The command line's.
    """
    settings = {"copies": arguments.copies, "iterations": arguments.iterations}
    own = sorted(own, key=lambda gold: gold.report.id)
    random.Random(0).shuffle(own)
    half = len(own) // 2
    known, unseen = own[:half], own[half:]
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        base = load() if others is None else train(others, **settings)
        show(writer, "base", base, unseen, began)
        base.to_disk(folder)
        sizes = [int(size) for size in arguments.reports.split(",")]
        for size in sizes:
            nlp, began = load(folder), time.process_time()
            adapt(nlp, known[:size])
            show(writer, f"base, adapted to {size}", nlp, unseen, began)
        for size in sizes:
            began = time.process_time()
            show(writer, f"{size} alone", train(known[:size], **settings), unseen, began)
        for size in sizes if arguments.together and others is not None else ():
            began = time.process_time()
            show(writer, f"trained on all with {size}", train([*others, *known[:size]], **settings), unseen, began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", default="H,E")
    parser.add_argument("--reports", default="3,6")
    parser.add_argument("--copies", type=int, default=0)
    parser.add_argument("--iterations", type=int, default=60)
    parser.add_argument("--most", type=int, help="Train the base on at most so many of the others' reports.")
    parser.add_argument("--together", action="store_true")
    arguments = parser.parse_args()
    splits = load_splits(Path("annotations"), Path("corpus"))
    test = {gold.report.id for gold in splits["test"]}
    golds = [gold for name in ("train", "dev", "test") for gold in splits[name]]
    with Path("corpus/manifest.tsv").open(encoding="utf-8", newline="") as lines:
        writers = {row["id"]: row["writer"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
    print("| writer | model | " + " | ".join(LABELS) + " | roles | areas | areas micro-F1 | seconds |")
    print("| --- | --- |" + " --: |" * (len(LABELS) + 4))
    for writer in arguments.writers.split(","):
        own = [gold for gold in golds if writers[gold.report.id] == writer]
        others = [gold for gold in golds if writers[gold.report.id] != writer]
        others = random.Random(0).sample(others, min(arguments.most or len(others), len(others)))
        released = {gold.report.id for gold in own} <= test
        measure(writer, own, None if released else others, arguments)


if __name__ == "__main__":
    main()

"""What adapting the area classifier by itself gives: a writer's other reports, with their gold roles.

    python benchmarks/adapting_areas.py [--writers H,C] [--reports 3,6] [--strengths 0.3,1,3,10] [--most 36]

As benchmarks/adaptation.py, but for the areas alone, which takes a minute a writer. The base of a writer who wrote only test
reports is the released model's classifier, that of another is fitted on at most so many reports of the others. A row tells
how many paragraphs have the right primary area, of how many that have one, and the micro-F1 of all areas.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.training import Example

from fazhi.pipeline.areas import AREAS, AreaClassifier
from fazhi.pipeline.released import load
from fazhi.training.docs import gold_doc
from fazhi.training.prior import linear_near
from fazhi.training.release import load_splits

ITERATIONS = 60
NLP = spacy.blank("zh")


def row(classifier: AreaClassifier, docs: list[Doc]) -> str:
    """The right primary areas, all, and the micro-F1."""
    counts: Counter[str] = Counter()
    for doc in docs:
        gold: dict[int, list[str]] = {}
        for span in doc.spans[AREAS]:
            gold.setdefault(span.start, []).append(span.label_)
        said = {span.start: [area for area, _ in areas] for span, areas in classifier.predict(doc)}
        for start in gold.keys() | said.keys():
            wanted, found = gold.get(start, []), said.get(start, [])
            counts["primary"] += bool(wanted)
            counts["right"] += bool(wanted) and wanted[:1] == found[:1]
            counts["hits"] += len(set(wanted) & set(found))
            counts["sum"] += len(wanted) + len(found)
    return f"{counts['right']} | {counts['primary']} | {2 * counts['hits'] / counts['sum']:.3f}"


def examples(docs: list[Doc]) -> Callable[[], list[Example]]:
    """Gold docs as a component is fitted on them."""
    return lambda: [Example(NLP.make_doc(doc.text), doc) for doc in docs]


def base(others: list[Doc], *, released: bool) -> AreaClassifier:
    """A classifier that has seen none of a writer's reports."""
    classifier = load().get_pipe("areas")
    assert isinstance(classifier, AreaClassifier)
    if not released:
        maps = classifier.first_score, classifier.further_score
        classifier.folds = 0  # maps of scores change no primary area, and take most of the time
        classifier.initialize(examples(others), nlp=NLP)
        classifier.first_score, classifier.further_score = maps
    return classifier


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--writers", default="H,C")
    parser.add_argument("--reports", default="3,6")
    parser.add_argument("--strengths", default="0.3,1,3,10")
    parser.add_argument("--most", type=int, default=36)
    arguments = parser.parse_args()
    splits = load_splits(Path("annotations"), Path("corpus"))
    test = {gold.report.id for gold in splits["test"]}
    docs = {gold.report.id: gold_doc(NLP, gold) for golds in splits.values() for gold in golds}
    with Path("corpus/manifest.tsv").open(encoding="utf-8", newline="") as lines:
        writers = {row["id"]: row["writer"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}
    print("| writer | c | reports | primary right | of | micro-F1 |\n| --- | --: | --: | --: | --: | --: |")
    for writer in arguments.writers.split(","):
        own = sorted(id for id in docs if writers[id] == writer)
        released = set(own) <= test
        random.Random(0).shuffle(own)
        known, unseen = ([docs[id] for id in half] for half in (own[: len(own) // 2], own[len(own) // 2 :]))
        others = [docs[id] for id in docs if writers[id] != writer]
        others = random.Random(0).sample(others, min(arguments.most, len(others)))
        classifier = base(others, released=released)
        models = classifier.content, classifier.titles
        print(f"| {writer} | base | 0 | {row(classifier, unseen)} |", flush=True)
        for c in map(float, arguments.strengths.split(",")):
            for size in map(int, arguments.reports.split(",")):
                classifier._use(*models)
                near = partial(linear_near, c=c, iterations=ITERATIONS)
                classifier.adapt(examples(known[:size]), nlp=NLP, near=near)
                print(f"| {writer} | {c:g} | {size} | {row(classifier, unseen)} |", flush=True)


if __name__ == "__main__":
    main()

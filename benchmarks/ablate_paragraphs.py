"""What each part of the paragraph classifiers is worth, on writers left out of training. Prints Markdown tables.

    python benchmarks/ablate_paragraphs.py [--left-out A+B,C+D,E+F,G] [--seeds 0] [--gold FOLDER]

Writers are left out group by group, so that no report is judged by a model that has read its writer; figures are over all
left-out reports. Only the changed copies of the area classifier are drawn: with more than one seed its rows are means.
`--gold` also judges models of all reports but the test split on another folder of gold. Words
are those of the project's own segmenter. Roles are the gold's where areas are judged.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from fazhi.gold.annotation import Gold, load_folder
from fazhi.labels import AREA_NAMES
from fazhi.pipeline.area_lessons import ALONE, Passage
from fazhi.pipeline.areas import AREAS, AreaClassifier, gold_passages
from fazhi.pipeline.crf import Crf, NamedAttributes
from fazhi.pipeline.paragraph_features import role_features
from fazhi.pipeline.roles import PARAGRAPHS, sequences_of
from fazhi.training.docs import gold_doc
from fazhi.training.release import load_splits
from fazhi.words.segmenter import Segmenter

NLP = spacy.blank("zh")
_EPOCHS = 6
"""Of textcat_multilabel."""
DEFAULTS = {**Language.get_factory_meta("fazhi_areas").default_config, "folds": 0}
"""As released, but without fitting the scores, which moves no first area."""
Fold = tuple[list[Gold], list[Gold]]


class PlainAreas(AreaClassifier):
    """Fitted on paragraphs as they stand."""

    def lessons(self, passages: Sequence[Passage]) -> Iterator[Passage]:
        """The passages."""
        return iter(passages)


class WholeAreas(AreaClassifier):
    """Fitted without the lessons of single sentences."""

    def lessons(self, passages: Sequence[Passage]) -> Iterator[Passage]:
        """The lessons that are more than a sentence."""
        return (lesson for lesson in super().lessons(passages) if lesson.weight != ALONE)


AREA_ROWS: dict[str, tuple[type[AreaClassifier], dict[str, float]]] = {
    "as released": (AreaClassifier, {}),
    "without headings": (AreaClassifier, {"headings": 0.0}),
    "headings count as much as content": (AreaClassifier, {"headings": 1.0}),
    "without siblings": (AreaClassifier, {"siblings": 0.0}),
    "sentences not judged for themselves": (AreaClassifier, {"sentences": 0.0}),
    "sentences by their length alone": (AreaClassifier, {"early": 0.0}),
    "sentences no lessons": (WholeAreas, {}),
    "sentences no lessons, not judged": (WholeAreas, {"sentences": 0.0}),
    "without the table of words": (AreaClassifier, {"words": 0.0}),
    "without changed copies and words": (PlainAreas, {}),
}
"""Variants by name: the class, and what differs from the released settings."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--left-out", default="A+B,C+D,E+F,G")
    parser.add_argument("--seeds", default="0")
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--tables", default="areas,linear,textcat,roles")
    args = parser.parse_args()
    folds = dict(_folds(args.left_out.split(","), args.gold))
    seeds = [int(seed) for seed in args.seeds.split(",")]
    wanted = args.tables.split(",")
    if "areas" in wanted:
        _table("areas", ("primary", "micro-F1"), _area_rows(folds, seeds))
    if "linear" in wanted:
        _table("primary area, one linear model", ("primary",), _linear_rows(folds))
    if "textcat" in wanted:
        _table("primary area, spaCy", ("primary",), _textcat_rows(folds, seeds))
    if "roles" in wanted:
        _table("roles", ("accuracy",), _role_rows(folds))


def _folds(groups: Sequence[str], gold: Path | None) -> Iterator[tuple[str, list[Fold]]]:
    """The sets of figures: the left-out writers, and the other folder."""
    splits = load_splits(Path("annotations"), Path("corpus"))
    golds = splits["train"] + splits["dev"]
    with Path("corpus/manifest.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        writers = {row["id"]: row["writer"] for row in rows}
    yield (
        "left-out writers",
        [
            (
                [g for g in golds if writers[g.report.id] not in group.split("+")],
                [g for g in golds if writers[g.report.id] in group.split("+")],
            )
            for group in groups
        ],
    )
    if gold:
        yield "other gold", [(golds, list(load_folder(gold)))]


def _area_rows(folds: dict[str, list[Fold]], seeds: Sequence[int]) -> Iterator[tuple[str, list[float]]]:
    fitted: dict[tuple[Any, ...], AreaClassifier] = {}
    for name, (kind, settings) in AREA_ROWS.items():
        yield (
            name,
            list(chain.from_iterable(_area_scores(sets, kind, settings, seeds, fitted) for sets in folds.values())),
        )
    sets = folds.values()
    released: tuple[type[AreaClassifier], dict[str, float]] = AREA_ROWS["as released"]
    for weight in (0.5, 1.0):
        name = f"with the prior of the outline in force, weight {weight}"
        yield name, list(chain.from_iterable(_area_scores(s, *released, seeds, fitted, prior=weight) for s in sets))


def _area_scores(
    folds: Sequence[Fold], kind: type[AreaClassifier], settings: dict[str, float], seeds: Sequence[int],
    fitted: dict[tuple[Any, ...], AreaClassifier], prior: float = 0.0,
) -> tuple[float, float]:  # fmt: skip
    """The accuracy of first areas and the micro-F1 of all, means over seeds."""
    means = []
    for seed in seeds:
        counts = np.zeros(5)
        for train, judged in folds:
            key = (kind, settings.get("words"), seed, *sorted(gold.report.id for gold in judged))
            if key not in fitted:
                fitted[key] = kind("areas", **{**DEFAULTS, **settings, "seed": seed})  # type: ignore[arg-type]
                examples = [Example(NLP.make_doc(gold.report.text), gold_doc(NLP, gold)) for gold in train]
                fitted[key].initialize(lambda examples=examples: examples, nlp=NLP)  # type: ignore[misc]
            component = fitted[key]
            for weight in ("headings", "siblings", "sentences", "early"):
                setattr(component, weight, float(settings.get(weight, DEFAULTS[weight])))
            eras = _priors(train) if prior else {}
            bias = component.content.bias
            for gold in judged:
                component.content.bias = bias + prior * eras.get(_era(gold), np.zeros(len(bias)))
                counts += _judged(component, gold_doc(NLP, gold))
            component.content.bias = bias
        right, wanted, both, found, all_wanted = counts
        means.append((right / wanted, 2 * both / (found + all_wanted)))
    primary, f1 = np.mean(means, axis=0)
    return float(primary), float(f1)


def _judged(component: AreaClassifier, doc: Doc) -> list[int]:
    """First areas right, paragraphs with an area, areas found rightly, areas found, areas wanted."""
    wanted = {span.start: set[str]() for span in doc.spans[PARAGRAPHS]}
    first: dict[int, str] = {}
    for span in doc.spans[AREAS]:
        wanted[span.start].add(span.label_)
        first.setdefault(span.start, span.label_)
    found = {span.start: [area for area, _ in areas] for span, areas in component.predict(doc)}
    right = sum(found.get(start, [])[:1] == [area] for start, area in first.items())
    both = sum(len(wanted[start] & set(areas)) for start, areas in found.items())
    return [right, len(first), both, sum(map(len, found.values())), sum(map(len, wanted.values()))]


def _era(gold: Gold) -> bool:
    """Whether a report answers to the outline of 2021, by the year its first lines name first."""
    year = re.search(r"20[12]\d", gold.report.text)
    return year is not None and int(year[0]) > 2020


def _priors(golds: Sequence[Gold]) -> dict[bool, np.ndarray]:
    """How much likelier each area is in reports of an outline's years than in all."""
    counts = {era: np.ones(len(AREA_NAMES) + 1) for era in (False, True)}
    for gold in golds:
        for paragraph in gold.paragraphs:
            for area in paragraph.areas[:1]:
                counts[_era(gold)][AREA_NAMES.index(area)] += 1
    shares = {era: found / found.sum() for era, found in counts.items()}
    total = sum(counts.values()) / sum(found.sum() for found in counts.values())
    priors = {era: np.log(share / total) for era, share in shares.items()}
    for prior in priors.values():
        prior[-1] = 0.0
    return priors


def _linear_rows(folds: dict[str, list[Fold]]) -> Iterator[tuple[str, list[float]]]:
    """One scikit-learn model over the paragraph, with and without the nearest heading before it, by first area."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    models: dict[str, Callable[[], Any]] = {
        "logistic regression": lambda: LogisticRegression(C=10, solver="liblinear"),
        "linear SVM": lambda: LinearSVC(C=0.5),
        "complement naive Bayes": lambda: ComplementNB(alpha=0.1),
    }
    characters = {"analyzer": "char", "ngram_range": (1, 3)}
    segment = Segmenter()
    cut = cache(lambda text: [text[start:end] for start, end in segment(text)])
    words = {"tokenizer": cut, "token_pattern": None, "lowercase": False, "ngram_range": (1, 2)}
    units = {"characters": [characters], "words": [words], "characters and words": [characters, words]}
    for unit, settings in units.items():
        for headings in (True, False):
            for name, make in models.items():
                scores = [_linear_accuracy(sets, settings, headings, make) for sets in folds.values()]
                yield f"{name}, {unit}, {'with' if headings else 'without'} headings", scores


def _linear_accuracy(
    folds: Sequence[Fold], units: Sequence[dict[str, Any]], headings: bool, make: Callable[[], Any]
) -> float:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.pipeline import make_union

    right = total = 0
    for train, judged in folds:
        (texts, areas), (others, wanted) = _texts(train, headings), _texts(judged, headings)
        vectors = make_union(*(TfidfVectorizer(sublinear_tf=True, min_df=2, **settings) for settings in units))
        model = OneVsRestClassifier(make()).fit(vectors.fit_transform(texts), areas)
        right += int((model.predict(vectors.transform(others)) == np.array(wanted)).sum())
        total += len(wanted)
    return right / total


def _texts(golds: Sequence[Gold], headings: bool) -> tuple[list[str], list[str]]:
    """Paragraphs that have an area, each with the headings above it if wanted, and their first areas."""
    passages = [p for gold in golds for p in gold_passages(gold_doc(NLP, gold)) if p.areas]
    texts = ["\n".join((p.text, *p.above)) if headings else p.text for p in passages]
    return texts, [p.areas[0] for p in passages]


def _textcat_rows(folds: dict[str, list[Fold]], seeds: Sequence[int]) -> Iterator[tuple[str, list[float]]]:
    """SpaCy's `textcat_multilabel` as it comes (a CNN and a linear model on n-grams of tokens), over character tokens."""
    for headings in (True, False):
        scores = [
            float(np.mean([_textcat_accuracy(sets, headings, seed) for seed in seeds])) for sets in folds.values()
        ]
        yield f"textcat_multilabel, characters, {'with' if headings else 'without'} headings", scores


def _textcat_accuracy(folds: Sequence[Fold], headings: bool, seed: int) -> float:
    right = total = 0
    for train, judged in folds:
        (texts, areas), (others, wanted) = _texts(train, headings), _texts(judged, headings)
        spacy.util.fix_random_seed(seed)
        nlp = spacy.blank("zh")
        nlp.add_pipe("textcat_multilabel")
        examples = [
            Example.from_dict(nlp.make_doc(text), {"cats": {name: float(name == area) for name in AREA_NAMES}})
            for text, area in zip(texts, areas, strict=True)
        ]
        optimizer = nlp.initialize(lambda examples=examples: examples)
        draw = random.Random(seed)
        for _ in range(_EPOCHS):
            draw.shuffle(examples)
            for batch in spacy.util.minibatch(examples, 32):
                nlp.update(batch, sgd=optimizer, drop=0.2)
        found = [max(doc.cats, key=lambda name: doc.cats[name]) for doc in nlp.pipe(others)]
        right += sum(a == b for a, b in zip(found, wanted, strict=True))
        total += len(wanted)
    return right / total


def _role_rows(folds: dict[str, list[Fold]]) -> Iterator[tuple[str, list[float]]]:
    for name, alone in (("as a sequence", False), ("one by one", True)):
        yield name, [_role_accuracy(sets, alone) for sets in folds.values()]


def _role_accuracy(folds: Sequence[Fold], alone: bool) -> float:
    right = total = 0
    for train, judged in folds:
        examples = (Example(NLP.make_doc(gold.report.text), gold_doc(NLP, gold)) for gold in train)
        sequences = chain.from_iterable(map(sequences_of, examples))
        if alone:
            sequences = (([x], [y]) for xs, ys in sequences for x, y in zip(xs, ys, strict=True))
        crf = Crf.fit(sequences, c1=0.1, c2=0.1, iterations=100)
        for gold in judged:
            features = role_features([gold.report.text[p.start : p.end] for p in gold.paragraphs])
            emissions = NamedAttributes(crf).emissions(features)
            lengths = [1] * len(features) if alone else [len(features)]
            found = [crf.labels[number] for number in crf.best_labels(emissions, lengths)]
            right += sum(role == p.role for role, p in zip(found, gold.paragraphs, strict=True))
            total += len(found)
    return right / total


def _table(what: str, figures: Sequence[str], rows: Iterator[tuple[str, list[float]]]) -> None:
    """Write a table as its rows come."""
    for i, (name, scores) in enumerate(rows):
        if not i:
            sets = len(scores) // len(figures)
            heads = [figure + (" (other gold)" if n else "") for n in range(sets) for figure in figures]
            sys.stdout.write(f"\n| {what} | {' | '.join(heads)} |\n| --- |{' --: |' * len(heads)}\n")
        sys.stdout.write(f"| {name} | {' | '.join(f'{score:.3f}' for score in scores)} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

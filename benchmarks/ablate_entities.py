"""Entity F1 on dev by what decides: grammars, a CRF, a CNN, or both; by tokens, features, width, depth and augmentation.

    python benchmarks/ablate_entities.py [--only NAME;NAME] [--seeds 0,1,2] [--epochs 8] [--results FILE]

Every variant is trained on the train split and measured on dev, once a seed. A variant without a random part runs once.
Rows go to a JSON-lines file as they come, so that a run that was stopped goes on where it was; the table is printed
from that file. Networks are trained on paragraphs, without changed copies; `hybrid, two copies` is the released configuration.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

import spacy
from cnn_tagger import Network
from spacy.language import Language
from spacy.scorer import PRFScore
from spacy.util import load_config

from fazhi.gold.annotation import Gold
from fazhi.labels import ENTITY_LABELS
from fazhi.training.docs import doc_bin
from fazhi.training.fit import fit, packaged_config
from fazhi.training.release import load_splits

Spans = set[tuple[int, int, str]]
Predict = Callable[[str], Spans]
ENTITY_PIPES = ["words", "doc_numbers", "titles", "quantities", "agencies", "tagger", "resolver"]


@dataclass(frozen=True)
class Crf:
    """The project's own pipeline without its paragraph classifiers.

    Attributes:
        copies: Changed copies of each training report.
        reports: So many of the training reports, drawn with the seed; 0 for all.
        config: Settings that differ from configs/pipeline.cfg, by dotted name.
    """

    copies: int = 0
    reports: int = 0
    config: Mapping[str, Any] = field(default_factory=dict)

    @property
    def random(self) -> bool:
        """Only copies and reports are drawn; L-BFGS has no random part."""
        return self.copies > 0 or self.reports > 0

    def train(self, golds: list[Gold], dev: list[Gold], seed: int, epochs: int) -> Predict:
        """Fit the pipeline and give its entities."""
        golds = random.Random(seed).sample(golds, self.reports) if self.reports else golds
        config = load_config(packaged_config())
        config["nlp"]["pipeline"] = ENTITY_PIPES
        for name in ("roles", "areas"):
            del config["components"][name]
        config["corpora"]["train"]["augmenter"].update(copies=self.copies, seed=seed)
        for dotted, value in self.config.items():
            *way, last = dotted.split(".")
            section = config
            for step in way:
                section = section[step]
            section[last] = value
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            config.to_disk(folder / "pipeline.cfg")
            doc_bin(spacy.blank("zh"), golds).to_disk(folder / "train.spacy")
            doc_bin(spacy.blank("zh"), dev).to_disk(folder / "dev.spacy")
            return entities_of(fit(folder / "pipeline.cfg", folder / "train.spacy", folder / "dev.spacy"))


@dataclass(frozen=True)
class Grammars:
    """The sure candidates of the grammars, with nothing trained."""

    random: bool = False

    def train(self, golds: list[Gold], dev: list[Gold], seed: int, epochs: int) -> Predict:
        """Give what the grammars are sure of, in the resolver's order of priority."""
        config = load_config(packaged_config())
        words, *finders = ENTITY_PIPES[:5]
        config["nlp"]["pipeline"] = [words, *finders]
        config["components"] = {name: config["components"][name] for name in (words, *finders)}
        nlp = spacy.util.load_model_from_config(config, auto_fill=True)

        def predict(text: str) -> Spans:
            doc, taken, spans = nlp(text), set(), set()
            for span in (span for name in finders for span in doc.spans[name] if not span.id_):
                if not taken & set(range(span.start_char, span.end_char)):
                    taken |= set(range(span.start_char, span.end_char))
                    spans.add((span.start_char, span.end_char, span.label_))
            return spans

        return predict


@dataclass(frozen=True)
class Behind:
    """A network whose spans count where they touch none of the grammars'."""

    network: Network
    random: bool = True

    def train(self, golds: list[Gold], dev: list[Gold], seed: int, epochs: int) -> Predict:
        """Train the network."""
        first = Grammars().train(golds, dev, seed, epochs)
        then = self.network.train(golds, dev, seed, epochs)

        def predict(text: str) -> Spans:
            sure = first(text)
            taken = {offset for start, end, _ in sure for offset in range(start, end)}
            return sure | {span for span in then(text) if not taken & set(range(*span[:2]))}

        return predict


def entities_of(nlp: Language) -> Predict:
    """What a pipeline writes into `doc.ents`."""
    return lambda text: {(e.start_char, e.end_char, e.label_) for e in nlp(text).ents}


NO_GRAMMARS = {"components.tagger.candidates": [], "components.resolver.patterns": []}
VARIANTS: dict[str, Crf | Grammars | Network | Behind] = {
    "grammars only": Grammars(),
    "CRF only": Crf(config=NO_GRAMMARS),
    "hybrid": Crf(),
    "hybrid, L2 0.1": Crf(config={"components.tagger.c2": 0.1}),
    "hybrid, L2 1": Crf(config={"components.tagger.c2": 1.0}),
    "hybrid, two copies": Crf(copies=2),
    "hybrid, 12 reports": Crf(reports=12),
    "hybrid, 24 reports": Crf(reports=24),
    "hybrid, 48 reports": Crf(reports=48),
    "ner 96×4": Network(),
    "ner 64×3": Network(width=64, depth=3),
    "ner 96×2": Network(depth=2),
    "ner 128×4": Network(width=128),
    "ner 96×4, character + bigram + lexicon + segment": Network(rich=True),
    "ner 96×4, pretrained on raw text": Network(pretrained=True),
    "ner 96×4, pkuseg tokens": Network(tokens="pkuseg"),
    "grammars first, then ner 96×4": Behind(Network()),
}


def score(predict: Predict, golds: list[Gold]) -> dict[str, float]:
    """F1 by label and over all, and characters a second of prediction."""
    scores = {label: PRFScore() for label in (*ENTITY_LABELS, "all")}
    began = time.perf_counter()
    found = [predict(gold.report.text) for gold in golds]
    seconds = time.perf_counter() - began
    for gold, have in zip(golds, found, strict=True):
        want = {(s.start, s.end, s.label) for s in gold.entities}
        for label in ENTITY_LABELS:
            scores[label].score_set({s for s in have if s[2] == label}, {s for s in want if s[2] == label})
        scores["all"].score_set(have, want)
    speed = sum(len(gold.report.text) for gold in golds) / seconds
    return {label: round(float(s.fscore), 4) for label, s in scores.items()} | {"speed": round(speed)}


def done(results: Path) -> Iterator[dict[str, Any]]:
    """The rows of earlier runs."""
    if results.is_file():
        yield from map(json.loads, results.read_text("utf-8").splitlines())


def table(rows: list[dict[str, Any]]) -> str:
    """A Markdown table: the mean over seeds, and the range of `all`."""
    by_name = defaultdict(list)
    for row in rows:
        by_name[row["variant"]].append(row)
    labels = (*ENTITY_LABELS, "all")
    lines = [f"| | {' | '.join(labels)} | range | runs |", "| --- |" + " --: |" * (len(labels) + 2)]
    for name in (name for name in VARIANTS if name in by_name):
        runs = by_name[name]
        means = " | ".join(f"{mean(run[label] for run in runs):.3f}" for label in labels)
        spread = f"{min(run['all'] for run in runs):.3f}–{max(run['all'] for run in runs):.3f}"
        lines.append(f"| {name} | {means} | {spread} | {len(runs)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="variants, with semicolons between; all by default")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--epochs", type=int, default=8, help="of the networks")
    parser.add_argument("--results", type=Path, default=Path("training/ablate_entities.jsonl"))
    arguments = parser.parse_args()
    splits = load_splits(Path("annotations"), Path("corpus"))
    seeds = [int(seed) for seed in arguments.seeds.split(",")]
    names = arguments.only.split(";") if arguments.only else list(VARIANTS)
    known = {(row["variant"], row["seed"]) for row in done(arguments.results)}
    arguments.results.parent.mkdir(parents=True, exist_ok=True)
    for seed, name in ((seed, name) for seed in seeds for name in names):
        variant = VARIANTS[name]
        if (name, seed) in known or (seed != seeds[0] and not variant.random):
            continue
        random.seed(seed)
        began = time.perf_counter()
        predict = variant.train(splits["train"], splits["dev"], seed, arguments.epochs)
        row = {"variant": name, "seed": seed, **score(predict, splits["dev"])}
        row["seconds"] = round(time.perf_counter() - began)
        with arguments.results.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(row, flush=True)
    print(table(list(done(arguments.results))))


if __name__ == "__main__":
    main()

"""Active learning simulated: the tagger's F1 on dev against paragraphs and characters annotated, by doubt and at random.

    nice python benchmarks/active_learning.py [--sizes 25,50,100,200,400] [--measures rate,errors,least] [--seeds 3]
        [--picture docs/active_learning.svg]

The train split is the pool. Each run begins with the same few paragraphs drawn by its seed; in each round the tagger is
trained on what is annotated (without changed copies), measured, and paragraphs are added: the most doubtful by a measure
of `fazhi.training.uncertainty`, spread over the reports, or drawn at random. The picture needs matplotlib.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from spacy.scorer import PRFScore
from spacy.tokens import Doc

from fazhi.gold.annotation import Gold
from fazhi.pipeline.align import upstream
from fazhi.pipeline.characters import TEMPLATES
from fazhi.pipeline.crf import Crf
from fazhi.pipeline.released import load
from fazhi.pipeline.resolver import ENTITIES
from fazhi.pipeline.tagger import CharacterTagger
from fazhi.pipeline.tags import tags_of
from fazhi.pipeline.windows import Layout, attributes
from fazhi.report import CharSpan
from fazhi.training.release import load_splits
from fazhi.training.uncertainty import MEASURES, Doubt, spread

RANDOM = "random"


class Point(NamedTuple):
    """A round: what was annotated and the scores then."""

    paragraphs: int
    characters: int
    f1: float
    agency: float


class Laboratory:
    """The released pipeline's grammars and resolver with a tagger of one's own between them."""

    def __init__(self, pool: list[Gold], dev: list[Gold], *, iterations: int) -> None:
        self.nlp = load()
        self.tagger: CharacterTagger = self.nlp.get_pipe("tagger")  # type: ignore[assignment]
        self.iterations = iterations
        self.pool = {gold.report.id: (gold, self._prepared(gold)) for gold in pool}
        self.dev = [(gold, self._prepared(gold)) for gold in dev]
        self.places = [Doubt(g.report.id, *span, 0.0, "", "") for g in pool for span in g.report.paragraphs]

    def _prepared(self, gold: Gold) -> Doc:
        return upstream(self.nlp, self.tagger, self.nlp.make_doc(gold.report.text))

    def train(self, annotated: list[Doubt]) -> None:
        """Fit the tagger on some paragraphs."""
        crf = Crf.fit(self._sequences(annotated), c1=0.1, c2=0.3, iterations=self.iterations)
        self.tagger._set(crf)

    def _sequences(self, annotated: list[Doubt]) -> Iterator[tuple[list[list[str]], list[str]]]:
        by_report: dict[str, list[CharSpan]] = defaultdict(list)
        for place in annotated:
            by_report[place.report].append(CharSpan(place.start, place.end))
        for id, spans in sorted(by_report.items()):
            gold, doc = self.pool[id]
            sight = self.tagger._sight(doc)
            tags = tags_of(len(doc.text), [(s.start, s.end, s.label) for s in gold.entities])
            for span in sorted(spans):
                layout = Layout.of([span])
                items = attributes(TEMPLATES, sight.channels(layout))
                yield [items[at] for at in layout.at.tolist()], tags[span.start : span.end]

    def scores(self) -> tuple[float, float]:
        """F1 on dev behind the resolver, of all labels and of AGENCY."""
        every, agency = PRFScore(), PRFScore()
        for gold, doc in self.dev:
            self.nlp.get_pipe("resolver")(self.tagger(doc))
            found = {(s.start_char, s.end_char, s.label_) for s in doc.spans[ENTITIES]}
            wanted = {(s.start, s.end, s.label) for s in gold.entities}
            every.score_set(found, wanted)
            agency.score_set({s for s in found if s[2] == "AGENCY"}, {s for s in wanted if s[2] == "AGENCY"})
        return every.fscore, agency.fscore

    def doubtful(self, annotated: list[Doubt], count: int, measure: str) -> list[Doubt]:
        """The paragraphs to annotate next."""
        done = {(place.report, place.start) for place in annotated}
        found = []
        for id, (gold, doc) in self.pool.items():
            _, probabilities = self.tagger.predict(doc)
            for start, end in gold.report.paragraphs:
                if (id, start) not in done:
                    score = MEASURES[measure](probabilities[start:end])
                    found.append(Doubt(id, start, end, score, "entities", ""))
        return spread(found, count)

    def run(self, how: str, seed: int, sizes: list[int]) -> list[Point]:
        """Annotate in rounds."""
        draw = random.Random(seed)
        shuffled = draw.sample(self.places, len(self.places))
        annotated, points = shuffled[: sizes[0]], []
        for size in sizes:
            if more := size - len(annotated):
                annotated += shuffled[len(annotated) : size] if how == RANDOM else self.doubtful(annotated, more, how)
            began = time.process_time()
            self.train(annotated)
            points.append(Point(size, sum(p.end - p.start for p in annotated), *self.scores()))
            values = (
                f"{points[-1].paragraphs} | {points[-1].characters} | {points[-1].f1:.4f} | {points[-1].agency:.4f}"
            )
            print(f"| {how} | {seed} | {values} | {time.process_time() - began:.0f} |", flush=True)
        return points


def draw(runs: dict[str, list[list[Point]]], path: Path) -> None:
    """F1 and AGENCY F1 against paragraphs and against characters: a line a way of choosing, its seeds pale."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "fazhi"
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(2, 2, figsize=(9, 6.4), sharey="row", sharex="col")
    for row, column in np.ndindex(2, 2):
        score, cost = ("f1", "agency")[row], ("paragraphs", "characters")[column]
        axes = panels[row][column]
        for number, (how, seeds) in enumerate(runs.items()):
            for points in seeds:
                axes.plot([getattr(p, cost) for p in points], [getattr(p, score) for p in points], color=f"C{number}", alpha=0.25)  # fmt: skip
            rounds = list(zip(*seeds, strict=True))
            mean = [[np.mean([getattr(p, name) for p in same]) for same in rounds] for name in (cost, score)]
            axes.plot(*mean, "o-", color=f"C{number}", label=how if how == RANDOM else f"doubt ({how})")
        axes.set(xscale="log")
        ticks = [p.paragraphs for p in points] if cost == "paragraphs" else [2000, 5000, 10000, 20000, 40000]
        axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks])
        axes.minorticks_off()
        axes.grid(alpha=0.3)
        if row:
            axes.set_xlabel(f"annotated {cost}")
        if not column:
            axes.set_ylabel("F1, all labels" if score == "f1" else "F1, AGENCY")
    panels[0][0].legend(fontsize="small")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="25,50,100,200,400")
    parser.add_argument("--measures", default="rate")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=40)
    parser.add_argument("--runs", type=Path, help="Keep the runs as JSON; those that are there are not run again.")
    parser.add_argument("--picture", type=Path)
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.sizes.split(",")]
    kept = json.loads(arguments.runs.read_text("utf-8")) if arguments.runs and arguments.runs.exists() else {}
    splits = load_splits(Path("annotations"), Path("corpus"))
    laboratory = Laboratory(splits["train"], splits["dev"], iterations=arguments.iterations)
    print("| chosen by | seed | paragraphs | characters | F1 | AGENCY F1 | seconds |\n| --- |" + " --: |" * 6)
    runs: dict[str, list[list[Point]]] = {}
    for how in (RANDOM, *arguments.measures.split(",")):
        for seed in range(arguments.seeds):
            name = f"{how} {seed} {arguments.sizes} {arguments.iterations}"
            if name not in kept:
                kept[name] = laboratory.run(how, seed, sizes)
                if arguments.runs:
                    arguments.runs.write_text(json.dumps(kept), "utf-8")
            runs.setdefault(how, []).append([Point(*point) for point in kept[name]])
    if arguments.picture:
        draw(runs, arguments.picture)


if __name__ == "__main__":
    main()

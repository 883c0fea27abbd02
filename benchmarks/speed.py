"""Characters a second of the whole pipeline on one core, beside a bare spaCy CNN `ner` in the same run; start-up time.

The CNN is spaCy's tok2vec (width 96, depth 4) with a transition-based `ner` over character tokens, as `spacy init config`
sets it up; it is not trained, which changes its speed little. Both tag the same reports of corpus/, three times, and the
best time of each counts. Run: `python benchmarks/speed.py [--seconds]`.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.language import Language

from fazhi.extract import tag
from fazhi.pipeline.released import load
from fazhi.reading import read_report
from fazhi.report import Report

ROUNDS = 3
CNN = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "width": 96,
        "depth": 4,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
        "pretrained_vectors": None,
    },
}


def bare_cnn() -> Language:
    """An untrained CNN `ner` with four labels."""
    nlp = spacy.blank("zh")
    ner = nlp.add_pipe("ner", config={"model": CNN})
    for label in ("DOC_NO", "LAW", "AGENCY", "QUANTITY"):
        ner.add_label(label)
    nlp.initialize()
    return nlp


def best(run: Callable[[Report], object], reports: list[Report]) -> float:
    """Characters a second in the fastest round."""
    characters = sum(len(report.text) for report in reports)
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for report in reports:
            run(report)
        times.append(time.perf_counter() - began)
    return characters / min(times)


def main() -> None:
    reports = [read_report(path) for path in sorted(Path("corpus").glob("*.txt"))[:30]]
    cnn, pipeline = bare_cnn(), load()
    slow = best(lambda report: cnn(report.text), reports)
    fast = best(lambda report: tag(pipeline, report).as_json(), reports)
    print(f"{len(reports)} reports, {sum(len(report.text) for report in reports):,} characters, best of {ROUNDS}")
    print(f"bare CNN ner      {slow:>10,.0f} characters/s")
    print(f"whole pipeline    {fast:>10,.0f} characters/s = {fast / slow:.1f} x")
    for name, pipe in pipeline.pipeline:
        docs = [pipeline.make_doc(report.text) for report in reports]
        for earlier, step in pipeline.pipeline:
            if earlier == name:
                break
            docs = [step(doc) for doc in docs]
        began = time.perf_counter()
        for doc in docs:
            pipe(doc)
        share = sum(len(report.text) for report in reports) / (time.perf_counter() - began)
        print(f"  {name:15} {share:>10,.0f} characters/s alone")
    began = time.perf_counter()
    subprocess.run([str(Path(sys.executable).with_name("fazhi")), "--help"], check=True, capture_output=True)
    print(f"fazhi --help      {time.perf_counter() - began:>10.2f} s")


if __name__ == "__main__":
    main()

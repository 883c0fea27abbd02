"""Characters a second of the whole pipeline on one core, beside a bare spaCy CNN `ner` in the same run, and by stage.

The CNN is spaCy's tok2vec (width 96, depth 4) with a transition-based `ner` over character tokens, as `spacy init config`
sets it up; it is not trained, which changes its speed little. Both tag the reports of corpus/ in turn, each once, so that no cache
knows it, and CPU time counts. The whole goes from the text to a line of JSON. Start-up time beside.
Run: `python benchmarks/speed.py [MODEL]`.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from fazhi.export import FORMATS
from fazhi.extract import spans_of as read_spans
from fazhi.pipeline.released import load
from fazhi.reading import read_report
from fazhi.report import Report
from fazhi.resolve import resolve

CNN_NER = "bare CNN ner"
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


def stages(nlp: Language) -> dict[str, Callable[[Any, Report], Any]]:
    """The steps from a text to a line of JSON: each takes what the one before gave, and the report."""

    def component(pipe: Callable[[Doc], Doc]) -> Callable[[Any, Report], Any]:
        return lambda doc, _: pipe(doc)

    return {
        "tokenizer": lambda text, _: nlp.make_doc(text),
        **{name: component(pipe) for name, pipe in nlp.pipeline},
        "to records": lambda doc, report: read_spans(doc, report, nlp),
        "normalising": lambda record, _: resolve(record),
        "JSON": lambda record, _: FORMATS["jsonl"].render(record),
    }


def time_of(reports: list[Report], cnn: Language, steps: dict[str, Callable[[Any, Report], Any]]) -> Counter[str]:
    """CPU seconds of the CNN and of each step, report by report in turn, so that a busy machine slows all alike."""
    spent: Counter[str] = Counter()

    def timed(name: str, step: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = step()
        spent[name] += time.process_time() - began
        return result

    for report in reports:
        timed(CNN_NER, lambda report=report: cnn(report.text))
        result: Any = report.text
        for name, step in steps.items():
            result = timed(name, lambda step=step, result=result, report=report: step(result, report))
    return spent


def main() -> None:
    first, *reports = [read_report(path) for path in sorted(Path("corpus").glob("*.txt"))]
    size = sum(len(report.text) for report in reports)
    nlp, cnn = load(*sys.argv[1:2]), bare_cnn()
    steps = stages(nlp)
    time_of([first], cnn, steps)  # what is loaded at first use
    spent = time_of(reports, cnn, steps)
    slow = spent.pop(CNN_NER)
    whole = sum(spent.values())
    print(f"{len(reports)} reports, {size:,} characters, CPU time, each report once")
    print(f"{CNN_NER:15} {size / slow:>12,.0f} characters/s")
    print(f"{'whole pipeline':15} {size / whole:>12,.0f} characters/s = {slow / whole:.1f} x")
    for name, seconds in spent.items():
        print(f"  {name:13} {size / seconds:>12,.0f} characters/s alone, {seconds / whole:>6.1%} of the whole")
    began = time.perf_counter()
    subprocess.run([str(Path(sys.executable).with_name("fazhi")), "--help"], check=True, capture_output=True)
    print(f"{'fazhi --help':15} {time.perf_counter() - began:>12.2f} s")


if __name__ == "__main__":
    main()

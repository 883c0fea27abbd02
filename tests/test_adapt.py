"""Adapting a model to a few annotations: the estimate is the best there is, near the prior; what is not annotated stays."""

import math
from dataclasses import replace
from functools import partial
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from spacy.training import Example
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.errors import FazhiError, GoldMismatch
from fazhi.extract import tag
from fazhi.gold.annotation import Gold, dump_gold, load_gold
from fazhi.labels import AREA_NAMES
from fazhi.pipeline.chain import marginals
from fazhi.pipeline.crf import Crf, Labelled, NamedAttributes
from fazhi.pipeline.expectations import expectations
from fazhi.pipeline.linear import Lesson, LinearModel, log_softmax
from fazhi.pipeline.released import load
from fazhi.training.adapt import adapt
from fazhi.training.docs import gold_doc
from fazhi.training.prior import crf_near, linear_near
from fazhi.training.release import load_splits

ROOT = Path(__file__).parents[1]
OLD = Crf(
    ("O", "X"),
    ("a", "b", "unseen"),
    np.array([[1.0, -1.0], [0.0, 0.5], [2.0, 3.0]], np.float32),
    np.array([[0.5, 0.0], [-0.5, 0.25]]),
)
NEW: list[Labelled] = [
    ([["a"], ["b", "c"], ["a", "c"]], ["O", "X", "X"]),
    ([["b"], ["a", "once"]], ["X", "O"]),
    ([["c"]], ["X"]),
] * 2
OLD_WITH_C = Crf(
    OLD.labels, (*OLD.attributes, "c"), np.vstack([OLD.weights, [[0, 0]]]).astype(np.float32), OLD.transitions
)
near = partial(crf_near, c2=0.1, iterations=200)


@st.composite
def chains(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, list[int], np.ndarray]:
    """Scores of up to four short sequences, with a labelling."""
    labels = draw(st.integers(1, 3))
    lengths = draw(st.lists(st.integers(0, 5), max_size=4))
    scores = st.floats(-30, 30, allow_subnormal=False)
    emissions = draw(arrays(np.float64, (sum(lengths), labels), elements=scores))
    transitions = draw(arrays(np.float64, (labels, labels), elements=scores))
    return emissions, transitions, lengths, draw(arrays(np.intp, sum(lengths), elements=st.integers(0, labels - 1)))


@settings(deadline=None)
@given(chains())
def test_expectations_as_every_labelling_written_out(
    chain: tuple[np.ndarray, np.ndarray, list[int], np.ndarray],
) -> None:
    emissions, transitions, lengths, labels = chain
    found = expectations(*chain)
    assert np.array_equal(found.marginals, marginals(emissions, transitions, lengths))
    expected, start = np.zeros_like(transitions), 0
    for number, length in enumerate(lengths):
        own = slice(start, start := start + length)
        paths = list(product(range(emissions.shape[1]), repeat=length))
        scores = [
            sum(emissions[own][range(length), path]) + sum(transitions[step] for step in pairwise(path))
            for path in paths
        ]
        logs = np.array(scores) - np.logaddexp.reduce(scores)
        assert math.isclose(found.log_probabilities[number], logs[paths.index(tuple(labels[own]))], abs_tol=1e-6)
        for path, log in zip(paths, logs, strict=True):
            for step in pairwise(path):
                expected[step] += np.exp(log)
    assert np.allclose(found.transitions, expected, atol=1e-9)


def weight(crf: Crf, attribute: str, label: str) -> float:
    return float(crf.weights[crf.attributes.index(attribute), crf.labels.index(label)])


def loss(crf: Crf, c2: float) -> float:
    """The loss that `crf_near` makes least, by writing every labelling out."""
    total = 0.0
    for items, gold in NEW:
        emissions = NamedAttributes(crf).emissions(items)
        scores = {
            path: sum(emissions[at, label] for at, label in enumerate(path))
            + sum(crf.transitions[step] for step in pairwise(path))
            for path in product(range(len(crf.labels)), repeat=len(items))
        }
        total += np.logaddexp.reduce(list(scores.values())) - scores[tuple(map(crf.labels.index, gold))]
    old = np.zeros_like(crf.weights)
    old[: len(OLD.attributes)] = OLD.weights
    away = ((crf.weights - old) ** 2).sum() + ((crf.transitions - OLD.transitions) ** 2).sum()
    return float(total + c2 * away)


def test_no_other_weights_are_better() -> None:
    found = near(OLD, NEW)
    assert found.attributes == ("a", "b", "unseen", "c")
    assert loss(found, 0.1) < loss(near(OLD, NEW[:5]), 0.1) < loss(OLD_WITH_C, 0.1)
    observed = [("a", "O"), ("a", "X"), ("b", "X"), ("c", "X"), ("b", "O")]
    for step in (-0.01, 0.01):
        for attribute, label in observed:
            if attribute == "b" and label == "O":  # neither seen together nor weighted before: not a parameter
                assert weight(found, "b", "O") == 0
                continue
            weights = found.weights.copy()
            weights[found.attributes.index(attribute), found.labels.index(label)] += step
            assert loss(Crf(found.labels, found.attributes, weights, found.transitions), 0.1) > loss(found, 0.1)
        for pair in product(range(2), repeat=2):
            transitions = found.transitions.copy()
            transitions[pair] += step
            assert loss(Crf(found.labels, found.attributes, found.weights, transitions), 0.1) > loss(found, 0.1)


def test_the_prior_holds_where_it_is_strong_or_nothing_is_said() -> None:
    held = crf_near(OLD, NEW, c2=1e6, iterations=200)
    assert np.allclose(held.weights, OLD_WITH_C.weights, atol=1e-4)
    assert np.allclose(held.transitions, OLD.transitions, atol=1e-4)
    found = near(OLD, NEW)
    assert np.array_equal(found.weights[2], OLD.weights[2])
    assert "once" not in found.attributes
    assert near(OLD, []) is OLD
    assert np.array_equal(OLD.weights[0], [1, -1])


def test_a_new_label_is_learnt_and_twice_is_the_same() -> None:
    data: list[Labelled] = [([["a"], ["new"]], ["O", "Y"])] * 5
    found, again = near(OLD, data), near(OLD, data)
    assert found.labels == ("O", "X", "Y")
    assert weight(found, "new", "Y") > 0.5
    emissions = NamedAttributes(found).emissions([["a"], ["new"]])
    assert [found.labels[number] for number in found.best_labels(emissions, [2])] == ["O", "Y"]
    assert np.array_equal(found.weights, again.weights)


def test_a_softmax_regression_near_an_old_one() -> None:
    old = LinearModel(
        ("p", "q"), ("a", "b"), np.array([[1, -1], [0, 2]], np.float32), np.array([0.5, -0.5], np.float32)
    )
    lessons = [
        Lesson({"a": 1.0, "new": 1.0}, {"q": 1.0}),
        Lesson({"a": 1.0}, {"p": 1.0}),
        Lesson({"b": 0.5, "new": 0.5}, {"q": 1.0}, weight=0.5),
        Lesson({"b": 1.0, "once": 1.0}, {"p": 0.75, "q": 0.25}),
    ]
    fitted = linear_near(old, lessons * 3, c=1000.0, iterations=500)
    for lesson in lessons:
        odds = np.exp(log_softmax(fitted.bias + fitted.logits(lesson.features.items())))
        assert odds == pytest.approx([lesson.shares.get(name, 0.0) for name in fitted.classes], abs=0.05)
    assert list(fitted.index) == ["a", "b", "new"]
    held = linear_near(old, lessons, c=1e-9, iterations=500)
    assert np.allclose(held.weights[:2], old.weights, atol=1e-5)
    assert linear_near(old, [], c=1.0, iterations=5) is old


def test_no_other_regression_is_better() -> None:
    old = LinearModel(
        ("p", "q", "r"), ("a", "b"), np.array([[1, -1, 0], [0, 2, -1]], np.float32), np.zeros(3, np.float32)
    )
    lessons = [Lesson({"a": 1.0}, {"r": 1.0}), Lesson({"a": 0.5, "b": 2.0}, {"p": 0.6, "q": 0.4}, weight=0.5)]
    found = linear_near(old, lessons, c=2.0, iterations=500)

    def loss(weights: np.ndarray, bias: np.ndarray) -> float:
        model = LinearModel(old.classes, list(old.index), weights, bias)
        said = 0.0
        for features, shares, weight in lessons:
            logs = log_softmax(model.bias + model.logits(features.items()))
            said -= weight * sum(share * float(logs[old.classes.index(name)]) for name, share in shares.items())
        return float(2.0 * said + 0.5 * ((weights - old.weights) ** 2).sum())

    weights, bias = found.weights.astype(np.float64), found.bias.astype(np.float64)
    least = loss(weights, bias)
    assert least < loss(old.weights.astype(np.float64), old.bias)
    for place in np.ndindex(weights.shape):
        for step in (-0.03, 0.03):
            moved = weights.copy()
            moved[place] += step
            assert loss(moved, bias) > least


@pytest.fixture
def project(small: Gold, tmp_path: Path) -> Path:
    """Three annotated reports of one's own, two to train on."""
    for number in (2, 3, 4):
        name = f"own-{number}"
        (tmp_path / f"{name}.txt").write_text(small.report.text, "utf-8")
        (tmp_path / f"{name}.json").write_text(dump_gold(small).replace("gantang-2022", name), "utf-8")
    (tmp_path / "manifest.tsv").write_text("id\tsplit\nown-2\ttrain\nown-3\ttrain\nown-4\ttest\n", "utf-8")
    return tmp_path


def test_what_is_not_annotated_is_kept(small: Gold) -> None:
    old, nlp = load(), load()
    spans_only = Gold(report=small.report, entities=small.entities)
    assert adapt(nlp, [spans_only]) == {"tagger": 1, "roles": 0, "areas": 0}
    assert np.array_equal(nlp.get_pipe("roles").crf.weights, old.get_pipe("roles").crf.weights)
    assert not np.array_equal(nlp.get_pipe("tagger").crf.transitions, old.get_pipe("tagger").crf.transitions)


def test_areas_are_adapted_and_the_maps_of_their_scores_stay(small: Gold) -> None:
    old, nlp = load(), load()
    other = next(name for name in AREA_NAMES if all(p.areas[:1] != (name,) for p in small.paragraphs))
    own = replace(small, paragraphs=tuple(replace(p, areas=(other,) if p.areas else ()) for p in small.paragraphs))
    assert adapt(nlp, [own] * 5)["areas"] == 5
    before, after = old.get_pipe("areas"), nlp.get_pipe("areas")
    assert (after.first_score, after.further_score) == (before.first_score, before.further_score)
    doc = old(small.report.text)
    said, learnt = ([areas[0][0] for _, areas in part.predict(doc) if areas] for part in (before, after))
    assert other not in said
    assert learnt.count(other) > len(learnt) / 2


def test_a_pipeline_without_our_components_is_refused(small: Gold) -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("sentencizer")
    with pytest.raises(FazhiError, match="sentencizer cannot be adapted"):
        adapt(nlp, [small])


def test_train_from_the_released_model(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project)
    run = CliRunner().invoke
    words = ["train", "--annotations", str(project), "--output", "models/mine", "--from", "released"]
    trained = run(app, words, catch_exceptions=False)
    assert trained.exit_code == 0
    assert "tagger, reports annotated for it: 2" in trained.output
    assert "score on test" in trained.output
    assert "before adapting" in trained.output
    assert (project / "training" / "mine" / "metrics.json").is_file()
    card = (project / "models" / "mine" / "README.md").read_text("utf-8")
    assert "Adapted from fazhi_zh" in card
    assert "to 2 reports" in card
    assert "changed copies" not in card
    report = load_gold(project / "own-4.json").report
    first = tag(load(project / "models" / "mine"), report)
    assert run(app, [*words, "--replace"], catch_exceptions=False).exit_code == 0
    assert tag(load(project / "models" / "mine"), report) == first
    tagged = run(app, ["tag", "own-4.txt", "--model", "models/mine", "-o", "out.jsonl"], catch_exceptions=False)
    assert tagged.exit_code == 0
    assert "甘棠县人民政府" in (project / "out.jsonl").read_text("utf-8")
    measured = run(app, ["evaluate", "--gold", str(project), "--model", "models/mine"], catch_exceptions=False)
    assert "AGENCY" in measured.output


def test_bad_annotations_stop_the_training(project: Path) -> None:
    for name in ("own-2", "own-3"):
        path = project / f"{name}.json"
        path.write_text(path.read_text("utf-8").replace('"label": "DOC_NO"', '"label": "DOCNO"'), "utf-8")
    result = CliRunner().invoke(
        app, ["train", "--annotations", str(project), "--output", str(project / "mine"), "--from", "released"]
    )
    assert result.exit_code == 1
    assert [f"own-{n}.json:" in str(result.exception) for n in (2, 3, 4)] == [True, True, False]
    assert not (project / "mine").exists()


def test_nothing_to_train_on_is_said(project: Path) -> None:
    (project / "manifest.tsv").write_text("id\tsplit\nown-2\ttest\nown-3\ttest\nown-4\ttest\n", "utf-8")
    result = CliRunner().invoke(
        app, ["train", "--annotations", str(project), "--output", str(project / "mine"), "--from", "released"]
    )
    assert isinstance(result.exception, FazhiError)
    assert "no report to train on" in str(result.exception)


def test_a_report_annotated_in_part_teaches_what_is_annotated(project: Path, small: Gold) -> None:
    third = small.report.paragraphs[3]
    inside = tuple(span for span in small.entities if third.start <= span.start < third.end)
    part = Gold(report=small.report, entities=inside, paragraphs=small.paragraphs[3:4], annotated=(third,))
    for name in ("own-1", "own-2"):  # by hash the first would be dev
        (project / f"{name}.txt").write_text(small.report.text, "utf-8")
        (project / f"{name}.json").write_text(dump_gold(part).replace("gantang-2022", name), "utf-8")
    with pytest.raises(GoldMismatch, match="only parts of the report are annotated"):
        load_gold(project / "own-1.json")
    splits = load_splits(project)
    assert [gold.report.id for gold in splits["train"]] == ["own-1", "own-2", "own-3"]
    loaded = splits["train"][0]
    assert (loaded.entities, loaded.paragraphs, loaded.annotated) == (part.entities, part.paragraphs, (third,))
    nlp = load()
    doc = gold_doc(nlp, loaded)
    assert [span.text for span in doc.spans["annotated"]] == [small.report.text[third.start : third.end]]
    sequences = list(nlp.get_pipe("tagger")._sequences(lambda: [Example(nlp.make_doc(doc.text), doc)], nlp))
    assert [len(tags) for _, tags in sequences] == [third.end - third.start]
    assert adapt(nlp, [loaded]) == {"tagger": 1, "roles": 0, "areas": 0}


@pytest.mark.parametrize("parts", ["[[0]]", "[0, 3]", '"all"', '[["a", 3]]'])
def test_parts_that_are_no_spans_are_refused(project: Path, parts: str) -> None:
    path = project / "own-2.json"
    path.write_text(path.read_text("utf-8").replace('"entities"', f'"annotated": {parts}, "entities"'), "utf-8")
    with pytest.raises(GoldMismatch, match="expected pairs of offsets"):
        load_gold(path, partial=True)

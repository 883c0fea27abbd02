"""Estimates near a prior: no other weights are better, and expectations are those of every labelling written out."""

import math
from functools import partial
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fazhi.pipeline.chain import marginals
from fazhi.pipeline.crf import Crf, Labelled, NamedAttributes
from fazhi.pipeline.expectations import expectations
from fazhi.pipeline.linear import Lesson, LinearModel, log_softmax
from fazhi.training.prior import crf_near, linear_near

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

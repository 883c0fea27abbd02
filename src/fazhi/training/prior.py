"""Fitting near a prior: weights that explain new annotations and stay close to those of a model that is there.

The maximum a posteriori estimate with a Gaussian prior around the old weights (Chelba and Acero 2004): it minimises
-log P(new labels) + c2 · |w - w_old|². What the new annotations say nothing about stays as it was; attributes that the old
model does not know have the prior 0. No data of the old model are needed. L-BFGS has no random part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fazhi.pipeline.chain import Floats
from fazhi.pipeline.crf import Crf, Labelled
from fazhi.pipeline.expectations import expectations
from fazhi.pipeline.linear import Lesson, LinearModel

_LEAST = 5
"""New attributes that stand in fewer places are left out."""
_MEMORY = 6
"""Steps that L-BFGS remembers."""


def crf_near(crf: Crf, sequences: Iterable[Labelled], *, c2: float, iterations: int) -> Crf:
    """Fit a CRF's weights and transitions anew, near those it has; labels it lacks are added with the prior 0.

    Args:
        crf: The old model; it is not changed.
        sequences: New data, as for `Crf.fit`; may be none.
        c2: How strongly the old weights hold.
        iterations: At most so many.
    """
    lessons = _Lessons.of(crf, sequences)
    if not len(lessons.gold):
        return crf
    labels = len(lessons.labels)
    old = _widened(lessons.rows_of(crf), labels)
    observed: Floats = lessons.matrix.T @ _one_hot(lessons.gold, labels)
    free = np.flatnonzero((observed > 0) | (old != 0))
    transitions = _widened(np.pad(crf.transitions, (0, labels - len(crf.labels))), labels)
    steps = np.zeros_like(transitions)
    np.add.at(steps, (lessons.gold[lessons.inner], lessons.gold[lessons.inner + 1]), 1)
    prior = np.concatenate([old.ravel()[free], transitions.ravel()])
    counts = np.concatenate([observed.ravel()[free], steps.ravel()])
    weights = np.zeros_like(old)

    def loss(point: Floats) -> tuple[float, Floats]:
        weights.ravel()[free] = point[: len(free)]
        transitions = point[len(free) :].reshape(labels, labels)
        found = expectations(lessons.matrix @ weights, transitions, lessons.lengths, lessons.gold)
        expected = (lessons.matrix.T @ found.marginals).ravel()[free]
        away = point - prior
        value = c2 * (away @ away) - found.log_probabilities.sum()
        return value, np.concatenate([expected, found.transitions.ravel()]) - counts + 2 * c2 * away

    point = _least(loss, prior, iterations)
    weights.ravel()[free] = point[: len(free)]
    return lessons.crf(crf, weights, point[len(free) :].reshape(labels, labels))


class _Lessons:
    """New data as arrays.

    Attributes:
        labels: The old model's labels, then new ones.
        names: The attributes that the data show, of which the old model has weights or which are not rare.
        matrix: How often each item has each of them, sparse, of shape (items, names).
        gold: Each item's label.
        lengths: The sequences' lengths.
        inner: The items that have one behind them in their sequence.
    """

    def __init__(
        self, labels: tuple[str, ...], names: Sequence[str], matrix: Any, gold: NDArray[np.intp], lengths: list[int]
    ) -> None:
        self.labels, self.names, self.matrix, self.gold, self.lengths = labels, names, matrix, gold, lengths
        ends = np.cumsum(lengths, dtype=np.intp) - 1
        self.inner = np.setdiff1d(np.arange(len(gold)), ends)

    @classmethod
    def of(cls, crf: Crf, sequences: Iterable[Labelled]) -> _Lessons:
        from scipy.sparse import csr_matrix

        column: dict[str, int] = {}
        columns, starts, lengths = list[int](), [0], list[int]()
        labels = {label: number for number, label in enumerate(crf.labels)}
        gold = []
        for items, said in sequences:
            for item in items:
                columns += [column.setdefault(name, len(column)) for name in item]
                starts.append(len(columns))
            gold += [labels.setdefault(label, len(labels)) for label in said]
            lengths.append(len(said))
        known = set(crf.attributes)
        often = np.bincount(np.array(columns, np.intp), minlength=len(column)) >= _LEAST
        kept = [number for name, number in column.items() if name in known or often[number]]
        names = list(column)
        shape = len(gold), len(column)
        matrix = csr_matrix((np.ones(len(columns)), columns, starts), shape=shape)[:, kept]
        return cls(tuple(labels), [names[number] for number in kept], matrix, np.array(gold, np.intp), lengths)

    def rows_of(self, crf: Crf) -> Floats:
        """The old weights of the attributes, 0 where there are none."""
        row = {name: number for number, name in enumerate(crf.attributes)}
        rows = np.array([row.get(name, -1) for name in self.names], np.intp)
        found: Floats = np.where(rows[:, None] >= 0, crf.weights[rows].astype(np.float64), 0.0)
        return found

    def crf(self, crf: Crf, weights: Floats, transitions: Floats) -> Crf:
        """The old model with the new weights in place."""
        row = {name: number for number, name in enumerate(crf.attributes)}
        rows = [row.setdefault(name, len(row)) for name in self.names]
        together = np.zeros((len(row), len(self.labels)), np.float32)
        together[: len(crf.attributes), : len(crf.labels)] = crf.weights
        together[rows] = weights
        return Crf(self.labels, tuple(row), together, transitions)


def linear_near(model: LinearModel, lessons: Sequence[Lesson], *, c: float, iterations: int) -> LinearModel:
    """Fit a softmax regression anew, near the weights it has.

    Args:
        model: The old model; it is not changed.
        lessons: New data; may be none.
        c: How much the new data count; 1 / (2 · c) is what `c2` is for a CRF. The biases are free.
        iterations: At most so many.
    """
    if not lessons:
        return model
    seen = Counter(name for lesson in lessons for name in lesson.features)
    index = dict(model.index)
    for name in sorted(name for name, count in seen.items() if count >= _LEAST):
        index.setdefault(name, len(index))
    shown = sorted({index[name] for name in seen if name in index})
    matrix = _matrix(lessons, {name: index[name] for name in seen if name in index}, shown)
    wanted = np.array([[x.weight * x.shares.get(name, 0.0) for name in model.classes] for x in lessons])
    counts = wanted.sum(axis=1, keepdims=True)
    weights = np.zeros((len(index), len(model.classes)))
    weights[: len(model.index)] = model.weights
    prior = np.vstack([weights[shown], model.bias]).ravel()
    shape = len(shown) + 1, len(model.classes)

    def loss(point: Floats) -> tuple[float, Floats]:
        near = point.reshape(shape)
        logits = matrix @ near[:-1] + near[-1]
        logs = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        away = point - prior
        away.reshape(shape)[-1] = 0
        value = 0.5 * (away @ away) - c * (wanted * logs).sum()
        wrong = counts * np.exp(logs) - wanted
        return value, c * np.vstack([matrix.T @ wrong, wrong.sum(axis=0)]).ravel() + away

    near = _least(loss, prior, iterations).reshape(shape)
    weights[shown] = near[:-1]
    return LinearModel(model.classes, list(index), weights.astype(np.float32), near[-1].astype(np.float32))


def _matrix(lessons: Sequence[Lesson], index: Mapping[str, int], shown: Sequence[int]) -> Any:
    """The lessons' features, sparse, of shape (lessons, the features shown)."""
    from scipy.sparse import csr_matrix

    column = {number: place for place, number in enumerate(shown)}
    places = {name: column[number] for name, number in index.items()}
    starts, columns, values = [0], list[int](), list[float]()
    for lesson in lessons:
        known = [(places[name], value) for name, value in lesson.features.items() if name in places]
        columns += [at for at, _ in known]
        values += [value for _, value in known]
        starts.append(len(columns))
    return csr_matrix((np.array(values, np.float64), columns, starts), shape=(len(lessons), len(shown)))


def _least(loss: Callable[[Floats], tuple[float, Floats]], start: Floats, iterations: int) -> Floats:
    """The point where a loss is least, searched from a start."""
    from scipy.optimize import minimize

    options = {"maxiter": iterations, "maxcor": _MEMORY, "ftol": 1e-7}
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return found


def _one_hot(numbers: NDArray[np.intp], size: int) -> Floats:
    return np.eye(size)[numbers]


def _widened(matrix: Floats, columns: int) -> Floats:
    """The matrix with further columns of zeros."""
    return np.pad(matrix, ((0, 0), (0, columns - matrix.shape[1])))

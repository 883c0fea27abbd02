"""A softmax regression over named features: fitted by scikit-learn, used without it.

Saved as JSON (names) and NPZ (weights): no pickle, and a loaded model starts without importing scikit-learn.
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from fazhi.errors import ModelError

Features = Mapping[str, float]
Logits = NDArray[np.float32]
_ITERATIONS, _TOLERANCE = 80, 1e-3
"""Of L-BFGS: further steps move no decision."""


class Lesson(NamedTuple):
    """What a model is fitted on: features, the share of each class in them, and how much the lesson counts."""

    features: Features
    shares: Mapping[str, float]
    weight: float = 1.0


class NearLinear(Protocol):
    """Fits a model anew on lessons, near the weights it has."""

    def __call__(self, model: LinearModel, lessons: Sequence[Lesson]) -> LinearModel:
        """Give the new model; the old one stays as it is."""


class LinearModel:
    """Weights of shape (features, classes) and a bias a class."""

    def __init__(
        self,
        classes: Sequence[str] = (),
        names: Sequence[str] = (),
        weights: NDArray[np.float32] | None = None,
        bias: NDArray[np.float32] | None = None,
    ) -> None:
        self.classes = tuple(classes)
        self.index = {name: i for i, name in enumerate(names)}
        self.weights = np.zeros((0, 0), np.float32) if weights is None else weights
        self.bias = np.zeros(0, np.float32) if bias is None else bias

    @classmethod
    def fit(cls, lessons: Sequence[Lesson], *, classes: Sequence[str], c: float, seed: int, least: int) -> LinearModel:
        """Fit on lessons; a class that none of them has is never found.

        Args:
            lessons: At least one.
            classes: All classes, in order.
            c: Inverse regularisation strength.
            seed: Of the solver.
            least: Features in fewer lessons are left out.
        """
        from scipy.sparse import csr_matrix
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression

        seen = Counter(name for lesson in lessons for name in lesson.features)
        model = cls(classes, sorted(name for name, count in seen.items() if count >= least))
        starts, columns, values = [0], list[int](), list[float]()
        for lesson in lessons:
            for name, value in lesson.features.items():
                if (at := model.index.get(name)) is not None:
                    columns.append(at)
                    values.append(value)
            starts.append(len(columns))
        shape = len(lessons), len(model.index)
        matrix = csr_matrix((np.array(values, np.float32), columns, starts), shape=shape)
        # a lesson of two classes is two rows that share its weight
        rows = [(i, k, x.weight * share) for i, x in enumerate(lessons) for k, share in x.shares.items()]
        rows_of, names, counts = (list(column) for column in zip(*rows, strict=True))
        model.weights = np.zeros((len(model.index), len(classes)), np.float32)
        model.bias = np.full(len(classes), -20.0, np.float32)
        if len(set(names)) == 1:
            model.bias[model.classes.index(names[0])] = 0.0
            return model
        solver = LogisticRegression(C=c, max_iter=_ITERATIONS, tol=_TOLERANCE, random_state=seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # to stop early is meant
            solver.fit(matrix[rows_of], names, counts)
        weights, bias = solver.coef_, solver.intercept_
        if len(solver.classes_) == 2:  # one row of weights stands for both classes
            weights, bias = np.concatenate([-weights, weights]), np.concatenate([-bias, bias])
        for name, row, offset in zip(solver.classes_, weights, bias, strict=True):
            model.weights[:, model.classes.index(name)] = row
            model.bias[model.classes.index(name)] = offset
        return model

    def pruned(self, least: float) -> LinearModel:
        """The model without the features that weigh less than `least` for every class: most of its size, none of its say."""
        kept = np.abs(self.weights).max(axis=1, initial=0.0) >= least
        names = [name for name, keep in zip(self.index, kept, strict=True) if keep]
        return LinearModel(self.classes, names, self.weights[kept], self.bias)

    def logits(self, features: Iterable[tuple[str, float]]) -> Logits:
        """What features say for each class, without the bias: the parts of a text may be added up."""
        known = [(at, value) for name, value in features if (at := self.index.get(name)) is not None]
        if not known:
            return np.zeros(len(self.classes), np.float32)
        places, values = zip(*known, strict=True)
        found: Logits = np.array(values, np.float32) @ self.weights[list(places)]
        return found

    def check_trained(self) -> None:
        """Raise where there is nothing to predict with.

        Raises:
            ModelError: The model was never fitted.
        """
        if not self.classes:
            raise ModelError("the area classifier is not trained; run `fazhi train`, or load a released model")

    def to_disk(self, folder: Path) -> None:
        """Write names and weights into a folder."""
        folder.mkdir(exist_ok=True)
        names = json.dumps({"classes": self.classes, "features": list(self.index)}, ensure_ascii=False, indent=0)
        (folder / "features.json").write_text(names, "utf-8")
        np.savez_compressed(folder / "weights.npz", weights=self.weights.astype(np.float16), bias=self.bias)

    @classmethod
    def from_disk(cls, folder: Path) -> LinearModel:
        """Read what `to_disk` wrote."""
        names = json.loads((folder / "features.json").read_text("utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            return cls(names["classes"], names["features"], arrays["weights"].astype(np.float32), arrays["bias"])


def log_softmax(logits: Logits) -> Logits:
    """Log-probabilities from logits, along the last axis.

    >>> log_softmax(np.array([[0.0, 0.0], [1.0, 1.0]])).round(3).tolist()
    [[-0.693, -0.693], [-0.693, -0.693]]
    """
    shifted = logits - logits.max(axis=-1, keepdims=True)
    found: Logits = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return found

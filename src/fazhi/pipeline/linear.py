"""A linear model over named features, one logistic regression a class: fitted by scikit-learn, used without it.

Saved as JSON (names) and NPZ (weights): no pickle, and a loaded model starts without importing scikit-learn.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fazhi.errors import ModelError

Features = Mapping[str, float]


class NearLinear(Protocol):
    """Fits a model anew on features and classes, near the weights it has."""

    def __call__(self, model: LinearModel, rows: Sequence[Features], targets: Sequence[Sequence[str]]) -> LinearModel:
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
    def fit(
        cls, rows: Sequence[Features], targets: Sequence[Sequence[str]], *, classes: Sequence[str], c: float, seed: int,
        least: int,
    ) -> LinearModel:  # fmt: skip
        """Fit one regression a class on whether it is among a row's targets.

        Args:
            rows: Feature weights.
            targets: The classes of each row.
            classes: All classes, in order.
            c: Inverse regularisation strength.
            seed: Of the solver.
            least: Features in fewer rows are left out.
        """
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression

        seen = Counter(name for row in rows for name in row)
        names = sorted(name for name, count in seen.items() if count >= least)
        model = cls(classes, names)
        triples = [(i, model.index[n], v) for i, row in enumerate(rows) for n, v in row.items() if n in model.index]
        at, columns, values = zip(*triples, strict=True)
        matrix = csr_matrix((values, (at, columns)), shape=(len(rows), len(names)), dtype=np.float64)
        fitted = []
        for name in classes:
            wanted = np.array([name in target for target in targets])
            if wanted.all() or not wanted.any():
                fitted.append((np.zeros(len(names)), 20.0 if wanted.all() else -20.0))
                continue
            solver = LogisticRegression(C=c, solver="liblinear", random_state=seed).fit(matrix, wanted)
            fitted.append((solver.coef_[0], float(solver.intercept_[0])))
        model.weights = np.stack([weights for weights, _ in fitted], axis=1).astype(np.float32)
        model.bias = np.array([bias for _, bias in fitted], np.float32)
        return model

    def probabilities(self, row: Features) -> dict[str, float]:
        """The probability of each class for one row."""
        if not self.classes:
            raise ModelError("the area classifier is not trained; run `fazhi train`, or load a released model")
        columns = [self.index.get(name, -1) for name in row]
        at = np.array(columns, np.intp)
        values = np.fromiter(row.values(), np.float32, len(row))
        known = at >= 0
        logits = self.bias + values[known] @ self.weights[at[known]]
        return dict(zip(self.classes, (1 / (1 + np.exp(-logits))).tolist(), strict=True))

    def to_disk(self, folder: Path) -> None:
        """Write names and weights into a folder."""
        names = json.dumps({"classes": self.classes, "features": list(self.index)}, ensure_ascii=False, indent=0)
        (folder / "features.json").write_text(names, "utf-8")
        np.savez_compressed(folder / "weights.npz", weights=self.weights.astype(np.float16), bias=self.bias)

    @classmethod
    def from_disk(cls, folder: Path) -> LinearModel:
        """Read what `to_disk` wrote."""
        names = json.loads((folder / "features.json").read_text("utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            return cls(names["classes"], names["features"], arrays["weights"].astype(np.float32), arrays["bias"])

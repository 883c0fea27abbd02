"""A linear-chain CRF over named attributes: fitted by CRFsuite, used without it. Saved as JSON (names) and NPZ (weights)."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from fazhi.errors import ModelError
from fazhi.pipeline.chain import Floats, best_labels, best_labels_and_marginals

Item = Sequence[str]
Labelled = tuple[Sequence[Item], Sequence[str]]
"""A sequence to fit on: its items and their labels."""
_NAMES, _WEIGHTS = "features.json", "weights.npz"


class Crf:
    """A fitted CRF, or an empty one.

    Attributes:
        labels: Their names; a label's place is its number.
        attributes: The names of the attributes that have weights.
        weights: Of shape (attributes, labels).
        transitions: Of shape (labels, labels), from row to column.
    """

    def __init__(
        self,
        labels: Sequence[str] = (),
        attributes: Sequence[str] = (),
        weights: NDArray[np.float32] | None = None,
        transitions: Floats | None = None,
    ) -> None:
        self.labels = tuple(labels)
        self._numbers = {label: number for number, label in enumerate(self.labels)}
        self.attributes = tuple(attributes)
        self.weights = np.zeros((0, 0), np.float32) if weights is None else weights
        self.transitions = np.zeros((0, 0)) if transitions is None else transitions

    @classmethod
    def fit(
        cls, sequences: Iterable[tuple[Sequence[Item], Sequence[str]]], *, c1: float, c2: float, iterations: int
    ) -> Crf:
        """Fit by L-BFGS, which has no random part: the same sequences give the same model.

        Args:
            sequences: Pairs of items (each a list of attribute names, without line breaks) and labels, of the same
                length.
            c1: Weight of the L1 norm; it also keeps the model small.
            c2: Weight of the L2 norm.
            iterations: At most so many.
        """
        from pycrfsuite import Tagger, Trainer

        trainer = Trainer(algorithm="lbfgs", verbose=False)
        for items, labels in sequences:
            trainer.append(items, labels)
        trainer.set_params({"c1": c1, "c2": c2, "max_iterations": iterations, "feature.possible_transitions": False})
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "model.crfsuite")
            trainer.train(path)
            tagger = Tagger()
            with tagger.open(path):
                return cls._of(tagger.info())

    @classmethod
    def _of(cls, fitted: Any) -> Crf:
        """Read CRFsuite's weights, as `pycrfsuite.Tagger.info` gives them."""
        label = {name: number for number, name in enumerate(fitted.labels)}
        row = {name: number for number, name in enumerate(sorted({name for name, _ in fitted.state_features}))}
        weights = np.zeros((len(row), len(label)), np.float32)
        for (attribute, name), weight in fitted.state_features.items():
            weights[row[attribute], label[name]] = weight
        transitions = np.zeros((len(label), len(label)))
        for (before, name), weight in fitted.transitions.items():
            transitions[label[before], label[name]] = weight
        return cls(tuple(label), tuple(row), weights, transitions)

    def number(self, label: str) -> int | None:
        """A label's number, its column in emissions and marginals; None for a label never seen."""
        return self._numbers.get(label)

    def best_labels(self, emissions: Floats, lengths: Sequence[int]) -> NDArray[np.intp]:
        """The numbers of the best labels of sequences that stand one after another in `emissions` (items, labels)."""
        return best_labels(emissions, self.transitions, lengths)

    def best_labels_and_marginals(self, emissions: Floats, lengths: Sequence[int]) -> tuple[NDArray[np.intp], Floats]:
        """The same, and the probability of each label of each item, of shape (items, labels)."""
        return best_labels_and_marginals(emissions, self.transitions, lengths)

    def check(self) -> None:
        """See that there is something to tag with.

        Raises:
            ModelError: The CRF is not trained.
        """
        if not self.labels:
            raise ModelError("the CRF is not trained; run `fazhi train`, or load a released model")

    def to_disk(self, folder: Path) -> None:
        """Write names and weights into a folder."""
        names = json.dumps({"labels": self.labels, "attributes": self.attributes}, ensure_ascii=False, indent=0)
        (folder / _NAMES).write_text(names, "utf-8")
        np.savez_compressed(folder / _WEIGHTS, weights=self.weights, transitions=self.transitions)

    @classmethod
    def from_disk(cls, folder: Path) -> Crf:
        """Read what `to_disk` wrote."""
        names = json.loads((folder / _NAMES).read_text("utf-8"))
        with np.load(folder / _WEIGHTS, allow_pickle=False) as arrays:
            return cls(names["labels"], names["attributes"], arrays["weights"], arrays["transitions"])


class NearCrf(Protocol):
    """Fits a CRF anew on sequences, near the weights it has."""

    def __call__(self, crf: Crf, sequences: Iterable[Labelled]) -> Crf:
        """Give the new CRF; the old one stays as it is."""


class NamedAttributes:
    """Emission scores of items whose attributes are given by name: for sequences of few items."""

    def __init__(self, crf: Crf) -> None:
        self._weights = np.vstack([crf.weights, np.zeros((1, len(crf.labels)), np.float32)])
        self._row = {name: number for number, name in enumerate(crf.attributes)}

    def emissions(self, items: Sequence[Item]) -> Floats:
        """The sum of each item's weights, of shape (items, labels); attributes without weights count nothing."""
        missing = len(self._row)
        rows = np.fromiter((self._row.get(name, missing) for item in items for name in item), np.intp)
        starts = np.fromiter(_starts(items), np.intp, len(items))
        return np.add.reduceat(self._weights[rows], starts, axis=0, dtype=np.float64)


def _starts(items: Sequence[Item]) -> Iterator[int]:
    """Where each item's attributes begin in the run of all; no item is empty."""
    start = 0
    for item in items:
        yield start
        start += len(item)

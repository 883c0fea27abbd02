"""A linear-chain CRF (CRFsuite) held in memory: fit, tag, marginal probabilities, bytes. No pickle."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from fazhi.errors import ModelError

Item = Sequence[str]


class Crf:
    """A fitted CRF, or an empty one that `fit` fills."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data
        self._tagger: Any = None

    @classmethod
    def fit(
        cls, sequences: Iterable[tuple[Sequence[Item], Sequence[str]]], *, c1: float, c2: float, iterations: int
    ) -> Crf:
        """Fit by L-BFGS, which has no random part: the same sequences give the same model.

        Args:
            sequences: Pairs of items (each a list of feature strings) and labels, of the same length.
            c1: Weight of the L1 norm; it also keeps the model small.
            c2: Weight of the L2 norm.
            iterations: At most so many.
        """
        from pycrfsuite import Trainer

        trainer = Trainer(algorithm="lbfgs", verbose=False)
        for items, labels in sequences:
            trainer.append(items, labels)
        trainer.set_params({"c1": c1, "c2": c2, "max_iterations": iterations, "feature.possible_transitions": False})
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.crfsuite"
            trainer.train(str(path))
            return cls(path.read_bytes())

    def tag(self, items: Sequence[Item]) -> list[str]:
        """The best labels of a sequence, which `marginal` then speaks about."""
        tagger = self._open()
        tagger.set(items)
        labels: list[str] = tagger.tag()
        return labels

    def marginal(self, label: str, position: int) -> float:
        """The probability of a label at a position of the sequence last tagged; 0 for a label never seen."""
        if label not in self._labels:
            return 0.0
        return float(self._tagger.marginal(label, position))

    def _open(self) -> Any:
        if self._tagger is None:
            from pycrfsuite import Tagger

            if not self.data:
                raise ModelError("the CRF is not trained; run `fazhi train`, or load a released model")
            self._tagger = Tagger()
            self._tagger.open_inmemory(self.data)
            self._labels = frozenset(self._tagger.labels())
        return self._tagger

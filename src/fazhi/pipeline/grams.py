"""Character n-grams as features of many texts at once: the weights of a linear model, looked up by integer keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fazhi.grammar.folding import fold
from fazhi.pipeline.characters import code_points

_BITS = 21
"""A code point's; three stand side by side in a key."""


class GramWeights:
    """The weights of the features that are named by a prefix and an n-gram.

    A text's value of an n-gram is the square root of how often it occurs, and of all its values the squares sum to the
    square of a norm, n-grams without weights included. Texts are folded.
    """

    def __init__(
        self,
        index: Mapping[str, int],
        weights: NDArray[np.float32],
        *,
        prefix: str,
        sizes: Sequence[int],
        norm: float,
    ) -> None:
        """Take a model's features apart.

        Args:
            index: The row of each feature, by name.
            weights: Of shape (features, classes).
            prefix: What the names of these features begin with.
            sizes: The lengths of the n-grams, 3 at most.
            norm: The norm of a text's values.
        """
        self._weights = weights
        self._norm = norm
        names = [(name[len(prefix) :], row) for name, row in index.items() if name.startswith(prefix)]
        self._tables = [_Table.of(size, [(gram, row) for gram, row in names if len(gram) == size]) for size in sizes]

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What the texts' n-grams say for each class, of shape (texts, classes)."""
        points = code_points(fold("".join(texts)))
        lengths = np.array([len(text) for text in texts], np.intp)
        text_of = np.repeat(np.arange(len(texts)), lengths)
        found = [table.find(points, text_of) for table in self._tables]
        counts = sum(np.maximum(lengths - table.size + 1, 0) for table in self._tables)
        features = len(self._weights)
        pairs, times = np.unique(np.concatenate([text * features + row for text, row in found]), return_counts=True)
        text, row = np.divmod(pairs, max(features, 1))
        values = self._norm * np.sqrt(times / np.asarray(counts)[text])
        said = self._weights.take(row, axis=0) * values.astype(np.float32)[:, None]
        total = np.zeros((len(texts), self._weights.shape[1]), np.float32)
        first = np.flatnonzero(np.diff(text, prepend=-1))
        if len(first):
            total[text[first]] = np.add.reduceat(said, first, axis=0)
        return total


@dataclass(frozen=True, slots=True)
class _Table:
    """The n-grams of one size that have weights.

    Attributes:
        size: Characters.
        keys: The n-grams as integers, in order.
        rows: The row of each.
    """

    size: int
    keys: NDArray[np.int64]
    rows: NDArray[np.intp]

    @classmethod
    def of(cls, size: int, grams: Sequence[tuple[str, int]]) -> _Table:
        points = code_points("".join(gram for gram, _ in grams))
        keys = _keys(points, size)[::size]
        order = np.argsort(keys)
        return cls(size, keys[order], np.array([row for _, row in grams], np.intp)[order])

    def find(self, points: NDArray[np.int64], text_of: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The texts and rows of all n-grams that have weights."""
        keys = _keys(points, self.size)
        if not len(self.keys) or not len(keys):
            return np.zeros(0, np.intp), np.zeros(0, np.intp)
        at = np.searchsorted(self.keys, keys)
        within = text_of[: len(keys)] == text_of[self.size - 1 :]
        known = np.flatnonzero((self.keys.take(at, mode="clip") == keys) & within)
        return text_of.take(known), self.rows.take(at.take(known))


def _keys(points: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The n-grams that begin at each character, as integers."""
    length = max(len(points) - size + 1, 0)
    keys = np.zeros(length, np.int64)
    for offset in range(size):
        keys = keys << _BITS | points[offset : offset + length]
    return keys

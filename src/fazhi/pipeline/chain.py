"""Exact inference in linear chains, many sequences at once: the best labels (Viterbi) and marginals (forward-backward).

The sequences of a batch are worked off in parallel, a numpy step for each time step of the longest. They are sorted by
length, so that those still running at a time step are the first rows of an array; time and memory are linear in the
batch's items, whatever the lengths. The model is that of CRFsuite: the score of a labelling is the sum of its items'
emission scores and of the weights of its transitions; the ends of a sequence have no scores of their own. See Lafferty,
McCallum and Pereira 2001; Rabiner 1989, section V.A, for the scaling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

_RESCALE = 4
"""Forward and backward vectors are scaled to sum 1 every so many steps: between, float64 holds what transitions differ."""


def best_labels(emissions: Floats, transitions: Floats, lengths: Sequence[int]) -> Ints:
    """The best labelling of each sequence; among equals the one with the lower label numbers from the end.

    Args:
        emissions: Scores of shape (items, labels), the sequences one after another.
        transitions: Scores of shape (labels, labels), from row to column.
        lengths: The sequences' lengths, which sum to the number of items.

    Returns:
        A label number an item.
    """
    batch = _Batch.of(lengths)
    scores = emissions[batch.rows].astype(np.float64)
    into = np.ascontiguousarray(transitions[:, None, :])
    for (before, _), (first, last) in pairwise(batch.steps):
        ways = scores[before : before + last - first].T[:, :, None] + into
        scores[first:last] += np.maximum.reduce(ways, axis=0)
    labels = np.empty(len(scores), np.intp)
    behind = np.empty(0, np.intp)
    arriving = np.ascontiguousarray(transitions.T)
    for first, last in reversed(batch.steps):
        scores[first : first + len(behind)] += arriving[behind]
        behind = labels[first:last] = scores[first:last].argmax(axis=1)
    found = np.empty_like(labels)
    found[batch.rows] = labels
    return found


def marginals(emissions: Floats, transitions: Floats, lengths: Sequence[int]) -> Floats:
    """The probability of each label of each item: shape (items, labels).

    Arguments are those of `best_labels`. The backward pass is the forward pass over the reversed sequences with the
    transposed transitions, and both run in the same steps.
    """
    batch = _Batch.of(lengths)
    factors = np.exp(emissions - emissions.max(axis=1, keepdims=True, initial=-np.inf))
    weights = np.exp(transitions - transitions.max(initial=-np.inf))
    both = np.stack([weights, weights.T])
    here = np.stack([factors[batch.rows], factors[batch.mirrored]])
    arriving = np.ones_like(here)
    for step, ((before, _), (first, last)) in enumerate(pairwise(batch.steps), 1):
        sums = arriving[:, first:last]
        np.matmul(here[:, before : before + last - first], both, out=sums)
        if step % _RESCALE == 0:
            sums /= sums.sum(axis=2, keepdims=True)
        here[:, first:last] *= sums
    found: Floats = np.empty_like(factors)
    found[batch.rows] = here[0]
    backward = np.empty_like(factors)
    backward[batch.mirrored] = arriving[1]
    found *= backward
    shares: Floats = found / found.sum(axis=1, keepdims=True)
    return shares


@dataclass(frozen=True, slots=True)
class _Batch:
    """The items of sequences in the order of time.

    Attributes:
        rows: The items' numbers: all first items, the longest sequence's first, then all second items, …
        mirrored: The same with the sequences reversed.
        steps: For each time step where its items begin and end in that order.
    """

    rows: Ints
    mirrored: Ints
    steps: list[tuple[int, int]]

    @classmethod
    def of(cls, lengths: Sequence[int]) -> _Batch:
        sizes = np.asarray(lengths, np.intp)
        order = np.argsort(-sizes, kind="stable")
        longest_first = sizes[order]
        starts = (np.cumsum(sizes) - sizes)[order]
        time = np.arange(longest_first.max(initial=0))
        running = np.searchsorted(-longest_first, -time, side="left")  # how many are longer than the time
        ends = np.cumsum(running)
        which = np.arange(running.sum()) - np.repeat(ends - running, running)
        at = np.repeat(time, running)
        rows = starts[which] + at
        mirrored = starts[which] + longest_first[which] - 1 - at
        return cls(rows, mirrored, list(zip((ends - running).tolist(), ends.tolist(), strict=True)))

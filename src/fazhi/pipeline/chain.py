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
_SLACK = 1e-6
"""What rounding may add to the logarithm of a probability."""


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
    scores = emissions.take(batch.rows, axis=0)
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
    return labels.take(batch.back)


def marginals(emissions: Floats, transitions: Floats, lengths: Sequence[int]) -> Floats:
    """The probability of each label of each item, of shape (items, labels). Arguments are those of `best_labels`."""
    return passes(emissions, transitions, lengths)[0]


def best_labels_and_marginals(emissions: Floats, transitions: Floats, lengths: Sequence[int]) -> tuple[Ints, Floats]:
    """Both of the above for less: Viterbi runs only where the marginals leave a doubt.

    No labelling is likelier than any one of its labels. So a label less likely than some whole labelling, here that of
    the likeliest labels, is not in the best one. An item with one label left is settled, and what lies between settled
    items is a sequence of its own.
    """
    shares, forward = passes(emissions, transitions, lengths)
    labels = shares.argmax(axis=1)
    sizes = np.asarray(lengths, np.intp)
    with np.errstate(divide="ignore", invalid="ignore"):
        whole = log_probabilities(labels, shares, forward, transitions, sizes)
        possible = np.log(shares) > np.repeat(np.nan_to_num(whole, nan=-np.inf), sizes)[:, None] - _SLACK
    unsettled = possible.sum(axis=1) > 1
    if unsettled.any():
        rows, parts = _with_neighbours(unsettled, sizes)
        allowed = np.where(possible.take(rows, axis=0), emissions.take(rows, axis=0), -np.inf)
        labels[rows] = best_labels(allowed, transitions, parts)
    return labels, shares


def passes(emissions: Floats, transitions: Floats, lengths: Sequence[int]) -> tuple[Floats, Floats]:
    """Marginals and forward vectors, each of the latter known up to a factor.

    The backward pass is the forward pass over the reversed sequences with the transposed transitions, so both run side
    by side as one vector, and a step is one product of matrices.
    """
    batch = _Batch.of(lengths)
    labels = len(transitions)
    factors = np.exp(emissions - emissions.max(axis=1, keepdims=True, initial=-np.inf))
    here = np.hstack([factors.take(batch.rows, axis=0), factors.take(batch.mirrored, axis=0)])
    arriving = np.ones_like(here)
    weights = np.exp(transitions - transitions.max(initial=-np.inf))
    nothing = np.zeros_like(weights)
    both = np.block([[weights, nothing], [nothing, weights.T]])
    for step, ((before, _), (first, last)) in enumerate(pairwise(batch.steps), 1):
        np.dot(here[before : before + last - first], both, out=arriving[first:last])
        here[first:last] *= arriving[first:last]
        if step % _RESCALE == 0:
            halves = here[first:last].reshape(-1, 2, labels)
            halves /= halves.sum(axis=2, keepdims=True)
    forward = here[:, :labels].take(batch.back, axis=0)
    found = forward * arriving[:, labels:].take(batch.mirrored_back, axis=0)
    shares: Floats = found / found.sum(axis=1, keepdims=True)
    return shares, forward


def log_probabilities(labels: Ints, shares: Floats, forward: Floats, transitions: Floats, sizes: Ints) -> Floats:
    """The logarithm of the probability of one labelling of each sequence: that of its last label, and of each before it."""
    into = np.exp(transitions - transitions.max(initial=-np.inf)).T[labels[1:]]
    ways = forward[:-1] * into
    items = np.arange(len(labels))
    given = np.append(ways[items[:-1], labels[:-1]] / ways.sum(axis=1), 0)[: len(labels)]
    last = (np.cumsum(sizes) - 1)[sizes > 0]
    given[last] = shares[last, labels[last]]
    sums: Floats = np.bincount(np.repeat(np.arange(len(sizes)), sizes), np.log(given), len(sizes)).astype(np.float64)
    return sums


def _with_neighbours(chosen: NDArray[np.bool_], sizes: Ints) -> tuple[Ints, list[int]]:
    """Runs of chosen items with the items next to them in their sequence: the items' numbers, and the runs' lengths."""
    first = np.zeros(len(chosen) + 1, np.bool_)
    first[np.cumsum(sizes) - sizes] = True
    first = first[:-1]
    near = chosen.copy()
    near[1:] |= chosen[:-1] & ~first[1:]
    near[:-1] |= chosen[1:] & ~first[1:]
    rows = np.flatnonzero(near)
    begins = np.flatnonzero(np.append(True, np.diff(rows) > 1) | first[rows])
    return rows, np.diff(np.append(begins, len(rows))).tolist()


@dataclass(frozen=True, slots=True)
class _Batch:
    """The items of sequences in the order of time.

    Attributes:
        rows: The items' numbers: all first items, the longest sequence's first, then all second items, …
        back: Where in that order each item is.
        mirrored: The items' numbers with the sequences reversed.
        mirrored_back: Where in that order each item is.
        steps: For each time step where its items begin and end in that order.
    """

    rows: Ints
    back: Ints
    mirrored: Ints
    mirrored_back: Ints
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
        steps = list(zip((ends - running).tolist(), ends.tolist(), strict=True))
        return cls(rows, np.argsort(rows), mirrored, np.argsort(mirrored), steps)

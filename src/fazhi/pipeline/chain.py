"""Exact inference in linear chains, many sequences at once: the best labels (Viterbi), marginals and expectations (forward-backward).

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
from typing import NamedTuple

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

    Arguments are those of `best_labels`.
    """
    return _passes(emissions, transitions, lengths).marginals


class Expectations(NamedTuple):
    """What a chain's model expects of sequences, and how likely it holds all labellings together.

    Attributes:
        marginals: The probability of each label of each item, of shape (items, labels).
        transitions: How often each label is expected behind each, summed over all sequences, of shape (labels, labels).
        partitions: For each sequence the logarithm of the sum of e^score over all labellings; 0 for an empty one.
    """

    marginals: Floats
    transitions: Floats
    partitions: Floats


def expectations(emissions: Floats, transitions: Floats, lengths: Sequence[int]) -> Expectations:
    """What it takes to fit a chain: a gradient is observed less expected counts (Lafferty et al. 2001, section 4).

    Arguments are those of `best_labels`.
    """
    passes = _passes(emissions, transitions, lengths)
    sizes = np.asarray(lengths, np.intp)
    number = np.repeat(np.arange(len(sizes)), sizes)
    inner = np.flatnonzero(number[:-1] == number[1:])  # items with one behind them in their sequence
    before, behind = passes.forward[inner], passes.backward[inner + 1] * passes.factors[inner + 1]
    scale = np.einsum("ij,ij->i", before @ passes.weights, behind)
    expected: Floats = passes.weights * ((before / scale[:, None]).T @ behind)
    highest = emissions.max(axis=1, initial=-np.inf)
    logs = np.bincount(number, passes.logs + highest, len(sizes)).astype(np.float64)
    ends = np.cumsum(sizes)[sizes > 0] - 1
    logs[sizes > 0] += np.log(passes.forward[ends].sum(axis=1)) + (sizes[sizes > 0] - 1) * transitions.max(
        initial=-np.inf
    )
    return Expectations(passes.marginals, expected, logs)


@dataclass(frozen=True, slots=True)
class _Passes:
    """The forward and backward pass, item by item.

    Attributes:
        factors: e^emission, over the item's highest.
        weights: e^transition, over the highest.
        forward: Sums over all ways up to and with the item, scaled.
        backward: Sums over all ways behind the item, scaled.
        logs: Logarithms of what the forward sums were divided by at the item.
    """

    factors: Floats
    weights: Floats
    forward: Floats
    backward: Floats
    logs: Floats

    @property
    def marginals(self) -> Floats:
        found = self.forward * self.backward
        shares: Floats = found / found.sum(axis=1, keepdims=True)
        return shares


def _passes(emissions: Floats, transitions: Floats, lengths: Sequence[int]) -> _Passes:
    """Run both passes in the same steps: the backward pass is a forward pass over the reversed sequences."""
    batch = _Batch.of(lengths)
    factors = np.exp(emissions - emissions.max(axis=1, keepdims=True, initial=-np.inf))
    weights = np.exp(transitions - transitions.max(initial=-np.inf))
    both = np.stack([weights, weights.T])
    here = np.stack([factors[batch.rows], factors[batch.mirrored]])
    arriving = np.ones_like(here)
    scaled = np.ones(len(factors))
    for step, ((before, _), (first, last)) in enumerate(pairwise(batch.steps), 1):
        sums = arriving[:, first:last]
        np.matmul(here[:, before : before + last - first], both, out=sums)
        if step % _RESCALE == 0:
            totals = sums.sum(axis=2, keepdims=True)
            scaled[first:last] = totals[0, :, 0]
            sums /= totals
        here[:, first:last] *= sums
    forward, backward, logs = np.empty_like(factors), np.empty_like(factors), np.empty(len(factors))
    forward[batch.rows], backward[batch.mirrored], logs[batch.rows] = here[0], arriving[1], np.log(scaled)
    return _Passes(factors, weights, forward, backward, logs)


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

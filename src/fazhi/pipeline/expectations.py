"""What a linear chain's model expects of sequences: what it takes to fit one (Lafferty, McCallum and Pereira 2001, section 4)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fazhi.pipeline.chain import Floats, Ints, log_probabilities, passes


class Expectations(NamedTuple):
    """What is expected, and how likely a given labelling is.

    Attributes:
        marginals: The probability of each label of each item, of shape (items, labels).
        transitions: How often each label is expected behind each, summed over all sequences, of shape (labels, labels).
        log_probabilities: Of the given labelling of each sequence; 0 for an empty one.
    """

    marginals: Floats
    transitions: Floats
    log_probabilities: Floats


def expectations(emissions: Floats, transitions: Floats, lengths: Sequence[int], labels: Ints) -> Expectations:
    """Expect labels and transitions.

    Args:
        emissions: Scores of shape (items, labels), the sequences one after another.
        transitions: Scores of shape (labels, labels), from row to column.
        lengths: The sequences' lengths, which sum to the number of items.
        labels: A labelling, a label number an item.
    """
    shares, forward = passes(emissions, transitions, lengths)
    sizes = np.asarray(lengths, np.intp)
    number = np.repeat(np.arange(len(sizes)), sizes)
    inner = np.flatnonzero(number[:-1] == number[1:])  # items with one behind them in their sequence
    weights = np.exp(transitions - transitions.max(initial=-np.inf))
    before = forward[inner]
    arriving = before @ weights
    # the label before is as likely, given the one behind, as its way there among all ways
    given = np.divide(shares[inner + 1], arriving, out=np.zeros_like(arriving), where=arriving > 0)
    expected: Floats = weights * (before.T @ given)
    return Expectations(shares, expected, log_probabilities(labels, shares, forward, transitions, sizes))

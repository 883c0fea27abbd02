"""Scores that are probabilities: Platt's map from a model's probability to the share that was right on unseen reports."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_EDGE = 1e-6
_FEWEST = 20
"""With fewer judgements of a kind a map would be chance."""


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """`1 / (1 + exp(-(slope · logit(p) + offset)))`; by default the probability itself.

    Platt, "Probabilistic outputs for support vector machines" (1999), here on log-odds.

    >>> round(Sigmoid()(0.25), 6), Sigmoid(slope=2.0)(0.25) < 0.25
    (0.25, True)
    """

    slope: float = 1.0
    offset: float = 0.0

    def __call__(self, probability: float) -> float:
        """The share to expect among predictions of this probability."""
        return 1 / (1 + math.exp(-(self.slope * _logit(probability) + self.offset)))

    @classmethod
    def fit(cls, probabilities: Sequence[float], right: Sequence[bool]) -> Sigmoid:
        """Fit on predictions for reports that the model was not fitted on.

        Args:
            probabilities: What the model said.
            right: Whether it was so. With hardly any right or hardly any wrong the map stays as it is.
        """
        from sklearn.linear_model import LogisticRegression

        if min(sum(right), len(right) - sum(right)) < _FEWEST:
            return cls()
        fitted = LogisticRegression(C=1e4).fit([[_logit(p)] for p in probabilities], list(right))
        return cls(max(float(fitted.coef_[0, 0]), 0.0), float(fitted.intercept_[0]))


def _logit(probability: float) -> float:
    p = min(max(probability, _EDGE), 1 - _EDGE)
    return math.log(p) - math.log1p(-p)

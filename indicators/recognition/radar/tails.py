"""How likely so many, or so few, are among honest units, over all that their peers allow."""

from collections.abc import Callable

import numpy as np
from scipy import special

from indicators.recognition.evidence import FloatArray
from indicators.recognition.shrinkage.grid import Prior

LIGHT = 1e-3  # of the heaviest spread: lighter ones are left out
_Z = np.linspace(-5.0, 5.0, 41)
_DENSITY = np.exp(-(_Z**2) / 2) / np.exp(-(_Z**2) / 2).sum()


def at_least(events: FloatArray, exposure: FloatArray, prior: Prior) -> FloatArray:
    """P(X ≥ events), X beta-binomial: the binomial over rates at evenly spaced normal scores."""
    left = exposure - events
    seen = np.maximum(events, 1)[:, None]

    def beyond(rate: FloatArray) -> FloatArray:
        return np.where(
            events[:, None] > 0, special.betainc(seen, left[:, None] + 1, rate[None, :]), 1.0
        )

    return _over_rates(beyond, prior)


def at_most(events: FloatArray, exposure: FloatArray, prior: Prior) -> FloatArray:
    """P(X ≤ events) of the same."""
    left = exposure - events
    over = np.maximum(left, 1)[:, None]

    def beyond(rate: FloatArray) -> FloatArray:
        below = special.betainc(over, events[:, None] + 1, 1 - rate[None, :])
        return np.where(left[:, None] > 0, below, 1.0)

    return _over_rates(beyond, prior)


def _over_rates(beyond: Callable[[FloatArray], FloatArray], prior: Prior) -> FloatArray:
    """The mean of `beyond` (units × rates) over the rates and spreads that the prior allows."""
    heavy = prior.weight >= LIGHT * prior.weight.max()
    found = np.zeros(1)
    for spread, m, weight in zip(
        prior.spread[heavy], prior.centre[heavy], prior.weight[heavy], strict=True
    ):
        size = (1 - spread**2) / max(spread**2, LIGHT**2)
        rate = special.betaincinv(m * size, (1 - m) * size, special.ndtr(_Z))
        found = found + weight * (beyond(rate) @ _DENSITY)
    return np.asarray(found / prior.weight[heavy].sum())

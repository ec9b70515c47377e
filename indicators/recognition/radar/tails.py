"""How likely so many, or so few, are among honest units, over all that their peers allow."""

import numpy as np
from scipy import special

from indicators.recognition.evidence import FloatArray
from indicators.recognition.shrinkage.grid import Prior

LIGHT = 1e-3  # of the heaviest spread: lighter ones are left out
_Z = np.linspace(-5.0, 5.0, 41)
_DENSITY = np.exp(-(_Z**2) / 2) / np.exp(-(_Z**2) / 2).sum()


def at_least(events: FloatArray, exposure: FloatArray, prior: Prior) -> FloatArray:
    """P(X ≥ events), X negative binomial with the rate and spread of the prior (gamma–Poisson)."""
    kappa = np.maximum(prior.spread, LIGHT)[None, :] ** 2
    odds = 1 / (1 + kappa * exposure[:, None] * prior.centre[None, :])
    x = events[:, None]
    found = np.where(x > 0, special.betainc(np.maximum(x, 1), 1 / kappa, 1 - odds), 1.0)
    return np.asarray(found @ prior.weight)


def at_most(events: FloatArray, exposure: FloatArray, prior: Prior) -> FloatArray:
    """P(X ≤ events), X beta-binomial: the binomial over rates at evenly spaced normal scores."""
    found = np.zeros(len(events))
    heavy = prior.weight >= LIGHT * prior.weight.max()
    left = exposure - events
    for spread, m, weight in zip(
        prior.spread[heavy], prior.centre[heavy], prior.weight[heavy], strict=True
    ):
        size = (1 - spread**2) / max(spread**2, LIGHT**2)
        rate = special.betaincinv(m * size, (1 - m) * size, special.ndtr(_Z))
        below = special.betainc(
            np.maximum(left, 1)[:, None], events[:, None] + 1, 1 - rate[None, :]
        )
        found += weight * (np.where(left[:, None] > 0, below, 1.0) @ _DENSITY)
    return np.asarray(found / prior.weight[heavy].sum())

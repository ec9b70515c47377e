"""Counts and complaints: Poisson over an exposure, and the rates of peers follow a gamma.

The spread is the coefficient of variation between peers; its square is κ, and the gamma has shape
1/κ and mean μ.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from indicators.recognition.evidence import Counts, FloatArray
from indicators.recognition.shrinkage.grid import Nodes, Prior

HALF = 0.5  # of an event added to a group, so that none is not impossible
STEPS = 30
# ``steady`` spreads that half over the units as their exposure is. Added whole, as results sealed
# before have it, it outgrew all that a small group of peers had, wherever they might differ much.


@dataclass(frozen=True)
class GammaPoisson:
    top: float = 3.0
    steady: bool = True

    def nodes(self, counts: Counts, spread: FloatArray) -> Nodes:
        x, e = (column[:, None] for column in counts.columns)
        kappa = spread[None, :] ** 2
        mu = np.full(len(spread), (x.sum() + HALF) / e.sum())
        seen, half = (x + HALF * e / e.sum(), 0.0) if self.steady else (x, HALF)
        for _ in range(STEPS):
            shrunk = 1 + kappa * e * mu
            information = (e / shrunk).sum(axis=0)
            mu = ((seen / shrunk).sum(axis=0) + half) / information
        log = _likelihood(x, e * mu, kappa).sum(axis=0)
        variance = mu / information
        return Nodes(mu, variance, log + np.log(variance) / 2)

    def moments(self, counts: Counts, prior: Prior) -> tuple[FloatArray, FloatArray, FloatArray]:
        x, e = (column[:, None] for column in counts.columns)
        kappa, mu = prior.spread[None, :] ** 2, prior.centre[None, :]
        base = 1 + kappa * e * mu
        mean = mu * (1 + kappa * x) / base
        return mean, kappa * mu * mean / base, (1 + kappa * x) / base**2

    def quantiles(self, mean: FloatArray, variance: FloatArray, z: FloatArray) -> FloatArray:
        shape = (mean**2 / variance)[:, None]
        scale = (variance / mean)[:, None]
        return np.asarray(special.gammaincinv(shape, special.ndtr(z)[None, :]) * scale)


def _likelihood(x: FloatArray, expected: FloatArray, kappa: FloatArray) -> FloatArray:
    """log of the negative binomial, up to what no spread changes; Poisson where κ is zero."""
    size = 1 / np.where(kappa > 0, kappa, 1)
    spread = (
        special.gammaln(x + size)
        - special.gammaln(size)
        + special.xlogy(x, expected / (expected + size))
        - size * np.log1p(expected / size)
    )
    return np.asarray(np.where(kappa > 0, spread, special.xlogy(x, expected) - expected))

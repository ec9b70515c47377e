"""Rates: successes are binomial, and the rates of peers follow a beta distribution.

The spread is √ρ, with ρ the correlation between two trials of one unit (0: all alike): the beta
has mean m and m(1 − m)ρ as variance. Counts may be fractional (case-mix).
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from indicators.recognition.evidence import Counts, FloatArray
from indicators.recognition.shrinkage.grid import Nodes, Prior

HALF = 0.5  # of a success and of a failure added to a group, so that none is impossible


@dataclass(frozen=True)
class BetaBinomial:
    top: float = 0.95

    def nodes(self, counts: Counts, spread: FloatArray) -> Nodes:
        x, n = (column[:, None] for column in counts.columns)
        rho = spread[None, :] ** 2
        weight = n / (1 + (n - 1) * rho)
        total = weight.sum(axis=0) + 2 * HALF
        m = ((weight * (x / n)).sum(axis=0) + HALF) / total
        log = rising(m, rho, x) + rising(1 - m, rho, n - x) - rising(np.ones_like(m), rho, n)
        variance = m * (1 - m) / total
        return Nodes(m, variance, log.sum(axis=0) + np.log(variance) / 2)

    def moments(self, counts: Counts, prior: Prior) -> tuple[FloatArray, FloatArray, FloatArray]:
        x, n = (column[:, None] for column in counts.columns)
        rho = prior.spread[None, :] ** 2
        kept = (1 - rho) / (1 - rho + n * rho)  # of the centre: one where all are alike
        mean = kept * prior.centre + (1 - kept) * x / n
        # mean (1 − mean) / (M + n + 1), with M = (1 − ρ) / ρ
        return mean, mean * (1 - mean) * rho / (1 + n * rho), kept

    def quantiles(self, mean: FloatArray, variance: FloatArray, z: FloatArray) -> FloatArray:
        return beta_quantiles(mean, variance, z)


def beta_quantiles(mean: FloatArray, variance: FloatArray, z: FloatArray) -> FloatArray:
    """Of the beta distribution with these moments."""
    total = np.maximum(mean * (1 - mean) / variance - 1, 1e-6)[:, None]
    m = mean[:, None]
    return np.asarray(special.betaincinv(m * total, (1 - m) * total, special.ndtr(z)[None, :]))


def rising(m: FloatArray, rho: FloatArray, x: FloatArray) -> FloatArray:
    """log of Γ(mM + x) / Γ(mM) Mˣ, M = (1 − ρ) / ρ, and its limit mˣ where ρ is zero."""
    with np.errstate(divide="ignore"):
        size = np.where(rho > 0, (1 - rho) / np.where(rho > 0, rho, 1), 1.0)
    a = m * size
    beta = special.gammaln(a + x) - special.gammaln(a) - x * np.log(size)
    return np.asarray(np.where(rho > 0, beta, special.xlogy(x, m)))

"""NPS: promoters, neutrals and detractors are multinomial, and peers follow a Dirichlet.

The spread is √ρ as in `shares`. What is kept of the posterior is the score, promoters minus
detractors: its mean and variance are exact, its shape that of the beta distribution with them.
"""

from dataclasses import dataclass

import numpy as np

from indicators.recognition.evidence import Counts, FloatArray
from indicators.recognition.shrinkage.grid import Nodes, Prior
from indicators.recognition.shrinkage.shares import HALF, beta_quantiles, rising

SIGN = np.array([1.0, 0.0, -1.0])


@dataclass(frozen=True)
class DirichletMultinomial:
    top: float = 0.95

    def nodes(self, counts: Counts, spread: FloatArray) -> Nodes:
        given = np.stack(counts.columns, axis=1)  # units × answers
        n = given.sum(axis=1)[:, None]
        rho = spread[None, :] ** 2
        weight = n / (1 + (n - 1) * rho)
        total = weight.sum(axis=0) + 3 * HALF
        m = (weight.T @ (given / n) + HALF) / total[:, None]  # spreads × answers
        log = -rising(np.ones(len(spread)), rho, n)
        for answer in range(3):
            log = log + rising(m[:, answer], rho, given[:, [answer]])
        # Two shares are free: the determinant of their covariance is the product of all three.
        spare = np.log(np.prod(m, axis=1) / total**2) / 2
        return Nodes(m, _score_variance(m) / total, log.sum(axis=0) + spare)

    def moments(self, counts: Counts, prior: Prior) -> tuple[FloatArray, FloatArray, FloatArray]:
        given = np.stack(counts.columns, axis=1)
        n = given.sum(axis=1)[:, None]
        rho = prior.spread[None, :] ** 2
        kept = (1 - rho) / (1 - rho + n * rho)
        share = (
            kept[:, :, None] * prior.centre[None] + (1 - kept)[:, :, None] * (given / n)[:, None]
        )
        return share @ SIGN, _score_variance(share) * rho / (1 + n * rho), kept

    def quantiles(self, mean: FloatArray, variance: FloatArray, z: FloatArray) -> FloatArray:
        return 2 * beta_quantiles((1 + mean) / 2, variance / 4, z) - 1


def _score_variance(share: FloatArray) -> FloatArray:
    """Of one answer, +1, 0 or −1."""
    score = share @ SIGN
    return np.asarray(share[..., 0] + share[..., 2] - score**2)

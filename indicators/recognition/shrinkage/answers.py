"""NPS: promoters, neutrals and detractors are multinomial, and peers follow a Dirichlet.

The spread is √ρ as in `shares`. What is kept of the posterior is the score, promoters minus
detractors: its mean and variance are exact, its shape that of the beta distribution with them.

A Dirichlet has one spread for three answers, and real peers do not: promoters may differ much and
neutrals little. What is told of a unit is its score, so the spread is that of the scores, by their
likelihood as if they were normal, with the variance that a Dirichlet gives them: one answer of each
unit tells nothing of it, as it should be.
"""

from dataclasses import dataclass

import numpy as np

from indicators.recognition.evidence import Counts, FloatArray
from indicators.recognition.shrinkage.grid import Nodes, Prior
from indicators.recognition.shrinkage.shares import HALF, beta_quantiles, rising

SIGN = np.array([1.0, 0.0, -1.0])


@dataclass(frozen=True)
class DirichletMultinomial:
    """Not ``of_score``: the spread by which all three answers are likeliest, as results were sealed
    by before the sixth scoring.
    """

    top: float = 0.95
    of_score: bool = True

    def nodes(self, counts: Counts, spread: FloatArray) -> Nodes:
        given = np.stack(counts.columns, axis=1)  # units × answers
        n = given.sum(axis=1)[:, None]
        rho = spread[None, :] ** 2
        weight = n / (1 + (n - 1) * rho)
        total = weight.sum(axis=0) + 3 * HALF
        m = (weight.T @ (given / n) + HALF) / total[:, None]  # spreads × answers
        one = _score_variance(m)
        if self.of_score:
            return Nodes(m, one / total, _score_likelihood(given @ SIGN / n[:, 0], n, m, rho))
        log = -rising(np.ones(len(spread)), rho, n)
        for answer in range(3):
            log = log + rising(m[:, answer], rho, given[:, [answer]])
        # Two shares are free: the determinant of their covariance is the product of all three.
        spare = np.log(np.prod(m, axis=1) / total**2) / 2
        return Nodes(m, one / total, log.sum(axis=0) + spare)

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


def _score_likelihood(
    score: FloatArray, n: FloatArray, share: FloatArray, rho: FloatArray
) -> FloatArray:
    """log, by spread, of the scores of units (n: units × 1), the centre integrated out."""
    variance = _score_variance(share) * (rho + (1 - rho) / n)
    away = score[:, None] - share @ SIGN
    log = -(away**2 / variance + np.log(variance)).sum(axis=0) / 2
    return np.asarray(log - np.log((1 / variance).sum(axis=0)) / 2)


def _score_variance(share: FloatArray) -> FloatArray:
    """Of one answer, +1, 0 or −1."""
    score = share @ SIGN
    return np.asarray(share[..., 0] + share[..., 2] - score**2)

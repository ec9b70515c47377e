"""Durations (logarithms of minutes) and points: normal means with normal peers.

The spread is the standard deviation between peers over that of all means, so that one grid serves
minutes and points alike. The deviation within a unit is its own, drawn towards that of its peers as
far as few cases ask for (Smyth 2004, moderated variances).
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from indicators.recognition.evidence import Counts, FloatArray
from indicators.recognition.shrinkage.grid import Nodes, Prior

MANY = 1e6  # degrees of freedom that stand for “all units vary alike inside”


@dataclass(frozen=True)
class NormalNormal:
    """The counts that it takes are means and the variances of those means, see `mean_and_error`.

    ``scale`` is the standard deviation of all means.
    """

    scale: float
    top: float = 2.0

    def nodes(self, counts: Counts, spread: FloatArray) -> Nodes:
        y, error = (column[:, None] for column in counts.columns)
        variance = error + (spread[None, :] * self.scale) ** 2
        information = (1 / variance).sum(axis=0)
        centre = (y / variance).sum(axis=0) / information
        log = -((y - centre) ** 2 / variance + np.log(variance)).sum(axis=0) / 2
        return Nodes(centre, 1 / information, log - np.log(information) / 2)

    def moments(self, counts: Counts, prior: Prior) -> tuple[FloatArray, FloatArray, FloatArray]:
        y, error = (column[:, None] for column in counts.columns)
        between = (prior.spread[None, :] * self.scale) ** 2
        kept = error / (error + between)
        return kept * prior.centre + (1 - kept) * y, between * kept, kept

    def quantiles(self, mean: FloatArray, variance: FloatArray, z: FloatArray) -> FloatArray:
        return mean[:, None] + np.sqrt(variance)[:, None] * z[None, :]


def mean_and_error(
    mean: FloatArray,
    sd: FloatArray,
    cases: FloatArray,
    noise: float | None,
    *,
    doubted: bool = True,
) -> Counts | None:
    """Means with the variance of each, of units with at least one case.

    With `noise`, the deviation of one case is that. None where nobody was seen twice and no noise
    was told: how far the means lie from the truth is then unknown.

    A deviation seen in few cases is itself in doubt, and a mean over it is spread as Student's t,
    wider than a normal with the same scale. Not `doubted`: the scale alone, as results were sealed
    by before the sixth scoring.
    """
    if noise is not None:
        return Counts((mean, noise**2 / cases))
    repeated = (cases > 1) & (sd > 0)
    if not repeated.any():
        return None
    freedom = cases[repeated] - 1
    own = sd[repeated] ** 2
    prior_freedom, prior = moderated(own, freedom)
    degrees = np.maximum(cases - 1, 0)
    freedom = prior_freedom + degrees
    lost = np.clip(freedom - 1, 0, 2) if doubted else 0  # below three degrees t has no variance
    within = (prior_freedom * prior + degrees * np.where(degrees > 0, sd, 0) ** 2) / (
        freedom - lost
    )
    return Counts((mean, within / cases))


def moderated(variances: FloatArray, freedom: FloatArray) -> tuple[float, float]:
    """Degrees of freedom and variance of the peers: moments of log s² (Smyth 2004, section 6.2)."""
    half = freedom / 2
    e = np.log(variances) - special.digamma(half) + np.log(half)
    if len(e) < 2:
        return MANY, float(np.exp(e.mean()))
    excess = float(e.var(ddof=1) - special.polygamma(1, half).mean())
    if excess <= 0:
        return MANY, float(np.exp(e.mean()))
    degrees = 2 * trigamma_inverse(excess)
    return degrees, float(np.exp(e.mean() + special.digamma(degrees / 2) - np.log(degrees / 2)))


def trigamma_inverse(value: float) -> float:
    """By Newton on 1/ψ′, which is convex and nearly linear (Smyth 2004, appendix)."""
    y = 0.5 + 1 / value
    for _ in range(50):
        trigamma = float(special.polygamma(1, y))
        step = trigamma * (1 - trigamma / value) / float(special.polygamma(2, y))
        y += step
        if abs(step) < 1e-8 * y:
            break
    return y

"""How much the units of a peer group truly differ: all answers that the counts allow, weighted.

The spread between units is not one number: few or small units leave it open, and a single best one
would make every interval too narrow (and none at all where the best is zero). So the marginal
likelihood is worked out on a grid of spreads, from full pooling (zero) upwards, with a flat prior
(Gelman 2006), and everything that follows is averaged over it. A small group borrows from the
others as much as `BORROWED` units would tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from indicators.recognition.evidence import Counts, FloatArray

COARSE, FINE = 40, 24
SMALLEST = 0.002  # spread below which two of them are the same
FAR = 12.0  # log likelihood below the best from where a spread no longer matters
BORROWED = 10.0


@dataclass(frozen=True)
class Nodes:
    """By spread: the centre of the group (k, or k × answers), its variance, and the logarithm of
    the marginal likelihood, the centre integrated out.
    """

    centre: FloatArray
    variance: FloatArray
    log: FloatArray


@dataclass(frozen=True)
class Prior:
    """What a group tells of its units: spreads with their weights (sum 1), and the centre of each.

    ``pooled`` says that no spread above zero is more likely than none: the differences fit chance.
    """

    spread: FloatArray
    weight: FloatArray
    centre: FloatArray
    variance: FloatArray
    pooled: bool

    @property
    def mean_centre(self) -> FloatArray:
        return np.asarray(self.weight @ self.centre)

    @property
    def mean_spread(self) -> float:
        return float(self.weight @ self.spread)


class Family(Protocol):
    """A pair of distributions: of what was counted, and of the truth among peers."""

    @property
    def top(self) -> float:
        """The largest spread that is considered."""

    def nodes(self, counts: Counts, spread: FloatArray) -> Nodes:
        """Of one group, by spread."""

    def moments(self, counts: Counts, prior: Prior) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Mean and variance of each unit's truth at each spread (units × k), and how much the mean
        moves with the centre.
        """

    def quantiles(self, mean: FloatArray, variance: FloatArray, z: FloatArray) -> FloatArray:
        """Values (units × z) of the distribution with these moments at normal scores `z`."""


def learn(family: Family, groups: Sequence[Counts]) -> list[Prior]:
    """One prior per group, in their order. A group without units gets what the others tell."""
    coarse = np.concatenate(([0.0], np.geomspace(SMALLEST, 1.0, COARSE) * family.top))
    known = [len(group.columns[0]) for group in groups]
    logs = np.array(
        [
            family.nodes(group, coarse).log if n else np.zeros(len(coarse))
            for group, n in zip(groups, known, strict=True)
        ]
    )
    logs -= logs.max(axis=1, keepdims=True)
    total = logs.sum(axis=0)
    found = []
    for group, own, n in zip(groups, logs, known, strict=True):
        others = sum(known) - n
        lent = (total - own) * min(1.0, BORROWED / others) if others else np.zeros(len(coarse))
        found.append(_refined(family, group, coarse, own, lent))
    return found


def _refined(
    family: Family, group: Counts, coarse: FloatArray, own: FloatArray, lent: FloatArray
) -> Prior:
    """A finer grid where the likelihood lies: large groups know their spread closely."""
    log = own + lent
    near = np.flatnonzero(log > log.max() - FAR)
    low, high = coarse[max(near[0] - 1, 0)], coarse[min(near[-1] + 1, len(coarse) - 1)]
    spread = np.linspace(low, high, FINE)
    nodes = family.nodes(group, spread)
    fine = nodes.log + np.interp(spread, coarse, lent)
    weight = np.exp(fine - fine.max())
    weight[[0, -1]] /= 2  # cells at the ends are half as wide
    pooled = bool(low == 0 and fine.argmax() == 0)
    return Prior(spread, weight / weight.sum(), nodes.centre, nodes.variance, pooled)


def mixed(family: Family, counts: Counts, prior: Prior) -> tuple[FloatArray, FloatArray]:
    """Mean and variance of each unit's truth, over all that the group allows."""
    mean, variance, moves = family.moments(counts, prior)
    centre = mean @ prior.weight
    within = variance + moves**2 * prior.variance
    return centre, within @ prior.weight + (mean - centre[:, None]) ** 2 @ prior.weight

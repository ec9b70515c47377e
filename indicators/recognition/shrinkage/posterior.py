"""What each unit's truth may be, inside its peer group: a mean, and values with their chances.

A truth is kept as the values of `shrinkage.slices`: drawing one of them is drawing from its
distribution, whatever the scale of points does to it afterwards.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indicators.recognition.evidence import Counts, FloatArray, volume
from indicators.recognition.rules import Criterion, Kind, Scoring
from indicators.recognition.shrinkage.answers import DirichletMultinomial
from indicators.recognition.shrinkage.events import GammaPoisson
from indicators.recognition.shrinkage.grid import Family, Prior, learn, mixed
from indicators.recognition.shrinkage.measures import NormalNormal, mean_and_error
from indicators.recognition.shrinkage.shares import BetaBinomial
from indicators.recognition.shrinkage.slices import Slices, equal_slices, fine_slices

FORMER, FINE = equal_slices(), fine_slices()


@dataclass(frozen=True)
class Shrunk:
    """By unit, in natural terms (fraction, −1 to 1, events per exposure, minutes, points); NaN of
    those that were not measured.

    ``atoms`` are the values (units × slices), and ``slices`` their chances. ``family`` is None
    where nobody was seen twice: then no noise is known, and the means are as they were given.
    ``counts`` are as the family takes them.
    """

    kind: Kind
    mean: FloatArray
    atoms: FloatArray
    counts: Counts
    groups: NDArray[np.str_]
    priors: Mapping[str, Prior]
    family: Family | None
    slices: Slices = FINE

    def mean_of(self, counts: Counts) -> FloatArray:
        """The means that other counts of the same units would have, the peers held as they are."""
        mean = np.full(len(self.mean), np.nan)
        for group, where, part in _split(counts, self.groups):
            if self.family is None:
                mean[where] = part.columns[0]
            elif group in self.priors:
                mean[where] = mixed(self.family, part, self.priors[group])[0]
        return natural(mean, self.kind)

    def at(self, groups: NDArray[np.str_]) -> "Shrunk":
        """To ask `mean_of` of other units, of these groups."""
        return replace(self, groups=groups, mean=np.full(len(groups), np.nan))


def shrink(
    criterion: Criterion,
    counts: Counts,
    groups: NDArray[np.str_],
    scoring: Scoring = Scoring.OF_ALL_EXCLUSIONS,
) -> Shrunk:
    """`counts` of all units, NaN of those that are not to be looked at; `groups`, their peers."""
    kind = criterion.kind
    slices = slices_of(scoring)
    usable = _usable(criterion, counts, scoring)
    mean, variance = np.full((2, len(groups)), np.nan)
    atoms = np.full((len(groups), len(slices.z)), np.nan)
    parts = [] if usable is None else list(_split(usable, groups))
    if usable is None or not parts:
        seen = np.where(counts.measured, counts.columns[0], np.nan)
        mean = natural(seen, kind) if usable is None else mean
        atoms = np.repeat(mean[:, None], len(slices.z), axis=1)
        return Shrunk(kind, mean, atoms, Counts((seen, seen)), groups, {}, None, slices)
    family = _family(kind, usable, scoring)
    learned = learn(family, [part for _, _, part in parts])
    priors = {name: prior for (name, _, _), prior in zip(parts, learned, strict=True)}
    for name, where, part in parts:
        mean[where], variance[where] = mixed(family, part, priors[name])
    known = ~np.isnan(mean)
    atoms[known] = family.quantiles(mean[known], variance[known], slices.knots) @ slices.mix
    mean, atoms = natural(mean, kind), natural(atoms, kind)
    return Shrunk(kind, mean, atoms, usable, groups, priors, family, slices)


def slices_of(scoring: Scoring) -> Slices:
    """How finely a truth is kept."""
    return FINE if scoring >= Scoring.OF_WHOLE_DOUBT else FORMER


def natural(values: FloatArray, kind: Kind) -> FloatArray:
    """Minutes for their logarithms; the rest is as it is."""
    return np.exp(values) if kind is Kind.DURATION else values


def _family(kind: Kind, counts: Counts, scoring: Scoring) -> Family:
    if kind is Kind.RATE:
        return BetaBinomial()
    if kind is Kind.SCORE:
        return DirichletMultinomial(of_score=scoring >= Scoring.OF_WHOLE_DOUBT)
    if kind is Kind.COUNT:
        return GammaPoisson(steady=scoring >= Scoring.OF_STEADY_RATES)
    means, errors = (column[counts.measured] for column in counts.columns)
    return NormalNormal(scale=float(np.sqrt(means.var() + errors.mean())))


def _usable(criterion: Criterion, counts: Counts, scoring: Scoring) -> Counts | None:
    """The counts as the family takes them, NaN where nothing was seen; None without known noise."""
    seen = counts.measured & (np.nan_to_num(volume(counts, criterion.kind)) > 0)
    if criterion.kind not in (Kind.DURATION, Kind.POINTS):
        return Counts(tuple(np.where(seen, column, np.nan) for column in counts.columns))
    mean, sd, cases = (column[seen] for column in counts.columns)
    doubted = scoring >= Scoring.OF_WHOLE_DOUBT
    found = mean_and_error(mean, sd, cases, criterion.noise, doubted=doubted)
    if found is None:
        return None
    both = np.full((2, len(seen)), np.nan)
    both[:, seen] = found.columns
    return Counts((both[0], both[1]))


def _split(
    counts: Counts, groups: NDArray[np.str_]
) -> Iterator[tuple[str, NDArray[np.intp], Counts]]:
    """Each group with units that were measured: its name, where they are, and their counts."""
    measured = counts.measured
    order = np.argsort(groups, kind="stable")
    names, starts = np.unique(groups[order], return_index=True)
    for name, where in zip(names, np.split(order, starts[1:]), strict=True):
        inside = where[measured[where]]
        if len(inside):
            yield str(name), inside, Counts(tuple(column[inside] for column in counts.columns))

"""One criterion, from counts to points: case-mix, shrinkage inside peer groups, and the scale."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from indicators.recognition.case_mix.adjust import CaseMix, adjust
from indicators.recognition.eligibility import Flags
from indicators.recognition.evidence import Counts, Field, FloatArray, counts_of, raw_value, volume
from indicators.recognition.normalise import Line, line
from indicators.recognition.rules import Criterion, Kind, Scoring
from indicators.recognition.shrinkage.posterior import Shrunk, shrink

LIMITS = {
    Kind.RATE: (0.0, 1.0),
    Kind.SCORE: (-1.0, 1.0),
    Kind.COUNT: (0.0, np.inf),
    Kind.DURATION: (0.0, np.inf),
}
HALVINGS, NEAR = 60, 1e-9


@dataclass(frozen=True)
class Assessed:
    """By unit, in the order of the field, NaN where it does not count: ``volume``; ``raw``,
    ``adjusted`` and ``shrunk`` as read; their points (0–100); and the points that each unit may
    deserve (units × atoms).

    ``points`` of ``shrunk`` are the mean of those that the unit may deserve, so that a score is the
    mean of its draws; what was counted, and what was adjusted, have the points of the scale.
    """

    criterion: Criterion
    groups: NDArray[np.str_]
    volume: FloatArray
    raw: FloatArray
    adjusted: FloatArray
    shrunk: FloatArray
    raw_points: FloatArray
    adjusted_points: FloatArray
    points: FloatArray
    atoms: FloatArray
    lines: Mapping[str, Line]
    inference: Shrunk
    case_mix: CaseMix | None
    scoring: Scoring = Scoring.OF_ALL_EXCLUSIONS

    def scale_of(self, values: FloatArray) -> FloatArray:
        """Points of `values` (units, or units × any), as read, each by the scale of its group."""
        return _by_group(self.lines, self.groups, values)

    def points_of(self, values: FloatArray) -> FloatArray:
        """Points of each unit, were its shrunk mean that of `values`, as read, and the doubt about
        it the same.
        """
        if self.scoring is Scoring.OF_THE_MEAN:
            return self.scale_of(values)
        deserved = _about(self.criterion, values, self.inference)
        return self.inference.slices.mean(self.scale_of(deserved))

    def points_at(self, place: int, value: float) -> float:
        """`points_of` one unit, the one in that place of the field."""
        return float(self._only(place).points_of(np.array([value]))[0])

    def value_for(self, place: int, points: float) -> float | None:
        """The least good value with which the unit in that place has so many points; None where no
        value that there can be has them.
        """
        only = self._only(place)
        worst, best = self._ends(place)

        def has(value: float) -> bool:
            return bool(only.points_of(np.array([value]))[0] >= points - NEAR)

        if not has(best):
            return None
        for _ in range(HALVINGS):
            middle = (worst + best) / 2
            worst, best = (worst, middle) if has(middle) else (middle, best)
        return best

    def _only(self, place: int) -> "Assessed":
        one = slice(place, place + 1)
        inference = replace(self.inference, atoms=self.inference.atoms[one])
        return replace(self, groups=self.groups[one], inference=inference)

    def _ends(self, place: int) -> tuple[float, float]:
        """The worst and the best value of the unit: what its kind allows, and the scale with the
        doubt about the unit on either side.
        """
        scale = self.lines[str(self.groups[place])].value
        low, high = float(scale.min()), float(scale.max())
        if self.scoring is not Scoring.OF_THE_MEAN:
            least, most = LIMITS.get(self.criterion.kind, (-np.inf, np.inf))
            inference = self._only(place).inference
            reach = float(np.ptp(_about(self.criterion, np.array([high]), inference)))
            low = max(low - reach, least * self.criterion.per)
            high = min(high + reach, most * self.criterion.per)
        return (low, high) if self.criterion.higher_is_better else (high, low)


def assess(
    criterion: Criterion,
    field: Field,
    counted: Flags,
    scoring: Scoring = Scoring.OF_ALL_EXCLUSIONS,
) -> Assessed:
    """`counted` are the units that compete and were measured."""
    kind, per = criterion.kind, criterion.per
    groups = field.units["group"].to_numpy(dtype=np.str_)
    counts = _only(counts_of(field.evidence[criterion.id], kind), counted)
    found = None
    if criterion.case_mix and criterion.id in field.cells:
        cells = field.cells[criterion.id]
        own = cells[cells["unit"].isin(field.units.index[counted])]
        found = adjust(counts, kind, own, field.units.index)
    adjusted = counts if found is None else found.adjusted
    inference = shrink(criterion, adjusted, groups, scoring)
    shrunk = inference.mean * per
    lines = {
        str(group): line(criterion, shrunk[counted & (groups == group)])
        for group in np.unique(groups)
    }
    raw, corrected = raw_value(counts, kind) * per, raw_value(adjusted, kind) * per
    of_mean = scoring is Scoring.OF_THE_MEAN
    deserved = inference.atoms * per if of_mean else _about(criterion, shrunk, inference)
    atoms = _by_group(lines, groups, deserved)
    return Assessed(
        criterion=criterion,
        groups=groups,
        volume=volume(counts, kind),
        raw=raw,
        adjusted=corrected,
        shrunk=shrunk,
        raw_points=_by_group(lines, groups, raw),
        adjusted_points=_by_group(lines, groups, corrected),
        points=_by_group(lines, groups, shrunk) if of_mean else inference.slices.mean(atoms),
        atoms=atoms,
        lines=lines,
        inference=inference,
        case_mix=found,
        scoring=scoring,
    )


def rescaled(one: Assessed, criterion: Criterion) -> FloatArray:
    """The points of the same units by the scale of another `criterion`. Raises ValueError where it
    lacks the numbers that its scale needs.
    """
    lines = {
        str(group): line(criterion, own[~np.isnan(own)])
        for group in np.unique(one.groups)
        for own in [one.shrunk[one.groups == group]]
    }
    if one.scoring is Scoring.OF_THE_MEAN:
        return _by_group(lines, one.groups, one.shrunk)
    deserved = _about(one.criterion, one.shrunk, one.inference)
    return one.inference.slices.mean(_by_group(lines, one.groups, deserved))


def _about(criterion: Criterion, values: FloatArray, inference: Shrunk) -> FloatArray:
    """What each unit may deserve, were its shrunk mean that of `values` (units × atoms): as far
    around it as around its own; times as much, of durations, which are learned as logarithms.
    """
    atoms, slices = inference.atoms, inference.slices
    if inference.kind is Kind.DURATION:
        logs = np.log(atoms)
        return np.asarray(values[:, None] * np.exp(logs - slices.mean(logs)[:, None]))
    return np.asarray(values[:, None] + (atoms - slices.mean(atoms)[:, None]) * criterion.per)


def _only(counts: Counts, counted: Flags) -> Counts:
    return Counts(tuple(np.where(counted, column, np.nan) for column in counts.columns))


def _by_group(
    lines: Mapping[str, Line], groups: NDArray[np.str_], values: FloatArray
) -> FloatArray:
    points = np.full(values.shape, np.nan)
    for group, found in lines.items():
        here = groups == group
        points[here] = found.of(values[here])
    return points

"""One criterion, from counts to points: case-mix, shrinkage inside peer groups, and the scale."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.recognition.case_mix.adjust import CaseMix, adjust
from indicators.recognition.eligibility import Flags
from indicators.recognition.evidence import Counts, Field, FloatArray, counts_of, raw_value, volume
from indicators.recognition.normalise import Line, line
from indicators.recognition.rules import Criterion
from indicators.recognition.shrinkage.posterior import Shrunk, shrink


@dataclass(frozen=True)
class Assessed:
    """By unit, in the order of the field, NaN where it does not count: ``volume``; ``raw``,
    ``adjusted`` and ``shrunk`` as read; their points (0–100); and the points that each unit may
    deserve (units × atoms).
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

    def points_of(self, values: FloatArray) -> FloatArray:
        """Points of `values` (units, or units × any), as read, each by its own group."""
        return _by_group(self.lines, self.groups, values)


def assess(criterion: Criterion, field: Field, counted: Flags) -> Assessed:
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
    inference = shrink(criterion, adjusted, groups)
    shrunk = inference.mean * per
    lines = {
        str(group): line(criterion, shrunk[counted & (groups == group)])
        for group in np.unique(groups)
    }
    raw, corrected = raw_value(counts, kind) * per, raw_value(adjusted, kind) * per
    return Assessed(
        criterion=criterion,
        groups=groups,
        volume=volume(counts, kind),
        raw=raw,
        adjusted=corrected,
        shrunk=shrunk,
        raw_points=_by_group(lines, groups, raw),
        adjusted_points=_by_group(lines, groups, corrected),
        points=_by_group(lines, groups, shrunk),
        atoms=_by_group(lines, groups, inference.atoms * per),
        lines=lines,
        inference=inference,
        case_mix=found,
    )


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

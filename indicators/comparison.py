"""Whether one value is really higher than another: maior, menor, or no significant difference."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.catalogue.definitions import PROPORTIONS, Indicator, Polarity, Uncertainty
from indicators.exact_tests import (
    significance_from_share,
    significance_from_target,
    significance_of_counts,
    significance_of_difference,
)
from indicators.measure import MeasuredValue, Status
from indicators.uncertainty import (
    Z95,
    FloatArray,
    false_discovery_keep,
    family_wise_keep,
    two_sided,
)

SIGNIFICANCE = 0.05
DECIMALS_OF_POINTS = 1  # as shares and their differences are read
FIGURES = ("numerator", "denominator", "value", "lower", "upper")


class Verdict(StrEnum):
    HIGHER = "maior"
    LOWER = "menor"
    NO_DIFFERENCE = "igual, dentro do acaso"
    UNKNOWN = "sem comparação"


@dataclass(frozen=True)
class Change:
    """``difference`` is in fractions for ratios and relative for counts (0.1 = 10 % more);
    None where unknown.
    """

    verdict: Verdict
    difference: float | None
    p_value: float | None = None

    def favourable(self, polarity: Polarity) -> bool | None:
        """Whether the change is for the better; None where it is neither."""
        if polarity is Polarity.NEUTRAL or self.verdict in (Verdict.NO_DIFFERENCE, Verdict.UNKNOWN):
            return None
        return (self.verdict is Verdict.HIGHER) == (polarity is Polarity.HIGHER_IS_BETTER)


NOTHING_TO_COMPARE = Change(Verdict.UNKNOWN, None)


def compare(definition: Indicator, now: MeasuredValue, other: MeasuredValue) -> Change:
    """Compare two measured values of one indicator.

    Shares of cases are compared by a score test at 5 %, exact where cases are few: a smaller change
    is what chance alone brings, even in a census. Counts of cases, and rates of events, are
    compared by an exact test of two counts; other values with an interval, by the errors that their
    intervals stand for. Ratios that count places or rules are what they are. Where no test can be
    made the verdict is UNKNOWN, and the difference stays.
    """
    if (
        now.value is None
        or other.value is None
        or Status.PARTLY_RECORDED in (now.status, other.status)
    ):
        return NOTHING_TO_COMPARE  # windows of unequal months would differ by their length alone
    if definition.is_ratio:
        difference = now.value - other.value
    elif other.value:
        difference = now.value / other.value - 1
    else:
        return NOTHING_TO_COMPARE
    if not by_chance(definition):
        return _as_shown(definition, difference)
    p_value = float(_significance(definition, _figures(now), _figures(other))[0])
    if np.isnan(p_value):  # more attended than companies, or a value without an interval
        return Change(Verdict.UNKNOWN, difference)
    verdict = _by_sign(difference).verdict if p_value < SIGNIFICANCE else Verdict.NO_DIFFERENCE
    return Change(verdict, difference, p_value)


def by_chance(definition: Indicator) -> bool:
    """Whether chance moves the value; a share of places or rules simply is what it is."""
    return definition.uncertainty is not Uncertainty.NONE or definition.attribution is not None


def is_shown(definition: Indicator, differences: FloatArray) -> NDArray[np.bool_]:
    """Which differences of values have a digit to be told by. Of shares, read in percentage points
    with one decimal, what is less is no difference to anybody.
    """
    if definition.is_share:
        differences = np.round(differences * 100, DECIMALS_OF_POINTS)
    shown: NDArray[np.bool_] = np.asarray(differences) != 0
    return shown


def _of_cases(definition: Indicator) -> bool:
    """Whether it is a share of cases, shown with an interval or not: counts suffice to test it."""
    return definition.uncertainty in PROPORTIONS or definition.uncertainty is Uncertainty.NONE


def significance(definition: Indicator, now: pd.DataFrame, other: pd.DataFrame) -> FloatArray:
    """p-values that the values of `now` and `other`, row by row, are equal: a score test, of counts
    or by intervals.

    Both have numerator, denominator, value, lower and upper. Ratios of places, which chance does
    not move, differ for sure or not at all. NaN is no evidence: shares above the universe, and
    values without an interval.
    """
    one, two = ({name: side[name].to_numpy(float) for name in FIGURES} for side in (now, other))
    return _significance(definition, one, two)


def _significance(
    definition: Indicator, one: dict[str, FloatArray], two: dict[str, FloatArray]
) -> FloatArray:
    if not by_chance(definition):
        return np.where(is_shown(definition, one["value"] - two["value"]), 0.0, 1.0)
    if not definition.is_ratio:
        return significance_of_counts(one["numerator"], two["numerator"])
    if definition.uncertainty is Uncertainty.BYAR:
        return significance_of_counts(*(side[name] for name in FIGURES[:2] for side in (one, two)))
    if _of_cases(definition):
        parts = (side[name] for side in (one, two) for name in ("numerator", "denominator"))
        return significance_of_difference(*parts)
    return _by_intervals(one, two)


def _figures(value: MeasuredValue) -> dict[str, FloatArray]:
    """Of one value: a table of one row would take longer to make than to compare."""
    return {name: np.array([getattr(value, name)], dtype=float) for name in FIGURES}


def _by_intervals(one: dict[str, FloatArray], two: dict[str, FloatArray]) -> FloatArray:
    """p-values of differences of two estimates whose intervals are z standard errors to each side
    of their centres.

    For the adjusted Wald interval of NPS it is Δ/√(V₁ + V₂).
    """
    centres, errors = zip(*(_centre_and_error(side) for side in (one, two)), strict=True)
    difference, error = centres[0] - centres[1], np.hypot(*errors)
    return two_sided(_deviates(difference, error))


def _deviates(difference: FloatArray, error: FloatArray) -> FloatArray:
    """Differences in errors; what has no error and does not differ is 0 of them."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((error == 0) & (difference == 0), 0.0, difference / error)


def _centre_and_error(side: dict[str, FloatArray]) -> tuple[FloatArray, FloatArray]:
    return (side["lower"] + side["upper"]) / 2, (side["upper"] - side["lower"]) / (2 * Z95)


def compare_with_target(definition: Indicator, now: MeasuredValue, target: float | None) -> Change:
    """Against a target, which is exact: the value is really away from it where its interval leaves
    the target out, and an exact test of the cases does not call that chance. A period of which some
    months are not whole is not judged.
    """
    if now.value is None or target is None:
        return NOTHING_TO_COMPARE
    difference = now.value - target
    if not definition.is_ratio and target:
        difference = now.value / target - 1
    if now.status is Status.PARTLY_RECORDED:  # the target is of months that are all there
        return Change(Verdict.UNKNOWN, difference)
    if not by_chance(definition):
        return _as_shown(definition, difference)
    row = pd.DataFrame({**_figures(now), "target": [target]})
    p_value = float(significance_against_targets(definition, row)[0])
    away = p_value < SIGNIFICANCE
    if now.lower is not None and now.upper is not None:
        outside = not now.lower <= target <= now.upper
        away = outside and (away or np.isnan(p_value) or not _of_cases(definition))
    elif np.isnan(p_value):
        return Change(Verdict.UNKNOWN, difference)
    return Change(
        _by_sign(difference).verdict if away else Verdict.NO_DIFFERENCE, difference, p_value
    )


def only_significant(
    changes: Sequence[Change], rate: float = SIGNIFICANCE, *, partly_shown: bool = False
) -> list[Change]:
    """The same changes with at most `rate` false discoveries among those that chance may have
    brought; where only a part of them is shown, with at most `rate` chance of any mistake.

    Changes of what has no uncertainty, which have no p-value, stay as they are.
    """
    p_values = [np.nan if change.p_value is None else change.p_value for change in changes]
    keep = (family_wise_keep if partly_shown else false_discovery_keep)(p_values, rate)
    return [
        (
            replace(change, verdict=Verdict.NO_DIFFERENCE)
            if change.p_value is not None
            and not kept
            and change.verdict in (Verdict.HIGHER, Verdict.LOWER)
            else change
        )
        for change, kept in zip(changes, keep, strict=True)
    ]


def verdicts_against_targets(definition: Indicator, rows: pd.DataFrame) -> list[Verdict]:
    """The verdict of each row of a list against its ``target``, with a chance of any mistake kept
    to 5 %: of the list, only the farthest are shown.

    `rows` has value, lower, upper, numerator, denominator and target. Ratios of places are what
    they are. UNKNOWN where a value or a target is not known, or no test can be made.
    """
    values, targets = rows["value"].to_numpy(float), rows["target"].to_numpy(float)
    known = ~np.isnan(values - targets)
    tested = by_chance(definition)
    chance = significance_against_targets(definition, rows) if tested else np.zeros(len(rows))
    known &= ~np.isnan(chance)
    differs = family_wise_keep(chance) if tested else is_shown(definition, values - targets)
    words = np.select(
        [~known, ~differs, values > targets],
        [Verdict.UNKNOWN, Verdict.NO_DIFFERENCE, Verdict.HIGHER],
        Verdict.LOWER,
    )
    return [Verdict(word) for word in words]


def significance_against_targets(definition: Indicator, rows: pd.DataFrame) -> FloatArray:
    """p-values that each value is its target, which is exact:
    exact for shares and counts of cases.
    """
    one = {name: rows[name].to_numpy(float) for name in FIGURES}
    target = rows["target"].to_numpy(float)
    if not definition.is_ratio:
        return significance_from_target(one["numerator"], target)
    with np.errstate(divide="ignore", invalid="ignore"):
        if _of_cases(definition):
            return significance_from_share(one["numerator"], one["denominator"], target)
        centre, error = _centre_and_error(one)
        return two_sided(_deviates(centre - target, error))


def _as_shown(definition: Indicator, difference: float) -> Change:
    """Of what chance does not move: the sign, where a digit shows the difference."""
    if not is_shown(definition, np.array([difference]))[0]:
        return Change(Verdict.NO_DIFFERENCE, difference)
    return _by_sign(difference)


def _by_sign(difference: float) -> Change:
    if difference == 0:
        return Change(Verdict.NO_DIFFERENCE, 0.0)
    return Change(Verdict.HIGHER if difference > 0 else Verdict.LOWER, difference)

"""Whether one value is really higher than another: maior, menor, or no difference worth an arrow."""

from dataclasses import dataclass
from enum import StrEnum
from math import hypot, inf

from indicators.catalogue import PROPORTIONS, Indicator, Polarity, Uncertainty
from indicators.measure import MeasuredValue, Status
from indicators.uncertainty import Z95, significance_of_difference, two_sided

SIGNIFICANCE = 0.05


class Verdict(StrEnum):
    HIGHER = "maior"
    LOWER = "menor"
    NO_DIFFERENCE = "sem diferença significativa"
    UNKNOWN = "sem comparação"


@dataclass(frozen=True)
class Change:
    """``difference`` is in fractions for ratios and relative for counts (0.1 = 10 % more); None where unknown."""

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

    Shares with an uncertainty are compared by a score test at 5 %: a smaller change is what chance alone brings,
    even in a census. Other values with an interval are compared by the errors that their intervals stand for.
    Counts, and ratios that count places, are what they are.
    """
    if now.value is None or other.value is None or Status.PARTLY_RECORDED in (now.status, other.status):
        return NOTHING_TO_COMPARE  # windows of unequal months would differ by their length alone
    if not definition.is_ratio:
        return _by_sign(now.value / other.value - 1) if other.value else NOTHING_TO_COMPARE
    difference = now.value - other.value
    if definition.uncertainty is Uncertainty.NONE:
        return _by_sign(difference)
    p_value = _by_score(now, other) if definition.uncertainty in PROPORTIONS else _by_intervals(now, other)
    if not p_value < SIGNIFICANCE:  # NaN, where there are more attended than companies, is no evidence either
        return Change(Verdict.NO_DIFFERENCE, difference, p_value)
    return Change(_by_sign(difference).verdict, difference, p_value)


def _by_score(now: MeasuredValue, other: MeasuredValue) -> float:
    parts = (now.numerator, now.denominator, other.numerator, other.denominator)
    return float(significance_of_difference(*(float("nan") if part is None else part for part in parts)))


def _by_intervals(now: MeasuredValue, other: MeasuredValue) -> float:
    """p-value of a difference of two estimates whose intervals are z standard errors to each side of their centres.

    For the adjusted Wald interval of NPS it is Δ/√(V₁ + V₂). Without an interval nothing can be said: NaN.
    """
    centres, errors = zip(*(_centre_and_error(side) for side in (now, other)), strict=True)
    error = hypot(*errors)
    z = (centres[0] - centres[1]) / error if error else 0.0 if centres[0] == centres[1] else inf
    return float(two_sided(z))


def _centre_and_error(side: MeasuredValue) -> tuple[float, float]:
    if side.lower is None or side.upper is None:
        return float("nan"), float("nan")
    return (side.lower + side.upper) / 2, (side.upper - side.lower) / (2 * Z95)


def compare_with_target(now: MeasuredValue, target: float | None) -> Change:
    """Against a target, which is exact: the interval decides whether the value is really away from it."""
    if now.value is None or target is None:
        return NOTHING_TO_COMPARE
    difference = now.value - target
    if now.lower is not None and now.upper is not None and now.lower <= target <= now.upper:
        return Change(Verdict.NO_DIFFERENCE, difference)
    return _by_sign(difference)


def _by_sign(difference: float) -> Change:
    if difference == 0:
        return Change(Verdict.NO_DIFFERENCE, 0.0)
    return Change(Verdict.HIGHER if difference > 0 else Verdict.LOWER, difference)

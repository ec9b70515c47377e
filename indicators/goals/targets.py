"""Targets: how much is missing, in the unit that people count, and those that parts make."""

import numpy as np
import pandas as pd

from indicators.catalogue.definitions import SCALES, Indicator, Polarity

MOST_OF_A_FRACTION = 1.0  # 0.185 of an indicator in % is one of 18.5 %, or a mistake
# Of shares of answers on a scale, 4.5 is the mean score that somebody wants, and not 4.5 %.
ON_A_SCALE, HIGHEST_SCORE = frozenset({"csat", "ces"}), 5.0


def look_like_fractions(targets: pd.Series, definition: Indicator) -> pd.Series:
    """Which targets, in the unit of the indicator, seem to be fractions of it, or scores of the
    answers that it is a share of: nobody knows which was meant, and no verdict is given against
    them.
    """
    most = HIGHEST_SCORE if definition.id in ON_A_SCALE else MOST_OF_A_FRACTION
    small = targets.abs().le(most) & targets.ne(0)
    return small & (definition.unit in SCALES)


def gaps(frame: pd.DataFrame, definition: Indicator) -> pd.Series:
    """How many more must be counted in each row to reach its ``target``; 0 where it is reached, NaN
    where unknown.

    The smallest whole k ≥ 0 with (numerator + k) ÷ denominator ≥ target; a count has no
    denominator. The tolerance forgives the binary rounding of targets such as 0.1 × 30. A score, a
    duration or a rate to be lowered is not reached by counting more: NaN.
    """
    if (
        not (definition.is_share or not definition.is_ratio)
        or definition.polarity is Polarity.LOWER_IS_BETTER
    ):
        return pd.Series(np.nan, index=frame.index)
    scale = frame["denominator"].to_numpy(float) if definition.is_ratio else np.ones(len(frame))
    goal = frame["target"].to_numpy(float) * scale
    slack = 1e-9 * np.maximum(1.0, np.abs(goal))
    missing = np.ceil(goal - frame["numerator"].to_numpy(float) - slack)
    return pd.Series(np.maximum(missing, 0.0), index=frame.index)


def targets_of_wholes(
    wholes: pd.Series, targets: pd.Series, weights: pd.Series | None
) -> pd.DataFrame:
    """The target of each whole made of those of its parts, by the code of the whole: ``target`` and
    ``parts``, how many it is made of.

    The arguments have one row per part. Without `weights`, targets of counts are added up; with
    them, those of rates are averaged: the whole has its target where every part has just its own.
    NaN where a weight is not known, or none of them counts, unless all the targets are the same.
    """
    grouped = targets.groupby(wholes)
    if weights is None:
        return pd.DataFrame({"target": grouped.sum(), "parts": grouped.size()})
    known = weights.notna().groupby(wholes).all()
    total = weights.groupby(wholes).sum()
    mean = (targets * weights).groupby(wholes).sum() / total.where(known & (total > 0))
    least = grouped.min()
    return pd.DataFrame({
        "target": mean.mask(least == grouped.max(), least),
        "parts": grouped.size(),
    })  # fmt: skip

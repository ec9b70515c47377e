"""Distance to a target: how much is missing, in the unit that people count."""

import numpy as np
import pandas as pd

from indicators.catalogue.definitions import Indicator, Polarity


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

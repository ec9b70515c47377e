"""Distance to a target: how much is missing, in the unit that people count."""

import math

import numpy as np
import pandas as pd

from indicators.catalogue import Indicator


def missing_to_target(numerator: float, denominator: float | None, target: float) -> int:
    """How many more must be counted to reach `target` (a fraction of `denominator`, or a count); 0 if reached.

    The smallest whole k ≥ 0 with (numerator + k) ÷ denominator ≥ target. The tolerance forgives the binary
    rounding of targets such as 0.1 × 30.
    """
    goal = target * denominator if denominator is not None else target
    return max(0, math.ceil(goal - numerator - 1e-9 * max(1.0, abs(goal))))


def gaps(frame: pd.DataFrame, definition: Indicator) -> pd.Series:
    """`missing_to_target` for each row of ``numerator``, ``denominator``, ``target``; NaN where one is unknown."""
    scale = frame["denominator"].to_numpy(float) if definition.is_ratio else np.ones(len(frame))
    goal = frame["target"].to_numpy(float) * scale
    slack = 1e-9 * np.maximum(1.0, np.abs(goal))
    missing = np.ceil(goal - frame["numerator"].to_numpy(float) - slack)
    return pd.Series(np.maximum(missing, 0.0), index=frame.index)

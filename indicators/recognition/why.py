"""Why a unit stands where it stands: parts that add up exactly to the difference from another."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from indicators.recognition.evidence import FloatArray
from indicators.recognition.result import Result
from indicators.recognition.rules import DECIMALS

PARTS = ("from_raw", "from_case_mix", "from_shrinkage")


def difference(result: Result, unit: str, other: str) -> pd.DataFrame:
    """By criterion, `unit` minus `other` in points of the score: ``from_raw`` (what was counted),
    ``from_case_mix`` (the clients of each), ``from_shrinkage`` (few cases) and ``total``; beside
    them ``value`` and ``other_value`` (as read, after shrinkage) and both weights.

    At two decimals, and the parts add up to the difference of the two scores to the last of them:
    the rounding is spread by largest remainder. Raises KeyError of who does not compete.
    """
    one, two = (result.criteria_of(name) for name in (unit, other))
    parts = (one[list(PARTS)].fillna(0) - two[list(PARTS)].fillna(0)).to_numpy(float)
    total = result.score_of(unit) - result.score_of(other)
    shown = rounded(parts.ravel().tolist(), total).reshape(parts.shape)
    frame = pd.DataFrame(shown, index=one.index, columns=list(PARTS))
    return frame.assign(
        total=np.round(frame.sum(axis=1), DECIMALS),
        value=one["shrunk"],
        other_value=two["shrunk"],
        weight=one["weight"],
        other_weight=two["weight"],
    )


def rounded(parts: Sequence[float], total: float, decimals: int = DECIMALS) -> FloatArray:
    """`parts` at so many decimals, adding up to `total` at the same: who was cut most gets back.

    Source: Hamilton's method of largest remainders.
    """
    scale = 10**decimals
    exact = np.asarray(parts, float) * scale
    whole = np.floor(exact)
    lacking = round(total * scale) - int(whole.sum())
    by_remainder = np.argsort(-(exact - whole), kind="stable")
    size = len(whole)
    everyone, some = divmod(lacking, size) if size else (0, 0)
    whole += everyone
    whole[by_remainder[:some]] += 1
    return np.asarray(whole / scale)

"""A quantile and its interval from cases one by one: what counts by duration must agree with."""

import numpy as np
from numpy.typing import ArrayLike

from indicators.uncertainty import Z95, quantile_ranks


def quantile_interval(
    ordered: ArrayLike, share: float, z: float = Z95
) -> tuple[float, float, float]:
    """A quantile of a sample in ascending order, and its interval by order statistics: (value,
    lower, upper).

    See `quantile_ranks`. A bound is NaN where the sample is too small to have one, the value for an
    empty sample.
    """
    sample = np.asarray(ordered, float)
    if len(sample) == 0:
        return np.nan, np.nan, np.nan
    value, low, high = (
        float(sample[rank - 1]) if 1 <= rank <= len(sample) else np.nan
        for rank in quantile_ranks(len(sample), share, z)
    )
    return value, low, high

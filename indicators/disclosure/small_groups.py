"""When a group of people is small: its count is withheld. Zero is shown: it is nobody. What would
give the count away by subtraction is for `indicators.disclosure.blocks`.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

SMALLEST_GROUP = 5

Flags = NDArray[np.bool_]


def primary_suppression(counts: ArrayLike, smallest: int = SMALLEST_GROUP) -> Flags:
    """Which counts are of too few people to be shown. NaN, which is no count, is none of them."""
    values = np.asarray(counts, float)
    return np.asarray((values > 0) & (values < smallest))

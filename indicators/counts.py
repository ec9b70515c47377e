"""Whether two counts differ by more than chance: of attendances or of people, over equal months.

Both are taken for Poisson counts. Given their sum n, the first of two equal rates is binomial, with
the share of its exposure: Przyborowski and Wilenski (1940), Biometrika 31. The two-sided p-value
doubles the smaller tail, as the exact interval of a proportion does (Fay 2010, The R Journal 2).

Who is in both counts adds to the sum and not to the difference: people who come back, and months
that two long windows share, only make the test more cautious. Attendances that come in bunches do
the opposite (docs/adr/0030).
"""

import numpy as np
from numpy.typing import ArrayLike

from indicators.uncertainty import FloatArray


def significance_of_counts(
    x1: ArrayLike, x2: ArrayLike, exposure1: ArrayLike = 1.0, exposure2: ArrayLike = 1.0
) -> FloatArray:
    """Two-sided p-value of x₁ / exposure₁ = x₂ / exposure₂. NaN where a count or an exposure is not
    known or possible.

    1 where nothing was counted on either side: there is no difference to explain.
    """
    from scipy.special import bdtr, bdtrc

    a, b, t, u = np.broadcast_arrays(
        *(np.asarray(v, float) for v in (x1, x2, exposure1, exposure2))
    )
    valid = (a >= 0) & (b >= 0) & (t > 0) & (u > 0)
    first, other, own, rest = (np.where(valid, v, 1.0) for v in (a, b, t, u))
    n, share = np.rint(first + other).astype(np.int64), own / (own + rest)
    # P(at most x₁) and P(at least x₁) of n; the second has no case where x₁ is 0.
    below = bdtr(first, n, share)
    above = np.where(first > 0, bdtrc(np.maximum(first - 1, 0), n, share), 1.0)
    return np.where(valid, np.minimum(2 * np.minimum(below, above), 1.0), np.nan)


def significance_from_target(x: ArrayLike, target: ArrayLike) -> FloatArray:
    """Two-sided p-value that a count is of a Poisson whose mean is `target`;
    NaN where either is unknown.
    """
    from scipy.special import pdtr, pdtrc

    count, mean = np.broadcast_arrays(np.asarray(x, float), np.asarray(target, float))
    valid = (count >= 0) & (mean > 0)
    k, m = np.where(valid, count, 1.0), np.where(valid, mean, 1.0)
    above = np.where(k > 0, pdtrc(np.maximum(k - 1, 0), m), 1.0)
    return np.where(valid, np.minimum(2 * np.minimum(pdtr(k, m), above), 1.0), np.nan)

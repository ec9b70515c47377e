"""Whether two counts, or two shares of cases, differ by more than chance; or one from its target.

Exact where cases are few. A list of municipalities judges thousands of shares of a handful of
companies, and there the normal distribution promises far smaller tails than there are: with every
difference due to chance, some municipality was called different on most screens. Two-sided p-values
double the smaller tail, as the exact intervals do (Fay 2010, The R Journal 2).

Counts, of attendances or of people, over equal months, are taken for Poisson. Given their sum n,
the first of two equal rates is binomial, with the share of its exposure: Przyborowski and Wilenski
(1940), Biometrika 31. Who is in both counts adds to the sum and not to the difference: people who
come back, and months that two long windows share, only make the test more cautious. Attendances
that come in bunches do the opposite (docs/adr/0030).
"""

import numpy as np
from numpy.typing import ArrayLike

from indicators.uncertainty import FloatArray, two_sided

ENOUGH = 50  # cases expected in the least of the four cells: beyond, both tests say the same,
UNLIKELY = 0.01  # but for what chance hardly brings, which a list of thousands is judged by
PLENTY = 10_000  # and of so many they say it even there
STEPS = 600  # of a tail whose cell expects fewer: all but nothing of it
NOTHING = 1e-17


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


def significance_from_share(x: ArrayLike, n: ArrayLike, target: ArrayLike) -> FloatArray:
    """p-value that a share of `n` cases is `target`, which is exact: the binomial test.

    NaN where the share or the target is no fraction.
    """
    from scipy.special import bdtr, bdtrc

    cases, whole, share = np.broadcast_arrays(*(np.asarray(v, float) for v in (x, n, target)))
    known = (whole > 0) & (cases >= 0) & (cases <= whole) & (share >= 0) & (share <= 1)
    k, p = np.where(known, cases, 0.0), np.where(known, share, 0.5)
    size = np.where(known, whole, 1).astype(np.int64)
    above = np.where(k > 0, bdtrc(np.maximum(k - 1, 0), size, p), 1.0)
    return np.where(known, np.minimum(2 * np.minimum(bdtr(k, size, p), above), 1.0), np.nan)


def significance_of_difference(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike
) -> FloatArray:
    """p-value of p₁ = p₂. NaN where either total is not positive or has fewer cases than it counts.

    Given all the cases, those of the first are hypergeometric (Fisher's exact test); where every
    cell expects `ENOUGH`, the pooled score test, but for what it calls `UNLIKELY`: of 50 cases a
    chance of one in a hundred thousand is four times as large as the normal distribution has it.
    For a census it reads: how often chance alone would move the rate this far.
    """
    x1, n1, x2, n2 = np.broadcast_arrays(*(np.asarray(v, float) for v in (x1, n1, x2, n2)))
    valid = (n1 > 0) & (n2 > 0) & (x1 >= 0) & (x2 >= 0) & (x1 <= n1) & (x2 <= n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (x1 + x2) / (n1 + n2)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        z = np.where(error > 0, (x1 / n1 - x2 / n2) / error, 0.0)
        least = np.minimum(pooled, 1 - pooled) * np.minimum(n1, n2)
    found = np.where(valid, two_sided(z), np.nan)
    with np.errstate(invalid="ignore"):
        few = valid & ((least < ENOUGH) | ((least < PLENTY) & (found < UNLIKELY)))
    if few.any():
        found[few] = _hypergeometric(x1[few], n1[few], x2[few], n2[few])
    return np.asarray(found)


def _hypergeometric(x1: FloatArray, n1: FloatArray, x2: FloatArray, n2: FloatArray) -> FloatArray:
    """Twice the tail from the table seen outwards, at most 1."""
    from scipy.special import gammaln

    # The tail is walked away from what is expected; by symmetry, always towards more in the first.
    more = x1 * n2 >= x2 * n1
    a, c = np.where(more, x1, n1 - x1), np.where(more, x2, n2 - x2)
    b, d = n1 - a, n2 - c
    cells = (a, b, c, d)
    margins = (a + b, c + d, a + c, b + d)
    start = sum(gammaln(m + 1) for m in margins) - sum(gammaln(v + 1) for v in cells)
    term = np.exp(start - gammaln(sum(cells) + 1))
    tail = term.copy()
    for _ in range(STEPS):
        a, b, c, d = a + 1, b - 1, c - 1, d + 1
        term = term * np.maximum(b + 1, 0) * np.maximum(c + 1, 0) / (a * d)
        tail += term
        if (term <= NOTHING * tail).all():
            break
    return np.asarray(np.minimum(2 * tail, 1.0), dtype=float)

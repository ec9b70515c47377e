"""Groups that heap at a threshold far more than the others do."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
WINSORISED = 0.1


def heaped_groups(
    at: npt.ArrayLike, around: npt.ArrayLike, *, fewest: float, times: float, deviations: float
) -> npt.NDArray[np.bool_]:
    """Which groups have too large a share `at` of those `around` the threshold.

    Funnel with overdispersion (Spiegelhalter 2005, Stat. Med. 24): against the share p₀ of all
    groups together, z = (p − p₀)/√(p₀(1 − p₀)/n); φ is the mean of z² with its tails winsorised at
    10 %, never below 1, so that habits that differ everywhere raise the limits. A group is flagged
    where z/√φ > `deviations`, p ≥ `times`·p₀ and n ≥ `fewest`. Groups smaller than `fewest` count
    for p₀ and not for φ.
    """
    x, n = np.asarray(at, float), np.asarray(around, float)
    judged = n >= fewest
    total = n.sum()
    share = x.sum() / total if total else 0.0
    if not judged.any() or share in (0.0, 1.0):
        return np.zeros(len(x), dtype=bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        own = x / n
        z = (own - share) / np.sqrt(share * (1 - share) / n)
    spread = np.sqrt(max(1.0, float(np.mean(_winsorised_scores(z[judged]) ** 2))))
    flagged: npt.NDArray[np.bool_] = judged & (z / spread > deviations) & (own >= times * share)
    return flagged


def _winsorised_scores(z: FloatArray) -> FloatArray:
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    return np.clip(z, low, high)

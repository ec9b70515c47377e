"""In which months of a unit a pattern is: what may be left out, and what need not be."""

import numpy as np
import pandas as pd
from scipy import special

from indicators.recognition.radar.judge import RARE


def bearing_months(months: pd.DataFrame, rate: float) -> pd.Series:
    """Whether each month (``events`` of ``exposure``) has more than its part of what peers would
    have: `rate` for each of the exposure. Of months that peers would have too, at most one unit in
    twenty has any; none may stand out where a pattern is spread over all of them.
    """
    events, exposure = (months[name].to_numpy(float) for name in ("events", "exposure"))
    expected = np.maximum(exposure * rate, np.finfo(float).tiny)
    chance = np.where(events > 0, special.gammainc(np.maximum(events, 1), expected), 1.0)
    return pd.Series(chance <= RARE / max(len(months), 1), index=months.index)

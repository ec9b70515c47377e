"""Lines of the matrix made of numerators and denominators."""

import numpy as np
import pandas as pd

from indicators.catalogue.definitions import Indicator
from indicators.goals.pace import Standing
from indicators.measure import measure_ratios
from indicators.pooling import pooled_value
from indicators.territories.matrix import Line


def measured(definition: Indicator, x: object, n: object, minus: object = None) -> pd.DataFrame:
    frame = pd.DataFrame({"numerator": np.asarray(x, float), "denominator": np.asarray(n, float)})
    frame = frame.assign(missing=0, partly_recorded=False, target=np.nan)
    if definition.subtracted is not None:
        frame["subtracted"] = np.asarray(minus, float)
    rows = measure_ratios(frame, definition)
    rows = rows.assign(standing=Standing.NONE, expected=np.nan, pace_p_value=np.nan)
    codes = [f"{at:02d}" for at in range(len(rows))]
    return rows.assign(code=codes, name=codes, uf=codes)


def line(definition: Indicator, now: pd.DataFrame, before: pd.DataFrame | None = None) -> Line:
    gross = now
    if definition.subtracted is not None:
        gross = now.assign(numerator=now["numerator"] + now["subtracted"])
    return Line(definition, now, before, pooled_value(gross, definition), additive=True)

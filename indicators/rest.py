"""Each part of a whole beside the other parts together:
a channel and the other channels, a place and the others.
"""

import pandas as pd

from indicators.catalogue.definitions import Indicator
from indicators.comparison import NOTHING_TO_COMPARE, Change, compare
from indicators.measure import MeasuredValue, Status, as_value, measure_ratios

INCONCLUSIVE = (Status.FEW, Status.SUPPRESSED)


def against_the_rest(rows: pd.DataFrame, definition: Indicator) -> list[Change]:
    """How each row differs from all the others added up, of an indicator that is a quotient of
    sums.

    `rows` are parts of one whole, each counted in one of them, with the columns of `MeasuredValue`.
    Those withheld are in no sum; too few cases, on either side, are not compared. No false
    discoveries are controlled here: the list that is read together knows
    (`comparison.only_significant`).
    """
    known = rows["value"].notna()
    sums = {
        name: rows[name].where(known, 0.0).astype(float) for name in ("numerator", "denominator")
    }
    others = pd.DataFrame(
        {name: column.sum() - column for name, column in sums.items()}, index=rows.index
    )
    rest = measure_ratios(others.assign(missing=0, partly_recorded=False), definition)
    return [
        compared_with_rest(definition, as_value(own), as_value(other))
        for (_, own), (_, other) in zip(rows.iterrows(), rest.iterrows(), strict=True)
    ]


def compared_with_rest(definition: Indicator, own: MeasuredValue, rest: MeasuredValue) -> Change:
    """`compare`, but nothing to compare where either side has too few cases to conclude from."""
    if own.status in INCONCLUSIVE or rest.status in INCONCLUSIVE:
        return NOTHING_TO_COMPARE
    return compare(definition, own, rest)

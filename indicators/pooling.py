"""One value of several territories together: sums divided by sums, never an average of rates."""

import pandas as pd

from indicators.catalogue import Indicator
from indicators.measure import MeasuredValue, Status, as_value, measure_ratios

NOTHING = MeasuredValue(None, None, None, None, None, Status.NOT_APPLICABLE)


def pooled(rows: pd.DataFrame, definition: Indicator) -> MeasuredValue:
    """The indicator over `rows` together; of a count, their sum.

    `rows` has one territory each: numerator before anything is subtracted, denominator, missing, status and, for a
    score, subtracted. A rate must not count whom its base leaves out, so that rows without denominator only say that
    the value is partial; those withheld have no figures to add.
    """
    if rows.empty or rows["numerator"].isna().all():
        return NOTHING
    partly = bool(rows["status"].eq(Status.PARTLY_RECORDED).any())
    if not definition.is_ratio:
        count = float(rows["numerator"].sum())
        return MeasuredValue(count, None, count, None, None, Status.PARTLY_RECORDED if partly else Status.MEASURED)
    known = rows[rows["denominator"].notna() & rows["numerator"].notna()]
    base = known if len(known) else rows
    names = ["numerator", "denominator", *(["subtracted"] if definition.subtracted else [])]
    sums = base[names].sum(min_count=1).to_frame().T
    sums = sums.assign(missing=len(rows) - len(known), partly_recorded=partly)
    return as_value(measure_ratios(sums, definition).iloc[0])


def mean_count(rows: pd.DataFrame) -> MeasuredValue:
    """A count per territory, on average: of places alike, what is comparable with one of them."""
    known = rows.dropna(subset=["numerator"])
    if known.empty:
        return NOTHING
    mean = float(known["numerator"].mean())
    partly = bool(known["status"].eq(Status.PARTLY_RECORDED).any())
    return MeasuredValue(mean, None, mean, None, None, Status.PARTLY_RECORDED if partly else Status.MEASURED)

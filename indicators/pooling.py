"""One value of several territories together: sums divided by sums, never an average of rates."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from indicators.catalogue.definitions import Indicator
from indicators.measure import MeasuredValue, Status, as_value, measure_ratios

NOTHING = MeasuredValue(None, None, None, None, None, Status.NOT_APPLICABLE)
# Why territories together have no value, the first that is true of any of them: what is withheld
# was recorded.
WITHOUT_NUMERATOR = (Status.SUPPRESSED, Status.NOT_MEASURED)


def pooled_value(rows: pd.DataFrame, definition: Indicator) -> MeasuredValue:
    """The indicator over `rows` together; of a count, their sum.

    `rows` has one territory each: numerator before anything is subtracted, denominator, missing,
    status and, for a score, subtracted. A rate must not count whom its base leaves out, so that
    rows without denominator only say that the value is partial; those withheld have no figures to
    add. Where none has a numerator, the status says why.
    """
    return pooled_each([rows], definition)[0]


def pooled_each(groups: Sequence[pd.DataFrame], definition: Indicator) -> list[MeasuredValue]:
    """`pooled_value` of each of several groups, which may share territories, measured at once."""
    if not definition.is_ratio:
        return [_count(rows) for rows in groups]
    sums = [_sums(rows, definition) for rows in groups]
    frame = pd.DataFrame([found for found in sums if found is not None])
    values = iter(
        [as_value(row) for _, row in measure_ratios(frame, definition).iterrows()]
        if len(frame)
        else []
    )
    return [
        _missing_value(rows) if found is None else next(values)
        for rows, found in zip(groups, sums, strict=True)
    ]


def _missing_value(rows: pd.DataFrame) -> MeasuredValue:
    """No value, and why."""
    reasons = [reason for reason in WITHOUT_NUMERATOR if rows["status"].eq(reason).any()]
    return replace(NOTHING, status=reasons[0]) if reasons else NOTHING


def _count(rows: pd.DataFrame) -> MeasuredValue:
    if rows["numerator"].isna().all():
        return _missing_value(rows)
    count = float(rows["numerator"].sum())
    return MeasuredValue(count, None, count, None, None, _count_status(rows))


def _count_status(rows: pd.DataFrame) -> Status:
    if _partly_measured(rows):
        return Status.PARTLY_RECORDED
    return Status.PARTIAL if rows["numerator"].isna().any() else Status.MEASURED


def _partly_measured(rows: pd.DataFrame) -> bool:
    return bool(rows["status"].eq(Status.PARTLY_RECORDED).any())


def _sums(rows: pd.DataFrame, definition: Indicator) -> dict[str, object] | None:
    """What `measure_ratios` measures; None where no territory has a numerator."""
    if rows["numerator"].isna().all():
        return None
    known = rows[rows["denominator"].notna() & rows["numerator"].notna()]
    base = known if len(known) else rows
    names = ["numerator", "denominator", *(["subtracted"] if definition.subtracted else [])]
    sums = {name: base[name].sum(min_count=1) for name in names}
    return {**sums, "missing": len(rows) - len(known), "partly_recorded": _partly_measured(rows)}


def mean_count(rows: pd.DataFrame) -> MeasuredValue:
    """A count per territory, on average: of places alike, what is comparable with one of them."""
    known = rows.dropna(subset=["numerator"])
    if known.empty:
        return _missing_value(rows)
    mean = float(known["numerator"].mean())
    return MeasuredValue(mean, None, mean, None, None, _count_status(known))

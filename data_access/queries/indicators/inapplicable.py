"""Rows of what an indicator does not apply to."""

from collections.abc import Sequence

import pandas as pd

from indicators.catalogue.definitions import Indicator
from indicators.measure import Status, with_basis
from indicators.scope import Period


def not_applicable(frame: pd.DataFrame, definition: Indicator) -> pd.DataFrame:
    """The rows of `frame` without figures."""
    nothing = dict.fromkeys(("numerator", "denominator", "value", "lower", "upper"), float("nan"))
    return with_basis(frame.assign(**nothing, missing=0, status=Status.NOT_APPLICABLE), definition)


def empty_series(periods: Sequence[Period], definition: Indicator) -> pd.DataFrame:
    """A row for each period: last_month, start, end, and no figures."""
    frame = pd.DataFrame(
        {
            "last_month": [period.end.index for period in periods],
            "start": [str(period.start) for period in periods],
            "end": [str(period.end) for period in periods],
        }
    )
    return not_applicable(frame, definition)

"""Reads of an edition. Every one takes the scope and the access, and intersects them here."""

from data_access.queries.indicator import (
    DEFAULT_REACH_KM,
    indicator_series,
    indicator_table,
    indicator_total,
    indicator_windows,
)
from data_access.queries.statement import indicator_statement
from indicators.measure import as_value

__all__ = [
    "DEFAULT_REACH_KM",
    "as_value",
    "indicator_series",
    "indicator_statement",
    "indicator_table",
    "indicator_total",
    "indicator_windows",
]

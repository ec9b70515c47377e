"""Doubts about data that came in by the rules: nothing is refused here, and the rows behind each doubt are shown."""

from data_access.plausibility.finding import Finding, Severity

__all__ = ["Finding", "Severity"]

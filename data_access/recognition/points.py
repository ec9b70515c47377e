"""Points that members give, and what they register of processes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Entry:
    """A process that somebody entered: nothing is counted of it."""

    unit: str
    name: str
    owner: str
    uf: str
    text: str
    evidence: str
    public: bool


@dataclass(frozen=True)
class Points:
    """The latest points of each member: columns criterion, unit, member and points."""

    rows: pd.DataFrame

    def table(self, criterion: str) -> pd.DataFrame:
        """``mean``, ``sd`` and ``cases`` by unit; of a single member nothing is known of the
        spread.
        """
        own = self.rows[self.rows["criterion"] == criterion].sort_values(["unit", "member"])
        grouped = own.groupby("unit")["points"]
        table = pd.DataFrame({
            "mean": grouped.mean(),
            "sd": grouped.std(ddof=1).fillna(0.0),
            "cases": grouped.size().astype(float),
        })  # fmt: skip
        return table.astype(np.float64)


NO_POINTS = Points(pd.DataFrame({
    "criterion": pd.Series(dtype=object),
    "unit": pd.Series(dtype=object),
    "member": pd.Series(dtype=object),
    "points": pd.Series(dtype=float),
}))  # fmt: skip

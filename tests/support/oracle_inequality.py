"""The slope index of coverage worked out place by place from its definition, with a general
least-squares solver.
"""

import numpy as np
import pandas as pd


def slope(places: pd.DataFrame) -> tuple[float, float, float] | None:
    """Least less most vulnerable end, with its interval; None where a fifth is empty or nobody or
    all were reached.
    """
    found = _fit(places)
    if found is None:
        return None
    _, slope, error = found
    return -slope, -slope - error, -slope + error


def ends(places: pd.DataFrame) -> tuple[float, float] | None:
    """The fitted rate of the least vulnerable end, and of the most."""
    found = _fit(places)
    return None if found is None else (found[0], found[0] + found[1])


def _fit(places: pd.DataFrame) -> tuple[float, float, float] | None:
    """The line at the least vulnerable end, its slope, and half of the interval of the slope.

    `places` has reached, stock and vulnerability; unknown ones are in no fifth. A place goes to the
    fifth of the middle of its stock among those at least as little vulnerable; places alike go
    together.
    """
    known = places.dropna()
    known = known[known["stock"] > 0]
    total = known["stock"].sum()
    fifth = []
    for level in known["vulnerability"]:
        below = known.loc[known["vulnerability"] < level, "stock"].sum()
        own = known.loc[known["vulnerability"] == level, "stock"].sum()
        fifth.append(min(int(5 * (below + own / 2) / total), 4))
    groups = known.assign(fifth=fifth).groupby("fifth")[["reached", "stock"]].sum()
    if len(groups) < 5:
        return None
    reached, stock = groups["reached"].to_numpy(float), groups["stock"].to_numpy(float)
    whole = reached.sum() / total
    if not 0 < whole < 1:
        return None
    middle = np.array([(stock[:n].sum() + stock[n] / 2) / total for n in range(5)])
    weight = np.diag(stock / (whole * (1 - whole)))
    design = np.column_stack([np.ones(5), middle])
    covariance = np.linalg.inv(design.T @ weight @ design)
    start, found = covariance @ design.T @ weight @ (reached / stock)
    error = 1.959963984540054 * np.sqrt(covariance[1, 1])
    return start, found, error

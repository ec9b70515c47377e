"""The slope index of coverage worked out place by place from its definition, with a general
least-squares solver.
"""

import numpy as np
import pandas as pd
from scipy.stats import t


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
    whole = groups["reached"].sum() / total
    if not 0 < whole < 1:
        return None
    stock = groups["stock"].to_numpy(float)
    middle = np.array([(stock[:n].sum() + stock[n] / 2) / total for n in range(5)])
    # Each place stands at the middle of its fifth. HC2 and its degrees of freedom, by matrices.
    n = known["stock"].to_numpy(float)
    rate = known["reached"].to_numpy(float) / n
    weight = np.diag(n)
    design = np.column_stack([np.ones(len(n)), middle[np.array(fifth)]])
    solution = np.linalg.inv(design.T @ weight @ design) @ design.T @ weight
    start, found = solution @ rate
    left = np.eye(len(n)) - design @ solution
    scaled = np.diag(solution[1] / np.sqrt(np.maximum(np.diag(left), 1e-9)))
    chance = np.diag(whole * (1 - whole) / n)
    made = scaled @ left @ chance @ left.T @ scaled
    freedom = max(np.trace(made) ** 2 / np.trace(made @ made), 1.0)
    robust = np.sqrt(np.sum((scaled @ left @ rate) ** 2))
    alone = np.sqrt(solution[1] @ chance @ solution[1])
    return start, found, max(t.ppf(0.975, freedom) * robust, 1.959963984540054 * alone)

"""In which criteria the first units of a category differ from the others."""

import pandas as pd
from scipy.stats import mannwhitneyu

from indicators.uncertainty import false_discovery_keep

LEAST = 10  # units of the first ones, and of the others, under which nothing is said
WORTH = 3.0  # points, of 100, under which a difference is not worth telling


def first_ones(units: pd.DataFrame, tiers: list[str]) -> pd.Series:
    """Whether each unit (``tier``, ``band``) is among the first: the highest tier of `tiers`, from
    the highest down, or the first bands, whichever first holds `LEAST` units. Nobody is where that
    would be more than a third of all.
    """
    most = len(units) / 3
    groups = [units["tier"].isin(tiers[: place + 1]) for place in range(len(tiers))]
    groups += [units["band"] <= band for band in sorted(units["band"].unique())]
    nobody = pd.Series(False, index=units.index)
    return next((group for group in groups if LEAST <= group.sum() <= most), nobody)


def distinctions(points: pd.DataFrame, first: pd.Series) -> pd.DataFrame:
    """By criterion, the mean `points` (units × criteria, 0–100, NaN where not measured) of the
    ``first`` and of the ``others``, and whether the first ``differ``: have at least `WORTH` more,
    beyond chance (Mann–Whitney, one-sided; Benjamini and Hochberg over the criteria). The largest
    difference first; empty where either side is of few.

    `points` are of shrunken measures, which being chosen for a high score does not inflate.
    """
    if min(first.sum(), (~first).sum()) < LEAST:
        return pd.DataFrame(columns=["first", "others", "differ"])
    sides = {
        name: (points.loc[first, name].dropna(), points.loc[~first, name].dropna())
        for name in map(str, points.columns)
    }
    known = {name: pair for name, pair in sides.items() if len(pair[0]) and len(pair[1])}
    chances = [mannwhitneyu(*pair, alternative="greater").pvalue for pair in known.values()]
    means = [(one.mean(), other.mean()) for one, other in known.values()]
    table = pd.DataFrame(means, index=list(known), columns=["first", "others"])
    above = table["first"] - table["others"]
    told = table.assign(differ=false_discovery_keep(chances) & (above >= WORTH))
    return told.loc[above.sort_values(ascending=False, kind="stable").index]

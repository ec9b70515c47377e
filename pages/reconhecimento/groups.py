"""Units that compete in a few groups, the highest first: tiers where they tell units apart, else
bands that follow each other.
"""

import numpy as np
import pandas as pd

from config.formatting import number
from config.ibge import REGIONS, UFS
from pages.reconhecimento.data import Standing

MOST = 4  # groups of bands, which a ramp of colours tells apart over a pale ground
NEARLY_ALL = 0.95


def grouped(standing: Standing) -> pd.Series:
    """The group of each row of `standing.competing`, as ordered categories."""
    rows = standing.competing
    tiers = [item.name for item in standing.category.tier]
    shares = rows["tier"].value_counts(normalize=True)
    if tiers and len(shares) > 1 and shares.max() < NEARLY_ALL:
        return _ordered(rows["tier"].replace("", "sem nível"), [*tiers, "sem nível"])
    bands = np.array(sorted(rows["band"].astype(int).unique()))
    pieces = np.array_split(bands, min(MOST, len(bands)))
    names = {band: _bands_words(piece) for piece in pieces for band in piece}
    return _ordered(rows["band"].astype(int).map(names), list(dict.fromkeys(names.values())))


def _ordered(groups: pd.Series, order: list[str]) -> pd.Series:
    there = set(groups)
    kept = [name for name in order if name in there]
    return groups.astype(pd.CategoricalDtype(kept, ordered=True))


def _bands_words(piece: np.ndarray) -> str:
    first, last = number(piece[0]), number(piece[-1])
    return f"{first}ª faixa" if first == last else f"{first}ª a {last}ª faixa"


def shares_by_place(standing: Standing) -> pd.DataFrame:
    """Of the units of each region and UF, the share in each group: places × groups."""
    groups = grouped(standing)
    uf = standing.competing["uf"]
    region = uf.map({item.sigla: f"Região {item.region_name}" for item in UFS})
    by_region = pd.crosstab(region, groups, normalize="index")
    by_uf = pd.crosstab(uf, groups, normalize="index")
    regions = [f"Região {name}" for name in REGIONS.values()]
    ufs = [item.sigla for item in UFS]
    table = pd.concat([by_region, by_uf]).reindex(
        [place for place in (*regions, *ufs) if place in by_region.index or place in by_uf.index]
    )
    return table.set_axis([str(name) for name in table.columns], axis=1)

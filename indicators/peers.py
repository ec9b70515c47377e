"""Peers: the territories of one level that are most alike in size."""

import numpy as np
import pandas as pd

# Enough peers for a stable rate, few enough to be alike.
PEERS = {"uf": 5, "regiao": 4}
PEERS_OF_SMALLER_LEVELS = 20


def nearest_in_size(sizes: pd.Series, code: str, level: str) -> list[str]:
    """The codes nearest to `code` by the ratio of their sizes (companies), itself left out, nearest
    first.

    `sizes` is indexed by code; places without a size are nobody's peers. Empty where `code` has
    none.
    """
    known = sizes[sizes > 0]
    if code not in known.index:
        return []
    distance = (np.log(known) - np.log(known[code])).abs().drop(code)
    count = PEERS.get(level, PEERS_OF_SMALLER_LEVELS)
    return [str(item) for item in distance.sort_values(kind="stable").index[:count]]

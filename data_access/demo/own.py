"""Own territories of the demonstration (table `territorios_proprios`): invented regionais of the
states that have many municipalities.
"""

import numpy as np
import pandas as pd

from data_access.demo.country import Country

FEWEST = 100  # municipalities of a state that divides itself
NAMES = (("Sudoeste", "Sudeste"), ("Noroeste", "Nordeste"))  # south and north, west and east
CAPITAL_KM, CAPITAL = 80, "Metropolitana"


def own_frame(country: Country) -> pd.DataFrame:
    """Each municipality of a large state with its regional: around the capital, or by the corner of
    the state that it lies in.
    """
    parts = []
    for place in range(len(country.ufs)):
        rows = np.flatnonzero((country.uf == place) & ~np.isnan(country.latitude))
        if len(rows) < FEWEST:
            continue
        north = country.latitude[rows] > np.median(country.latitude[rows])
        east = country.longitude[rows] > np.median(country.longitude[rows])
        near = country.capital_km[rows] < CAPITAL_KM
        names = np.where(near, CAPITAL, np.array(NAMES)[north.astype(int), east.astype(int)])
        parts.append(
            pd.DataFrame(
                {"municipio": country.codes[rows], "nome": [f"Regional {name}" for name in names]}
            )
        )
    columns = ["municipio", "nome"]
    return (
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns, dtype=str)
    )

"""How many small businesses a partner would have attended if it were like the others of its kind in
places of the same size.

What is usual is the partner in the middle: its clients for each small business of the place. How
far partners are from it anyway is learnt from all of them, so that only who is farther than chance
and that spread explain is called so. Source: Spiegelhalter (2005), Statistics in Medicine 24,
1185–1202, section 4: ratios of observed to expected counts, on the scale of their logarithm, with
an additive random effect (`funnel.between_units`).
"""

from enum import StrEnum

import numpy as np
import pandas as pd

from indicators.funnel import FloatArray, between_units
from indicators.uncertainty import false_discovery_keep

FEWEST_PEERS = 10  # of one kind in places of one size: fewer do not tell what is usual
# Where more peers than this part attend nobody, the one in the middle is by chance almost nobody or
# somebody, and everybody at work would be hundreds of times what it says is usual.
MOST_IDLE = 1 / 3
HALF = 0.5  # of a client, so that nobody at all has a logarithm too
USUAL = 0.05
FOUND = ["expected", "ratio", "z", "p", "spread", "freedom"]
COLUMNS = ["expected", "ratio", "z", "usual_from", "usual_to", "reach"]


class Reach(StrEnum):
    """How many clients a partner has, beside what is expected of it."""

    MORE = "mais que o esperado"
    AS_EXPECTED = "dentro da variação usual"
    FEWER = "menos que o esperado"
    NOBODY = "não atendeu ninguém"  # and is not called fewer: no number of clients can be usual
    UNJUDGED = "não dá para dizer, pois o usual é largo demais"
    UNTOLD = "sem comparação"


def expected_clients(partners: pd.DataFrame) -> pd.DataFrame:
    """COLUMNS for each row of `partners`, which has kind, place_size, clients and ``base``: the
    small businesses that it could have attended.

    ``usual_from`` and ``usual_to`` are the fewest and the most clients with which a partner with
    that expectation is called neither. Where nobody at all alone would be fewer, or not even that,
    to be inside it says nothing: `Reach.UNJUDGED`. NaN, and `Reach.UNTOLD`, where the base is not
    known or nobody, or peers are fewer than FEWEST_PEERS or more than MOST_IDLE of them attend
    nobody. Of all rows together at most 5 % of those that are called more or fewer should be so by
    chance.
    """
    found = pd.DataFrame(np.nan, index=partners.index, columns=FOUND)
    able = partners[(partners["base"] > 0) & partners["clients"].notna()]
    for _, peers in able.groupby(["kind", "place_size"]):
        if len(peers) >= FEWEST_PEERS:
            found.loc[peers.index] = _beside_peers(peers)
    sure, z = false_discovery_keep(found["p"], USUAL), found["z"]
    found[["usual_from", "usual_to"]] = _usual(found, told=int(sure.sum()))
    nobody, uninformative = partners["clients"] == 0, found["usual_from"] <= 1
    reach = np.select(
        [z.isna(), sure & (z > 0), sure, nobody, uninformative],
        [Reach.UNTOLD, Reach.MORE, Reach.FEWER, Reach.NOBODY, Reach.UNJUDGED],
        Reach.AS_EXPECTED,
    )
    return found.assign(reach=[str(word) for word in reach])[COLUMNS]


def _beside_peers(peers: pd.DataFrame) -> FloatArray:
    """FOUND of each; NaN where too many attend nobody."""
    from scipy.special import stdtr

    clients, base = peers["clients"].to_numpy(float), peers["base"].to_numpy(float)
    if np.mean(clients == 0) > MOST_IDLE:
        return np.full((len(peers), len(FOUND)), np.nan)
    expected = base * np.median(clients / base)
    away = np.log((clients + HALF) / (expected + HALF))
    chance = 1 / (expected + HALF)
    spread = np.sqrt(chance + between_units(away, chance))
    z, freedom = away / spread, np.full(len(peers), len(peers) - 1)
    p_value = 2 * stdtr(freedom, -np.abs(z))
    return np.column_stack([expected, clients / expected, z, p_value, spread, freedom])


def _usual(found: pd.DataFrame, *, told: int) -> FloatArray:
    """From how many clients to how many each is called neither; NaN where it is not compared.

    One more than the `told` would be told at the next limit of `false_discovery_keep`: all of them
    are beyond it, and nobody else is.
    """
    from scipy.special import stdtrit

    compared = max(int(found["z"].notna().sum()), 1)
    least_sure = min(USUAL * (told + 1) / compared, 1.0)
    away = stdtrit(found["freedom"], 1 - least_sure / 2) * found["spread"]
    fewest, most = ((found["expected"] + HALF) * np.exp(sign * away) - HALF for sign in (-1, 1))
    # Clients are whole: the first and the last that are inside.
    return np.column_stack([np.maximum(np.ceil(fewest), 0), np.floor(most)])

"""What bands give and cost, from one band to a full order: chosen from before names are seen."""

from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd

from indicators.recognition.bands.pairs import Pairs, pairs
from indicators.recognition.bands.partition import Partition, Programme
from indicators.recognition.evidence import FloatArray

PRICES = np.geomspace(2.0, 100.0, 20)
HALVINGS = 5  # of the last step between prices, towards what is allowed
ENOUGH = 0.95  # of the pairs that could be told apart: the last few cost many bands, and errors


@dataclass(frozen=True)
class Curve:
    """What bands cost and give, before any name is seen.

    ``points`` has one row per way of cutting, with ``bands``, ``separated`` (share of the pairs of
    units that lie in different bands), ``inverted`` (expected share of those that are the wrong way
    round) and ``cuts`` (positions, in the order of the scores, where a band begins).
    """

    points: pd.DataFrame
    chosen: int


@dataclass(frozen=True)
class Option:
    """One way of cutting; ``price`` is the least of an inversion that leads to it."""

    bands: int
    separated: float
    inverted: float
    cuts: tuple[int, ...]
    price: float


def band_curve(
    score: FloatArray,
    mean: FloatArray,
    spread: FloatArray,
    inverted: float,
    enough: float = ENOUGH,
) -> Curve:
    """Of units by descending `score`; `mean` and `spread` of what it may be, in the same order.

    At most `inverted` of the pairs in different bands may be the wrong way round. Chosen are the
    fewest bands that tell apart `enough` of the pairs that can be told apart so; where nothing
    can, one band. Where nearly all could be, the last pairs are of neighbours, whose order is a
    matter of chance: a band for nearly each unit would claim it.
    """
    found = pairs(score, mean, spread)
    programme = Programme.of(found)
    options: dict[tuple[int, ...], Option] = {}

    def add(partition: Partition) -> None:
        known = options.get(partition.firsts)
        if known is None:
            known = _option(partition, found, programme)
        options[partition.firsts] = replace(known, price=min(known.price, partition.price))

    add(Partition((0,), float("inf")))
    for price in PRICES:
        add(programme.best(float(price)))
    for _ in range(HALVINGS):
        middle = _between(list(options.values()), inverted)
        if middle is None:
            break
        add(programme.best(middle))
    ordered = sorted(options.values(), key=lambda option: (option.separated, option.bands))
    points = pd.DataFrame([asdict(option) for option in ordered])
    return Curve(points, _chosen(points, inverted, enough))


def _option(partition: Partition, found: Pairs, programme: Programme) -> Option:
    apart, inverted = programme.apart(partition.firsts)
    units = found.units
    several = len(partition.firsts) > 1
    return Option(
        bands=len(partition.firsts),
        separated=2 * apart / (units * (units - 1)) if units > 1 else float("nan"),
        inverted=inverted / apart if several else float("nan"),
        cuts=tuple(int(cut) for cut in found.starts[list(partition.firsts[1:])]),
        price=partition.price,
    )


def _between(options: list[Option], inverted: float) -> float | None:
    """The price between the least that is allowed and the next below it, which is not."""
    allowed = min(option.price for option in options if not option.inverted > inverted)
    below = [o.price for o in options if o.inverted > inverted and o.price < allowed]
    return float(np.sqrt(allowed * max(below))) if below and np.isfinite(allowed) else None


def _chosen(points: pd.DataFrame, inverted: float, enough: float) -> int:
    allowed = points["inverted"].isna() | points["inverted"].le(inverted)
    apart = points["separated"].where(allowed).fillna(-1).to_numpy()
    if enough >= 1 or apart.max() <= 0:
        return int(apart.argmax())
    told = np.flatnonzero(apart >= enough * apart.max())
    return int(told[points["bands"].to_numpy()[told].argmin()])

"""Lives that several clients share: what makes a country of ten million clients in a minute.

A life is all that happens to a client: its attendances and what is known of it. In a place with few
clients nearly each has its own; in a large one a life stands for many (`Lives.copies`), as many as
its square of places allows. Whether somebody answers a survey, and what, is drawn for every client.

Of few lives chance would make more noise than of many clients. So how often a life comes and when
it begins are not drawn at random but spread evenly over their distributions, cell by cell.
"""

from dataclasses import dataclass

import numpy as np

from data_access.demo.chance import Array, stream, uniform_of
from data_access.demo.companies import MEAN_ATTENDANCES

SPREAD = 1.4  # of the log of the attendances that a client is inclined to
LARGEST_COUNT = 400
# Lives of a cell of n clients: a × n^GROWTH, with more of them for the portes whose coverage is a
# target and fewer for people.
GROWTH = 0.6
SHARE = np.array([1.0, 1.6, 1.6, 0.5, 0.5])
GOLDEN = 0.6180339887498949
TABLE = 50_000  # draws from which the quantiles of the attendances of a client are taken


@dataclass(frozen=True)
class Lives:
    """Parallel arrays over lives, by cell (municipality × group, in this order)."""

    cell: Array
    copies: Array  # clients that share the life
    count: Array  # attendances of each of them
    begins: Array  # share of the attendances of the history before its first one

    @property
    def clients_before(self) -> Array:
        """Clients of the lives before each, and one past the last."""
        return np.append(0, np.cumsum(self.copies))

    @property
    def attendances_before(self) -> Array:
        return np.append(0, np.cumsum(self.copies * self.count))


def share_lives(clients: Array, lives: int, seed: int) -> Lives:
    """About `lives` lives for ``clients[municipality, group]``."""
    found = _lives_of_cells(clients, lives).ravel()
    cell = np.repeat(np.arange(len(found)), found)
    first = np.repeat(np.cumsum(found) - found, found)
    position = np.arange(len(cell)) - first
    rng = stream(seed, "lives")
    quantile = (position + rng.random(len(cell))) / found[cell]
    return Lives(
        cell=cell,
        copies=_copies(rng, clients.ravel(), found, cell),
        count=_counts(rng, cell % clients.shape[1], quantile),
        begins=(position * GOLDEN + uniform_of(cell + seed * len(found), "begins")) % 1.0,
    )


def _lives_of_cells(clients: Array, lives: int) -> Array:
    low, high = 0.0, float(lives)
    for _ in range(60):
        middle = (low + high) / 2
        enough = _at(clients, middle).sum() >= lives
        low, high = (low, middle) if enough else (middle, high)
    return _at(clients, high)


def _at(clients: Array, factor: float) -> Array:
    wanted = np.ceil(factor * SHARE * clients**GROWTH)
    return np.asarray(np.minimum(clients, wanted), dtype=np.int64)


def _copies(rng: np.random.Generator, clients: Array, lives: Array, cell: Array) -> Array:
    """At least one each, not all alike, and in each cell its clients."""
    weight = rng.uniform(0.5, 1.5, len(cell))
    total = np.bincount(cell, weight, minlength=len(lives))
    ends = np.cumsum(lives)
    before = np.cumsum(total) - total
    share = (np.cumsum(weight) - before[cell]) / total[cell]
    share[ends[lives > 0] - 1] = 1.0
    until = np.rint(share * (clients - lives)[cell]).astype(np.int64)
    start = np.append(0, until[:-1])
    start[(ends - lives)[lives > 0]] = 0
    return np.asarray(1 + until - start)


def draw_counts(rng: np.random.Generator, group: Array) -> Array:
    """Attendances of each client: at least one, a heavy tail."""
    inclination = rng.lognormal(-(SPREAD**2) / 2, SPREAD, len(group))
    more = rng.poisson((MEAN_ATTENDANCES[group] - 1) * inclination)
    return np.asarray(1 + np.minimum(more, LARGEST_COUNT))


def _counts(rng: np.random.Generator, group: Array, quantile: Array) -> Array:
    """Attendances at a quantile of their distribution in the group."""
    count = np.empty(len(group), dtype=np.int64)
    for number in range(len(MEAN_ATTENDANCES)):
        drawn = np.sort(draw_counts(rng, np.full(TABLE, number)))
        mine = group == number
        count[mine] = drawn[(quantile[mine] * TABLE).astype(np.int64)]
    return count

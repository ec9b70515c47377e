"""How often the projection to December holds what happens, in years whose growth changes.

Invented countries of monthly Poisson counts with a season: the growth of a year is drawn anew each
year, drifts, or is the same for years and breaks in the one that is projected. No edition needed.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.options import Options
from benchmarks.report import Figure
from indicators.projection import project_year_end

SIZES, MONTHS, PAST = (300, 3_000, 20_000), (3, 6, 9, 10), (2, 3)
CHANGING = ("sorteado a cada ano", "à deriva", "muda 10 %", "muda 20 %")
STEADY = "igual todos os anos"
SPREAD, SEASON = 0.1, 0.25  # of the growth of a year, and of a month from the mean month
LEAST, MOST = 75, 85  # per cent: what an interval of 80 % may hold where growth changes


class Country(NamedTuple):
    """Counts of the last year, which is projected, and of the years before it."""

    so_far: float
    history: list[tuple[float, float]]
    whole: float


def country(random: np.random.Generator, kind: str, size: int, past: int, months: int) -> Country:
    """A country of about `size` a year whose yearly growth changes as `kind` says."""
    growth = np.full(past + 1, random.normal(0.05, 0.05))
    if kind == CHANGING[0]:
        growth += random.normal(0, SPREAD, past + 1)
    elif kind == CHANGING[1]:
        growth += random.normal(0, SPREAD, past + 1).cumsum()
    elif kind != STEADY:
        growth[-1] += random.choice([-1, 1]) * (0.1 if kind == CHANGING[2] else 0.2)
    level = np.repeat(growth, 12).cumsum() / 12
    season = SEASON * np.sin(np.tile(np.arange(12), past + 1) / 6 * np.pi + random.uniform(0, 6.3))
    counts = random.poisson(size / 12 * np.exp(level + season)).reshape(past + 1, 12)
    parts, wholes = counts[:, :months].sum(axis=1), counts.sum(axis=1)
    pairs = [(float(part), float(whole)) for part, whole in zip(parts, wholes, strict=True)]
    return Country(pairs[-1][0], pairs[:-1], pairs[-1][1])


def held(random: np.random.Generator, kind: str, countries: int) -> NDArray[np.bool_]:
    """Whether the interval held the year, in so many countries of each size, month and past."""
    found = []
    for size, past, months in product(SIZES, PAST, MONTHS):
        for _ in range(countries):
            one = country(random, kind, size, past, months)
            said = project_year_end(one.so_far, one.history, months)
            if said is not None and said.lower is not None and said.upper is not None:
                found.append(said.lower <= one.whole <= said.upper)
    return np.array(found)


def run(_options: Options) -> Iterator[Figure]:
    """Per kind of change, and all of them together against what is promised."""
    random = np.random.default_rng(360)
    by_kind = {kind: held(random, kind, 250) for kind in (STEADY, *CHANGING)}
    for kind, found in by_kind.items():
        yield Figure(f"faixa de 80 %, crescimento {kind}", 100 * float(found.mean()), "%")
    changing = 100 * float(np.concatenate([by_kind[kind] for kind in CHANGING]).mean())
    yield Figure("faixa de 80 %, crescimento que muda", changing, "%", LEAST, at_least=True)
    yield Figure("faixa de 80 %, crescimento que muda", changing, "%", MOST)

"""How often a smoothed map paints a municipality in a class where its true rate is not: countries
whose true rates are known, at the seats of the municipalities of Brazil. No edition needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.options import Options
from benchmarks.report import Figure
from geo.classes import classify
from geo.distance import nearest_places
from geo.interval_classes import class_intervals
from geo.territory import load_territory
from indicators.territories.smoothing import Smoothed, smooth_shares
from indicators.uncertainty import FloatArray, wilson
from pages.components.maps.layers import NEIGHBOURS

MAPS = 10  # of each country: 55,710 municipalities
RATES = (0.02, 0.15)
MOST_WRONG, LEAST_COVER = 5.0, 93.0  # per cent
SMALL_UF = "14"  # Roraima, of fifteen municipalities


@dataclass(frozen=True)
class Country:
    """How much true rates differ (of their logarithmic odds): from one end of it to the other, and
    from neighbour to neighbour.
    """

    name: str
    far: float
    near: float


COUNTRIES = (
    Country("todos iguais", 0.0, 0.0),
    Country("quase iguais", 0.0, 0.08),
    Country("vizinhos diferentes", 0.0, 0.25),
    Country("regiões diferentes", 0.25, 0.0),
    Country("regiões e vizinhos diferentes", 0.2, 0.2),
)


@dataclass
class Painted:
    """How many places there were, and of them: what was claimed of them, and by mistake."""

    places: int = 0
    covered: int = 0
    wrong: int = 0
    told: int = 0
    sure: int = 0
    wrong_before: int = 0

    def add(self, truth: FloatArray, x: FloatArray, n: FloatArray, near: np.ndarray) -> None:
        found = smooth_shares(x, n, near)
        self.places += len(truth)
        self.covered += int(((found.lower <= truth) & (truth <= found.upper)).sum())
        self._classes(found, truth)
        self.wrong_before += int(_wrong_by_value(found, truth, x, n, near).sum())

    def _classes(self, found: Smoothed, truth: FloatArray) -> None:
        """A full class claims its own edges, one between two claims those of both."""
        classes = class_intervals(found.value, found.lower, found.upper)
        if not classes.edges:
            return
        place, index = np.searchsorted(classes.edges, truth), np.asarray(classes.index)
        told = index < classes.untold
        right = (place == index // 2) | (place == (index + 1) // 2)
        self.told += int(told.sum())
        self.sure += int((told & (index % 2 == 0)).sum())
        self.wrong += int((told & ~right).sum())


def _wrong_by_value(
    found: Smoothed, truth: FloatArray, x: FloatArray, n: FloatArray, near: np.ndarray
) -> np.ndarray:
    """The alternative: each in the class of its value, and no class narrower than the usual
    interval of a neighbourhood as a whole.
    """
    places = np.hstack([np.arange(len(x))[:, None], near])
    cases, whole = (np.where(places >= 0, of[places], 0).sum(axis=1) for of in (x, n))
    interval = wilson(cases, whole)
    width = float(np.median(interval.upper - interval.lower))
    classes = classify(found.value, "quantis", 5, width)
    return np.asarray(np.searchsorted(classes.breaks[1:-1], truth) != np.asarray(classes.index))


def true_rates(
    random: np.random.Generator, country: Country, rate: float, seats: FloatArray
) -> FloatArray:
    """Waves over the map, and what each municipality has of its own."""
    waves = np.zeros(len(seats))
    for _ in range(12):
        waves += np.sin(seats @ random.normal(0, 0.25, 2) + random.uniform(0, 2 * np.pi))
    odds = np.log(rate / (1 - rate)) + country.far * waves / np.sqrt(6)
    return np.asarray(1 / (1 + np.exp(-odds - country.near * random.normal(size=len(seats)))))


def run(options: Options) -> Iterator[Figure]:
    random = np.random.default_rng(79)
    register = load_territory(options.cache).municipalities
    small = register[register["code"].str.startswith(SMALL_UF)]
    for place, seats, maps in (("Brasil", register, MAPS), ("Roraima", small, 40 * MAPS)):
        points = seats[["latitude", "longitude"]].astype(float).reset_index(drop=True)
        for country in COUNTRIES:
            for rate in RATES:
                painted = _paint(random, points, country, rate, maps)
                yield from _figures(f"{place}, {country.name}, taxa {rate:.0%}", painted)


def _paint(
    random: np.random.Generator, points: pd.DataFrame, country: Country, rate: float, maps: int
) -> Painted:
    near, painted = nearest_places(points, NEIGHBOURS), Painted()
    for _ in range(maps):
        n = np.rint(np.exp(random.normal(5.2, 1.5, len(points)))) + 1
        truth = true_rates(random, country, rate, points.to_numpy())
        painted.add(truth, random.binomial(n.astype(int), truth).astype(float), n, near)
    return painted


def _figures(what: str, painted: Painted) -> Iterator[Figure]:
    def share(count: int) -> float:
        return 100 * count / painted.places

    yield Figure(f"{what}: fora da faixa pintada", share(painted.wrong), "%", MOST_WRONG)
    yield Figure("  pela faixa do valor (como antes)", share(painted.wrong_before), "%")
    yield Figure("  com cor cheia", share(painted.sure), "%")
    yield Figure("  com alguma cor", share(painted.told), "%")
    yield Figure("  taxa verdadeira no intervalo", share(painted.covered), "%")

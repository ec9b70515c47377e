"""How often a territory that ends the year at its target was called behind, or ahead, in the course
of it.

Invented states of Poisson counts with a season, whose target is what their year ends at. The part
of the year that a month has seen differs from year to year by the state, by the country, by growth
drawn anew each year or adrift, or breaks in the year that is judged, which nothing before it says.
No edition needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from benchmarks.options import Options
from benchmarks.report import Figure
from indicators.goals.pace import Standing, YearSoFar, measure_pace, name_paces
from indicators.goals.season import PastYears, learn_season

STATES, MONTHS, PAST, SIZES = 27, (3, 6, 10), (2, 3), (300, 4_000, 60_000)
SEASON, SPREAD_OF_SIZES = 0.25, 0.8
MOST = 5.0  # per cent of false “atrasado”, of a territory alone or of any in a list


@dataclass(frozen=True)
class World:
    """Standard deviations of the logarithm of the growth to December, and of yearly growth."""

    own: float = 0.0
    common: float = 0.0
    drawn: float = 0.0
    adrift: float = 0.0
    breaks: float = 0.0


WORLDS = {
    "só o acaso": World(),
    "cada estado varia 2 %": World(own=0.02),
    "cada estado varia 5 %": World(own=0.05),
    "o país varia 2 %": World(common=0.02),
    "ambos variam 2 %": World(own=0.02, common=0.02),
    "crescimento sorteado a cada ano": World(drawn=0.1),
    "crescimento à deriva": World(adrift=0.05),
}
BREAKS = {"crescimento que quebra em 10 %": World(breaks=0.1)}


def years_of(
    random: np.random.Generator, world: World, size: int, past: int, months: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Counts to the month, and of the whole year: states × years, the last one judged."""
    shape = (STATES, past + 1)
    growth = random.normal(0.05, 0.05, (STATES, 1)) + random.normal(0, world.drawn, shape)
    growth += random.normal(0, world.adrift, shape).cumsum(axis=1)
    growth[:, -1] += random.choice([-1, 1], STATES) * world.breaks
    level = np.repeat(growth, 12, axis=1).cumsum(axis=1) / 12
    season = SEASON * np.sin(np.arange(12) / 6 * np.pi + random.uniform(0, 6.3))
    sizes = size * np.exp(random.normal(0, SPREAD_OF_SIZES, (STATES, 1)))
    expected = (sizes / 12 * np.exp(level + np.tile(season, past + 1))).reshape(*shape, 12)
    part, rest = expected[..., :months].sum(axis=2), expected[..., months:].sum(axis=2)
    apart = random.normal(0, world.own, shape) + random.normal(0, world.common, (1, past + 1))
    rest = np.maximum((part + rest) * np.exp(apart) - part, 0.0)
    counted = random.poisson(part).astype(float)
    return counted, counted + random.poisson(rest)


def called(
    random: np.random.Generator, world: World, rounds: int, *, listed: bool
) -> NDArray[np.str_]:
    """The words of states that end the year at their target: rounds × states, of every size, month
    and number of past years.
    """
    found = []
    for size, past, months in product(SIZES, PAST, MONTHS):
        for _ in range(rounds):
            part, whole = years_of(random, world, size, past, months)
            history = PastYears(part[:, :-1], whole[:, :-1], part[:, :-1], whole[:, :-1])
            target, ones = np.maximum(whole[:, -1], 1.0), np.ones(STATES)
            now = YearSoFar(part[:, -1], target, part[:, -1], ones, months)
            measured = measure_pace(now, history, learn_season(history))
            found.append([str(word) for word in name_paces(measured, listed=listed)])
    return np.array(found)


def run(_options: Options) -> Iterator[Figure]:
    """Per world: of territories judged one by one, and of lists of 27 with any mistake."""
    random = np.random.default_rng(360)
    for name, world in (WORLDS | BREAKS).items():
        most = MOST if name in WORLDS else None
        alone = called(random, world, 12, listed=False)
        lists = called(random, world, 12, listed=True)
        for word in (Standing.BEHIND, Standing.AHEAD):
            each, any_of = (alone == word).mean(), (lists == word).any(axis=1).mean()
            yield Figure(f"“{word}” por engano, {name}", 100 * float(each), "%", most)
            yield Figure(f"lista com “{word}” por engano, {name}", 100 * float(any_of), "%")
        told = (alone != Standing.UNTOLD).mean()
        yield Figure(f"dos que estão no ritmo, diz-se algo, {name}", 100 * float(told), "%")

"""How often a map paints some municipality as different where none is: a thousand maps of all
municipalities of the country, whose true rates are the same. No edition needed.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.options import Options
from benchmarks.report import Figure
from indicators.catalogue.definitions import indicator
from indicators.goals.pace import stand_as_it_is
from indicators.measure import measure_ratios
from indicators.pooling import pooled_value
from indicators.territories.judgement import JUDGED, Judgement
from indicators.territories.map_judgement import judge_map, judge_targets
from indicators.territories.matrix import TARGET, WHOLE, Line
from indicators.uncertainty import wilson

MAPS, MUNICIPALITIES, UF = 1000, 5571, 853
MOST = 5.0  # per cent of the maps
RATES = (0.02, 0.15)
PAINTED = [*JUDGED, Judgement.NOBODY]
COVERAGE = indicator("cobertura_me_epp")


def null_map(random: np.random.Generator, places: int, rate: float) -> Line:
    """Municipalities as large as those of Brazil are, and the same chance everywhere."""
    companies = np.rint(np.exp(random.normal(5.2, 1.5, places))) + 1
    rows = pd.DataFrame(
        {
            "code": [f"{at:07d}" for at in range(places)],
            "numerator": random.binomial(companies.astype(int), rate).astype(float),
            "denominator": companies,
            "missing": 0,
            "partly_recorded": False,
            "target": rate,
        }
    )
    now = measure_ratios(rows, COVERAGE)
    return Line(COVERAGE, now, None, pooled_value(now, COVERAGE), additive=True)


def judged_against(line: Line, reference: str) -> "pd.Series[str]":
    """What the map says of each municipality, by the same path as the page: of a target that is
    due, a list of standings.
    """
    if reference == WHOLE:
        return judge_map(line, WHOLE)
    standing = stand_as_it_is(COVERAGE, line.now, listed=True)
    return judge_targets(COVERAGE, line.now.assign(standing=standing))


def run(_options: Options) -> Iterator[Figure]:
    random = np.random.default_rng(44)
    for places in (MUNICIPALITIES, UF):
        for rate in RATES:
            painted = dict.fromkeys((WHOLE, TARGET), 0)
            for _ in range(MAPS):
                line = null_map(random, places, rate)
                for reference in painted:
                    judged = judged_against(line, reference)
                    painted[reference] += bool(judged.isin(PAINTED).any())
            for reference, count in painted.items():
                yield from _figures(f"{places} municípios, taxa {rate:.0%}, {reference}", count)


def _figures(what: str, painted: int) -> Iterator[Figure]:
    """The share of the maps, and how large it may be by the chance of so many maps (95 %)."""
    upper = wilson([painted], [MAPS]).upper
    yield Figure(f"mapas que pintam alguém: {what}", 100 * painted / MAPS, "%", MOST)
    yield Figure(f"  limite superior, de {MAPS} mapas", 100 * float(upper[0]), "%")

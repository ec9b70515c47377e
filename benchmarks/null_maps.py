"""How often a map paints some municipality as different where none is: a thousand maps of all
municipalities of the country, whose true rates are the same. No edition needed.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.options import Options
from benchmarks.report import Figure
from indicators.catalogue.definitions import indicator
from indicators.measure import measure_ratios
from indicators.pooling import pooled_value
from indicators.territories.judgement import JUDGED, Judgement
from indicators.territories.map_judgement import judge_map
from indicators.territories.matrix import TARGET, WHOLE, Line

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


def run(_options: Options) -> Iterator[Figure]:
    random = np.random.default_rng(44)
    for places in (UF, MUNICIPALITIES):
        for rate in RATES:
            lines = [null_map(random, places, rate) for _ in range(MAPS)]
            for reference in (WHOLE, TARGET):
                painted = [judge_map(line, reference).isin(PAINTED).any() for line in lines]
                share = 100 * float(np.mean(painted))
                what = f"{places} municípios iguais, taxa {rate:.0%}, contra {reference}"
                yield Figure(f"mapas que pintam alguém: {what}", share, "%", MOST)

"""Worked examples and properties published elsewhere, each with its source.

Kaplan–Meier against the example of Freireich et al. and lifelines is in `test_survival`, the ranks
of a median's interval (Conover 1999) in `test_uncertainty`, the adjusted Wald interval with a
pencil in `test_nps`.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, multinomial

from indicators import nps
from indicators.catalogue.definitions import indicator
from indicators.measure import as_value, measure_ratios
from indicators.uncertainty import byar, wilson

# Working definitions of the organisational targets of Sebrae/SP (2024–2025): 63,393 of 2,726,705
# companies, 2.32 %.
ATTENDED, COMPANIES = 63_393, 2_726_705
# Promoters 80 %, neutral 15 %, detractors 5 %: a well-liked service, where a plain interval fails.
LIKED, ANSWERS = (0.8, 0.05), 15


def test_the_published_coverage_is_2_32_percent():
    row = pd.DataFrame(
        {"numerator": [float(ATTENDED)], "denominator": [float(COMPANIES)], "missing": 0}
    )
    value = as_value(
        measure_ratios(row.assign(partly_recorded=False), indicator("cobertura_me_epp")).iloc[0]
    )
    assert value.value is not None
    assert f"{value.value:.2%}" == "2.32%"
    # proportion_confint(63393, 2726705, method="wilson") of statsmodels 0.15.0.
    assert (value.lower, value.upper) == pytest.approx(
        (0.02307074634505076, 0.02342847628224914), abs=1e-15
    )
    assert (value.n, value.method) == (COMPANIES, "variacao_esperada")


@pytest.mark.parametrize(
    ("successes", "total", "expected"),
    # statsmodels 0.15.0: proportion_confint(successes, total, method="wilson").
    [
        (0, 15, (0.0, 0.20388330103584867)),
        (3, 10, (0.10779126740630104, 0.6032218525388546)),
        (50, 100, (0.4038315303659956, 0.5961684696340044)),
        (999, 1000, (0.9943574414020421, 0.9998234536293739)),
    ],
)
def test_wilson_is_that_of_statsmodels(successes, total, expected):
    found = wilson(successes, total)
    assert (float(found.lower), float(found.upper)) == pytest.approx(expected, abs=1e-14)


def test_byar_is_within_a_fifth_of_a_percent_of_the_exact_limits_from_ten_events_on():
    """Public Health England, Technical Guide: Confidence Intervals (2018), appendix 1."""
    events = np.arange(10, 2000)
    found = byar(events)
    exact = chi2.ppf(0.025, 2 * events) / 2, chi2.ppf(0.975, 2 * events + 2) / 2
    errors = [np.abs(bound / true - 1).max() for bound, true in zip(found, exact, strict=True)]
    assert max(errors) < 0.002
    # confint_poisson(10, 1, method="exact-c") of statsmodels 0.15.0 gives the limits that these are
    # held against.
    assert (exact[0][0], exact[1][0]) == pytest.approx(
        (4.7953886961324335, 18.390356042017775), abs=1e-9
    )


def _coverage(promoting: float, detracting: float) -> tuple[float, float]:
    """How often the plain and the adjusted interval hold the true score: every sample with its
    probability.
    """
    pairs = [(p, d) for p in range(ANSWERS + 1) for d in range(ANSWERS + 1 - p)]
    promoters, detractors = np.array(pairs).T
    samples = np.column_stack([promoters, ANSWERS - promoters - detractors, detractors])
    weight = multinomial.pmf(samples, ANSWERS, [promoting, 1 - promoting - detracting, detracting])
    share_p, share_d = promoters / ANSWERS, detractors / ANSWERS
    centre = share_p - share_d
    spread = 1.959963984540054 * np.sqrt((share_p + share_d - centre**2) / ANSWERS)
    adjusted, truth = nps.interval(promoters, detractors, ANSWERS), promoting - detracting
    plain = (centre - spread <= truth) & (truth <= centre + spread)
    return float(weight[plain].sum()), float(
        weight[(adjusted.lower <= truth) & (truth <= adjusted.upper)].sum()
    )


def test_plain_wald_covers_86_percent_at_fifteen_answers_and_the_adjusted_what_it_says():
    """Rocks (2016), The American Statistician 70(4), compares the intervals of the score on
    trinomial samples.
    """
    plain, adjusted = _coverage(*LIKED)
    assert round(plain, 2) == 0.86
    assert round(adjusted, 2) == 0.96


def test_over_all_services_the_adjusted_interval_keeps_its_word_at_fifteen_answers():
    middles = [((i + 0.5) / 20, (j + 0.5) / 20) for i in range(20) for j in range(19 - i)]
    plain, adjusted = np.array([_coverage(*service) for service in middles]).T
    assert plain.mean() == pytest.approx(0.905, abs=5e-4)
    assert plain.min() < 0.70
    assert adjusted.mean() == pytest.approx(0.953, abs=5e-4)
    assert adjusted.min() > 0.925

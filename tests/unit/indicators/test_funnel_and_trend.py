"""Units against the whole, and periods against each other: evidence by hand, by published figures
and by simulation.
"""

import numpy as np
import pytest

from indicators.funnel import ALARM, funnel, winsorise
from indicators.trend import Direction, trend


def test_without_extra_spread_the_limits_are_those_of_chance():
    found = funnel([30, 31, 29, 30], [100, 100, 100, 100])
    assert found is not None
    assert (found.centre, found.spread) == (0.3, 0.0)
    low, high = found.limits([100, 0])
    # arcsin √0.3 = 0.579640; ± 1.959964 × 0.05
    assert low[0] == pytest.approx(np.sin(0.579640 - 0.0979982) ** 2, abs=1e-6)
    assert high[0] == pytest.approx(np.sin(0.579640 + 0.0979982) ** 2, abs=1e-6)
    assert np.isnan(low[1])
    assert found.z[1] == pytest.approx((np.arcsin(np.sqrt(0.31)) - np.arcsin(np.sqrt(0.3))) / 0.05)


def test_extra_spread_by_hand():
    # Four units of 100: z of 2(√100)(arcsin√p − arcsin√c), winsorised by interpolation. Of equal
    # sizes all z shrink alike: φ · v ÷ (v + τ²) = 3 ÷ 4, with v = 1 ÷ 400.
    successes, total = np.array([10, 20, 40, 50]), np.full(4, 100)
    found = funnel(successes, total)
    z = (np.arcsin(np.sqrt(successes / 100)) - np.arcsin(np.sqrt(0.3))) * 20
    squared = np.sum(np.clip(z, *np.quantile(z, [0.1, 0.9])) ** 2)
    assert found.dispersion == pytest.approx(squared / 4 / 0.678650)
    assert found.spread == pytest.approx((found.dispersion * 4 / 3 - 1) / 400)
    assert found.z == pytest.approx(z / 20 / np.sqrt(1 / 400 + found.spread))


def test_winsorising_brings_in_the_ends_alone():
    assert winsorise(np.arange(11)).tolist() == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]


def test_with_units_that_differ_anyway_few_are_flagged_where_chance_alone_would_flag_many():
    random = np.random.default_rng(360)
    plain, wide = [], []
    for _ in range(60):
        total = random.integers(50, 2000, size=120)
        truth = np.clip(random.normal(0.3, 0.06, size=120), 0.02, 0.95)
        successes = random.binomial(total, truth)
        found = funnel(successes, total)
        by_chance = found.z * np.sqrt(1 / (4 * total) + found.spread) * 2 * np.sqrt(total)
        plain.append(np.mean(np.abs(by_chance) > ALARM))
        wide.append(np.mean(np.abs(found.z) > ALARM))
    assert np.mean(plain) > 0.2
    assert np.mean(wide) < 0.02


def test_a_real_outlier_is_still_found():
    random = np.random.default_rng(360)
    total = np.full(100, 400)
    successes = random.binomial(total, np.clip(random.normal(0.3, 0.03, size=100), 0, 1))
    successes[0] = 240
    found = funnel(successes, total)
    assert found.z[0] > ALARM


def test_units_without_people_have_no_score_and_alone_no_funnel():
    found = funnel([3, 0], [10, 0])
    assert np.isnan(found.z[1])
    assert funnel([0], [0]) is None


def test_the_trend_of_a_published_example():
    # R's help of prop.trend.test (smokers among patients, Fleiss 1981): X² = 8.2249, p = 0.004132.
    found = trend([83, 90, 129, 70], [86, 93, 136, 82], periods=4)
    assert found.p_value == pytest.approx(0.004132, abs=1e-6)
    assert found.direction is Direction.FALLING


@pytest.mark.parametrize(
    ("successes", "total", "direction"),
    [
        ([10, 20, 30, 40, 50], [100] * 5, Direction.RISING),
        ([30, 31, 29, 30, 30], [100] * 5, Direction.STEADY),
        ([40, 5, 30, 39, 39], [100] * 5, Direction.UNEVEN),  # its line rises, and it does not
        ([99, 10, 20, 30, 40, 50], [100] * 6, Direction.RISING),  # only the last five count
        ([10, 20, 30, 40], [100] * 4, Direction.UNKNOWN),
        ([10, 20, 30, 40, 0], [100, 100, 100, 100, 0], Direction.UNKNOWN),
        ([10, 20, np.nan, 40, 50], [100] * 5, Direction.UNKNOWN),
        ([0] * 5, [100] * 5, Direction.STEADY),
        ([100] * 5, [100] * 5, Direction.STEADY),
    ],
)
def test_an_arrow_only_with_evidence(successes, total, direction):
    assert trend(successes, total).direction is direction


def test_chance_alone_draws_an_arrow_one_time_in_twenty():
    random = np.random.default_rng(360)
    drawn = [trend(random.binomial(300, 0.4, size=5), [300] * 5).direction for _ in range(3000)]
    assert np.mean([d is not Direction.STEADY for d in drawn]) == pytest.approx(0.05, abs=0.012)

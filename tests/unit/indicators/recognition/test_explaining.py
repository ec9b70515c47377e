"""Why a unit stands where it stands, what it lacks, what the score still tells, and what it hangs
on.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.recognition.ceiling import ceiling
from indicators.recognition.evidence import Field
from indicators.recognition.rules import Criterion, Kind, Normalisation, Tier
from indicators.recognition.scoring import evaluate
from indicators.recognition.sensitivity.sobol import first_order, position_shares
from indicators.recognition.sensitivity.variants import (
    one_more_or_less,
    under_other_scales,
    under_other_weights,
    weights_around,
    without_each,
)
from indicators.recognition.simulator import gap, simulate
from indicators.recognition.why import difference, rounded
from tests.support.recognition_field import five_kinds, rate, rate_field, rules, units


@pytest.fixture(scope="module")
def result():
    known = five_kinds(30, seed=8)
    return evaluate(known.rules, known.field)


def test_the_parts_of_a_difference_add_up_to_the_last_decimal(result):
    scores = result.units["score"]
    for other in result.ids[1:]:
        found = difference(result, result.ids[0], other)
        whole = round(scores[result.ids[0]] - scores[other], 2)
        assert round(found["total"].sum(), 2) == whole
        parts = found[["from_raw", "from_case_mix", "from_shrinkage"]].sum().sum()
        assert round(parts, 2) == whole


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=20))
def test_rounding_spreads_what_it_cuts(parts):
    found = rounded(parts, round(sum(parts), 2))
    assert round(found.sum(), 2) == round(sum(parts), 2)
    assert np.abs(found - parts).max() < 0.0101


def test_who_does_not_compete_has_no_difference(result):
    with pytest.raises(KeyError):
        difference(result, result.ids[0], "ninguém")


def test_what_is_needed_alone_reaches_the_tier(result):
    lowest = result.units["score"].idxmin()
    least = result.units.loc[lowest, "score"]
    found = gap(result, lowest, "Bronze")
    assert found.points == pytest.approx(60 - least)
    reachable = found.criteria["needed"].dropna()
    assert len(reachable)
    for name, value in reachable.items():
        after = simulate(result, lowest, {name: value}).loc["simulado"]
        assert after["score"] == pytest.approx(60, abs=0.02)
    assert (found.criteria["gain"][reachable.index] >= found.points - 1e-9).all()


def test_so_many_cases_more_bring_the_tier_and_one_less_does_not():
    pairs = [(30, 100), (55, 100), (60, 100), (70, 100), (80, 100)]
    given = rules(rate(), tiers=(Tier("Ouro", 50),))
    found = evaluate(given, rate_field(pairs))
    needed = gap(found, "u000", "Ouro").criteria
    cases = int(needed["cases_needed"].iloc[0])
    one = found.assessed["taxa"].inference
    from indicators.recognition.evidence import Counts

    def shrunk(more):
        counts = [column.copy() for column in one.counts.columns]
        counts[0][0] += more
        return one.mean_of(Counts(tuple(counts)))[0] * 100

    assert shrunk(cases) >= needed["needed"].iloc[0] > shrunk(cases - 1)


def test_a_tier_that_is_closed_or_won_lacks_nothing_that_can_be_counted():
    given = rules(rate(), tiers=(Tier("Diamante", 99, after="Ouro"), Tier("Ouro", 10)))
    found = evaluate(given, rate_field([(50, 100), (60, 100)]))
    assert gap(found, "u000", "Diamante").points is None
    assert gap(found, "u000", "Ouro").points == 0
    for unit, tier in (("u000", "Lata"), ("ninguém", "Ouro")):
        with pytest.raises(KeyError):
            gap(found, unit, tier)


def test_simulating_nothing_changes_nothing(result):
    found = simulate(result, result.ids[0], {})
    assert len(set(found["score"])) == 1
    with pytest.raises(KeyError):
        simulate(result, result.ids[0], {"outro": 3.0})


def test_a_criterion_at_its_maximum_decides_nothing():
    points = [Criterion(name, Kind.POINTS, 50, floor=0, ceiling=10) for name in ("a", "b")]
    index = units(6)
    flat = pd.DataFrame({"mean": 10.0, "sd": 0.0, "cases": 1.0}, index=index.index)
    steep = flat.assign(mean=[5.0, 6, 7, 8, 9, 10])
    found = ceiling(evaluate(rules(*points), Field(index, {"a": flat, "b": steep})))
    assert found.criteria["at_maximum"].tolist() == pytest.approx([1, 1 / 6])
    assert found.criteria["effective"].tolist() == pytest.approx([0, 1])
    assert found.criteria["declared"].tolist() == [0.5, 0.5]
    assert (found.highest_tier, found.highest, found.too_many) == (
        "Ouro",
        pytest.approx(5 / 6),
        True,
    )


def test_effective_weights_add_up(result):
    found = ceiling(result)
    assert found.criteria["effective"].sum() == pytest.approx(1)
    assert not found.too_many


def test_weights_lie_around_the_declared_ones(result):
    drawn = weights_around(result.rules, 4000)
    assert drawn.sum(axis=1) == pytest.approx(1)
    assert drawn.mean(axis=0) == pytest.approx([0.3, 0.25, 0.15, 0.1, 0.2], abs=0.005)


def test_other_choices_leave_who_is_best_in_everything_first():
    two = [Criterion(name, Kind.POINTS, 50, floor=0, ceiling=10) for name in ("a", "b")]
    index = units(5)
    table = pd.DataFrame({"mean": [9.0, 5, 6, 7, 8], "sd": 0.0, "cases": 1.0}, index=index.index)
    other = table.assign(mean=[9.0, 8, 7, 6, 5])
    found = evaluate(rules(*two, places=1), Field(index, {"a": table, "b": other}))
    assert under_other_weights(found, 200).loc["u000"].tolist() == [1, 1, 1, False]
    assert under_other_scales(found).loc["u000"].tolist() == [1, 1, 1, 1]
    assert without_each(found).loc["u004"].tolist() == [5, 2]


def test_one_case_more_or_less_may_move_a_tier():
    given = rules(rate(), tiers=(Tier("Ouro", 50),))
    # The group is wide, so that little is shrunk.
    found = evaluate(given, rate_field([(5, 10), (500, 1000), (900, 1000), (50, 1000)]))
    moved = one_more_or_less(found)
    assert moved.loc["u000", "high"] - moved.loc["u000", "low"] > 5
    assert moved.loc["u002", "high"] - moved.loc["u002", "low"] < 0.5
    assert moved["changes"].tolist()[2:] == [False, False]
    assert moved.loc["u000", "changes"]


def test_the_shares_of_an_additive_outcome_are_those_of_its_variances():
    random = np.random.default_rng(4)

    def sample():
        return [random.normal(size=60_000) for _ in range(3)]

    def outcome(given):
        return (3 * given[0] + 2 * given[1] + given[2])[:, None]

    found = first_order(outcome, sample(), sample())[:, 0]
    assert found == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.02)


def test_the_shares_of_ishigami_are_the_published_ones():
    """Ishigami and Homma 1990, a = 7 and b = 0.1: 0.3139, 0.4424 and 0."""
    random = np.random.default_rng(4)

    def sample():
        return [random.uniform(-np.pi, np.pi, 120_000) for _ in range(3)]

    def outcome(given):
        x, y, z = given
        return (np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))[:, None]

    found = first_order(outcome, sample(), sample())[:, 0]
    assert found == pytest.approx([0.3139, 0.4424, 0], abs=0.02)


def test_what_a_position_hangs_on(result):
    shares = position_shares(result, 512)
    assert list(shares.columns) == ["taxa", "nps", "queixas", "tempo", "juri", "acaso"]
    known = shares.dropna()
    assert (known.sum(axis=1) < 1.3).all()
    assert shares["acaso"].mean() > 0.3


@pytest.mark.parametrize(
    ("scale", "higher", "points"),
    [
        (Normalisation.BOUNDS, True, [20, 50, 80]),
        (Normalisation.BOUNDS, False, [80, 50, 20]),
        (Normalisation.TARGET, True, [40, 100, 100]),
        (Normalisation.TARGET, False, [100, 100, 40]),
        (Normalisation.PERCENTILE, True, [100 / 6, 50, 500 / 6]),
        (Normalisation.PERCENTILE, False, [500 / 6, 50, 100 / 6]),
        (Normalisation.Z, True, [50 - 15 * 1.224745, 50, 50 + 15 * 1.224745]),
    ],
)
def test_scales_by_hand(scale, higher, points):
    from indicators.recognition.normalise import line

    criterion = Criterion(
        "c", Kind.POINTS, 1, "", higher, scale, floor=0.0, ceiling=100.0, target=50.0
    )
    values = np.array([20.0, 50, 80])
    found = line(criterion, values)
    assert found.of(values) == pytest.approx(points)
    assert found.of(np.array([found.value_for(points[0])]))[0] == pytest.approx(points[0])
    assert found.value_for(101) is None

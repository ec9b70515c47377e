"""A score is the mean of what the unit may deserve, and so lies inside its own interval."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.recognition.rules import Kind, Normalisation, Scoring
from indicators.recognition.scoring import evaluate
from indicators.recognition.simulator import gap, simulate
from tests.support.recognition_field import five_kinds, rate, rate_field, rules

TARGETS = {"taxa": 70.0, "nps": 60.0, "queixas": 20.0, "tempo": 15.0, "juri": 8.0}
SCALES = st.sampled_from(list(Normalisation))


def scaled(n: int, seed: int, scale: Normalisation, scoring: Scoring = Scoring.MEAN_OF_POINTS):
    """Five kinds of criteria, all of one scale."""
    known = five_kinds(n, seed)
    criteria = tuple(
        replace(item, normalisation=scale, target=TARGETS[item.id], ceiling=_ceiling(item))
        for item in known.rules.criteria
    )
    return evaluate(replace(known.rules, criteria=criteria, scoring=scoring), known.field)


def _ceiling(item):
    """Low enough that many are at it."""
    return item.ceiling if item.kind in (Kind.COUNT, Kind.DURATION) else 0.7 * item.ceiling


@given(st.integers(2, 40), st.integers(0, 10_000), SCALES)
def test_a_score_lies_inside_its_own_interval(n, seed, scale):
    found = scaled(n, seed, scale)
    units = found.units.loc[found.ids]
    assert (units["score_low"] <= units["score"]).all()
    assert (units["score"] <= units["score_high"]).all()
    error = found.scores.std(axis=0) / np.sqrt(len(found.scores))
    away = np.abs(found.scores.mean(axis=0) - units["score"].to_numpy())
    assert (away <= 6 * error + 0.006).all()


@pytest.mark.slow
@given(st.integers(2, 20), st.integers(0, 10_000), SCALES)
def test_the_simulator_and_the_contributions_say_the_same_score(n, seed, scale):
    found = scaled(n, seed, scale)
    unit = found.ids[seed % len(found.ids)]
    own = found.criteria_of(unit)
    assert own["contribution"].sum() == pytest.approx(found.score_of(unit), abs=0.0051)
    now = simulate(found, unit, own["shrunk"].to_dict())["score"]
    assert now["simulado"] == pytest.approx(now["agora"], abs=0.0101)
    least = found.rules.tiers[0].least
    for name, value in gap(found, unit, "Ouro").criteria["needed"].dropna().items():
        reached = simulate(found, unit, {name: value}).loc["simulado", "score"]
        assert reached == pytest.approx(max(least, found.score_of(unit)), abs=0.0101)


@pytest.mark.parametrize("scale", list(Normalisation))
def test_a_better_value_never_has_fewer_points(scale):
    one = scaled(12, 4, scale).assessed["taxa"]
    values = np.linspace(0, 100, 60)
    points = [one.points_at(3, value) for value in values]
    assert (np.diff(points) >= -1e-9).all()


def test_where_nearly_all_draws_are_one_number_the_interval_reaches_the_score():
    found = evaluate(rules(rate(ceiling=30.0)), rate_field([(60, 100), (55, 100), (38, 100)]))
    assert (found.units["score"] <= found.units["score_high"]).all()
    assert (found.units["score_low"] <= found.units["score"]).all()


def test_a_result_of_the_former_rule_has_the_points_of_the_mean():
    found = scaled(20, 3, Normalisation.PERCENTILE, Scoring.OF_THE_MEAN)
    for name, one in found.assessed.items():
        higher = one.criterion.higher_is_better
        for group in np.unique(one.groups):
            own = one.shrunk[one.groups == group]
            worse = np.array([(own < value).sum() + (own == value).sum() / 2 for value in own])
            share = 100 * worse / len(own)
            points = share if higher else 100 - share
            assert one.points[one.groups == group] == pytest.approx(points), name
    assert (scaled(20, 3, Normalisation.PERCENTILE).units["score"] != found.units["score"]).any()

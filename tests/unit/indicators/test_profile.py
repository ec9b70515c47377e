"""Spread, verdicts and trends of a profile."""

import pandas as pd
import pytest

from indicators.catalogue.definitions import indicator
from indicators.comparison import Verdict
from indicators.measure import Status, measure_ratios
from indicators.profile import (
    COUNTRY,
    NEIGHBOURS,
    UF,
    only_real_trends,
    only_significant_rows,
    profile_row,
    spread,
    trend_of,
)
from indicators.trend import Direction

COVERAGE = indicator("cobertura_me_epp")


def rows(numerators, denominators):
    frame = pd.DataFrame({"numerator": numerators, "denominator": denominators}, dtype=float)
    frame = frame.assign(
        missing=0, partly_recorded=False, uf="MG", code=[str(n) for n in range(len(frame))]
    )
    return measure_ratios(frame, COVERAGE)


def test_a_spread_leaves_out_places_with_few_cases_and_needs_five():
    found = spread(rows([10, 20, 30, 40, 50, 9], [100, 100, 100, 100, 100, 10]), COVERAGE)
    assert found is not None
    assert (found.places, found.minimum, found.median, found.maximum) == (5, 0.1, 0.3, 0.5)
    assert (found.lower_quartile, found.upper_quartile) == pytest.approx((0.2, 0.4))
    assert spread(rows([10, 20, 30, 40, 9], [100, 100, 100, 100, 10]), COVERAGE) is None


def test_many_comparisons_cost_a_weak_difference_its_arrow():
    weak = profile_row(COVERAGE, rows([30, 400], [100, 2000]), "0", ["1"], additive=True, whole={})
    assert weak.changes[NEIGHBOURS].verdict is Verdict.HIGHER
    same = profile_row(
        COVERAGE, rows([200, 400], [1000, 2000]), "0", ["1"], additive=True, whole={}
    )
    alone, *_ = only_significant_rows([weak])
    among, *rest = only_significant_rows([weak, *[same] * 12])
    assert alone.changes[NEIGHBOURS].verdict is Verdict.HIGHER
    assert among.changes[NEIGHBOURS].verdict is Verdict.NO_DIFFERENCE
    assert {row.changes[UF].verdict for row in rest} == {Verdict.NO_DIFFERENCE}


def test_what_does_not_add_up_has_no_neighbours_but_is_compared_with_the_whole():
    table = rows([30, 400], [100, 2000])
    whole = profile_row(COVERAGE, table, "1", [], additive=True, whole={}).own
    found = profile_row(COVERAGE, table, "0", ["1"], additive=False, whole={UF: whole})
    assert found.sides[NEIGHBOURS].value is None
    assert found.changes[NEIGHBOURS].verdict is Verdict.UNKNOWN
    assert found.changes[UF].verdict is Verdict.HIGHER


def windows(numerators, denominators, status=Status.MEASURED):
    return pd.DataFrame({"numerator": numerators, "denominator": denominators, "status": status})


def test_a_trend_needs_five_whole_windows_with_cases():
    rising = trend_of(COVERAGE, windows([100, 120, 140, 160, 180], [1000] * 5))
    assert rising.direction is Direction.RISING
    for poor in (
        windows([100, 120, 140, 160], [1000] * 4),
        windows([100, 120, 140, 160, 180], [1000] * 5, Status.PARTLY_RECORDED),
        windows([1, 1, 2, 3, 9], [1000] * 5),
        windows([0, 0, 0, 0, 0], [0] * 5),
    ):
        assert trend_of(COVERAGE, poor).direction is Direction.UNKNOWN


def test_trends_are_controlled_together():
    weak = trend_of(COVERAGE, windows([100, 105, 110, 115, 127], [1000] * 5))
    assert weak.direction is Direction.RISING
    steady = trend_of(COVERAGE, windows([100, 101, 100, 101, 100], [1000] * 5))
    together = only_real_trends({"weak": weak, **{str(n): steady for n in range(12)}})
    assert together["weak"].direction is Direction.STEADY
    assert only_real_trends({"weak": weak})["weak"].direction is Direction.RISING


@pytest.mark.parametrize("additive", [True, False])
def test_the_only_municipality_of_its_uf_is_not_compared_with_itself(additive):
    table = rows([30, 400], [100, 2000]).assign(uf=["DF", "MG"])
    own = profile_row(COVERAGE, table, "0", [], additive=True, whole={}).own
    found = profile_row(COVERAGE, table, "0", [], additive=additive, whole={UF: own, COUNTRY: own})
    assert found.changes[UF].verdict is Verdict.UNKNOWN

"""From sums to values: each unit with its interval and its reasons for having none."""

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from indicators import nps
from indicators.catalogue.definitions import Indicator, Polarity, Uncertainty, indicator
from indicators.comparison import Verdict, compare
from indicators.goals.targets import gaps
from indicators.measure import (
    METHODS,
    MeasuredValue,
    Status,
    as_value,
    measure_ratios,
    with_basis,
)
from indicators.uncertainty import byar, wilson

SHARE = indicator("cobertura_mei")


def variant(**changes) -> Indicator:
    return Indicator.model_validate({**SHARE.model_dump(), **changes})


SCORE = variant(
    unit="pontos", subtracted=SHARE.numerator.model_dump(), uncertainty="adjusted_wald", minimum=15
)
RATE = variant(unit="por mil", uncertainty="byar", polarity="lower_is_better")


def measured(definition: Indicator, **columns) -> pd.DataFrame:
    frame = pd.DataFrame(columns).astype(float)
    return measure_ratios(frame.assign(missing=0, partly_recorded=False), definition)


def value_of(row: pd.Series) -> MeasuredValue:
    return MeasuredValue(
        *(float(row[name]) for name in ("numerator", "denominator", "value", "lower", "upper")),
        row["status"],
    )


def test_a_score_is_net_of_what_it_subtracts_and_says_when_it_concludes_nothing():
    rows = measured(SCORE, numerator=[10, 60, 0], subtracted=[2, 20, 0], denominator=[14, 100, 0])
    assert rows["numerator"].tolist() == [8, 40, 0]
    assert rows["value"].tolist()[:2] == [pytest.approx(8 / 14), 0.4]
    assert rows["lower"].tolist()[:2] == pytest.approx(
        nps.interval([10, 60], [2, 20], [14, 100]).lower.tolist()
    )
    assert rows["status"].tolist() == [Status.FEW, Status.MEASURED, Status.ZERO_DENOMINATOR]
    assert np.isnan(rows["value"][2])


def test_a_rate_may_be_above_one_and_has_byars_interval():
    rows = measured(RATE, numerator=[12], denominator=[10])
    assert rows["value"].tolist() == [1.2]
    assert rows["status"].tolist() == [Status.MEASURED]
    assert (rows["lower"][0], rows["upper"][0]) == pytest.approx(
        tuple(float(b) for b in byar(12, 10))
    )


def test_a_share_above_one_is_above_its_universe():
    rows = measured(SHARE, numerator=[12, 3], denominator=[10, 10])
    assert rows["status"].tolist() == [Status.ABOVE_UNIVERSE, Status.MEASURED]
    assert rows["upper"][1] == pytest.approx(float(wilson(3, 10).upper))


def test_the_cases_of_a_value_are_its_base_and_those_of_a_rate_its_events():
    share = as_value(measured(SHARE, numerator=[3], denominator=[10]).iloc[0])
    assert (share.n, share.method) == (10, "variacao_esperada")
    score = as_value(measured(SCORE, numerator=[10], subtracted=[2], denominator=[14]).iloc[0])
    assert (score.n, score.method) == (14, "wald_ajustado")
    rate = as_value(measured(RATE, numerator=[12], denominator=[10_000]).iloc[0])
    assert (rate.n, rate.method) == (12, "byar")


def test_a_count_and_what_is_unknown_or_withheld_have_no_cases():
    count = measured(indicator("pequenos_negocios_atendidos"), numerator=[7, np.nan])
    assert count["n"].isna().all()
    assert count["method"].tolist() == ["nenhum", "nenhum"]
    unknown = measured(SHARE, numerator=[np.nan, 3, 0], denominator=[10, np.nan, 0])
    assert unknown["n"].fillna(-1).tolist() == [-1, -1, 0]
    small = measured(SHARE, numerator=[1, 9, 40], denominator=[3, 20, 60])
    withheld = [Status.SUPPRESSED, Status.SUPPRESSED, Status.MEASURED]
    shown = with_basis(small.drop(columns="n").assign(status=withheld), SHARE)
    assert shown["n"].fillna(-1).tolist() == [-1, -1, 60]


def test_rows_that_bring_their_cases_keep_them_unless_they_are_withheld():
    frame = pd.DataFrame(
        {"n": [5, 5], "denominator": [1.0, 1.0], "status": [Status.MEASURED, Status.SUPPRESSED]}
    )
    assert with_basis(frame, SHARE)["n"].fillna(-1).tolist() == [5, -1]


def test_each_uncertainty_of_the_catalogue_has_its_own_word():
    assert set(METHODS) == set(Uncertainty)
    assert len(set(METHODS.values())) == len(METHODS)


def test_two_scores_are_compared_by_their_variances():
    now = value_of(measured(SCORE, numerator=[60], subtracted=[20], denominator=[100]).iloc[0])
    near = value_of(measured(SCORE, numerator=[55], subtracted=[20], denominator=[100]).iloc[0])
    far = value_of(measured(SCORE, numerator=[30], subtracted=[40], denominator=[100]).iloc[0])
    assert compare(SCORE, now, near).verdict is Verdict.NO_DIFFERENCE
    assert compare(SCORE, now, near).p_value == pytest.approx(
        float(nps.significance_of_difference((60, 20, 100), (55, 20, 100))), abs=1e-12
    )
    assert compare(SCORE, now, far).verdict is Verdict.HIGHER


def test_fewer_complaints_are_better():
    now, before = (
        value_of(measured(RATE, numerator=[x], denominator=[10_000]).iloc[0]) for x in (40, 90)
    )
    change = compare(RATE, now, before)
    assert change.verdict is Verdict.LOWER
    assert change.favourable(Polarity.LOWER_IS_BETTER) is True


@pytest.mark.parametrize("definition", [SCORE, RATE])
def test_nobody_counts_up_to_a_score_or_down_to_a_rate(definition):
    rows = measured(definition, numerator=[10], subtracted=[2], denominator=[20]).assign(target=0.9)
    assert gaps(rows, definition).isna().all()


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "contagem"},
        {"unit": "pontos"},
        {"subtracted": SHARE.numerator.model_dump()},
        {"unit": "metros"},
    ],
)
def test_the_unit_and_the_parts_must_agree(changes):
    with pytest.raises(ValidationError):
        variant(**changes)


def test_values_are_read_in_their_unit():
    assert (SHARE.scale, SCORE.scale, RATE.scale) == (100, 100, 1000)

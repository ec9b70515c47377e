"""How many are missing to a target."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.definitions import indicator
from indicators.goals.targets import gaps, look_like_fractions


def one(numerator, denominator, target):
    definition = indicator(
        "pequenos_negocios_atendidos" if denominator is None else "cobertura_mei"
    )
    frame = pd.DataFrame(
        {"numerator": [numerator], "denominator": [denominator], "target": [target]}
    )
    return gaps(frame, definition).iloc[0]


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "missing"),
    [
        (18, 100, 0.20, 2),
        (20, 100, 0.20, 0),
        (25, 100, 0.20, 0),
        (0, 0, 0.20, 0),
        (3, 30, 0.1, 0),  # 0.1 × 30 is 3.0000000000000004 in binary
        (2, 31, 0.1, 2),  # 3.1 needs 4
        (700, None, 1000, 300),
    ],
)
def test_missing_to_target(numerator, denominator, target, missing):
    assert one(numerator, denominator, target) == missing


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.integers(0, 100))
def test_what_is_missing_is_the_least_that_reaches_the_target(numerator, denominator, percent):
    missing = one(numerator, denominator, percent / 100)
    assert (numerator + missing) * 100 >= percent * denominator
    assert missing == 0 or (numerator + missing - 1) * 100 < percent * denominator


def test_gaps_of_a_table_keep_the_unknown_unknown():
    frame = pd.DataFrame(
        {
            "numerator": [18, 5, 5],
            "denominator": [100, math.nan, 10],
            "target": [0.2, 0.2, math.nan],
        }
    )
    found = gaps(frame, indicator("cobertura_mei"))
    assert found.iloc[0] == 2
    assert found.iloc[1:].isna().all()
    assert gaps(frame, indicator("pequenos_negocios_atendidos")).tolist()[:2] == [0, 0]


@pytest.mark.parametrize(
    ("name", "doubted"),
    [
        ("cobertura_mei", [True, True, False, False]),
        ("nps", [True, True, False, False]),
        ("tma", [False] * 4),
        ("pequenos_negocios_atendidos", [False] * 4),
    ],
)
def test_a_target_up_to_one_of_what_is_told_in_hundredths_is_doubted(name, doubted):
    targets = pd.Series([0.185, 1.0, 0.0, 18.5])
    assert look_like_fractions(targets, indicator(name)).tolist() == doubted

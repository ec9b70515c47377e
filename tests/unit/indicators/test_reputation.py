"""The reputation index: a weighted mean whose missing parts are not zeros."""

import numpy as np
import pandas as pd
import pytest

from indicators.reputation import reputation

WEIGHTS = {"answered": 2.0, "resolved": 3.0, "rating": 3.0, "would_return": 2.0}


def complaints(*rows):
    return pd.DataFrame(
        rows,
        columns=["answered", "resolved", "rating", "would_return", "complaints"],
        dtype="Float64",
    )


def test_the_best_is_ten_and_the_worst_zero():
    assert reputation(complaints((1, 1, 5, 1, 7)), WEIGHTS).value == 10
    assert reputation(complaints((0, 0, 1, 0, 7)), WEIGHTS).value == 0


def test_what_is_missing_is_named_and_not_zero():
    found = reputation(complaints((1, 1, None, None, 9)), WEIGHTS)
    assert found.missing == ("rating", "would_return")
    assert np.isnan(found.value)
    assert found.cases == 0
    assert (
        reputation(
            complaints((1, 1, None, None, 9)), WEIGHTS | {"rating": 0.0, "would_return": 0.0}
        ).value
        == 10
    )


def test_nobody_complained_and_nothing_is_known():
    found = reputation(complaints(), WEIGHTS)
    assert np.isnan([found.value, found.lower, found.upper]).all()
    assert len(found.missing) == 4


def test_with_one_part_alone_the_interval_is_that_of_a_mean():
    only = {"answered": 0.0, "resolved": 0.0, "rating": 1.0, "would_return": 0.0}
    found = reputation(complaints((1, 0, 5, 1, 30), (1, 0, 3, 1, 20)), only)
    ratings = np.repeat([10.0, 5.0], [30, 20])
    error = 1.959963984540054 * ratings.std(ddof=1) / np.sqrt(50)
    assert (found.value, found.lower, found.upper) == pytest.approx((8.0, 8.0 - error, 8.0 + error))


def test_one_complaint_has_a_value_and_no_interval():
    found = reputation(complaints((1, 0, 3, 1, 1)), WEIGHTS)
    assert found.value == pytest.approx(2 + 0 + 1.5 + 2)
    assert np.isnan(found.lower)

"""Natural breaks against the definition and against another implementation."""

import mapclassify
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.jenks import natural_breaks


def spread(values: np.ndarray, upper: np.ndarray) -> float:
    index = np.searchsorted(upper, values)
    return float(
        sum(
            ((part - part.mean()) ** 2).sum()
            for i in np.unique(index)
            for part in [values[index == i]]
        )
    )


def brute_force(values: np.ndarray, k: int) -> float:
    """Least spread over every way of cutting the distinct values into k runs."""
    from itertools import combinations

    distinct = np.unique(values)
    cuts = combinations(range(len(distinct) - 1), min(k, len(distinct)) - 1)
    return min(spread(values, distinct[[*cut, len(distinct) - 1]]) for cut in cuts)


@settings(deadline=None)
@given(st.lists(st.integers(-40, 40), min_size=1, max_size=12), st.integers(1, 4))
def test_no_other_cut_has_less_spread(numbers: list[int], k: int) -> None:
    values = np.array(numbers, dtype=float)
    assert spread(values, natural_breaks(values, k)) == pytest.approx(
        brute_force(values, k), abs=1e-6
    )


def test_two_clumps_are_told_apart() -> None:
    assert natural_breaks(np.array([1.0, 1.1, 1.2, 9.0, 9.1]), 2).tolist() == [1.2, 9.1]


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_it_agrees_with_mapclassify() -> None:
    values = np.random.default_rng(7).gamma(3, 0.06, 300)
    assert natural_breaks(values, 5).tolist() == pytest.approx(
        mapclassify.FisherJenks(values, 5).bins.tolist()
    )


def test_a_large_offset_does_not_spoil_the_breaks() -> None:
    values = np.array([0.0, 0.1, 0.2, 0.7, 0.8])
    assert (natural_breaks(values + 1e6, 2) - 1e6).tolist() == pytest.approx([0.2, 0.8])

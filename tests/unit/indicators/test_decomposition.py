"""The parts of a change add up to the change."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.decomposition import decompose_mix, decompose_rate
from indicators.projection import project_year_end

counts = st.integers(0, 100_000)
positive = st.integers(1, 100_000)


@given(counts, positive, counts, positive)
def test_numerator_and_denominator_add_up(n0, d0, n1, d1):
    change = decompose_rate(n0, d0, n1, d1)
    assert change.numerator + change.denominator == pytest.approx(change.total, rel=1e-9, abs=1e-9)


def test_more_clients_raise_and_more_companies_lower_the_rate():
    grown = decompose_rate(100, 1000, 150, 1000)
    assert (grown.numerator, grown.denominator) == (pytest.approx(0.05), 0.0)
    diluted = decompose_rate(100, 1000, 100, 2000)
    assert (diluted.numerator, diluted.denominator) == (0.0, pytest.approx(-0.05))


@given(st.lists(st.tuples(counts, counts, counts, counts), min_size=1, max_size=8))
def test_rate_and_mix_of_the_parts_add_up(parts):
    n0, d0, n1, d1 = (np.array(column) for column in zip(*parts, strict=True))
    n0, n1 = np.minimum(n0, d0), np.minimum(n1, d1)
    assume(d0.sum() > 0)
    assume(d1.sum() > 0)
    change = decompose_mix(n0, d0, n1, d1)
    assert change.rate.sum() + change.mix.sum() == pytest.approx(change.total, abs=1e-9)


def test_a_shift_towards_the_better_part_is_all_mix():
    # Two parts at 10 % and 30 %; only their weights change.
    change = decompose_mix([10, 30], [100, 100], [10, 60], [100, 200])
    assert change.rate.tolist() == pytest.approx([0.0, 0.0])
    assert change.mix.sum() == pytest.approx(70 / 300 - 40 / 200)
    assert (change.mix > 0).all()


def test_projection_uses_what_past_years_grew():
    found = project_year_end(800, [(500, 600), (1000, 1300)])
    assert found is not None
    assert (found.value, found.lower, found.upper, found.years) == (
        pytest.approx(1000),
        pytest.approx(960),
        pytest.approx(1040),
        2,
    )
    assert project_year_end(800, [(0, 10)]) is None
    assert project_year_end(800, []) is None

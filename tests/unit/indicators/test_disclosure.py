"""What is withheld cannot be worked out: an attacker with everything that is shown tries."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.disclosure.small_groups import (
    SMALLEST_GROUP,
    feasible_range,
    primary_suppression,
    with_totals,
    withhold_cells,
    withhold_parts,
)

COUNT = st.integers(0, 40) | st.integers(0, 6)
TABLES = st.integers(1, 6).flatmap(
    lambda columns: st.lists(
        st.lists(COUNT, min_size=columns, max_size=columns), min_size=1, max_size=6
    )
)


@pytest.mark.parametrize(
    ("people", "small"), [(0, False), (1, True), (4, True), (5, False), (np.nan, False)]
)
def test_small_is_one_to_four(people, small):
    assert primary_suppression([people]).tolist() == [small]


@pytest.mark.parametrize(
    ("counts", "withheld"),
    [
        ([10, 20, 30], []),
        ([3, 20, 30], [0, 1]),  # alone it would be the total less the others
        ([2, 1, 30, 9], [0, 1, 3]),  # together they would be known to be three
        ([4, 3, 30], [0, 1]),
        ([3, 0, 0], [0, 1, 2]),  # nothing else has anybody
        ([3], [0]),
        ([0, 0], []),
    ],
)
def test_parts_of_a_total(counts, withheld):
    assert np.flatnonzero(withhold_parts(counts)).tolist() == withheld


@given(st.lists(COUNT, min_size=2, max_size=12))
def test_parts_of_a_total_are_never_pinned_down(counts):
    hidden = withhold_parts(counts)
    assert hidden[primary_suppression(counts)].all()
    if hidden.any() and not hidden.all():
        remainder = sum(counts) - sum(np.asarray(counts)[~hidden])
        assert hidden.sum() >= 2
        assert remainder >= SMALLEST_GROUP


def test_the_attack_works_on_what_only_a_threshold_protects():
    table = with_totals([[3, 20, 30], [12, 40, 9], [25, 8, 11]])
    assert feasible_range(table, primary_suppression(table), (0, 0)) == (3.0, 3.0)


def test_a_table_loses_a_rectangle():
    hidden = withhold_cells([[3, 20, 30], [12, 40, 9], [25, 8, 11]])
    assert np.argwhere(hidden).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_two_cells_in_each_line_may_still_give_one_away():
    # The rectangle around the small cell has only zeros and ones to trade: its remainder pins it
    # down.
    counts = [[1, 1, 50, 60], [1, 1, 70, 80], [90, 90, 90, 90]]
    naive = primary_suppression(with_totals(counts))
    low, high = feasible_range(with_totals(counts), naive, (0, 0))
    assert high - low < SMALLEST_GROUP - 1
    table = with_totals(counts)
    hidden = withhold_cells(counts)
    low, high = feasible_range(table, hidden, (0, 0))
    assert high - low >= SMALLEST_GROUP - 1


@settings(max_examples=60)
@given(TABLES)
def test_no_attacker_recovers_a_small_cell(counts):
    table = with_totals(counts)
    hidden = withhold_cells(counts)
    small = primary_suppression(table)
    assert hidden[small].all()
    if hidden.all():
        return
    for row, column in np.argwhere(small):
        low, high = feasible_range(table, hidden, (row, column))
        assert low <= table[row, column] <= high
        assert high - low >= SMALLEST_GROUP - 1 - 1e-6


@given(TABLES)
def test_a_table_without_small_cells_is_shown_whole(counts):
    table = with_totals(counts)
    if not primary_suppression(table).any():
        assert not withhold_cells(counts).any()

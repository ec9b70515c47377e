"""Blocks by hand, what every block must keep, and the periods that are told."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.disclosure.blocks import NEVER, safe_blocks
from indicators.disclosure.rules import Members
from indicators.disclosure.windows import told_instead, told_periods
from indicators.scope import Period

RULE = Members(2)  # a group and the others, in one part of the year or in two


def path(*places):
    return pd.DataFrame([list(place) for place in places], columns=["uf", "rgi"])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Enough, or nobody, on both sides: every place stands alone.
        ([[5, 9], [0, 7], [8, 5], [0, 0]], [0, 1, 2, 3]),
        # Everybody is of the group: the smallest with enough of the others joins.
        ([[5, 9], [9, 0], [8, 6], [9, 9]], [0, 0, 1, 2]),
        # The two small ones of a region join; the others stay.
        ([[3, 9], [2, 7], [8, 6], [9, 9]], [0, 0, 1, 2]),
        # One alone is joined by the smallest that has what it lacks, not by the smallest of all.
        ([[3, 9], [0, 5], [8, 6], [9, 9]], [0, 1, 2, 0]),
        ([[3, 9], [7, 50], [8, 6], [9, 9]], [0, 0, 1, 2]),
        # The small side may be the others.
        ([[30, 1], [7, 50], [8, 6], [9, 9]], [0, 0, 1, 2]),
        # Too few in the whole country: never told.
        ([[1, 9], [0, 7], [0, 6], [2, 9]], [NEVER, 0, 1, NEVER]),
    ],
)
def test_blocks_by_hand(counts, expected):
    places = path(("MG", "a"), ("MG", "a"), ("MG", "b"), ("SP", "c"))
    if expected == [0, 1, 2, 0]:
        places = path(("MG", "a"), ("MG", "a"), ("SP", "b"), ("MG", "c"))
    assert safe_blocks(counts, places, RULE).tolist() == expected


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            *[st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 9, 40])] * 4,
            st.sampled_from("abcd"),
            st.sampled_from("xyz"),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_every_block_has_nobody_or_enough_of_each_component(rows):
    counts = np.array([row[:4] for row in rows])
    block = safe_blocks(counts, path(*[row[4:] for row in rows]), RULE)
    assert len(block) == len(rows)
    for number in set(block) - {NEVER}:
        total = counts[block == number].sum(axis=0)
        assert ((total == 0) | (total >= 5)).all()
        group, others = total.reshape(-1, 2).T
        assert ((group == 0) | (others > 0)).all()
    alone = ~RULE.unsafe(counts)
    assert (block[counts.sum(axis=1) == 0] != NEVER).all()
    if alone.all():
        assert len(set(block)) == len(rows)
    left = counts[block == NEVER]
    assert not len(left) or RULE.unsafe(left.sum(axis=0)[None])[0]


def test_two_periods_of_each_year_are_told():
    assert [period.label for period in told_periods(Period.parse("2024-03", "2026-10"))] == [
        "jan–out/2024",
        "jan–dez/2024",
        "jan–out/2025",
        "jan–dez/2025",
        "jan–out/2026",
    ]
    assert [period.label for period in told_periods(Period.parse("2025-01", "2025-12"))] == [
        "jan–dez/2025"
    ]


@pytest.mark.parametrize(
    ("start", "end", "instead"),
    [
        ("2026-01", "2026-10", "jan–out/2026"),
        ("2025-01", "2025-12", "jan–dez/2025"),
        ("2025-11", "2026-10", "jan–out/2026"),
        ("2025-01", "2025-09", "jan–out/2025"),
        ("2030-01", "2030-02", "jan–out/2026"),
        ("1999-01", "1999-02", "jan–out/2024"),
    ],
)
def test_another_period_is_answered_by_the_year_in_which_it_ends(start, end, instead):
    assert (
        told_instead(Period.parse(start, end), Period.parse("2024-03", "2026-10")).label == instead
    )


def test_a_record_that_ends_before_a_year_has_a_period_has_none():
    recorded = Period.parse("2026-03", "2026-05")
    assert [period.label for period in told_periods(recorded)] == ["jan–mai/2026"]

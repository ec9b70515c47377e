"""Which figures of one division are told beside another: by hand, and by trying every table of
counts that has the same sums.
"""

from itertools import product

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from indicators.disclosure.blocks import NEVER
from indicators.disclosure.joint import ENOUGH, Pieces, told_figures
from indicators.disclosure.rules import Members, Opinions
from indicators.disclosure.small_groups import SMALLEST_GROUP

YES_NO = Opinions(2)


def told_of(table, rule):
    """Of the columns of a table (rows × columns × components) of which the last is of no figure."""
    counts = np.asarray(table, np.int64)
    rows, columns = counts.shape[:2]
    row, column = (found.ravel() for found in np.indices((rows, columns)))
    figure = np.where(column == columns - 1, NEVER, column)
    zone = np.zeros(len(row), np.int64)
    pieces = Pieces(
        counts.reshape(len(row), -1), figure, row, zone, np.ones(len(row), bool), [row, zone]
    )
    return told_figures(pieces, columns - 1, rule).tolist()


def test_a_team_that_leaves_one_of_its_partner_is_not_told():
    """One of eight: nobody else of the partner exchanges with anybody."""
    assert told_of([[[4, 3], [1, 0]]], YES_NO) == [False]
    assert told_of([[[4, 3], [3, 2]]], YES_NO) == [True]


def test_a_partner_whose_town_leaves_only_who_is_satisfied_is_not_told():
    """Of nine in the town, five are of the partner, and the other four are all satisfied."""
    assert told_of([[[4, 1], [4, 0]], [[0, 0], [30, 9]]], YES_NO) == [False]


def test_a_partner_that_attends_two_in_another_town_is_hidden_by_those_of_no_partner():
    assert told_of([[[20, 6], [30, 9]], [[1, 1], [30, 9]]], YES_NO) == [True]
    # Where the other town has nobody else, its answers are the partner's.
    assert told_of([[[20, 6], [30, 9]], [[1, 1], [0, 0]]], YES_NO) == [False]


def test_of_two_that_leave_a_few_the_smaller_that_mends_it_is_not_told():
    assert told_of([[[9, 9], [5, 5], [2, 1]]], YES_NO) == [True, False]


@st.composite
def tables(draw):
    """Small tables of one component: two or three rows, two or three columns."""
    shape = draw(st.sampled_from([(2, 2), (2, 3), (3, 2)]))
    cells = st.sampled_from([0, 0, 1, 2, 4, 6, 9])
    return np.array([[draw(cells) for _ in range(shape[1])] for _ in range(shape[0])])


def worlds(table, told):
    """Every table with nobody where there is nobody, whose sums of rows and of told columns are the
    same.
    """
    columns = np.flatnonzero([*told, False])
    # Columns that are not told are as one: nobody asks of which they are.
    merged = np.column_stack([table[:, columns], table.sum(axis=1) - table[:, columns].sum(axis=1)])
    # Near what there is: that they may be far from it needs no proof.
    inner = merged[:, :-1].ravel()
    near = np.where(inner > 0, SMALLEST_GROUP, 0)
    ranges = map(range, np.maximum(0, inner - near), inner + near + 1)
    return merged, [
        found
        for cells in product(*ranges)
        if (found := _completed(np.array(cells, int), merged)) is not None
    ]


def _completed(cells, merged):
    inner = cells.reshape(len(merged), -1)
    last = merged.sum(axis=1) - inner.sum(axis=1)
    same = (inner.sum(axis=0) == merged[:, :-1].sum(axis=0)).all()
    possible = ((last >= 0) & ((last == 0) | (merged[:, -1] > 0))).all()
    return np.column_stack([inner, last]) if same and possible else None


@given(tables())
def test_every_piece_of_few_can_be_of_others_too(table):
    """In the tables with the same sums a piece of few, or what is left of a row, is of nobody or
    takes at least five numbers.
    """
    assume(not Members(1).unsafe(table.sum(axis=1)[:, None]).any())  # rows are told
    told = told_of(table[:, :, None], Members(1))
    assume(any(told))
    merged, possible = worlds(table, told)
    found = np.array(possible)
    few = (merged > 0) & (merged < SMALLEST_GROUP)
    width = found.max(axis=0) - found.min(axis=0)
    assert (width[few] >= ENOUGH).all()

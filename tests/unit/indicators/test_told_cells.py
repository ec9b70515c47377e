"""Which cells of a table of answers are told: rules by hand, what every table must keep, an attack
on what is told, and how much less could have been withheld.
"""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from indicators.disclosure.blocks import NEVER, block_sizes, safe_blocks
from indicators.disclosure.crossed import crossed_blocks, nested_blocks
from indicators.disclosure.rules import Members, Opinions
from indicators.disclosure.small_groups import SMALLEST_GROUP
from tests.support.tiers import some

YES_NO = Opinions(2)


@pytest.mark.parametrize(
    ("answers", "unsafe"),
    [
        ([0, 0], False),  # nobody
        ([3, 1], True),  # too few
        ([4, 1], False),
        ([9, 0], True),  # all of one mind
        ([0, 60], True),
        ([60, 1], False),
    ],
)
def test_opinions_are_told_of_enough_who_differ(answers, unsafe):
    assert YES_NO.unsafe(np.array([answers])).tolist() == [unsafe]


@pytest.mark.parametrize(
    ("people", "unsafe"),
    [
        ([0, 0, 0], False),
        ([0, 0, 7], False),  # nobody of either group
        ([5, 0, 7], False),
        ([4, 0, 7], True),  # few of a group
        ([5, 0, 3], True),  # few others
        ([5, 0, 0], True),  # everybody is of the group
        ([0, 12, 0], True),
    ],
)
def test_groups_are_told_of_enough_and_not_of_everybody(people, unsafe):
    assert Members(3).unsafe(np.array([people])).tolist() == [unsafe]
    assert Members(3).unsafe(np.array([[0, 0, 9, *people]])).tolist() == [unsafe]


def country(counts):
    """Blocks of the rows, and of the cells, of a table in one region."""
    path = pd.DataFrame({"region": ["N"] * len(counts)})
    row = safe_blocks(counts.sum(axis=1), path, YES_NO)
    return row, crossed_blocks(counts, row, path, YES_NO)


def told_sums(counts, row, block):
    """Everything that is told: (which cells, yes, no), of rows, columns, blocks and their unions of
    one row or column.
    """
    columns = block.shape[1]
    found = []
    for number in set(row.tolist()) - {NEVER}:
        cells = np.zeros(block.shape, bool)
        cells[row == number] = True
        found.append(cells)
    found += [block == number for number in set(block.ravel().tolist()) - {NEVER}]
    known = block != NEVER
    for column in range(columns):
        cells = np.zeros(block.shape, bool)
        cells[:, column] = True
        if (known[:, column] & (block_sizes(block)[:, column] > 0)).all() and all(
            (block[cells] == number).sum() == (block == number).sum()
            for number in set(block[:, column].tolist())
        ):
            found.append(cells)
    return [(cells, counts[cells].sum(axis=0)) for cells in found]


def ranges(told, target, side):
    """The least and the most of a group of cells, for whoever knows what is told."""
    known = np.array([cells.ravel() for cells, _ in told], float)
    sums = [total[side] for _, total in told]
    ends = [
        linprog(sign * target.ravel().astype(float), A_eq=known, b_eq=sums, method="highs")
        for sign in (1, -1)
    ]
    return ends[0].fun, np.inf if ends[1].fun is None else -ends[1].fun


def leaks(counts, told):
    """Cells of few people, or of one mind, that can be worked out."""
    for row, column in np.ndindex(counts.shape[:2]):
        answers = counts[row, column]
        if not YES_NO.unsafe(answers[None])[0]:
            continue
        target = np.zeros(counts.shape[:2], bool)
        target[row, column] = True
        (least_yes, most_yes), (least_no, most_no) = (ranges(told, target, side) for side in (0, 1))
        width = most_yes - least_yes + most_no - least_no
        if width < SMALLEST_GROUP - 1 - 1e-6 or min(most_yes, most_no) < 1e-6:
            yield row, column, answers.tolist()


counted = st.lists(
    st.lists(
        st.tuples(st.sampled_from([0, 1, 2, 4, 6, 9, 30]), st.sampled_from([0, 0, 1, 2, 5, 12])),
        min_size=3,
        max_size=3,
    ),
    min_size=2,
    max_size=5,
)


@given(counted)
def test_nothing_that_is_told_can_be_worked_out_to_a_few(rows):
    counts = np.array(rows)
    row, block = country(counts)
    told = told_sums(counts, row, block)
    if told:
        assert next(leaks(counts, told), None) is None


@given(counted)
def test_every_block_of_a_table_is_safe(rows):
    counts = np.array(rows)
    _, block = country(counts)
    for number in set(block.ravel().tolist()) - {NEVER}:
        assert not YES_NO.unsafe(counts[block == number].sum(axis=0)[None])[0]


def test_the_attack_finds_a_cell_that_is_withheld_alone():
    """What suppression of single cells would leave: the row less the others."""
    counts = np.array([[[2, 1], [20, 9], [9, 9]], [[20, 8], [7, 7], [30, 2]]])
    row = np.arange(2)
    alone = np.arange(6).reshape(2, 3)
    told = told_sums(counts, row, np.where(alone == 0, NEVER, alone))
    assert next(leaks(counts, told), None) == (0, 0, [2, 1])


def test_teams_of_a_place_join_inside_it():
    counts = np.array([[9, 3], [2, 1], [8, 5], [3, 1], [1, 0]])
    row = np.array([0, 0, 0, 1, 1])
    block = nested_blocks(counts, row, YES_NO)
    # The three answers of the second team are hidden by the smaller of the other two; the last two
    # are too few in the whole place to differ from one another.
    assert block[1] == block[0] != block[2]
    assert block[3] == block[4]
    assert set(block[:3].tolist()).isdisjoint(block[3:].tolist())


def test_what_a_place_of_no_block_is_divided_into_is_never_told():
    assert nested_blocks(np.array([[9, 9]]), np.array([NEVER]), YES_NO).tolist() == [NEVER]


def fewest_withheld(counts):
    """Of all choices of cells to withhold, how many the smallest safe one has: rows and columns are
    told.
    """
    rows, columns = counts.shape[:2]
    every = list(product([False, True], repeat=rows * columns))
    for flags in sorted(every, key=sum):
        hidden = np.reshape(flags, (rows, columns))
        told = [(cells, counts[cells].sum(axis=0)) for cells in shown(hidden)]
        if not any(YES_NO.unsafe(total[None])[0] for _, total in told) and not any(
            leaks(counts, told)
        ):
            return int(hidden.sum())
    raise AssertionError("not even everything withheld is safe")


def shown(hidden):
    for row, column in np.argwhere(~hidden):
        cells = np.zeros(hidden.shape, bool)
        cells[row, column] = True
        yield cells
    for axis in (0, 1):
        for place in range(hidden.shape[axis]):
            cells = np.zeros(hidden.shape, bool)
            cells[(slice(None),) * axis + (place,)] = True
            yield cells


def small_tables(count, seed):
    """Tables whose rows and columns are all told, with a few unsafe cells."""
    random = np.random.default_rng(seed)
    while count:
        yes = random.choice([0, 2, 8, 15, 30], (3, 3), p=[0.05, 0.15, 0.3, 0.3, 0.2])
        no = random.choice([0, 1, 4, 9], (3, 3), p=[0.1, 0.3, 0.4, 0.2])
        counts = np.stack([yes, no], axis=2)
        sums = np.concatenate([counts.sum(axis=0), counts.sum(axis=1)])
        if not YES_NO.unsafe(sums).any() and YES_NO.unsafe(counts.reshape(-1, 2)).any():
            count -= 1
            yield counts


def withheld_beyond_need(count, seed):
    """Cells withheld, and the fewest that could have been, over tables."""
    ours = best = 0
    for counts in small_tables(count, seed):
        _, block = country(counts)
        ours += int((block_sizes(block) != 1).sum())
        best += fewest_withheld(counts)
    return ours, best


def test_little_more_is_withheld_than_the_fewest_that_could_be():
    ours, best = withheld_beyond_need(6, seed=3)
    assert ours <= 1.3 * best, (ours, best)


def few_cities_many_towns(seed, states=2, micros=3, towns=7):
    """Answers to a year of municipalities, in its two parts: a city in each microrregião, and towns
    of which many had few answers in the last months.
    """
    random = np.random.default_rng(seed)
    micro = np.repeat(np.arange(states * micros), towns)
    people = random.choice([6, 10, 18, 30, 60], len(micro)) + random.integers(0, 5, len(micro))
    people[::towns] = random.integers(300, 900, states * micros)
    late = random.binomial(people, 0.15)
    parts = np.stack([people - late, late], axis=1)
    yes = random.binomial(parts, 0.8)
    path = pd.DataFrame({"uf": micro // micros, "micro": micro})
    return np.stack([yes, parts - yes], axis=2), path


def told_of_towns(counts, path):
    """Blocks of the years, and of their parts."""
    row = safe_blocks(counts.sum(axis=1), path, YES_NO)
    return row, crossed_blocks(counts, row, path, YES_NO)


def must_be_withheld(counts, row):
    """Municipalities with an unsafe part, or whose year is told with that of others."""
    unsafe = YES_NO.unsafe(counts.reshape(-1, 2)).reshape(-1, 2).any(axis=1)
    return unsafe | (block_sizes(row) != 1)


@pytest.mark.parametrize("seed", some(range(10), 0, 8))
def test_towns_are_hidden_by_towns_and_not_by_cities_or_by_another_state(seed):
    counts, path = few_cities_many_towns(seed)
    row, block = told_of_towns(counts, path)
    withheld = (block_sizes(block) != 1).any(axis=1)
    assert withheld.sum() <= must_be_withheld(counts, row).sum() + 3
    assert counts[withheld].sum() < 0.3 * counts.sum()
    for state, part in product(path["uf"].unique(), (0, 1)):
        here = (path["uf"] == state).to_numpy()
        assert set(block[here, part].tolist()).isdisjoint(block[~here, part].tolist())


@pytest.mark.parametrize("seed", some(range(6), 0))
def test_nor_can_what_is_told_of_towns_be_worked_out(seed):
    counts, path = few_cities_many_towns(seed, micros=2, towns=5)
    row, block = told_of_towns(counts, path)
    assert next(leaks(counts, told_sums(counts, row, block)), None) is None


def fewest_rows_withheld(counts):
    """Of all choices of rows of which to tell the sum alone, how many the smallest safe one has."""
    for flags in sorted(product([False, True], repeat=len(counts)), key=sum):
        hidden = np.repeat(np.array(flags)[:, None], counts.shape[1], axis=1)
        told = [(cells, counts[cells].sum(axis=0)) for cells in shown(hidden)]
        if not any(YES_NO.unsafe(total[None])[0] for _, total in told) and not any(
            leaks(counts, told)
        ):
            return sum(flags)
    raise AssertionError("not even everything withheld is safe")


@pytest.mark.parametrize("seeds", [range(3), pytest.param(range(3, 20), marks=pytest.mark.slow)])
def test_little_more_than_the_fewest_municipalities_is_withheld(seeds):
    ours = best = 0
    for seed in seeds:
        counts, path = few_cities_many_towns(seed, states=1, micros=1)
        row, block = told_of_towns(counts, path)
        if (block_sizes(row) == 1).all():
            ours += int((block_sizes(block) != 1).any(axis=1).sum())
            best += fewest_rows_withheld(counts)
    assert best > 0
    assert ours <= 1.3 * best, (ours, best)

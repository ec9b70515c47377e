"""Blocks of a table of places by months, or by channels, whose totals of both sides are told.

A cell that is unsafe is withheld, and with it the cells of a rectangle: of some places by some
columns (`indicators.disclosure.rectangles`; `withholding` chooses which).
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from indicators.disclosure.blocks import NEVER, safe_blocks, territory_codes
from indicators.disclosure.rectangles import Table
from indicators.disclosure.rules import Rule
from indicators.disclosure.withholding import safe_rectangles

Counts = NDArray[np.int64]
Numbers = NDArray[np.int64]


def crossed_blocks(counts: Counts, row: Numbers, path: pd.DataFrame, rule: Rule) -> Numbers:
    """The block of each cell of `counts`, of shape (places, columns, components).

    `row` has the block of each place, whose total is told: places of one block are taken together,
    and so are columns whose own total is unsafe. `path` has the territories of each place, from the
    widest to the narrowest: rectangles stay inside the narrowest that can hold them, for its totals
    are told too.
    """
    known = counts * (row != NEVER)[:, None, None]
    column = safe_blocks(known.sum(axis=0), pd.DataFrame(index=range(counts.shape[1])), rule)
    if (row == NEVER).all() or (column == NEVER).any():
        return np.full(counts.shape[:2], NEVER, np.int64)
    numbers, together = np.unique(row[row != NEVER], return_inverse=True)
    group = np.full(len(row), NEVER, np.int64)
    group[row != NEVER] = together
    table = _added_up(_added_up(known, group, axis=0), column, axis=1)
    first = np.unique(group, return_index=True)[1][-len(numbers) :]
    codes = [territory_codes(path[name])[first] for name in path.columns]
    whole = _cell_blocks(Table(table, codes, rule))
    return np.where((group == NEVER)[:, None], NEVER, whole[np.ix_(group, column)])


def _added_up(counts: Counts, group: Numbers, *, axis: int) -> Counts:
    """Sums of the groups along `axis`; NEVER is in none."""
    moved = np.moveaxis(counts, axis, 0)
    found = np.zeros((int(group.max()) + 1, *moved.shape[1:]), np.int64)
    np.add.at(found, group[group != NEVER], moved[group != NEVER])
    return np.moveaxis(found, 0, axis)


def _cell_blocks(table: Table) -> Numbers:
    """A number for each cell: its own, or that of its column in a rectangle. Where not even the
    whole table hides a cell, that of its row, of which the total alone is then told.
    """
    rows, columns = table.counts.shape[:2]
    found = safe_rectangles(table)
    if found is None:
        return np.repeat(np.arange(rows)[:, None], columns, axis=1)
    block = np.arange(rows * columns).reshape(rows, columns)
    for rectangle in found:
        of_rows = sorted(rectangle.rows)
        for column in sorted(rectangle.columns):
            block[of_rows, column] = block[of_rows[0], column]
    return block


def nested_blocks(counts: Counts, row: Numbers, rule: Rule) -> Numbers:
    """The block of each part of a row: teams, partners or initiatives of a place.

    `counts` has a row per part, and `row` says of which place each is, or NEVER. Parts that are
    unsafe join others of the same place, whose total is safe: in a column of its own each part is
    told wherever it is a block by itself.
    """
    known = np.flatnonzero(row != NEVER)
    block = np.full(len(row), NEVER, np.int64)
    next_number = 0
    for place in np.unique(row[known]):
        parts = known[row[known] == place]
        found = safe_blocks(counts[parts], pd.DataFrame(index=range(len(parts))), rule)
        block[parts] = np.where(found == NEVER, NEVER, found + next_number)
        next_number += int(found.max(initial=NEVER)) + 1
    return block

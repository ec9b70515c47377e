"""Disclosure control: small groups of people are withheld, and with them what would give them away
by subtraction.

A cell with 1 to `SMALLEST_GROUP` − 1 people is withheld (primary suppression). Whoever knows a
total and all other cells knows it none the less, so more cells are withheld (complementary
suppression) until, from everything that is still shown, each primary cell might be anything within
at least `SMALLEST_GROUP` different counts. Zero is shown: it is nobody. Sources: Hundepool et al.
(2012), Statistical Disclosure Control, chapter 4; the audit by linear programming is section 4.3.3.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

SMALLEST_GROUP = 5

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]


def primary_suppression(counts: ArrayLike, smallest: int = SMALLEST_GROUP) -> Flags:
    """Which counts are of too few people to be shown. NaN, which is no count, is none of them."""
    values = np.asarray(counts, float)
    return np.asarray((values > 0) & (values < smallest))


def withhold_parts(counts: ArrayLike, smallest: int = SMALLEST_GROUP) -> Flags:
    """Which parts of a total that is shown to withhold.

    Those withheld are none, or at least two that together hold `smallest` people or more: each of
    them may then be anything from none to all of these. Where no parts are left to withhold, all of
    them are.
    """
    values = np.asarray(counts, np.int64)
    hidden = primary_suppression(values, smallest)
    if not hidden.any():
        return hidden
    # The smallest first: what is withheld beyond need is lost for everybody. Zeros, which protect
    # little, last.
    others = [place for place in np.argsort(values, kind="stable") if not hidden[place]]
    candidates = [place for place in others if values[place]] + [
        place for place in others if not values[place]
    ]
    for place in candidates:
        if hidden.sum() > 1 and values[hidden].sum() >= smallest:
            break
        hidden[place] = True
    return hidden


def withhold_cells(counts: ArrayLike, smallest: int = SMALLEST_GROUP) -> Flags:
    """Which cells of a table to withhold, whose row totals, column totals and grand total are shown
    beside it.

    `counts` has shape (rows, columns). The result has shape (rows + 1, columns + 1): its last row
    and column are the totals, which are withheld too where they are small themselves or where
    nothing else protects a cell.
    """
    table = with_totals(counts)
    hidden = primary_suppression(table, smallest)
    known_safe: set[tuple[int, int]] = set()
    while True:
        _close(table, hidden)
        exposed = _find_exposed_cell(table, hidden, smallest, known_safe)
        if exposed is None:
            return hidden
        if not _withhold_one_more(table, hidden, exposed):
            return np.ones_like(hidden)


def with_totals(counts: ArrayLike) -> Counts:
    """The table with its row totals, column totals and grand total as last column and row."""
    inner = np.asarray(counts, np.int64)
    rows = np.vstack([inner, inner.sum(axis=0, keepdims=True)])
    return np.hstack([rows, rows.sum(axis=1, keepdims=True)])


def feasible_range(table: Counts, hidden: Flags, cell: tuple[int, int]) -> tuple[float, float]:
    """The least and most that a withheld cell may hold, as anybody can work out from the rest of
    the table.

    `table` includes its totals. An attacker knows that every row and column adds up and that no
    count is negative.
    """
    from scipy.optimize import linprog

    places = [(int(row), int(column)) for row, column in np.argwhere(hidden)]
    equations, known = _equations(table, hidden, places)
    bounds = []
    for sign in (1, -1):
        goal = np.array([float(sign) if place == cell else 0.0 for place in places])
        answer = linprog(goal, A_eq=equations, b_eq=known, bounds=(0, None), method="highs")
        bounds.append(np.inf if answer.status == 3 else abs(float(answer.fun)))  # 3: without bound
    return bounds[0], bounds[1]


def _equations(
    table: Counts, hidden: Flags, places: list[tuple[int, int]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each row and column: the parts less the total are zero; what is shown goes to the right-hand
    side.
    """
    rows, columns = table.shape
    signs = (
        np.where(np.arange(columns) < columns - 1, 1, -1),
        np.where(np.arange(rows) < rows - 1, 1, -1),
    )
    left = np.zeros((rows + columns, len(places)))
    for position, (row, column) in enumerate(places):
        left[row, position] = signs[0][column]
        left[rows + column, position] = signs[1][row]
    shown = np.where(hidden, 0, table)
    right = -np.concatenate([shown @ signs[0], signs[1] @ shown]).astype(float)
    used = left.any(axis=1)
    return left[used], right[used]


def _close(table: Counts, hidden: Flags) -> None:
    """Withhold a second cell wherever a row or column has a single one: it would be total less the
    rest.
    """
    while True:
        line = _line_with_one(hidden)
        if line is None:
            return
        hidden[_cheapest(table, hidden, line)] = True


def _line_with_one(hidden: Flags) -> tuple[int, int] | None:
    """(axis, position) of the first row (0) or column (1) with exactly one withheld cell."""
    for axis in (0, 1):
        alone = np.flatnonzero(hidden.sum(axis=1 - axis) == 1)
        if len(alone):
            return axis, int(alone[0])
    return None


def _cheapest(table: Counts, hidden: Flags, line: tuple[int, int]) -> tuple[int, int]:
    """The cell of a line whose loss costs least: no total, few people, in a line that has lost some
    already.
    """
    axis, position = line
    length = table.shape[1 - axis]
    cells = [(position, other) if axis == 0 else (other, position) for other in range(length)]
    free = [cell for cell in cells if not hidden[cell]]

    def cost(cell: tuple[int, int]) -> tuple[bool, bool, bool, int]:
        row, column = cell
        total = row == table.shape[0] - 1 or column == table.shape[1] - 1
        crossing = hidden[:, column].any() if axis == 0 else hidden[row].any()
        return total, table[cell] == 0, not crossing, int(table[cell])

    return min(free, key=cost)


def _find_exposed_cell(
    table: Counts, hidden: Flags, smallest: int, known_safe: set[tuple[int, int]]
) -> tuple[int, int] | None:
    """A primary cell that what is shown pins down to fewer than `smallest` counts.

    What was safe stays safe while more is withheld: `known_safe` keeps it from being asked again.
    """
    for row, column in np.argwhere(primary_suppression(table, smallest)):
        cell = (int(row), int(column))
        if cell in known_safe:
            continue
        least, most = feasible_range(table, hidden, cell)
        if most - least < smallest - 1 - 1e-6:
            return cell
        known_safe.add(cell)
    return None


def _withhold_one_more(table: Counts, hidden: Flags, exposed: tuple[int, int]) -> bool:
    """Withhold another cell of the row of `exposed`, or of its column where none is left."""
    for axis, position in ((0, exposed[0]), (1, exposed[1])):
        line = hidden[position] if axis == 0 else hidden[:, position]
        if not line.all():
            hidden[_cheapest(table, hidden, (axis, position))] = True
            return True
    return False

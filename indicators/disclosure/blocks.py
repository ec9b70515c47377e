"""Which figures about people may be told at all: sums of whole blocks, each of nobody or of enough
people.

Withholding single cells protects a table. It does not protect against whoever asks again: one month
more, another division of the territory, the whole less all of its parts. So places are put into
blocks, once for all, such that each block has in every component (a category of people, in a part
of the year) none or at least `SMALLEST_GROUP`. A figure is told where it is a sum of whole blocks.
Whatever is computed from figures that were told is then computed from sums of blocks, and the
blocks themselves would be safe to publish: no subtraction leads to a smaller group.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.scope import Month, Period

NEVER = -1
Places = list[int]
Counts = NDArray[np.int64]


def told_periods(recorded: Period) -> tuple[Period, ...]:
    """The periods of which figures about people are told: of each year on record, to date and as a
    whole.

    To date means until the month of the year in which the records end. Years share no month, so
    that no two of them differ by a few people; the two periods of one year do, and blocks are safe
    in each part of the year.
    """
    found = []
    for year in range(recorded.start.year, recorded.end.year + 1):
        for month in sorted({recorded.end.month, 12}):
            period = Period(Month.of(year, 1), Month.of(year, month))
            if period.end <= recorded.end:
                found.append(period)
    return tuple(found)


def told_instead(asked: Period, recorded: Period) -> Period:
    """The period that is told in the place of `asked`:
    itself, or that of the year in which it ends, to date.
    """
    told = told_periods(recorded)
    if asked in told:
        return asked
    year = min(max(asked.end.year, recorded.start.year), recorded.end.year)
    of_the_year = [period for period in told if period.end.year == year]
    return of_the_year[0] if of_the_year else told[-1] if told else asked


def safe_blocks(
    counts: ArrayLike, path: pd.DataFrame, smallest: int = SMALLEST_GROUP
) -> NDArray[np.int64]:
    """The number of the block of each place; `NEVER` for places that not even the whole country
    would protect.

    `counts` has a row per place and a column per component. `path` has the territories of each
    place, from the widest to the narrowest. A place that is safe is a block of its own. The others
    join inside the narrowest territory that can hold them; where they are too few together, the
    smallest block beside them joins them.
    """
    table = np.asarray(counts, np.int64).reshape(len(path), -1)
    codes = [pd.factorize(path[name].fillna("").astype(str))[0] for name in path.columns]
    root = _merged_node(_Tree(table, codes, smallest), list(range(len(table))), 0)
    block = np.full(len(table), NEVER, np.int64)
    for number, members in enumerate(sorted((found.members for found in root.blocks), key=min)):
        block[members] = number
    return block


@dataclass(frozen=True)
class _Tree:
    counts: Counts
    codes: Sequence[NDArray[np.int64]]
    smallest: int

    def small(self, totals: Counts) -> NDArray[np.bool_]:
        """Components in which there is somebody, and too few."""
        return np.asarray((totals > 0) & (totals < self.smallest))


@dataclass(frozen=True)
class _Block:
    members: Places
    total: Counts


@dataclass
class _Node:
    """Safe blocks of a territory, and the places of it that are in none."""

    blocks: list[_Block] = field(default_factory=list)
    rest: Places = field(default_factory=list)


def _merged_node(tree: _Tree, members: Places, depth: int) -> _Node:
    if depth == len(tree.codes):
        few: list[bool] = np.any(tree.small(tree.counts[members]), axis=1).tolist()
        node = _Node(
            [
                _Block([place], tree.counts[place])
                for place, alone in zip(members, few, strict=True)
                if not alone
            ],
            [place for place, alone in zip(members, few, strict=True) if alone],
        )
    else:
        below = [
            _merged_node(tree, inside, depth + 1) for inside in _by_code(tree.codes[depth], members)
        ]
        node = _Node(
            [block for part in below for block in part.blocks],
            [place for part in below for place in part.rest],
        )
    _settle(tree, node)
    return node


def _by_code(codes: NDArray[np.int64], members: Places) -> list[Places]:
    groups: dict[int, Places] = {}
    for place in members:
        groups.setdefault(int(codes[place]), []).append(place)
    return list(groups.values())


def _settle(tree: _Tree, node: _Node) -> None:
    """Make the rest a block where the territory can.
    What a safe block lends is enough, or nothing, by itself.
    """
    if not node.rest:
        return
    joined, total = list(node.rest), tree.counts[node.rest].sum(axis=0)
    kept = dict(enumerate(node.blocks))
    free = np.array([block.total for block in node.blocks]).reshape(len(kept), len(total))
    while (small := tree.small(total)).any():
        lenders: Places = np.flatnonzero(free[:, small].any(axis=1)).tolist()
        if not lenders:
            return
        smallest = min(lenders, key=lambda place: (int(free[place].sum()), kept[place].members))
        total = total + free[smallest]
        free[smallest] = 0
        joined += kept.pop(smallest).members
    node.blocks, node.rest = [*kept.values(), _Block(sorted(joined), total)], []

"""Which figures about people may be told at all: sums of whole blocks, each of which is safe by
itself.

Withholding single cells protects a table. It does not protect against whoever asks again: one month
more, another division of the territory, the whole less all of its parts. So places are put into
blocks, once for all, such that each block is safe by its `Rule` (`indicators.disclosure.rules`) in
every part of the year. A figure is told where it is a sum of whole blocks.
Whatever is computed from figures that were told is then computed from sums of blocks, and the
blocks themselves would be safe to publish: no subtraction leads to a smaller group.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from indicators.disclosure.rules import Rule

NEVER = -1
Places = list[int]
Counts = NDArray[np.int64]


def safe_blocks(counts: ArrayLike, path: pd.DataFrame, rule: Rule) -> NDArray[np.int64]:
    """The number of the block of each place; `NEVER` for places that not even the whole country
    would protect.

    `counts` has a row per place and a column per component, as `rule` reads them. `path` has the
    territories of each place, from the widest to the narrowest. A place that is safe is a block of
    its own. The others join inside the narrowest territory that can hold them; where they are not
    safe together, the smallest block beside them that mends it joins them.
    """
    table = np.asarray(counts, np.int64).reshape(len(path), -1)
    codes = [territory_codes(path[name]) for name in path.columns]
    few = rule.unsafe(table)
    if not few.any():
        return np.arange(len(table), dtype=np.int64)
    # A place of nobody is safe, and lends nothing to anybody.
    anybody = table.any(axis=1)
    root = _merged_node(
        _Tree(table, codes, rule, few.tolist()), np.flatnonzero(anybody).tolist(), 0
    )
    alone = [[place] for place in np.flatnonzero(~anybody).tolist()]
    block = np.full(len(table), NEVER, np.int64)
    merged = (found.members for found in root.blocks)
    for number, members in enumerate(sorted((*merged, *alone), key=min)):
        block[members] = number
    return block


def territory_codes(territories: pd.Series) -> NDArray[np.int64]:
    """A number for each territory; those without one are together."""
    if pd.api.types.is_integer_dtype(territories.dtype):
        return territories.to_numpy(np.int64)
    return pd.factorize(territories.fillna("").astype(str))[0].astype(np.int64)


def block_sizes(block: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many places, or cells, the block of each has; 0 for `NEVER`."""
    sizes = np.bincount(block.ravel() + 1, minlength=2)
    return np.asarray(np.where(block == NEVER, 0, sizes[block + 1]), np.int64)


def apart_blocks(blocks: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """A column of blocks for each part of a year, that have no block in common."""
    first, second = blocks
    later = np.where(second == NEVER, NEVER, second + first.max(initial=0) + 1)
    return np.stack([first, later], axis=1)


def joined_blocks(block: NDArray[np.int64]) -> NDArray[np.int64]:
    """The blocks of places whose parts (places × parts) are all whole together."""
    found = np.arange(len(block), dtype=np.int64)
    numbers, sizes = np.unique(block[block != NEVER], return_counts=True)
    for number in numbers[sizes > 1]:
        together = found[(block == number).any(axis=1)]
        found[np.isin(found, together)] = together.min()
    broken = found[(block == NEVER).any(axis=1)]
    found[np.isin(found, broken)] = NEVER
    return found


def blocks_of_wider(
    block: NDArray[np.int64], wider: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The territories that places are of, in order, and the block of each: its own, that of others
    with which a block of its places is shared, or NEVER where a place of it is in none.
    """
    territories, at = np.unique(wider, return_inverse=True)
    known = block != NEVER
    pairs = np.unique(block[known] * len(territories) + at[known])
    of_block, of_territory = np.divmod(pairs, len(territories))
    number = np.arange(len(territories))
    for shared in np.unique(of_block[1:][of_block[1:] == of_block[:-1]]):
        together = number[of_territory[of_block == shared]]
        number[np.isin(number, together)] = together.min()
    number[at[~known]] = NEVER
    return territories, number


@dataclass(frozen=True)
class _Tree:
    counts: Counts
    codes: Sequence[NDArray[np.int64]]
    rule: Rule
    few: Sequence[bool]  # of each place, whether it is unsafe by itself


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
        node = _Node(
            [_Block([place], tree.counts[place]) for place in members if not tree.few[place]],
            [place for place in members if tree.few[place]],
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
    """Make the rest a block where the territory can: with one block beside it that mends it alone,
    the smallest; with several where none does.
    """
    if not node.rest:
        return
    joined, total = list(node.rest), tree.counts[node.rest].sum(axis=0)
    kept = dict(enumerate(node.blocks))
    free = np.array([block.total for block in node.blocks]).reshape(len(kept), len(total))
    there = np.ones(len(kept), bool)
    while tree.rule.unsafe(total[None])[0]:
        mended = there & ~tree.rule.unsafe(total + free)
        lenders: Places = np.flatnonzero(
            mended if mended.any() else there & tree.rule.helps(total, free)
        ).tolist()
        if not lenders:
            return
        smallest = min(
            lenders,
            key=lambda place: (len(kept[place].members), int(free[place].sum()), place),
        )
        total = total + free[smallest]
        there[smallest] = False
        joined += kept.pop(smallest).members
    node.blocks, node.rest = [*kept.values(), _Block(sorted(joined), total)], []

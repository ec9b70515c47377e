"""The blocks of an edition, ready to be asked which of them a sum leaves incomplete.

A page asks it of dozens of windows. The rows are read once and numbered, so that each question is
some counting of numbers; docs/adr/0040 says what a block is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from indicators.scope import Period

Numbers = np.ndarray[tuple[int], np.dtype[Any]]


@dataclass(frozen=True)
class Blocks:
    """Rows of one division of one subject: place, value, first_month, last_month, block and
    block_size. With `by_month`, the month of a row is its value.
    """

    rows: pd.DataFrame
    by_month: bool = False

    def of(self, periods: Sequence[Period]) -> pd.DataFrame:
        """The rows inside one of the periods."""
        return self.rows[self._inside(periods)]

    def broken(
        self, periods: Sequence[Period], members: "Members", values: Sequence[str] | None = None
    ) -> set[int]:
        """Territories of which a block of these periods, or of the values alone, is not whole."""
        chosen = self._inside(periods)
        if values is not None:
            chosen &= self.rows["value"].isin(values).to_numpy()
        rows, territories = members.joined(self._place_names, self._places, np.flatnonzero(chosen))
        if not len(rows):
            return set()
        number = territories * self._count + self._blocks[rows]
        _, first, found = np.unique(number, return_index=True, return_counts=True)
        return set(territories[first[found != self._sizes[rows[first]]]].tolist())

    def _inside(self, periods: Sequence[Period]) -> Numbers:
        first, last = self._months
        inside = np.zeros(len(self.rows), dtype=bool)
        for period in periods:
            inside |= (first >= period.start.index) & (last <= period.end.index)
        return inside

    @cached_property
    def _months(self) -> tuple[Numbers, Numbers]:
        if self.by_month:
            month = self.rows["value"].astype(int).to_numpy()
            return month, month
        return self.rows["first_month"].to_numpy(), self.rows["last_month"].to_numpy()

    @cached_property
    def _place_names(self) -> "pd.Index[Any]":
        names: pd.Index[Any] = pd.Index(list(self.rows["place"].unique()), dtype=object)
        return names

    @cached_property
    def _places(self) -> Numbers:
        return self._place_names.get_indexer(pd.Index(self.rows["place"], dtype=object))

    @cached_property
    def _blocks(self) -> Numbers:
        """A number of each row's block, which is known by its first month and its name."""
        return self.rows.groupby(["first_month", "block"]).ngroup().to_numpy()

    @cached_property
    def _count(self) -> int:
        return int(self._blocks.max(initial=0)) + 1

    @cached_property
    def _sizes(self) -> Numbers:
        return self.rows["block_size"].to_numpy()


class Members:
    """The places of each territory: `territories` has their code and name, in the order of the
    numbers that stand for them.
    """

    def __init__(self, places: pd.DataFrame, column: str) -> None:
        """`places` has code and name of a territory, and in `column` a place of it."""
        pairs = places[["code", "name", column]].drop_duplicates()
        self.territories = pairs[["code", "name"]].drop_duplicates().reset_index(drop=True)
        known = pd.MultiIndex.from_frame(self.territories)
        self._of = known.get_indexer(pd.MultiIndex.from_frame(pairs[["code", "name"]]))
        self._names: pd.Index[Any] = pd.Index(pairs[column].astype(str), dtype=object)

    def joined(
        self, names: "pd.Index[Any]", places: Numbers, rows: Numbers
    ) -> tuple[Numbers, Numbers]:
        """Of rows whose places are numbers of `names`, each with each territory that holds it: the
        row, and the number of the territory.
        """
        place = names.get_indexer(self._names)
        order = np.argsort(place, kind="stable")
        order = order[place[order] >= 0]
        held = np.bincount(place[order], minlength=len(names))
        times = held[places[rows]]
        starts = (np.cumsum(held) - held)[places[rows]]
        within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        return np.repeat(rows, times), self._of[order][np.repeat(starts, times) + within]

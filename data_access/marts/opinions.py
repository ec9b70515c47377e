"""Which sums of answers are told: `opinion_block`, from the cells of the surveys (DuckDB).

A year of a place first, then its two parts (to the month in which the edition ends, and the rest),
then each part by month, channel, partner, team or initiative: what is divided is told itself.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from data_access.marts.blocks import closed_months, territory_path
from data_access.marts.opinion_subjects import Cells, OpinionSubject, comment_subjects, subjects
from data_access.marts.subjects import Staging
from data_access.schema import opinions as schema
from data_access.schema.core import NOT_INFORMED, NOWHERE
from indicators.disclosure.blocks import NEVER, block_sizes, safe_blocks, territory_codes
from indicators.disclosure.crossed import crossed_blocks, nested_blocks
from indicators.scope import Month

Numbers = NDArray[np.int64]
Words = NDArray[Any]
# Cells by the name of each column. A frame for each part of a year would cost more than its cells.
Columns = Mapping[str, Numbers]
NO_VALUE: Words = np.array([""], dtype=object)


def load_opinion_blocks(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `opinion_block`. Needs the cells of the surveys and of income, and `municipality`."""
    closed = closed_months(connection)
    if closed is None:
        return
    register = connection.execute("SELECT id, uf, region_code FROM municipality ORDER BY id").df()
    nowhere = pd.DataFrame({"id": [NOWHERE], "uf": NOT_INFORMED, "region_code": NOT_INFORMED})
    register = pd.concat([register, nowhere], ignore_index=True)
    states = register.groupby("uf")[["region_code"]].first().apply(territory_codes)
    path = territory_path(connection)
    path.loc[NOWHERE] = NOT_INFORMED
    towns = path.apply(territory_codes)
    towns["state"] = states.index.get_indexer(pd.Index(register["uf"]))
    path = towns.drop(columns="state")
    found: list[Untold] = []
    for subject in (*subjects(), *comment_subjects(connection)):
        cells = subject.cells(connection)
        rows, columns = _with_known_elsewhere(cells, subject.columns)
        units = states.index.get_indexer(cells.words["unit"])
        place_of = {
            True: units[rows["unit"]],
            False: towns.index.get_indexer(pd.Index(rows["town"])),
        }
        for by_unit, place in place_of.items():
            names = _words(states.index if by_unit else towns.index)
            state = place if by_unit else towns["state"].to_numpy()[place]
            of_view = _rows_where(place >= 0, {**rows, "place": place, "state": state})
            view = _View(
                subject, by_unit, names, states if by_unit else path, states, columns, cells.words
            )
            found += view.blocks(of_view, closed.end)
    if not found:
        return
    connection.register("opinion_rows", _table(found))
    connection.execute("""
        INSERT INTO opinion_block BY NAME FROM opinion_rows
        ORDER BY subject, by_unit, division, first_month, last_month, value, place
    """)
    connection.unregister("opinion_rows")


class Untold(NamedTuple):
    """Cells of blocks of several, or of none: what is the same in all of them, and arrays of one
    length. A frame for each would cost more than the cells.
    """

    same: dict[str, str | int | bool]
    place: Words
    value: Words
    block: Numbers
    size: Numbers


class Told(NamedTuple):
    """Of each place, in order, the block in which a part of a year is told of it."""

    place: Numbers
    block: Numbers


def _table(found: Sequence[Untold]) -> pa.Table:
    sizes = [len(each.block) for each in found]
    columns: dict[str, pa.Array] = {}
    for name in found[0].same:
        of_each = pa.array([each.same[name] for each in found]).dictionary_encode()
        columns[name] = of_each.take(pa.array(np.repeat(np.arange(len(found)), sizes)))
    for name in ("place", "value"):
        columns[name] = pa.array(np.concatenate([getattr(each, name) for each in found]))
    columns["block"] = pa.array(np.concatenate([each.block for each in found]))
    columns["block_size"] = pa.array(np.concatenate([each.size for each in found]))
    return pa.table(columns)


def _rows_where(kept: NDArray[np.bool_], cells: Columns) -> dict[str, Numbers]:
    return {name: values[kept] for name, values in cells.items()}


def _with_known_elsewhere(cells: Cells, columns: list[str]) -> tuple[Columns, list[str]]:
    """The rows of cells with each of `columns` twice, the second without what has a place in
    neither view.

    Where one view has no place for an answer the other may have: the country less its UFs is told
    of both, and what one of them has more is a group of its own. Where there is no such group, the
    rows as they are.
    """
    rows = {str(name): values.to_numpy(np.int64) for name, values in cells.rows.items()}
    without = np.flatnonzero(cells.words["unit"] == NOT_INFORMED)
    no_unit, no_town = np.isin(rows["unit"], without), rows["town"] == NOWHERE
    nowhere = no_unit & no_town
    if not nowhere.any() or not (no_unit ^ no_town).any():
        return rows, columns
    known = {f"known_{name}": np.where(nowhere, 0, rows[name]) for name in columns}
    return {**rows, **known}, [*columns, *known]


@dataclass(frozen=True)
class _View:
    """One subject seen by the unit that attended or by the client. Places, and the UFs that they
    are of, are known by their position in ``names`` and ``states``.
    """

    subject: OpinionSubject
    by_unit: bool
    names: Words
    path: pd.DataFrame
    states: pd.DataFrame
    columns: list[str]
    words: Mapping[str, pd.Index]

    def blocks(self, cells: Columns, end: Month) -> Iterator[Untold]:
        """Rows of `opinion_block` of the years, of their parts until the month of `end` and after
        it, and of what divides these.

        The year in which the edition ends is told to that month first, whatever a month that is not
        over holds; it is told as a whole where both parts are.
        """
        years, late = cells["month"] // 12, cells["month"] % 12 + 1 > end.month
        for of_year in np.unique(years).tolist():
            year = _rows_where(years == of_year, cells)
            both = (_rows_where((years == of_year) & of_part, cells) for of_part in (~late, late))
            parts = [part for part in both if len(part["month"])]
            places = np.unique(year["place"])
            path = self.path.iloc[places]
            sums = np.stack([self._sums(part, place=places) for part in parts], axis=1)
            names, rule = self.names[places], self.subject.rule
            whole = safe_blocks(sums.sum(axis=1), path, rule)
            block = whole[:, None]
            if len(parts) > 1 and of_year == end.year:
                block = _apart([safe_blocks(sums[:, part], path, rule) for part in (0, 1)])
                whole = _joined(block)
            elif len(parts) > 1:
                block = crossed_blocks(sums, whole, path, rule)
            yield self._untold(schema.BY_YEAR, year, names, NO_VALUE, whole[:, None])
            size = block_sizes(block)
            for number, part in enumerate(parts):
                own = block[:, number]
                yield self._untold(
                    schema.BY_PART, part, names, NO_VALUE, own[:, None], size[:, [number]]
                )
                # Of a place whose parts are one block the year alone is told, and no division.
                elsewhere = np.isin(own, np.delete(block, number, axis=1)) & (len(parts) > 1)
                divided = np.where(elsewhere, NEVER, own)
                yield from self._divisions(part, Told(places, divided))

    def _divisions(self, part: Columns, told: Told) -> Iterator[Untold]:
        """Rows of a part of a year, by UF, by what divides it."""
        states = np.unique(part["state"])
        path, row = self.states.iloc[states], _blocks_of_states(part, told, states)
        for division, column in self.subject.crossed.items():
            values = np.unique(part[column])
            sums = self._sums(part, state=states, **{column: values})
            found = crossed_blocks(sums, row, path, self.subject.rule)
            named = self.words[column][values] if column in self.words else values
            yield self._untold(division, part, _words(path.index), _words(named), found)
        for division, column in self.subject.nested.items() if self.by_unit else ():
            names = self.words[column]
            pair = part["state"] * len(names) + part[column]
            pairs = np.unique(pair)
            state, value = np.divmod(pairs, len(names))
            found = nested_blocks(
                self._sums({**part, "pair": pair}, pair=pairs),
                row[np.searchsorted(states, state)],
                self.subject.rule,
            )
            size = block_sizes(found)
            kept = np.flatnonzero(size != 1)
            yield Untold(
                self._same(division, part),
                _words(self.states.index)[state][kept],
                _words(names)[value][kept],
                found[kept],
                size[kept],
            )

    def _untold(
        self,
        division: str,
        part: Columns,
        places: Words,
        values: Words,
        block: Numbers,
        size: Numbers | None = None,
    ) -> Untold:
        """Of cells of places × values."""
        size = block_sizes(block) if size is None else size
        place, value = np.nonzero(size != 1)
        cells = (place, value)
        return Untold(
            self._same(division, part), places[place], values[value], block[cells], size[cells]
        )

    def _same(self, division: str, part: Columns) -> dict[str, str | int | bool]:
        months = part["month"]
        return {
            "subject": self.subject.name,
            "by_unit": self.by_unit,
            "division": division,
            "first_month": int(months.min()),
            "last_month": int(months.max()),
        }

    def _sums(self, cells: Columns, **of: Numbers) -> Numbers:
        """The answers by each value of some columns, which are in order."""
        shape = tuple(map(len, of.values()))
        at = tuple(np.searchsorted(values, cells[name]) for name, values in of.items())
        index = np.ravel_multi_index(at, shape)
        # One answer at a time: NumPy adds up along one index, and not along several.
        found = np.zeros((len(self.columns), math.prod(shape)), np.int64)
        for sums, name in zip(found, self.columns, strict=True):
            np.add.at(sums, index, cells[name])
        return np.ascontiguousarray(found.T).reshape(*shape, -1)


def _apart(blocks: list[Numbers]) -> Numbers:
    """A column of blocks for each part of a year, that have no block in common."""
    first, second = blocks
    later = np.where(second == NEVER, NEVER, second + first.max(initial=0) + 1)
    return np.stack([first, later], axis=1)


def _joined(block: Numbers) -> Numbers:
    """The blocks of places whose parts (places × parts) are all whole together."""
    found = np.arange(len(block), dtype=np.int64)
    numbers, sizes = np.unique(block[block != NEVER], return_counts=True)
    for number in numbers[sizes > 1]:
        together = found[(block == number).any(axis=1)]
        found[np.isin(found, together)] = together.min()
    broken = found[(block == NEVER).any(axis=1)]
    found[np.isin(found, broken)] = NEVER
    return found


def _blocks_of_states(part: Columns, told: Told, states: Numbers) -> Numbers:
    """The block of each UF: its own, that of others with which a block of its places is shared, or
    NEVER where a place of it is in none.
    """
    place, first = np.unique(part["place"], return_index=True)
    state = np.searchsorted(states, part["state"][first])
    block = told.block[np.searchsorted(told.place, place)]
    known = block != NEVER
    pairs = np.unique(block[known] * len(states) + state[known])
    of_block, of_state = np.divmod(pairs, len(states))
    number = np.arange(len(states))
    for shared in np.unique(of_block[1:][of_block[1:] == of_block[:-1]]):
        together = number[of_state[of_block == shared]]
        number[np.isin(number, together)] = together.min()
    number[state[~known]] = NEVER
    return number


def _words(texts: Iterable[object]) -> Words:
    return np.array([str(text) for text in texts], dtype=object)

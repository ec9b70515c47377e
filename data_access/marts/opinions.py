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
from indicators.disclosure.blocks import (
    NEVER,
    apart_blocks,
    block_sizes,
    blocks_of_wider,
    joined_blocks,
    safe_blocks,
    territory_codes,
)
from indicators.disclosure.crossed import crossed_blocks
from indicators.disclosure.units import PARTS, Answers, ClientYear, told_units
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
        home = towns.index.get_indexer(pd.Index(rows["town"]))
        place_of = {False: home, True: units[rows["unit"]]}
        by_client: dict[int, ClientYear] = {}
        for by_unit, place in place_of.items():
            names = _words(states.index if by_unit else towns.index)
            state = place if by_unit else towns["state"].to_numpy()[place]
            of_view = _rows_where(
                place >= 0, {**rows, "place": place, "state": state, "home": home}
            )
            view = _View(
                subject, by_unit, names, states if by_unit else path, states, columns, cells.words
            )
            years = view.years(of_view, closed.end)
            for year in years:
                found += view.blocks(year, by_client)
            if not by_unit:
                by_client = {year.number: _by_client(year, towns["state"]) for year in years}
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
    """Of each UF, in order, the block in which a part of a year is told of it."""

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


class _Year(NamedTuple):
    """Cells of a year and of its parts, by their numbers; and the blocks of its places (in order),
    and of places × parts.
    """

    number: int
    cells: Columns
    parts: Mapping[int, Columns]
    places: Numbers
    whole: Numbers
    block: Numbers


def _by_client(year: _Year, states: pd.Series) -> ClientYear:
    block = np.full((len(year.places), PARTS), NEVER, np.int64)
    block[:, list(year.parts)] = year.block
    return ClientYear(year.places, states.to_numpy(np.int64)[year.places], year.whole, block)


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

    def years(self, cells: Columns, end: Month) -> list[_Year]:
        """The blocks of each year and of its parts, until the month of `end` and after it.

        The year in which the edition ends is told to that month first, whatever a month that is not
        over holds; it is told as a whole where both parts are.
        """
        years, late = cells["month"] // 12, cells["month"] % 12 + 1 > end.month
        found = []
        for number in np.unique(years).tolist():
            year = _rows_where(years == number, cells)
            both = (_rows_where((years == number) & of_part, cells) for of_part in (~late, late))
            parts = {place: part for place, part in enumerate(both) if len(part["month"])}
            places = np.unique(year["place"])
            path, rule = self.path.iloc[places], self.subject.rule
            sums = np.stack([self._sums(part, place=places) for part in parts.values()], axis=1)
            whole = safe_blocks(sums.sum(axis=1), path, rule)
            block = whole[:, None]
            if len(parts) > 1 and number == end.year:
                block = apart_blocks([safe_blocks(sums[:, part], path, rule) for part in (0, 1)])
                whole = joined_blocks(block)
            elif len(parts) > 1:
                block = crossed_blocks(sums, whole, path, rule)
            found.append(_Year(number, year, parts, places, whole, block))
        return found

    def blocks(self, year: _Year, by_client: Mapping[int, ClientYear]) -> Iterator[Untold]:
        """Rows of `opinion_block` of a year, of its parts, and of what divides these."""
        names, told = self.names[year.places], {}
        yield self._untold(schema.BY_YEAR, year.cells, names, NO_VALUE, year.whole[:, None])
        size = block_sizes(year.block)
        for column, (number, part) in enumerate(year.parts.items()):
            own = year.block[:, column]
            of_part = own[:, None], size[:, [column]]
            yield self._untold(schema.BY_PART, part, names, NO_VALUE, *of_part)
            # Of a place whose parts are one block the year alone is told, and no division.
            elsewhere = np.isin(own, np.delete(year.block, column, axis=1)) & (len(year.parts) > 1)
            place, first = np.unique(part["place"], return_index=True)
            block = np.where(elsewhere, NEVER, own)[np.searchsorted(year.places, place)]
            row = Told(*blocks_of_wider(block, part["state"][first]))
            told[number] = row
            yield from self._divisions(part, row)
        if self.by_unit and self.subject.nested:
            yield from self._units(year, told, by_client[year.number])

    def _divisions(self, part: Columns, row: Told) -> Iterator[Untold]:
        """Rows of a part of a year, by UF, by what divides it in both views."""
        path = self.states.iloc[row.place]
        for division, column in self.subject.crossed.items():
            values = np.unique(part[column])
            sums = self._sums(part, state=row.place, **{column: values})
            found = crossed_blocks(sums, row.block, path, self.subject.rule)
            named = self.words[column][values] if column in self.words else values
            yield self._untold(division, part, _words(path.index), _words(named), found)

    def _units(self, year: _Year, told: Mapping[int, Told], client: ClientYear) -> Iterator[Untold]:
        """Rows of the partners, teams or initiatives of a year that are not told."""
        cells = [year.parts[part] for part in told]
        number = np.concatenate([np.full(len(part["month"]), n) for n, part in year.parts.items()])
        lines = {name: np.concatenate([part[name] for part in cells]) for name in cells[0]}
        state_sum = np.concatenate([
            row.block[np.searchsorted(row.place, year.parts[part]["state"])]
            for part, row in told.items()
        ])  # fmt: skip
        nested = self.subject.nested
        answers = Answers(
            counts=np.stack([lines[name] for name in self.columns], axis=1),
            part=number,
            state=lines["state"],
            state_sum=np.where(state_sum == NEVER, NEVER, state_sum * PARTS + number),
            home=np.searchsorted(client.places, lines["home"]),
            values={name: lines[column] for name, column in nested.items()},
        )
        words = {name: _words(self.words[column]) for name, column in nested.items()}
        for division, figures in told_units(answers, words, client, self.subject.rule).items():
            for part in told:
                kept = np.flatnonzero(~figures.is_told & (figures.part == part))
                yield Untold(
                    self._same(division, year.parts[part]),
                    _words(self.states.index)[figures.state[kept]],
                    words[division][figures.value[kept]],
                    np.full(len(kept), NEVER, np.int64),
                    np.zeros(len(kept), np.int64),
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


def _words(texts: Iterable[object]) -> Words:
    return np.array([str(text) for text in texts], dtype=object)

"""Which sums of answers are told: `opinion_block`, from the cells of the surveys (DuckDB).

A year of a place first, then its two parts (to the month in which the edition ends, and the rest),
then each part by month, channel, partner, team or initiative: what is divided is told itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from config.satisfaction import satisfaction_rule
from data_access.marts.blocks import closed_months, territory_path
from data_access.marts.subjects import Staging
from data_access.schema import opinions as schema
from indicators.disclosure.blocks import NEVER, block_sizes, safe_blocks, territory_codes
from indicators.disclosure.crossed import crossed_blocks, nested_blocks
from indicators.disclosure.rules import Members, Opinions, Rule
from indicators.reputation import RATINGS

Numbers = NDArray[np.int64]
CROSSED = {schema.BY_MONTH: "month", schema.BY_CHANNEL: "channel"}
SCALE = range(RATINGS[0], RATINGS[1] + 1)
PARTNERS = {schema.BY_PARTNER: "partner"}


@dataclass(frozen=True)
class _Subject:
    """Cells of answers: ``month``, ``unit``, ``town`` and what divides them, with a sum for each
    answer that may be given.
    """

    name: str
    table: str
    where: str
    answers: Mapping[str, str]
    rule: Rule
    crossed: Mapping[str, str] = field(default_factory=lambda: CROSSED)
    nested: Mapping[str, str] = field(default_factory=lambda: PARTNERS)

    @property
    def columns(self) -> list[str]:
        return list(self.answers)

    def cells(self, connection: duckdb.DuckDBPyConnection) -> "_Cells":
        by = {*self.crossed.values(), *self.nested.values()} - {"month"}
        sums = (f"sum({value})::BIGINT AS {name}" for name, value in self.answers.items())
        rows = connection.execute(
            f"SELECT month::INTEGER AS month, executing_uf AS unit, municipality_id AS town,"
            f" {', '.join((*sorted(by), *sums))}"
            f" FROM {self.table} WHERE {self.where} GROUP BY ALL ORDER BY ALL"
        ).df()
        words = {}
        for column in ("unit", *by):
            rows[column], words[column] = pd.factorize(rows[column], sort=True)
        return _Cells(rows, words)


class _Cells(NamedTuple):
    """Rows in which a text is its position in the `words` of its column, which are in order."""

    rows: pd.DataFrame
    words: Mapping[str, pd.Index]


def _scores(column: str, *groups: tuple[int, ...]) -> dict[str, str]:
    """A sum for each group of scores, and for the others."""
    lists = [", ".join(map(str, scores)) for scores in groups]
    known = ", ".join(lists)
    named = {
        f"answer_{place}": f"CASE WHEN {column} IN ({scores}) THEN answers ELSE 0 END"
        for place, scores in enumerate(lists)
    }
    return named | {"other": f"CASE WHEN {column} NOT IN ({known}) THEN answers ELSE 0 END"}


def _subjects() -> tuple[_Subject, ...]:
    rule = satisfaction_rule()
    return (
        _Subject(
            schema.NPS,
            "survey_cell",
            "nps_counts AND nps IS NOT NULL",
            _scores("nps", rule.promoters, rule.detractors),
            Opinions(3),
            nested=PARTNERS | {schema.BY_TEAM: "team"},
        ),
        _Subject(
            schema.CSAT,
            "survey_cell",
            "csat IS NOT NULL",
            _scores("csat", rule.satisfied),
            Opinions(2),
        ),
        _Subject(
            schema.CES, "survey_cell", "ces IS NOT NULL", _scores("ces", rule.easy), Opinions(2)
        ),
        _Subject(
            schema.ANSWERED, "response_cell", "answered > 0", {"answered": "answered"}, Members(1)
        ),
        _Subject(
            schema.INCOME,
            "income_cell",
            "true",
            {"rose": "rose", "did_not": "answers - rose"},
            Opinions(2),
            crossed={schema.BY_MONTH: "month"},
            nested={schema.BY_INITIATIVE: "initiative"},
        ),
        _Subject(
            schema.RATING,
            "complaint_cell",
            "rating IS NOT NULL",
            {f"rating_{n}": f"CASE WHEN rating = {n} THEN complaints ELSE 0 END" for n in SCALE},
            Opinions(len(SCALE)),
            nested={},
        ),
        _Subject(
            schema.WOULD_RETURN,
            "complaint_cell",
            "would_return IS NOT NULL",
            {
                "yes": "CASE WHEN would_return THEN complaints ELSE 0 END",
                "no": "CASE WHEN would_return THEN 0 ELSE complaints END",
            },
            Opinions(2),
            nested={},
        ),
    )


def load_opinion_blocks(connection: duckdb.DuckDBPyConnection, _staging: Staging) -> None:
    """Fill `opinion_block`. Needs the cells of the surveys and of income, and `municipality`."""
    closed = closed_months(connection)
    if closed is None:
        return
    register = connection.execute("SELECT id, uf, region_code FROM municipality ORDER BY id").df()
    states = register.groupby("uf")[["region_code"]].first().apply(territory_codes)
    towns = territory_path(connection).apply(territory_codes)
    towns["state"] = states.index.get_indexer(pd.Index(register["uf"]))
    path = towns.drop(columns="state")
    frames = []
    for subject in _subjects():
        cells = subject.cells(connection)
        units = states.index.get_indexer(cells.words["unit"])
        place_of = {
            True: units[cells.rows["unit"]],
            False: towns.index.get_indexer(pd.Index(cells.rows["town"])),
        }
        for by_unit, place in place_of.items():
            names = states.index if by_unit else towns.index.astype(str)
            of_view = cells.rows[place >= 0].assign(place=place[place >= 0])
            state = of_view["place"] if by_unit else towns["state"].to_numpy()[of_view["place"]]
            view = _View(subject, by_unit, names, states if by_unit else path, states, cells.words)
            found = view.blocks(of_view.assign(state=state), closed.end.month)
            frames += [each.assign(subject=subject.name, by_unit=by_unit) for each in found]
    if not frames:
        return
    keys = ["subject", "by_unit", "division", "first_month", "last_month", "value", "place"]
    connection.register("opinion_rows", pd.concat(frames).sort_values(keys))
    connection.execute("INSERT INTO opinion_block BY NAME FROM opinion_rows")
    connection.unregister("opinion_rows")


@dataclass(frozen=True)
class _View:
    """One subject seen by the unit that attended or by the client. Places, and the UFs that they
    are of, are known by their position in ``names`` and ``states``.
    """

    subject: _Subject
    by_unit: bool
    names: pd.Index
    path: pd.DataFrame
    states: pd.DataFrame
    words: Mapping[str, pd.Index]

    def blocks(self, cells: pd.DataFrame, last: int) -> Iterator[pd.DataFrame]:
        """Rows of `opinion_block` of the years, of their parts until the month `last` and after
        it, and of what divides these.
        """
        late = (cells["month"] % 12 + 1 > last).astype(int)
        for _, year in cells.assign(part=late).groupby(cells["month"] // 12):
            parts = [part for _, part in year.groupby("part")]
            places = np.unique(year["place"])
            path = self.path.iloc[places]
            sums = np.stack([self._sums(part, place=places) for part in parts], axis=1)
            block = safe_blocks(sums.sum(axis=1), path, self.subject.rule)[:, None]
            names = self.names[places]
            yield _rows(schema.BY_YEAR, year, names, [""], block)
            if len(parts) > 1:
                block = crossed_blocks(sums, block[:, 0], path, self.subject.rule)
            size = block_sizes(block)
            for number, part in enumerate(parts):
                own = block[:, number]
                yield _rows(schema.BY_PART, part, names, [""], own[:, None], size[:, [number]])
                yield from self._divisions(part, pd.Series(own, places))

    def _divisions(self, part: pd.DataFrame, block: pd.Series) -> Iterator[pd.DataFrame]:
        """Rows of a part of a year, by UF, by what divides it."""
        states = np.unique(part["state"])
        path, row = self.states.iloc[states], _blocks_of_states(part, block, states)
        for division, column in self.subject.crossed.items():
            values = np.unique(part[column].to_numpy())
            sums = self._sums(part, state=states, **{column: values})
            found = crossed_blocks(sums, row, path, self.subject.rule)
            named = self.words[column][values] if column in self.words else values
            yield _rows(division, part, path.index, list(named), found)
        for division, column in self.subject.nested.items() if self.by_unit else ():
            cells = part.groupby(["state", column])[self.subject.columns].sum()
            state = cells.index.get_level_values("state").to_numpy()
            found = nested_blocks(
                cells.to_numpy(np.int64), row[np.searchsorted(states, state)], self.subject.rule
            )
            rows = pd.DataFrame({
                "place": self.states.index[state],
                "value": self.words[column][cells.index.get_level_values(column)],
                "block": found,
                "block_size": block_sizes(found),
            })  # fmt: skip
            yield rows[rows["block_size"] != 1].assign(division=division, **_ends(part))

    def _sums(self, cells: pd.DataFrame, **of: Numbers) -> Numbers:
        """The answers by each value of some columns, which are in order."""
        found = np.zeros((*map(len, of.values()), len(self.subject.columns)), np.int64)
        at = tuple(np.searchsorted(values, cells[name]) for name, values in of.items())
        np.add.at(found, at, cells[self.subject.columns].to_numpy(np.int64))
        return found


def _blocks_of_states(part: pd.DataFrame, block: pd.Series, states: Numbers) -> Numbers:
    """The block of each UF: its own, that of others with which a block of its places is shared, or
    NEVER where a place of it is in none.
    """
    pairs = part[["state", "place"]].drop_duplicates()
    pairs = pairs.assign(block=block.loc[pairs["place"]].to_numpy())
    number = pd.Series(np.arange(len(states)), states)
    shared = pairs[pairs["block"] != NEVER].drop_duplicates(["state", "block"])
    shared = shared[shared.duplicated("block", keep=False)]
    for _, touching in shared.groupby("block"):
        together = number.loc[touching["state"]].unique()
        number = number.mask(number.isin(together), together.min())
    number[number.index.isin(pairs.loc[pairs["block"] == NEVER, "state"])] = NEVER
    return number.to_numpy(np.int64)


def _ends(part: pd.DataFrame) -> dict[str, int]:
    return {"first_month": part["month"].min(), "last_month": part["month"].max()}


def _rows(
    division: str,
    part: pd.DataFrame,
    places: pd.Index,
    values: list[object],
    block: Numbers,
    size: Numbers | None = None,
) -> pd.DataFrame:
    """A row per cell (places × values) of a block of several, or of none."""
    size = block_sizes(block) if size is None else size
    frame = pd.DataFrame({
        "place": np.repeat(places, len(values)),
        "value": [str(value) for value in values] * len(places),
        "block": block.ravel(),
        "block_size": size.ravel(),
    })  # fmt: skip
    return frame[frame["block_size"] != 1].assign(division=division, **_ends(part))

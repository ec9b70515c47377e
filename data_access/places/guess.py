"""Whether the values of a column are municipalities, and how they are written:
for whoever drafts a profile.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pandas as pd

from data_access.places.coding import Coding
from data_access.places.gazetteer import Gazetteer
from data_access.places.resolve import WITHOUT_UF, resolve_sql

ENOUGH = 0.8  # share of the distinct values that a coding must explain
APART = 0.1  # by which the best must lead: codes of TOM, TSE and BCB are all short numbers
FEWEST = 20  # distinct codes below which short numbers say nothing
LONG = 4  # digits that at least half of the codes of an institution have
LOOKED_AT = 5_000


@dataclass(frozen=True)
class Guess:
    """``share`` of the distinct values is explained;
    ``needs_uf`` where most are names that several UFs may have.
    """

    coding: Coding
    share: float
    needs_uf: bool = False


def guess_coding(values: Iterable[object], gazetteer: Gazetteer) -> Guess | None:
    """How a column of municipalities is written, None where it does not look like one.

    `gazetteer` decides which codings are tried; see `Gazetteer.available`.
    """
    distinct = list(
        dict.fromkeys(
            text for value in values if (text := str(value).strip()) and value is not None
        )
    )
    spelt = pd.DataFrame({"r": distinct[:LOOKED_AT]}, dtype=object)
    if spelt.empty:
        return None
    connection = duckdb.connect()
    try:
        gazetteer.register(connection)
        connection.register("spelt", spelt)
        found = _share(connection, "ibge")
        if found.share >= ENOUGH:
            return found
        return _of_institution(
            [_share(connection, system) for system in gazetteer.crosswalks], spelt["r"]
        )
    finally:
        connection.close()


def _share(connection: duckdb.DuckDBPyConnection, coding: Coding) -> Guess:
    relation = resolve_sql("SELECT r, NULL::VARCHAR AS u, 1 AS n FROM spelt", coding)
    counts = f"count(*), count(code), count(*) FILTER (reason = '{WITHOUT_UF}')"
    every, found, names = connection.execute(f"SELECT {counts} FROM ({relation})").fetchall()[0]
    return Guess(coding, (found + names) / every, names > found)


def _of_institution(guesses: list[Guess], spelt: pd.Series) -> Guess | None:
    ordered = sorted(guesses, key=lambda guess: guess.share, reverse=True)
    if not ordered or len(spelt) < FEWEST or spelt.str.len().median() < LONG:
        return None
    lead = ordered[0].share - ordered[1].share if len(ordered) > 1 else 1.0
    return ordered[0] if ordered[0].share >= ENOUGH and lead >= APART else None

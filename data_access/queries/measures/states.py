"""The states that a scope has a part of, and what each of them aims at."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from config.programme import Programme
from data_access.queries.base.places import municipalities_inside
from data_access.queries.base.targets import targets_of
from data_access.schema import tables as schema
from indicators.scope import COUNTRY, Access, TerritoryRef

m = schema.municipality.c


@dataclass(frozen=True)
class State:
    uf: str
    code: str
    name: str


def states_of(connection: sa.Connection, territory: TerritoryRef, access: Access) -> list[State]:
    """The states that the territory has a part of, by code."""
    statement = (
        sa.select(m.uf, m.uf_code, m.uf_name)
        .where(municipalities_inside(territory, access))
        .distinct()
        .order_by(m.uf_code)
    )
    return [State(*row) for row in connection.execute(statement)]


def aims_of(
    connection: sa.Connection, key: str, year: int, states: Sequence[State], plan: Programme
) -> dict[str, float | None]:
    """The target of a key of `metas` of each state as a fraction:
    its own, else the country's, else the programme's.
    """
    known = targets_of(connection, key, year)
    otherwise = known.get(("brasil", COUNTRY), plan.target(key))
    found = {state.uf: known.get(("uf", state.code), otherwise) for state in states}
    return {uf: None if value is None else value / 100 for uf, value in found.items()}

"""The initiatives of the programme, as an edition holds them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from data_access.queries.base.places import municipalities_inside
from data_access.schema import tables as schema
from indicators.scope import Access, TerritoryRef

i, m = schema.initiative.c, schema.municipality.c
Row = Mapping[str, Any]


def initiatives_statement(
    years: Iterable[int], territory: TerritoryRef, access: Access
) -> sa.Select[*tuple[Any, ...]]:
    """Initiatives of some years, of the states that the territory has a part of."""
    ufs = sa.select(m.uf).where(municipalities_inside(territory, access)).distinct()
    return sa.select(schema.initiative).where(i.year.in_(list(years)), i.uf.in_(ufs))


def words_of(cell: str | None) -> tuple[str, ...]:
    """The texts of a list, as the contract keeps it."""
    return tuple(
        word for text in (cell or "").split(schema.LIST_SEPARATOR) if (word := text.strip())
    )


def initiatives_by_state(
    connection: sa.Connection, years: Sequence[int], territory: TerritoryRef, access: Access
) -> dict[tuple[int, str], list[Row]]:
    """Initiatives by year and state, by id (ordered here: engines order texts each in its way)."""
    found: dict[tuple[int, str], list[Row]] = {}
    statement = initiatives_statement(years, territory, access)
    for row in sorted(
        connection.execute(statement).mappings(), key=lambda row: str(row["initiative_id"])
    ):
        found.setdefault((row["year"], row["uf"]), []).append(
            {str(name): row[name] for name in row}
        )
    return found

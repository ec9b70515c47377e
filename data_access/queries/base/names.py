"""What teams and partners are called, whichever of them a row that is told names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import sqlalchemy as sa

from data_access.editions.server.sight import Shared
from data_access.queries.base.known import Known
from data_access.schema import tables as schema

Named = Literal["parceiro", "equipe"]
Called = Mapping[str, tuple[str, str | None]]
TABLES: Mapping[str, sa.Table] = {"parceiro": schema.partner, "equipe": schema.team}
_called: Known[Called] = Known(2, Shared.NAMES)


def names_and_kinds(
    connection: sa.Connection, what: Named, ids: Iterable[str]
) -> tuple[Sequence[str], Sequence[str | None]]:
    """Of each id: its name, itself where the edition has none; and its kind, None where it has
    none.
    """

    def listed() -> Called:
        table = TABLES[what]
        identity = next(iter(table.primary_key.columns))
        rows = connection.execute(sa.select(identity, table.c.name, table.c.kind))
        return {code: (name, kind) for code, name, kind in rows}

    known = _called.answer(connection, what, listed)
    found = [known.get(code, (code, None)) for code in ids]
    return [name for name, _ in found], [kind for _, kind in found]

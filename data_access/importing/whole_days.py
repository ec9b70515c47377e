"""Columns of days that a program wrote as midnights of Greenwich (`2026-01-01T00:00:00Z`).

Read in Brasília's time each would be the evening before, and the first of a month another month.
Where every instant of a column is a midnight, the day that is written is what was meant.
"""

from collections.abc import Mapping

from config.formatting import plural
from data_access.contract.model import Table
from data_access.sources.source import SOURCE_ROWS, Kind, Source, identifier
from data_access.sources.values.cells import TEXTS, cell_sql
from data_access.sources.values.moments import MIDNIGHT, WITH_OFFSET
from data_access.sources.workspace import Workspace

DAY = 86_400_000_000  # microseconds


def find_whole_days(space: Workspace, source: Source, table: Table) -> dict[str, int]:
    """How many such cells each column has that has no other instant."""
    found = {}
    for column in table.of_type("data", "competencia"):
        if column.name in source.kinds:
            instants, midnights = _counts(space, column.name, source.kinds[column.name])
            if instants and instants == midnights:
                found[column.name] = instants
    return found


def _counts(space: Workspace, name: str, kind: Kind) -> tuple[int, int]:
    """Instants of a column, and how many of them are midnights."""
    raw = identifier(name)
    if kind == "instante":
        instant, midnight = f"{raw} IS NOT NULL", f"epoch_us({raw}) % {DAY} = 0"
    elif kind in TEXTS:
        instant = f"regexp_full_match(text, '{WITH_OFFSET}')"
        midnight = f"regexp_full_match(text, '{MIDNIGHT}')"
    else:
        return 0, 0
    text = "NULL" if kind == "instante" else cell_sql(raw, kind, native=False)
    rows = f"SELECT {raw}, {text} AS text FROM {SOURCE_ROWS} WHERE {raw} IS NOT NULL"
    # Most files have no instant at all: one cell tells.
    first = space.connection.execute(f"SELECT {instant} FROM ({rows}) LIMIT 1").fetchone()
    if first is None or not first[0]:
        return 0, 0
    instants, midnights = space.row(
        f"SELECT count(*) FILTER ({instant}), count(*) FILTER ({midnight}) FROM ({rows})"
    )
    return int(instants), int(midnights)


def whole_days_told(found: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(
        f"Em {name}, {plural(cells, 'data vem', 'datas vêm')} à meia-noite de Greenwich"
        " (2026-01-01T00:00:00Z), e nenhuma com outra hora: li o dia como está escrito, sem o"
        " passar à hora de Brasília, em que seria a véspera."
        for name, cells in found.items()
    )

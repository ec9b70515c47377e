"""Columns of days that a program wrote as midnights of its zone (`2026-01-01T00:00:00Z`).

Read in Brasília's time a midnight of Greenwich would be the evening before, and the first of a
month another month. Where every instant of a column is a midnight, the day that is written is what
was meant; it is told where the other reading would give another.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from config.formatting import enumerate_first, plural
from data_access.base.named import named_sql
from data_access.contract.model import Column, Table
from data_access.sources.source import SOURCE_ROWS, Kind, Source, identifier
from data_access.sources.values.cells import TEXTS, cell_sql
from data_access.sources.values.moments import (
    MIDNIGHT_OF_ITS_ZONE,
    OFFSET,
    WITH_OFFSET,
    day_of_midnight_sql,
    instant_sql,
    moment_sql,
)
from data_access.sources.workspace import Workspace

DAY = 86_400_000_000  # microseconds
# Most files have days alone, of ten characters, or hours without a zone: neither is an instant, and
# a cell costs more to clean than to be passed over.
DATE_LENGTH, AT_THE_END = 10, f"{OFFSET}[^0-9A-Za-z]*$"
GREENWICH, SHOWN = "Greenwich", 3
AT_GREENWICH = "Z|UTC|[+-]00(:?00)?"


@dataclass(frozen=True)
class Evenings:
    """How many cells of a column would be the evening before in Brasília's time, or of months the
    month before, and at the midnight of which zones.
    """

    cells: int
    zones: tuple[str, ...]


def find_whole_days(space: Workspace, source: Source, table: Table) -> dict[str, Evenings]:
    """The columns that have instants and of these only midnights."""
    columns = [
        column
        for column in table.of_type("data", "competencia")
        if source.kinds.get(column.name) in (*TEXTS, "instante")
    ]
    if not columns:
        return {}
    asked = [
        f"count(*) FILTER ({_instant_sql(column.name, source.kinds[column.name], midnight)})"
        for column in columns
        for midnight in (False, True)
    ]
    counts = [int(n) for n in space.row(f"SELECT {', '.join(asked)} FROM {SOURCE_ROWS}")]
    return {
        column.name: _evenings(space, column, source.kinds[column.name])
        for column, instants, midnights in zip(columns, counts[::2], counts[1::2], strict=True)
        if instants and instants == midnights
    }


def _instant_sql(name: str, kind: Kind, midnight: bool) -> str:
    """Whether a cell is an instant or, of those, a midnight."""
    raw = identifier(name)
    if kind == "instante":
        return f"{raw} IS NOT NULL" + (f" AND epoch_us({raw}) % {DAY} = 0" if midnight else "")
    form = MIDNIGHT_OF_ITS_ZONE if midnight else WITH_OFFSET
    found = f"regexp_full_match({cell_sql(raw, kind, native=False)}, '{form}')"
    likely = f"length({raw}) > {DATE_LENGTH} AND regexp_matches({raw}, '{AT_THE_END}')"
    return f"CASE WHEN {likely} THEN {found} END"


def _evenings(space: Workspace, column: Column, kind: Kind) -> Evenings:
    raw = identifier(column.name)
    if kind == "instante":
        moment = instant_sql("cell")
        day, zone = day_of_midnight_sql(moment), "'Z'"
        cells = f"SELECT {raw} AS cell FROM {SOURCE_ROWS} WHERE {raw} IS NOT NULL"
    else:
        moment, day = moment_sql("cell"), moment_sql("cell", whole_days=True)
        zone = f"regexp_extract(cell, '{OFFSET}$')"
        cells = (
            f"SELECT {cell_sql(raw, kind, native=False)} AS cell FROM {SOURCE_ROWS}"
            f" WHERE {_instant_sql(column.name, kind, midnight=True)}"
        )
    part = "month" if column.type == "competencia" else "day"
    named = (
        f"CASE WHEN regexp_full_match(zone, '{AT_GREENWICH}') THEN '{GREENWICH}'"
        f" WHEN length(zone) = 5 THEN zone[1:3] || ':' || zone[4:5]"
        f" WHEN length(zone) = 3 THEN zone || ':00' ELSE zone END"
    )
    found, zones = space.row(
        f"SELECT count(*), list(DISTINCT {named_sql('zone', zone, named)}) FROM ({cells})"
        f" WHERE date_trunc('{part}', {moment}) <> date_trunc('{part}', {day})"
    )
    return Evenings(
        int(found), tuple(sorted(zones or (), key=lambda each: (each != GREENWICH, each)))
    )


def whole_days_told(found: Mapping[str, Evenings]) -> tuple[str, ...]:
    return tuple(
        f"Em {name}, {plural(evenings.cells, 'data vem', 'datas vêm')} à meia-noite"
        f" {_of_zones(evenings.zones)}, e nenhuma com outra hora: li o dia como está escrito, sem o"
        " passar à hora de Brasília, em que seria a véspera."
        for name, evenings in found.items()
        if evenings.cells
    )


def _of_zones(zones: tuple[str, ...]) -> str:
    words = [
        "de Greenwich (2026-01-01T00:00:00Z)" if zone == GREENWICH else f"do fuso {zone}"
        for zone in zones[:SHOWN]
    ]
    return enumerate_first(words, len(zones))

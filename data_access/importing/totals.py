"""Rows of totals at the end of a source that look like rows of data.

Only a row that the contract rejects can be one, so that no good row is ever put aside: it calls
itself so in a cell that broke a rule (“Brasil” for a municipality, “Total geral” for a month), or
leaves its place blank and has, in each number, the sum of all rows above it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from config.formatting import enumerate_words, number
from data_access.contract.model import NUMERIC, Table
from data_access.importing.places import PlaceFindings
from data_access.sources.readers.total_labels import may_be_total_label
from data_access.sources.source import LINE, SOURCE_ROWS, Source, identifier
from data_access.sources.values.cells import cell_sql
from data_access.sources.values.parsing import value
from data_access.sources.workspace import Workspace

MOST = 50  # rows at the end that are looked at
SHOWN = 5  # lines that are told
CLOSE = 1e-9  # of a sum, by which floats added in another order differ
FEWEST = 2  # rows that a sum is of


@dataclass(frozen=True)
class Totals:
    """The records of the source that are totals, with their lines."""

    records: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()

    def others_sql(self, record: str) -> str:
        """SQL that is true of all rows but these."""
        return f"{record} NOT IN ({', '.join(map(str, self.records))})" if self.records else "true"

    def without_labels(self, places: PlaceFindings) -> PlaceFindings:
        """What is told of places, without what the totals call themselves."""
        kept = tuple(
            place
            for place in places.unresolved
            if place.rows > len(self.records) or not may_be_total_label(place.spelling)
        )
        gone = len(places.unresolved) - len(kept)
        return replace(places, unresolved=kept, spellings=places.spellings - gone)

    @property
    def notices(self) -> tuple[str, ...]:
        if not self.lines:
            return ()
        told = enumerate_words([number(line) for line in self.lines[:SHOWN]])
        more = f" e mais {number(len(self.lines) - SHOWN)}" if len(self.lines) > SHOWN else ""
        one = len(self.lines) == 1
        return (
            (
                f"A linha {told}, no fim da fonte, é o total das outras, e ficou de fora."
                if one
                else f"As linhas {told}{more}, no fim da fonte, são totais das outras, e ficaram de"
                " fora."
            ),
        )


def find_totals(space: Workspace, source: Source, table: Table, rows: str) -> Totals:
    """`rows`: relation of the judged rows, with `LINE`, the record, ``ok`` and the typed values.
    The rows at its end, from the last one up, as long as they are totals.
    """
    last = space.connection.execute(
        f"SELECT {source.record}, {LINE} FROM {rows} WHERE NOT ok AND {source.record} >"
        f" (SELECT max({source.record}) FROM {rows} WHERE ok)"
        f" ORDER BY {source.record} DESC LIMIT {MOST}"
    ).fetchall()
    if not last:
        return Totals()
    tail = _Tail(space, source, table, rows, [record for record, _ in last])
    found = []
    for record, line in last:
        if not tail.is_total(record):
            break
        found.append((int(record), int(line)))
    found.reverse()
    return Totals(tuple(record for record, _ in found), tuple(line for _, line in found))


class _Tail:
    """The rejected rows at the end of a source: their texts, values, and the sums above them."""

    def __init__(
        self, space: Workspace, source: Source, table: Table, rows: str, records: Sequence[int]
    ) -> None:
        columns = [column for column in table.columns if column.name in source.kinds]
        self._filled = [column.name for column in columns if column.filled]
        self._names = [column.name for column in columns]
        self._summed = [
            column.name
            for column in columns
            if column.type in NUMERIC and column.name not in table.key
        ]
        among = f"{source.record} IN ({', '.join(map(str, records))})"
        cells = ", ".join(
            cell_sql(identifier(column.name), source.kinds[column.name], native=False)
            for column in columns
        )
        values = ", ".join(value(name) for name in self._names)
        self._cells = self._read(
            space, f"SELECT {source.record}, {cells} FROM {SOURCE_ROWS} WHERE {among}"
        )
        self._values = self._read(
            space, f"SELECT {source.record}, {values} FROM {rows} WHERE {among}"
        )
        sums = ", ".join(["count(*)", *(f"sum({value(name)})" for name in self._summed)])
        count, *found = space.row(
            f"SELECT {sums} FROM {rows} WHERE {source.record} < {min(records)}"
        )
        self._count, self._sums = int(count), dict(zip(self._summed, found, strict=True))

    def _read(self, space: Workspace, sql: str) -> dict[int, dict[str, Any]]:
        return {
            int(record): dict(zip(self._names, cells, strict=True))
            for record, *cells in space.connection.execute(sql).fetchall()
        }

    def is_total(self, record: int) -> bool:
        texts, values = self._cells[record], self._values[record]
        broken = [
            str(text) for name, text in texts.items() if text is not None and values[name] is None
        ]
        if broken:
            return any(map(may_be_total_label, broken))
        blank = any(texts[name] is None for name in self._filled)
        return blank and self._count >= FEWEST and self._sums_up(values)

    def _sums_up(self, values: Mapping[str, Any]) -> bool:
        written = [name for name in self._summed if values[name] is not None]
        return bool(written) and all(
            self._sums[name] is not None
            and math.isclose(values[name], self._sums[name], rel_tol=CLOSE)
            for name in written
        )

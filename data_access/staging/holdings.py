"""What the staged tables hold of one person: the register, attendances, answers about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.privacy import Erased, TableTreatment, privacy
from config.settings import Settings
from data_access.base.pseudonym import HashKey, digest
from data_access.contract.load import table_contract
from data_access.operational.history import ImportRecord
from data_access.operational.imports import staged_path
from data_access.sources.source import file_literal, identifier
from data_access.sources.workspace import Workspace
from data_access.staging.rewriting import kept_records
from data_access.staging.subjects import LINK

ATTENDANCES, ATTENDANCE, CLIENT = "atendimentos", "id_atendimento", "id_cliente"


@dataclass(frozen=True)
class Held:
    """The rows of one import that are of a person; ``rows`` have the columns of the contract in
    its order. ``how`` says what an erasure takes of them. ``first`` and ``last``: their days,
    where the table has any.
    """

    record: ImportRecord
    rows: tuple[tuple[Any, ...], ...]
    how: Erased
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Holdings:
    """Everything staged of a person, in the order of the contract. ``attendances``: the codes of
    those in which the person was the client.
    """

    held: tuple[Held, ...]
    attendances: frozenset[str]

    @property
    def by_table(self) -> dict[str, list[Held]]:
        found: dict[str, list[Held]] = {}
        for item in self.held:
            found.setdefault(item.record.table, []).append(item)
        return found

    @property
    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return {name: sum(len(item.rows) for item in held) for name, held in self.by_table.items()}

    @property
    def imports(self) -> list[str]:
        return sorted({item.record.import_id for item in self.held})

    def marks(self, key: HashKey) -> frozenset[str]:
        """Keyed hashes of the attendances, by which answers about them are known."""
        return frozenset(digest(LINK + code, key) for code in self.attendances)


def holdings_of(settings: Settings, space: Workspace, who: str) -> Holdings:
    """`who` is a pseudonym. Imports that were undone count while their rows are on the disk."""
    treatments = privacy().personal_tables
    records = kept_records(settings, treatments)
    held = [
        item
        for record in records
        for column, how in _identifiers(treatments[record.table])
        for item in _held(settings, space, record, f"{identifier(column)} = ?::UUID", who, how)
    ]
    place = table_contract(ATTENDANCES).names.index(ATTENDANCE)
    codes = frozenset(
        str(row[place])
        for item in held
        if item.record.table == ATTENDANCES and item.how == "linha"
        for row in item.rows
    )
    if codes:
        for record in records:
            linked = treatments[record.table].linked
            if linked:
                where = f"{identifier(linked)} IN (SELECT unnest(?::VARCHAR[]))"
                held += _held(settings, space, record, where, sorted(codes), "linha")
    order = list(treatments)
    held.sort(key=lambda item: (order.index(item.record.table), item.record.started_at))
    return Holdings(tuple(held), codes)


def _identifiers(treatment: TableTreatment) -> Iterator[tuple[str, Erased]]:
    yield from ((name, "linha") for name in treatment.erased("linha"))
    yield from ((name, "celula") for name in treatment.erased("celula"))


def _held(
    settings: Settings,
    space: Workspace,
    record: ImportRecord,
    where: str,
    parameter: Any,
    how: Erased,
) -> Iterator[Held]:
    """What one import has, where it has anything."""
    contract = table_contract(record.table)
    file = staged_path(settings, record.table, record.import_id)
    columns = ", ".join(map(identifier, contract.names))
    rows = space.connection.execute(
        f"SELECT {columns} FROM read_parquet({file_literal(file)}) WHERE {where} ORDER BY ALL",
        [parameter],
    ).fetchall()
    if rows:
        since = privacy().table[record.table].since
        days = [row[contract.names.index(since)] for row in rows] if since in contract.names else []
        yield Held(record, tuple(rows), how, *(_ends(days) if days else ()))


def _ends(days: list[Any]) -> tuple[date, date]:
    return min(days), max(days)

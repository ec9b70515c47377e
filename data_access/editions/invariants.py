"""What must hold inside every edition, as counts of the rows that break it."""

from collections.abc import Iterator
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from config.formatting import number
from data_access.editions.manifest import Manifest
from data_access.schema import tables as schema
from indicators.scope import Month, Period

SAMPLED_WINDOWS = 12
Count = sa.Select[int]
Check = tuple[Count, str]


class HexDigest(GenericFunction[str]):
    """SHA-256 of bytes in hexadecimal digits, which engines write differently."""

    type = sa.String()
    inherit_cache = True


@compiles(HexDigest)
def _in_duckdb(element: HexDigest, compiler: SQLCompiler, **options: Any) -> str:
    return f"sha256({compiler.process(element.clauses, **options)})"


@compiles(HexDigest, "postgresql")
def _in_postgresql(element: HexDigest, compiler: SQLCompiler, **options: Any) -> str:
    return f"encode(sha256({compiler.process(element.clauses, **options)}), 'hex')"


def broken(connection: sa.Connection, manifest: Manifest) -> Iterator[str]:
    """A sentence in Portuguese for each invariant that does not hold."""
    for query, sentence in _checks(manifest):
        rows = connection.execute(query).scalar_one()
        if rows:
            yield sentence.format(rows=number(rows))


def _checks(manifest: Manifest) -> Iterator[Check]:
    yield from _municipalities(manifest.schema_version)
    yield from _months(manifest.first_month, manifest.last_month)
    yield from _counts()
    yield from _clients()
    for partition in schema.PARTITIONS:
        yield from _cells(partition)
    for first, last in sampled_windows(manifest):
        yield _window(first, last)
    blob = schema.mesh.c.geojson_gz
    yield (
        _rows(schema.mesh, HexDigest(blob) != schema.mesh.c.sha256),
        "{rows} malhas estão alteradas.",
    )


def _rows(table: sa.FromClause, condition: sa.ColumnElement[bool]) -> Count:
    return sa.select(sa.func.count()).select_from(table).where(condition)


def _municipalities(version: int) -> Iterator[Check]:
    register = schema.municipality
    for table in schema.tables_of(version):
        if "municipality_id" in table.c:
            unknown = table.c.municipality_id.not_in(sa.select(register.c.id))
            yield (
                _rows(table, unknown),
                (
                    f"A tabela {table.name} tem {{rows}} linhas de municípios que não estão no"
                    " cadastro."
                ),
            )
    yield (
        _rows(register, sa.cast(register.c.id, sa.String) != register.c.code),
        "O cadastro tem {rows} municípios com identificador diferente do código.",
    )


def _months(first: int, last: int) -> Iterator[Check]:
    months = [schema.client_month.c.month, schema.window_sum.c.last_month]
    months += [
        table.c.month for table in (*schema.cell_active.values(), *schema.cell_once.values())
    ]
    for month in months:
        yield (
            _rows(month.table, ~month.between(first, last)),
            f"A tabela {month.table.name} tem {{rows}} linhas de meses fora do período da edição.",
        )
    window = schema.window_sum.c
    longer = (
        sa.and_(
            window.last_month - first < months - 1,
            window[schema.window_column("attendances", months)] != 0,
        )
        for months in range(2, schema.WINDOW_LIMIT + 1)
    )
    yield (
        _rows(schema.window_sum, sa.or_(*longer)),
        "A tabela window_sum tem {rows} linhas de janelas que começam antes da edição.",
    )


def _counts() -> Iterator[Check]:
    conditions = {
        schema.client: schema.client.c.copies < 1,
        schema.client_month: schema.client_month.c.attendances < 1,
        schema.company_stock: schema.company_stock.c.companies < 0,
        schema.window_sum: sa.or_(*map(_impossible_window, range(1, schema.WINDOW_LIMIT + 1))),
    }
    for cell in schema.cell_active.values():
        conditions[cell] = sa.or_(cell.c.clients < 1, cell.c.attendances < cell.c.clients)
    for cell in schema.cell_once.values():
        conditions[cell] = cell.c.clients < 1
    for table, condition in conditions.items():
        yield (
            _rows(table, condition),
            f"A tabela {table.name} tem {{rows}} linhas de contagem impossível.",
        )


def _impossible_window(months: int) -> sa.ColumnElement[bool]:
    clients, once, attendances = (
        schema.window_sum.c[schema.window_column(name, months)] for name in schema.WINDOW_SUMS
    )
    nobody = sa.and_(clients < 1, attendances > 0)
    return sa.or_(once < 0, once > clients, attendances < clients, nobody)


def _clients() -> Iterator[Check]:
    month, client = schema.client_month, schema.client
    differs = sa.or_(
        client.c.client_id.is_(None),
        client.c.municipality_id != month.c.municipality_id,
        client.c.porte != month.c.porte,
        client.c.copies != month.c.copies,
    )
    yield (
        _rows(month.outerjoin(client, client.c.client_id == month.c.client_id), differs),
        "A tabela client_month tem {rows} linhas que não concordam com o cadastro de clientes.",
    )


def _cells(partition: str) -> Iterator[Check]:
    active, once = schema.cell_active[partition], schema.cell_once[partition]
    yield (
        _rows(active, active.c.previous >= active.c.month),
        f"A tabela {active.name} tem {{rows}} linhas com o mês anterior fora de ordem.",
    )
    yield (
        _rows(once, sa.or_(once.c.previous >= once.c.month, once.c.month >= once.c.next)),
        f"A tabela {once.name} tem {{rows}} linhas com meses fora de ordem.",
    )
    month = schema.client_month.c
    by_partner = partition == "partner"
    inside = active.c.partner != schema.NOT_INFORMED if by_partner else sa.true()
    of_months = month.partner != schema.NOT_INFORMED if by_partner else sa.true()
    difference = _total(active.c.attendances, inside) - _total(
        month.attendances * month.copies, of_months
    )
    yield (
        sa.select(sa.func.abs(difference)),
        f"A tabela {active.name} tem {{rows}} atendimentos a mais ou a menos que client_month.",
    )
    yield (
        _once_beyond_active(active, once),
        f"A tabela {once.name} tem mais clientes do que {active.name} em {{rows}} grupos.",
    )


def _total(value: sa.ColumnElement[int], inside: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.select(sa.func.coalesce(sa.func.sum(value), 0)).where(inside).scalar_subquery()


def _once_beyond_active(active: sa.Table, once: sa.Table) -> Count:
    """Groups and months with more clients seen once than clients.

    Not cell by cell: at national size that would take gigabytes of memory for the partners.
    """
    key = ("month", "municipality_id", "porte")
    signed = sa.union_all(
        sa.select(*(active.c[name] for name in key), active.c.clients),
        sa.select(*(once.c[name] for name in key), -once.c.clients),
    ).subquery()
    beyond = (
        sa.select(sa.literal_column("1", sa.Integer).label("beyond"))
        .select_from(signed)
        .group_by(*(signed.c[name] for name in key))
        .having(sa.func.sum(signed.c.clients) < 0)
        .subquery()
    )
    return _rows(beyond, sa.true())


def sampled_windows(manifest: Manifest) -> list[tuple[int, int]]:
    """Some of the windows of an edition, the longest up to the last month among them.

    Each edition draws its own and always the same.
    """
    first, last, limit = manifest.first_month, manifest.last_month, schema.WINDOW_LIMIT
    windows = [
        (a, b) for b in range(first, last + 1) for a in range(max(first, b - limit + 1), b + 1)
    ]
    longest = (max(first, last - limit + 1), last)
    drawn = Random(manifest.id).sample(windows, min(SAMPLED_WINDOWS, len(windows)))  # noqa: S311
    return sorted({longest, *drawn})


def _window(first: int, last: int) -> Check:
    """The stored sums of a window against those made of the cells again."""
    active, once, window = schema.cell_active["all"], schema.cell_once["all"], schema.window_sum.c
    stored = [window[schema.window_column(name, last - first + 1)] for name in schema.WINDOW_SUMS]
    nothing = sa.literal_column("0", sa.Integer)
    parts = (
        sa.select(
            active.c.municipality_id,
            active.c.porte,
            sa.case((active.c.previous < first, active.c.clients), else_=0).label("clients"),
            nothing.label("once"),
            active.c.attendances.label("attendances"),
        ).where(active.c.month.between(first, last)),
        sa.select(once.c.municipality_id, once.c.porte, nothing, once.c.clients, nothing).where(
            once.c.month.between(first, last), once.c.previous < first, once.c.next > last
        ),
        sa.select(
            window.municipality_id,
            window.porte,
            *(-column for column in stored),
        ).where(window.last_month == last),
    )
    signed = sa.union_all(*parts).subquery()
    sums = [sa.func.sum(signed.c[name]) for name in ("clients", "once", "attendances")]
    different = (
        sa.select(sa.literal_column("1", sa.Integer).label("different"))
        .select_from(signed)
        .group_by(signed.c.municipality_id, signed.c.porte)
        .having(sa.or_(*(total != 0 for total in sums)))
        .subquery()
    )
    label = Period(Month(first), Month(last)).label
    return (
        _rows(different, sa.true()),
        f"As contagens de {label} diferem das células em {{rows}} grupos.",
    )

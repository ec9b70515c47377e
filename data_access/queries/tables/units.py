"""What teams, partners, initiatives and attendants did in a period (tables `unit…` of an edition).

Answers of clients are here as they were counted: who shows them asks `unit_measures`, which tells
only what may be told, or ranks by them (docs/adr/0047).
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import sqlalchemy as sa

from config.roles import COMMITTEE
from data_access.base.edition_errors import EditionError
from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.schema import tables as schema
from indicators.recognition_rules.measurable import (
    ACTIVE_MONTHS,
    CLIENTS,
    COUNTS_BY_MONTH,
    RETURNING,
    UnitKind,
)
from indicators.scope import Access, Period

u = schema.unit.c
ATTENDANCES = "atendimentos"
REGISTER = ["unit", "uf", "name", "type", "municipality_id", "place_size", "partner", "active"]
MIX = ["porte", "channel", "place_size"]


def has_units(edition: Edition) -> bool:
    """Whether it was built after units were counted."""
    return schema.is_in(schema.unit.info, edition.manifest.schema_version)


def require_units(edition: Edition) -> None:
    """Raises EditionError for an edition that was built before units were counted."""
    if not has_units(edition):
        raise EditionError(
            f"A edição {edition.id} foi construída antes de se contarem equipes, parceiros,"
            " iniciativas e atendentes: o resto dela continua legível, mas isto ela não responde."
            " Construa outra com `t360 build`, dos mesmos arquivos."
        )


def _visible(kind: UnitKind, access: Access) -> list[sa.ColumnElement[bool]]:
    """Units of a kind that somebody may see: those of the own UFs."""
    own = [] if access.ufs is None else [u.uf.in_(sorted(access.ufs))]
    return [u.kind == kind.value, *own]


def unit_register(edition: Edition, kind: UnitKind, access: Access) -> pd.DataFrame:
    """Columns REGISTER and ``opened_on``; one row per unit, by ``unit``."""
    require_units(edition)
    statement = (
        sa.select(*(u[name] for name in REGISTER), sa.cast(u.opened_on, sa.String).label("opened"))
        .where(*_visible(kind, access))
        .order_by(u.unit)
    )
    with edition.reading(access) as connection:
        frame = read_frame(connection, statement)
    opened = pd.to_datetime(frame.pop("opened").astype(object), errors="coerce")
    text = {name: object for name in REGISTER if name not in ("municipality_id", "active")}
    return frame.astype({**text, "active": bool}).assign(opened_on=opened)


def unit_counts(edition: Edition, kind: UnitKind, period: Period, access: Access) -> pd.DataFrame:
    """One row per unit that was counted at all, by ``unit``: a float column per measure (NaN where
    nothing was recorded), with distinct small businesses (``clientes``), those attended twice or
    more (``clientes_recorrentes``) and ``meses_ativos``.
    """
    require_units(edition)
    with edition.reading(access) as connection:
        sums = read_frame(connection, _sums(kind, period, access))
        clients = read_frame(connection, _clients(kind, period, access))
    wide = sums.set_index("unit").astype(float)
    months = wide.pop(ACTIVE_MONTHS)
    wide = wide.dropna(axis="columns", how="all").dropna(how="all")
    wide[ACTIVE_MONTHS] = months.where(months > 0)
    clients = clients.set_index("unit").astype(float)
    wide = wide.reindex(wide.index.union(clients.index))
    wide[CLIENTS] = clients["clients"]
    wide[RETURNING] = clients["clients"] - clients["once"]
    wide.columns.name = None
    return wide.sort_index().astype(float)


def unit_sums(
    edition: Edition, kind: UnitKind, measures: Sequence[str], period: Period, access: Access
) -> pd.DataFrame:
    """Sums of measures of `COUNTS_BY_MONTH`: unit, uf and a column per measure, 0 where nothing was
    recorded; by unit.
    """
    require_units(edition)
    c = schema.unit_count.c
    totals = (sa.func.coalesce(sa.func.sum(c[name]), 0).label(name) for name in measures)
    statement = (
        sa.select(c.unit, u.uf, *totals)
        .join_from(schema.unit_count, schema.unit, sa.and_(u.kind == c.kind, u.unit == c.unit))
        .where(*_in_period(schema.unit_count, kind, period), *_visible(kind, access))
        .group_by(c.unit, u.uf)
        .order_by(c.unit)
    )
    with edition.reading(access) as connection:
        rows = read_frame(connection, statement)
    return rows.astype({"unit": object, "uf": object, **dict.fromkeys(measures, "int64")})


def _in_period(table: sa.Table, kind: UnitKind, period: Period) -> list[sa.ColumnElement[bool]]:
    return [
        table.c.kind == kind.value,
        table.c.month.between(period.start.index, period.end.index),
    ]


def _sums(kind: UnitKind, period: Period, access: Access) -> sa.Select[*tuple[Any, ...]]:
    c = schema.unit_count.c
    return (
        sa.select(
            c.unit,
            *(sa.func.sum(c[name]).label(name) for name in COUNTS_BY_MONTH),
            sa.func.count(c[ATTENDANCES]).label(ACTIVE_MONTHS),
        )
        .join_from(schema.unit_count, schema.unit, sa.and_(u.kind == c.kind, u.unit == c.unit))
        .where(*_in_period(schema.unit_count, kind, period), *_visible(kind, access))
        .group_by(c.unit)
        .order_by(c.unit)
    )


def _clients(kind: UnitKind, period: Period, access: Access) -> sa.Select[*tuple[Any, ...]]:
    """Distinct clients of a window, and those with a single attendance in it (docs/adr/0002)."""
    a, o = schema.unit_client.c, schema.unit_client_once.c
    start, end = period.start.index, period.end.index
    active = sa.select(a.unit, a.clients, sa.literal(0).label("once")).where(
        *_in_period(schema.unit_client, kind, period), a.previous < start
    )
    once = sa.select(o.unit, sa.literal(0).label("clients"), o.clients.label("once")).where(
        *_in_period(schema.unit_client_once, kind, period), o.previous < start, o.next > end
    )
    rows = sa.union_all(active, once).subquery("rows")
    return (
        sa.select(
            rows.c.unit,
            sa.func.sum(rows.c.clients).label("clients"),
            sa.func.sum(rows.c.once).label("once"),
        )
        .join_from(rows, schema.unit, u.unit == rows.c.unit)
        .where(*_visible(kind, access))
        .group_by(rows.c.unit)
        .order_by(rows.c.unit)
    )


def unit_signals(edition: Edition, kind: UnitKind, period: Period, access: Access) -> pd.DataFrame:
    """Cases of each `UnitSignal` by month (its index): unit, month, signal and cases, by the first
    three; no row where there were none.
    """
    require_units(edition)
    c = schema.unit_signal.c
    statement = (
        sa.select(c.unit, c.month, c.signal, c.cases)
        .join_from(schema.unit_signal, schema.unit, sa.and_(u.kind == c.kind, u.unit == c.unit))
        .where(*_in_period(schema.unit_signal, kind, period), *_visible(kind, access))
        .order_by(c.unit, c.month, c.signal)
    )
    with edition.reading(access) as connection:
        frame = read_frame(connection, statement)
    return frame.astype({"unit": object, "month": int, "signal": object, "cases": float})


def counted_signals(edition: Edition, kind: UnitKind, access: Access) -> set[str]:
    """The signals of which units of a kind have any case; of those alone can be said whether a
    pattern is there.
    """
    require_units(edition)
    c = schema.unit_signal.c
    statement = (
        sa.select(c.signal)
        .join_from(schema.unit_signal, schema.unit, sa.and_(u.kind == c.kind, u.unit == c.unit))
        .where(*_visible(kind, access))
        .distinct()
        .order_by(c.signal)
    )
    with edition.reading(access) as connection:
        return set(connection.scalars(statement))


def unit_mix_rows(
    edition: Edition, kind: UnitKind, measures: Sequence[str], period: Period, access: Access
) -> pd.DataFrame:
    """Cases of measures of `ANSWERED` by what a unit does not choose: unit, porte, channel,
    place_size and a column per measure; by all of these.
    """
    require_units(edition)
    c = schema.unit_answer.c
    keys = [c.unit, *(c[name] for name in MIX)]
    statement = (
        sa.select(*keys, *(sa.func.sum(c[name]).label(name) for name in measures))
        .join_from(schema.unit_answer, schema.unit, sa.and_(u.kind == c.kind, u.unit == c.unit))
        .where(
            *_in_period(schema.unit_answer, kind, period),
            *_visible(kind, access),
            sa.or_(*(c[name] > 0 for name in measures)),
        )
        .group_by(*keys)
        .order_by(*keys)
    )
    with edition.reading(access) as connection:
        rows = read_frame(connection, statement)
    return rows.astype({**dict.fromkeys(["unit", *MIX], object), **dict.fromkeys(measures, float)})


def attendant_names(edition: Edition, access: Access) -> pd.DataFrame:
    """Names of attendants that somebody may read, with ``unit``, ``uf``, ``name`` and ``public``.

    The committee reads those of the UFs that it sees, and who is of one UF those of the own.
    Others read only who accepted to be named.
    """
    require_units(edition)
    c = schema.attendant_name.c
    statement = sa.select(c.unit, c.uf, c.name, c.public).order_by(c.unit)
    if access.ufs is not None:
        statement = statement.where(c.uf.in_(sorted(access.ufs)))
    elif not access.holds(COMMITTEE):
        statement = statement.where(c.public)
    with edition.reading(access) as connection:
        frame = read_frame(connection, statement)
    return frame.astype({"unit": object, "uf": object, "name": object, "public": bool})

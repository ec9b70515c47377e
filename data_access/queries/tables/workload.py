"""How much the service does: attendances and contacts of executing units by channel,
theme and hour of the week.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import require_visible
from data_access.queries.base.source_coverage import SourceCoverage, source_coverage, within_source
from data_access.queries.base.units import units_inside
from data_access.queries.measures.attendances import attendance_filters
from data_access.queries.measures.contacts import (
    ATTENDANCES,
    COMPLAINTS,
    CONDITIONS,
    contact_filters,
)
from data_access.queries.measures.registry import measure_of, source_months_of
from data_access.schema import tables as schema
from indicators.catalogue.definitions import Indicator, indicator
from indicators.measure import measure_ratios
from indicators.scope import Access, Attribution, Scope

Dimension = Literal["canal", "tema"]
a, h, c = schema.attendance_cell.c, schema.contact_hour.c, schema.contact_cell.c


def attendances_by(
    edition: Edition, dimension: Dimension, *, scope: Scope, access: Access
) -> pd.DataFrame:
    """Counted attendances by channel or theme, the most first: key, attendances, and digital of
    channels.

    ``key`` is NOT_INFORMED where the attendance does not say; ``digital`` is 1 or 0, NaN where the
    channel is of neither kind. Raises ScopeError below the UF.
    """
    kind = sa.case((a.digital, 1), (sa.not_(a.digital), 0)).label("digital")
    keys = [a.channel.label("key"), kind] if dimension == "canal" else [a.theme.label("key")]
    statement = (
        sa.select(*keys, sa.func.sum(a.attendances).label("attendances"))
        .where(*attendance_filters(scope), units_inside(a.executing_uf, scope, access))
        .group_by(*([a.channel, a.digital] if dimension == "canal" else [a.theme]))
    )
    frame = _read(edition, statement, scope, access).astype({"key": "str", "attendances": "int64"})
    if dimension == "canal":
        frame["digital"] = frame["digital"].astype("Float64").astype("float64")
    return frame.sort_values(["attendances", "key"], ascending=[False, True], ignore_index=True)


def contacts_by_hour(edition: Edition, *, scope: Scope, access: Access) -> pd.DataFrame:
    """Contacts by when they were opened: weekday (0 is Monday), hour (0 to 23), contacts;
    by weekday and hour.
    """
    statement = (
        sa.select(h.weekday, h.hour, sa.func.sum(h.contacts).label("contacts"))
        .where(
            *contact_filters(schema.contact_hour, scope),
            units_inside(h.executing_uf, scope, access),
        )
        .group_by(h.weekday, h.hour)
    )
    frame = _read(edition, statement, scope, access).astype("int64")
    return frame.sort_values(["weekday", "hour"], ignore_index=True)


def shares_by_channel(
    edition: Edition, indicator_ids: Sequence[str], *, scope: Scope, access: Access
) -> pd.DataFrame:
    """Indicators that are quotients of contacts and attendances, by channel: indicator, channel and
    what is measured.

    The measured columns are those of `measure_ratios`. A channel without contacts and attendances
    has no row.
    """
    scope = replace(scope, attribution=Attribution.EXECUTING_UNIT)
    definitions = [indicator(name) for name in indicator_ids]
    measures = dict.fromkeys(name for item in definitions for name in _measures(item))
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        heard = [
            source_coverage(connection, source_months_of(connection, item, scope), scope, access)
            for item in definitions
        ]
        counts = _contacts_by_channel(
            connection, [name for name in measures if name in CONDITIONS], scope, access
        )
        if ATTENDANCES in measures:
            base = _base_of_complaints(connection, scope, access)
            counts = counts.join(base, how="outer").fillna(0.0)
    counts = counts.sort_index().rename_axis("channel").reset_index()
    return pd.concat(
        [
            _measured_rows(counts, item, found)
            for item, found in zip(definitions, heard, strict=True)
        ],
        ignore_index=True,
    )


def _contacts_by_channel(
    connection: sa.Connection, measures: Sequence[str], scope: Scope, access: Access
) -> pd.DataFrame:
    """Contacts by channel; complaints, of the units whose attendances are known."""
    known = source_months_of(connection, indicator("reclamacoes_mil"), scope)
    conditions = {name: CONDITIONS[name]() for name in measures}
    if COMPLAINTS in conditions:
        conditions[COMPLAINTS] = sa.and_(
            conditions[COMPLAINTS], within_source(known, c.executing_uf, c.month)
        )
    sums = [
        sa.func.sum(sa.case((said, c.contacts), else_=0)).label(name)
        for name, said in conditions.items()
    ]
    statement = (
        sa.select(c.channel, *sums)
        .where(
            *contact_filters(schema.contact_cell, scope),
            units_inside(c.executing_uf, scope, access),
        )
        .group_by(c.channel)
    )
    frame = read_frame(connection, statement)
    return frame.astype({"channel": "str", **dict.fromkeys(measures, "float64")}).set_index(
        "channel"
    )


def _base_of_complaints(
    connection: sa.Connection, scope: Scope, access: Access
) -> "pd.Series[float]":
    """Attendances by channel of the units whose complaints are known."""
    known = source_months_of(connection, indicator("reclamacoes_mil"), scope)
    statement = (
        sa.select(a.channel, sa.func.sum(a.attendances).label(ATTENDANCES))
        .where(*attendance_filters(scope), units_inside(a.executing_uf, scope, access))
        .where(within_source(known, a.executing_uf, a.month))
        .group_by(a.channel)
    )
    frame = read_frame(connection, statement).astype({"channel": "str", ATTENDANCES: "float64"})
    return frame.set_index("channel")[ATTENDANCES]


def _measures(definition: Indicator) -> list[str]:
    return [part.measure for part in (definition.numerator, definition.denominator) if part]


def _measured_rows(
    frame: pd.DataFrame, definition: Indicator, heard: SourceCoverage
) -> pd.DataFrame:
    numerator, denominator = _measures(definition)
    counts = pd.DataFrame({
        "indicator": definition.id,
        "channel": frame["channel"],
        "numerator": frame[numerator],
        "denominator": frame[denominator],
        "missing": heard.unheard,
        "partly_recorded": measure_of(definition).two_sources and not heard.whole,
    })  # fmt: skip
    if heard.silent:
        counts = counts.assign(numerator=float("nan"), denominator=float("nan"))
    return measure_ratios(counts, definition).drop(columns=["missing", "partly_recorded"])


def _read(
    edition: Edition, statement: sa.Select[*tuple[Any, ...]], scope: Scope, access: Access
) -> pd.DataFrame:
    with edition.reading(access) as connection:
        require_visible(connection, scope.territory, access)
        return read_frame(connection, statement)

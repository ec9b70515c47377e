"""How much the service does: attendances and contacts of executing units by channel, theme and hour of the week."""

from collections.abc import Sequence
from typing import Any, Literal

import pandas as pd
import sqlalchemy as sa

from data_access import schema
from data_access.editions.reading import Edition
from data_access.queries.attendances import attendance_filters
from data_access.queries.frames import read_frame
from data_access.queries.places import inside, require_visible
from data_access.queries.service import ATTENDANCES, COMPLAINTS, CONDITIONS, complaining_ufs, contact_filters
from data_access.queries.units import units_inside
from indicators.catalogue import Indicator, indicator
from indicators.measure import measure_ratios
from indicators.scope import Access, Attribution, Scope

Dimension = Literal["canal", "tema"]
a, h, c = schema.attendance_cell.c, schema.contact_hour.c, schema.contact_cell.c
m = schema.municipality.c


def attendances_by(edition: Edition, dimension: Dimension, *, scope: Scope, access: Access) -> pd.DataFrame:
    """Counted attendances by channel or theme, the most first: key, attendances, and digital of channels.

    ``key`` is NOT_INFORMED where the attendance does not say; ``digital`` is 1 or 0, NaN where the channel is of
    neither kind. Raises ScopeError below the UF.
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
    """Contacts by when they were opened: weekday (0 is Monday), hour (0 to 23), contacts; by weekday and hour."""
    statement = (
        sa.select(h.weekday, h.hour, sa.func.sum(h.contacts).label("contacts"))
        .where(*contact_filters(schema.contact_hour, scope), units_inside(h.executing_uf, scope, access))
        .group_by(h.weekday, h.hour)
    )
    frame = _read(edition, statement, scope, access).astype("int64")
    return frame.sort_values(["weekday", "hour"], ignore_index=True)


def shares_by_channel(edition: Edition, indicator_ids: Sequence[str], *, scope: Scope, access: Access) -> pd.DataFrame:
    """Indicators that are quotients of contacts and attendances, by channel: indicator, channel and what is measured.

    The measured columns are those of `measure_ratios`. A channel without contacts and attendances has no row.
    """
    definitions = [indicator(name) for name in indicator_ids]
    measures = dict.fromkeys(name for item in definitions for name in _measures(item))
    counts, silent = _contacts_by_channel(edition, [name for name in measures if name in CONDITIONS], scope, access), 0
    if ATTENDANCES in measures:
        counts = counts.join(_base_of_complaints(edition, scope, access), how="outer").fillna(0.0)
        silent, units = _silent_about_complaints(edition, scope, access)
        if silent == units:
            counts[[COMPLAINTS, ATTENDANCES]] = float("nan")
    counts = counts.sort_index().rename_axis("channel").reset_index()
    return pd.concat(
        [_measured(counts, item, silent if ATTENDANCES in _measures(item) else 0) for item in definitions],
        ignore_index=True,
    )


def _contacts_by_channel(edition: Edition, measures: Sequence[str], scope: Scope, access: Access) -> pd.DataFrame:
    sums = [sa.func.sum(sa.case((CONDITIONS[name](), c.contacts), else_=0)).label(name) for name in measures]
    statement = (
        sa.select(c.channel, *sums)
        .where(*contact_filters(schema.contact_cell, scope), units_inside(c.executing_uf, scope, access))
        .group_by(c.channel)
    )
    frame = _read(edition, statement, scope, access)
    return frame.astype({"channel": "str", **dict.fromkeys(measures, "float64")}).set_index("channel")


def _base_of_complaints(edition: Edition, scope: Scope, access: Access) -> "pd.Series[float]":
    """Attendances by channel of the units whose complaints are known."""
    known = complaining_ufs(Attribution.EXECUTING_UNIT)
    statement = (
        sa.select(a.channel, sa.func.sum(a.attendances).label(ATTENDANCES))
        .where(*attendance_filters(scope), units_inside(a.executing_uf, scope, access), a.executing_uf.in_(known))
        .group_by(a.channel)
    )
    frame = _read(edition, statement, scope, access).astype({"channel": "str", ATTENDANCES: "float64"})
    return frame.set_index("channel")[ATTENDANCES]


def _silent_about_complaints(edition: Edition, scope: Scope, access: Access) -> tuple[int, int]:
    """How many UFs of the scope never say what is a complaint, and how many there are."""
    silent = sa.case((m.uf.not_in(complaining_ufs(Attribution.EXECUTING_UNIT)), m.uf))
    statement = sa.select(
        sa.func.count(silent.distinct()).label("silent"), sa.func.count(m.uf.distinct()).label("units")
    ).where(inside(scope.territory, access))
    found = _read(edition, statement, scope, access).iloc[0]
    return int(found["silent"]), int(found["units"])


def _measures(definition: Indicator) -> list[str]:
    return [part.measure for part in (definition.numerator, definition.denominator) if part]


def _measured(frame: pd.DataFrame, definition: Indicator, missing: int) -> pd.DataFrame:
    numerator, denominator = _measures(definition)
    counts = pd.DataFrame({
        "indicator": definition.id,
        "channel": frame["channel"],
        "numerator": frame[numerator],
        "denominator": frame[denominator],
        "missing": missing,
        "partly_recorded": False,
    })  # fmt: skip
    return measure_ratios(counts, definition).drop(columns=["missing", "partly_recorded"])


def _read(edition: Edition, statement: sa.Select[*tuple[Any, ...]], scope: Scope, access: Access) -> pd.DataFrame:
    with edition.engine.connect() as connection:
        require_visible(connection, scope.territory, access)
        return read_frame(connection, statement)

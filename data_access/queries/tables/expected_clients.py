"""What each partner attended, beside what partners of its kind attend in places of its size."""

from dataclasses import replace

import numpy as np
import pandas as pd

from data_access.editions.reading import Edition
from data_access.queries.base.question import closed_period
from data_access.queries.indicators.sizes import small_businesses
from data_access.queries.tables.partner_clients import attended_by_partner
from data_access.queries.tables.reference import partners
from data_access.queries.tables.units import has_units, unit_register
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import Access, Month, Period, Scope, TerritoryRef
from indicators.territories.expected_clients import COLUMNS as JUDGED
from indicators.territories.expected_clients import expected_clients

COLUMNS = ["partner_id", "clients", "attendances", "place_size", "base", *JUDGED]


def partners_beside_expected(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """COLUMNS, one row per partner that the access allows, by partner_id; whatever territory or
    partners the scope holds, for peers are from everywhere.

    ``base`` are the small businesses of its municipality, divided among the active partners of its
    kind that are there, for the part of the period in which it was open; NaN of an inactive one.
    An edition that was built before units were counted compares nobody.
    """
    whole = replace(scope, territory=TerritoryRef(), partner=())
    listed = partners(edition, access).sort_values("partner_id", ignore_index=True)
    frame = listed.merge(attended_by_partner(edition, whole, access), on="partner_id", how="left")
    counted = ["clients", "attendances"]
    frame[counted] = frame[counted].fillna(0).astype("int64")
    frame["place_size"] = frame["partner_id"].map(_place_sizes(edition, access)).astype(object)
    frame["base"] = _base(frame, _companies(edition, whole, access)) * _open_part(
        frame["opened_on"], whole.period, closed_period(edition).end
    )
    return pd.concat([frame, expected_clients(frame)], axis=1)[COLUMNS]


def _place_sizes(edition: Edition, access: Access) -> dict[str, str]:
    """The size class of the municipality of each partner."""
    if not has_units(edition):
        return {}
    register = unit_register(edition, UnitKind.PARTNER, access)
    return dict(zip(register["unit"], register["place_size"], strict=True))


def _companies(edition: Edition, scope: Scope, access: Access) -> pd.Series:
    stock = small_businesses(
        edition, scope=replace(scope, channel=()), access=access, level="municipio"
    )
    return stock.set_index("code")["companies"]


def _base(listed: pd.DataFrame, companies: pd.Series) -> pd.Series:
    """Small businesses of the place, for each of the active partners of a kind that share it."""
    active = listed["active"].astype(bool)
    sharing = active.groupby([listed["municipality_code"], listed["kind"]]).transform("sum")
    return (listed["municipality_code"].map(companies) / sharing).where(active)


def _open_part(opened_on: pd.Series, period: Period, last: Month) -> np.ndarray:
    """The part of the months of a period, as far as they are counted, since each was opened."""
    opened = pd.to_datetime(opened_on.astype(object), errors="coerce")
    first = (opened.dt.year * 12 + opened.dt.month - 1).fillna(0)
    end = min(period.end.index, last.index)
    months = end - period.start.index + 1
    if months < 1:
        return np.full(len(opened), np.nan)
    since = end - np.maximum(first.to_numpy(), period.start.index) + 1
    part: np.ndarray = np.clip(since / months, 0, 1)
    return part

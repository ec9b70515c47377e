"""How large territories are: their small businesses, whatever else is known of them."""

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.places import members, require_seen
from data_access.queries.measures.stock import companies_of_window
from indicators.scope import SMALL_BUSINESSES, Access, Scope


def small_businesses(edition: Edition, *, scope: Scope, access: Access, level: str) -> pd.DataFrame:
    """MEI, ME and EPP of the scope's portes in the stock that its period is measured against, of
    each territory.

    Columns: code, name, uf, companies (NaN where the edition has no stock, or the scope none of
    these portes); by code.
    """
    portes = tuple(porte for porte in SMALL_BUSINESSES if not scope.porte or porte in scope.porte)
    place = members(level, scope, access).subquery("place")
    rows = companies_of_window(scope, portes).subquery("rows")
    keys = [place.c.code, place.c.name, place.c.uf]
    statement = (
        sa.select(*keys, sa.func.sum(rows.c.value).label("companies"))
        .select_from(place.outerjoin(rows, rows.c.municipality_id == place.c.id))
        .group_by(*keys)
        .order_by(place.c.code, place.c.name)
    )
    with edition.reading(access) as connection:
        require_seen(connection, scope.territory, access)
        frame = read_frame(connection, statement)
    frame = frame.astype({"code": object, "name": object, "uf": object, "companies": "float64"})
    return frame if portes else frame.assign(companies=float("nan"))

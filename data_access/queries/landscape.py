"""What maps and the partner network draw: borders, municipalities with what is known of them, partners at work."""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access import schema
from data_access.editions.reading import Edition
from data_access.queries.indicator import DEFAULT_REACH_KM
from data_access.queries.places import inside
from data_access.queries.statement import indicator_statement
from indicators.catalogue import indicator
from indicators.scope import SMALL_BUSINESSES, Access, Scope, TerritoryRef

m = schema.municipality.c


def mesh_layer(edition: Edition, level: str) -> bytes:
    """Gzipped GeoJSON of a level of the edition's mesh. Public borders: it needs no access."""
    statement = sa.select(schema.mesh.c.geojson_gz).where(schema.mesh.c.level == level)
    with edition.engine.connect() as connection:
        return bytes(connection.execute(statement).scalar_one())


def municipalities(edition: Edition, access: Access, territory: TerritoryRef | None = None) -> pd.DataFrame:
    """Municipalities of a territory, by code, with their divisions, point, Salas and polygon.

    Columns: code, name, uf, uf_code, region_code, meso_code, rgint_code, latitude, longitude, in_mesh,
    active_salas, nearest_sala_km (None where the edition has no Sala).
    """
    columns = [m.code, m.name, m.uf, m.uf_code, m.region_code, m.meso_code, m.rgint_code, m.latitude, m.longitude]
    statement = (
        sa.select(*columns, m.in_mesh, m.active_salas, m.nearest_sala_km)
        .where(inside(territory or TerritoryRef(), access))
        .order_by(m.code)
    )
    with edition.engine.connect() as connection:
        return pd.read_sql(statement, connection)


def socioeconomic(edition: Edition, indicator: str, access: Access) -> pd.DataFrame:
    """The latest year of a socioeconomic indicator: code, value, year, source; only municipalities that have it."""
    s = schema.socioeconomic.c
    latest = sa.select(sa.func.max(s.year)).where(s.indicator == indicator).scalar_subquery()
    statement = (
        sa.select(m.code, s.value, s.year, s.source)
        .join_from(schema.socioeconomic, schema.municipality, m.id == s.municipality_id)
        .where(s.indicator == indicator, s.year == latest, inside(TerritoryRef(), access))
        .order_by(m.code)
    )
    with edition.engine.connect() as connection:
        return pd.read_sql(statement, connection)


def attended_by_partner(edition: Edition, scope: Scope, access: Access) -> pd.DataFrame:
    """Distinct small businesses and attendances of each partner in the period: partner_id, clients, attendances.

    A client is counted once per partner (the cells are partitioned by partner), at its first active month of the
    period with it. A channel filter does not apply: the cells of partners do not hold the channel.
    """
    cells = schema.cell_active["partner"]
    c = cells.c
    start, end = scope.period.start.index, scope.period.end.index
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            c.partner.label("partner_id"),
            sa.func.sum(sa.case((c.previous < start, c.clients), else_=0)).label("clients"),
            sa.func.sum(c.attendances).label("attendances"),
        )
        .join_from(cells, schema.municipality, m.id == c.municipality_id)
        .where(c.month.between(start, end), c.porte.in_(scope.porte or SMALL_BUSINESSES))
        .where(c.partner != schema.NOT_INFORMED, inside(scope.territory, access))
        .group_by(c.partner)
        .order_by(c.partner)
    )
    with edition.engine.connect() as connection:
        return pd.read_sql(statement, connection).astype({"clients": "int64", "attendances": "int64"})


def statement_text(
    edition: Edition, indicator_id: str, scope: Scope, access: Access, level: str, reach_km: float = DEFAULT_REACH_KM
) -> str | None:
    """The SQL of an indicator with its values in place, to be read and not to be run; None where it has none."""
    statement = indicator_statement(indicator(indicator_id), [scope], access, level, reach_km)
    if statement is None:
        return None
    return str(statement.compile(edition.engine, compile_kwargs={"literal_binds": True}))

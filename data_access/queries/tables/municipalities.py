"""Municipalities with what is known of them: divisions, point, Salas, socioeconomic figures."""

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.editions.server.sight import Shared
from data_access.queries.base.known import Known
from data_access.queries.base.places import listed_municipalities
from data_access.schema import tables as schema
from indicators.scope import Access, TerritoryRef

m = schema.municipality.c
_listed: Known[list[str]] = Known(1, Shared.PARTNER_LISTS)
SALAS = ("active_salas", "nearest_sala_km")


def municipalities(
    edition: Edition, access: Access, territory: TerritoryRef | None = None
) -> pd.DataFrame:
    """Municipalities of a territory, by code, with their divisions, point, Salas and polygon.

    Columns: code, name, uf, uf_code, region_code, meso_code, micro_code, rgint_code, rgi_code,
    own_code, latitude, longitude, in_mesh, active_salas, nearest_sala_km. The last two are None in
    a UF of which no partner is listed, for nobody knows what it has; the distance also where the
    edition has no Sala.
    """
    columns = [
        m.code,
        m.name,
        m.uf,
        m.uf_code,
        m.region_code,
        m.meso_code,
        m.micro_code,
        m.rgint_code,
        m.rgi_code,
        m.own_code,
        m.latitude,
        m.longitude,
    ]
    with edition.reading(access) as connection:
        listed = m.uf_code.in_(_ufs_with_partners(connection))
        salas = [sa.case((listed, m[name])).label(name) for name in SALAS]
        statement = (
            sa.select(*columns, m.in_mesh, *salas)
            .where(listed_municipalities(territory or TerritoryRef(), access))
            .order_by(m.code)
        )
        return pd.read_sql(statement, connection, dtype=dict.fromkeys(SALAS, float))


def _ufs_with_partners(connection: sa.Connection) -> list[str]:
    """The codes of the UFs of which the list of partners has any."""
    listed = (
        sa.select(m.uf_code)
        .join_from(schema.municipality, schema.partner, m.id == schema.partner.c.municipality_id)
        .distinct()
    )
    return _listed.answer(connection, (), lambda: [*connection.scalars(listed)])


def socioeconomic(edition: Edition, indicator: str, access: Access) -> pd.DataFrame:
    """The latest year of a socioeconomic indicator: code, value, year, source; only municipalities
    that have it.
    """
    s = schema.socioeconomic.c
    latest = sa.select(sa.func.max(s.year)).where(s.indicator == indicator).scalar_subquery()
    statement = (
        sa.select(m.code, s.value, s.year, s.source)
        .join_from(schema.socioeconomic, schema.municipality, m.id == s.municipality_id)
        .where(
            s.indicator == indicator,
            s.year == latest,
            listed_municipalities(TerritoryRef(), access),
        )
        .order_by(m.code)
    )
    with edition.reading(access) as connection:
        return pd.read_sql(statement, connection)


def socioeconomic_sources(
    edition: Edition, access: Access, territory: TerritoryRef | None = None
) -> pd.DataFrame:
    """Where the socioeconomic values of a territory come from: indicator, year, source (None: not
    told) and municipalities with the value; by indicator, the latest year first.
    """
    s = schema.socioeconomic.c
    keys = [s.indicator, s.year, s.source]
    statement = (
        sa.select(*keys, sa.func.count().label("municipalities"))
        .join_from(schema.socioeconomic, schema.municipality, m.id == s.municipality_id)
        .where(listed_municipalities(territory or TerritoryRef(), access))
        .group_by(*keys)
        .order_by(s.indicator, s.year.desc(), s.source)
    )
    with edition.reading(access) as connection:
        return pd.read_sql(statement, connection)

"""What maps and the partner network draw: borders, municipalities with what is known of them,
partners at work.
"""

from typing import Any

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.feeds import informed
from data_access.queries.indicator import DEFAULT_REACH_KM, recorded
from data_access.queries.places import inside
from data_access.queries.setting import Setting
from data_access.queries.special import STATEMENTS
from data_access.queries.statement import indicator_statement
from data_access.schema import tables as schema
from indicators.catalogue import indicator
from indicators.scope import SMALL_BUSINESSES, Access, Scope, TerritoryRef

m = schema.municipality.c
SALAS = ("active_salas", "nearest_sala_km")


def mesh_layer(edition: Edition, level: str) -> bytes:
    """Gzipped GeoJSON of a level of the edition's mesh. Public borders: it needs no access."""
    statement = sa.select(schema.mesh.c.geojson_gz).where(schema.mesh.c.level == level)
    with edition.engine.connect() as connection:
        return bytes(connection.execute(statement).scalar_one())


def municipalities(
    edition: Edition, access: Access, territory: TerritoryRef | None = None
) -> pd.DataFrame:
    """Municipalities of a territory, by code, with their divisions, point, Salas and polygon.

    Columns: code, name, uf, uf_code, region_code, meso_code, rgint_code, latitude, longitude,
    in_mesh, active_salas, nearest_sala_km. The last two are None in a UF of which no partner is
    listed, for nobody knows what it has; the distance also where the edition has no Sala.
    """
    columns = [
        m.code,
        m.name,
        m.uf,
        m.uf_code,
        m.region_code,
        m.meso_code,
        m.rgint_code,
        m.latitude,
        m.longitude,
    ]
    salas = [_where_listed(m[name]).label(name) for name in SALAS]
    statement = (
        sa.select(*columns, m.in_mesh, *salas)
        .where(inside(territory or TerritoryRef(), access))
        .order_by(m.code)
    )
    with edition.engine.connect() as connection:
        return pd.read_sql(statement, connection, dtype=dict.fromkeys(SALAS, float))


def _where_listed(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """What the list of partners says of a municipality, if its UF has any partner in it."""
    other = schema.municipality.alias("of_partner").c
    listed = sa.select(other.uf_code).where(other.id == schema.partner.c.municipality_id)
    return sa.case((m.uf_code.in_(listed), column))


def socioeconomic(edition: Edition, indicator: str, access: Access) -> pd.DataFrame:
    """The latest year of a socioeconomic indicator: code, value, year, source; only municipalities
    that have it.
    """
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
    """Distinct small businesses and attendances of each partner in the scope: partner_id, clients,
    attendances.

    A client is counted once per partner; partners can therefore not be added up.
    """
    counted = (_partner_clients(scope) if scope.channel else _partner_cells(scope)).subquery(
        "counted"
    )
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            counted.c.partner.label("partner_id"),
            sa.func.sum(counted.c.clients).label("clients"),
            sa.func.sum(counted.c.attendances).label("attendances"),
        )
        .join_from(counted, schema.municipality, m.id == counted.c.municipality_id)
        .where(counted.c.partner != schema.NOT_INFORMED, inside(scope.territory, access))
        .group_by(counted.c.partner)
        .order_by(counted.c.partner)
    )
    if scope.partner:
        statement = statement.where(counted.c.partner.in_(scope.partner))
    with edition.engine.connect() as connection:
        return pd.read_sql(statement, connection).astype(
            {"clients": "int64", "attendances": "int64"}
        )


def _partner_cells(scope: Scope) -> sa.Select[*tuple[Any, ...]]:
    """From the partners' cells: a client is counted at its first active month of the period with
    the partner.
    """
    c = schema.cell_active["partner"].c
    start, end = scope.period.start.index, scope.period.end.index
    first = sa.case((c.previous < start, c.clients), else_=0)
    return sa.select(c.partner, c.municipality_id, first.label("clients"), c.attendances).where(
        c.month.between(start, end), c.porte.in_(scope.porte or SMALL_BUSINESSES)
    )


def _partner_clients(scope: Scope) -> sa.Select[*tuple[Any, ...]]:
    """From the clients' months, which hold the channel too: one row per client and partner."""
    c = schema.client_month.c
    return (
        sa.select(
            c.partner,
            c.municipality_id,
            sa.literal_column("1").label("clients"),
            sa.func.sum(c.attendances).label("attendances"),
        )
        .where(
            c.month.between(scope.period.start.index, scope.period.end.index),
            c.channel.in_(scope.channel),
        )
        .where(c.porte.in_(scope.porte or SMALL_BUSINESSES))
        .group_by(c.partner, c.municipality_id, c.client_id)
    )


def statement_text(
    edition: Edition,
    indicator_id: str,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> str | None:
    """The SQL of an indicator with its values in place, to be read and not to be run; None where it
    has none.
    """
    setting = Setting(recorded(edition), reach_km)
    definition = indicator(indicator_id)
    with edition.engine.connect() as connection:
        setting = informed(connection, definition, scope, setting)
    make = STATEMENTS.get(definition.numerator.measure, indicator_statement)
    statement = make(definition, [scope], access, level, setting)
    if statement is None:
        return None
    return str(statement.compile(edition.engine, compile_kwargs={"literal_binds": True}))

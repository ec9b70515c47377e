"""What an edition knows of one municipality: its neighbours, why they are alike, and its
socioeconomic figures.
"""

import pandas as pd
import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.queries.base.places import municipalities_inside, require_visible
from data_access.schema import tables as schema
from indicators.scope import Access, TerritoryRef

m = schema.municipality.c


def neighbours_of(edition: Edition, code: str, access: Access) -> pd.DataFrame:
    """The statistical neighbours of a municipality, nearest first: code, name, uf, position,
    distance, shared.

    Those outside the access are not told; the positions that are missing say how many there are.
    """
    n = schema.neighbour.c
    statement = (
        sa.select(m.code, m.name, m.uf, n.position, n.distance, n.shared)
        .join_from(schema.neighbour, schema.municipality, m.id == n.neighbour_id)
        .where(n.municipality_id == int(code), municipalities_inside(TerritoryRef(), access))
        .order_by(n.position)
    )
    return _read(edition, statement, code, access)


def neighbour_features(edition: Edition, code: str, access: Access) -> pd.DataFrame:
    """Features of a municipality and of its neighbours: code, feature, value, score, reference."""
    n, f = schema.neighbour.c, schema.neighbour_feature.c
    alike = sa.select(n.neighbour_id).where(n.municipality_id == int(code))
    statement = (
        sa.select(m.code, f.feature, f.value, f.score, f.reference)
        .join_from(schema.neighbour_feature, schema.municipality, m.id == f.municipality_id)
        .where(
            sa.or_(m.code == code, m.id.in_(alike)), municipalities_inside(TerritoryRef(), access)
        )
        .order_by(f.feature, m.code)
    )
    return _read(edition, statement, code, access)


def socioeconomic_of(edition: Edition, code: str, access: Access) -> pd.DataFrame:
    """Each socioeconomic indicator in the latest year of the municipality: indicator, year, value,
    source.
    """
    s = schema.socioeconomic.c
    latest = (
        sa.select(s.indicator, sa.func.max(s.year).label("year"))
        .where(s.municipality_id == int(code))
        .group_by(s.indicator)
        .subquery("latest")
    )
    statement = (
        sa.select(s.indicator, s.year, s.value, s.source)
        .join(latest, sa.and_(latest.c.indicator == s.indicator, latest.c.year == s.year))
        .where(s.municipality_id == int(code))
        .order_by(s.indicator)
    )
    return _read(edition, statement, code, access)


def _read(
    edition: Edition, statement: sa.Select[tuple[object, ...]], code: str, access: Access
) -> pd.DataFrame:
    """Refuses a municipality that does not exist or may not be seen."""
    with edition.reading(access) as connection:
        require_visible(connection, TerritoryRef("municipio", code), access)
        return pd.read_sql(statement, connection)

"""The borders that maps draw."""

import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.editions.server.sight import NOBODY
from data_access.schema import tables as schema


def mesh_layer(edition: Edition, level: str) -> bytes:
    """Gzipped GeoJSON of a level of the edition's mesh. Public borders: it needs no access."""
    statement = sa.select(schema.mesh.c.geojson_gz).where(schema.mesh.c.level == level)
    with edition.reading(NOBODY) as connection:
        return bytes(connection.execute(statement).scalar_one())


def divisions_of(edition: Edition, level: str) -> dict[str, tuple[str, str]]:
    """Code and name of the territory of `level` that each municipality is in, by its code; those in
    none are left out. Public as the borders are.
    """
    code, name = schema.LEVEL_CODES[level], schema.LEVEL_NAMES[level]
    statement = sa.select(schema.municipality.c.code, code, name).where(code.is_not(None))
    with edition.reading(NOBODY) as connection:
        return {town: (own, str(named)) for town, own, named in connection.execute(statement)}

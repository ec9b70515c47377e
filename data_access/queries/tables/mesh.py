"""The borders that maps draw."""

import sqlalchemy as sa

from data_access.editions.reading import Edition
from data_access.schema import tables as schema


def mesh_layer(edition: Edition, level: str) -> bytes:
    """Gzipped GeoJSON of a level of the edition's mesh. Public borders: it needs no access."""
    statement = sa.select(schema.mesh.c.geojson_gz).where(schema.mesh.c.level == level)
    with edition.engine.connect() as connection:
        return bytes(connection.execute(statement).scalar_one())

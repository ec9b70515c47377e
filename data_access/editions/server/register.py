"""The register of the database of editions:
which there are, what each holds and which one is served.
"""

from datetime import UTC, datetime

import sqlalchemy as sa

from config.settings import Settings
from data_access.editions.manifest import Manifest, manifest_of_text, text_of_manifest
from data_access.editions.seals import Seal, new_seal, seal_of_text, text_of_seal
from data_access.editions.server.connection import engine_for
from data_access.editions.server.tables import (
    REGISTER_SCHEMA,
    edition,
    published,
    register,
    schema_name,
)

UNDEFINED_TABLE = "42P01"


def read_published(settings: Settings) -> list[str]:
    """As `layout.read_published`; a database in which nothing was published has no register."""
    return _ids(settings, sa.select(published.c.edition_id).order_by(published.c.position))


def write_published(settings: Settings, ids: list[str]) -> None:
    """One transaction: whoever reads sees the old list or the new one."""
    rows = [{"position": position, "edition_id": name} for position, name in enumerate(ids)]
    with engine_for(settings, "publish").begin() as connection:
        connection.execute(sa.delete(published))
        connection.execute(sa.insert(published), rows)


def edition_ids(settings: Settings) -> list[str]:
    """The complete editions of the database, oldest first; one whose schema was dropped is none."""
    namespace = sa.table("pg_namespace", sa.column("nspname", sa.String), schema="pg_catalog")
    there = sa.select(namespace.c.nspname)
    return _ids(
        settings,
        sa.select(edition.c.id).where(edition.c.schema_name.in_(there)).order_by(edition.c.id),
    )


def _ids(settings: Settings, statement: sa.Select[str]) -> list[str]:
    try:
        with engine_for(settings, "read").connect() as connection:
            return list(connection.scalars(statement))
    except sa.exc.ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE:
            return []
        raise


def read_manifest(settings: Settings, edition_id: str) -> Manifest:
    """Raises EditionError where it was changed."""
    with engine_for(settings, "read").connect() as connection:
        text = connection.scalar(sa.select(edition.c.manifest).where(edition.c.id == edition_id))
    return manifest_of_text(str(text), edition_id)


def create_register(connection: sa.Connection) -> None:
    connection.execute(sa.schema.CreateSchema(REGISTER_SCHEMA, if_not_exists=True))
    register.create_all(connection)


def add_edition(connection: sa.Connection, manifest: Manifest) -> None:
    # Its schema was dropped by hand.
    connection.execute(sa.delete(edition).where(edition.c.id == manifest.id))
    connection.execute(
        sa.insert(edition).values(
            id=manifest.id,
            schema_name=schema_name(manifest.id),
            manifest=text_of_manifest(manifest),
            copied_at=datetime.now(UTC),
        )
    )


def seal_text(settings: Settings, edition_id: str) -> str | None:
    with engine_for(settings, "read").connect() as connection:
        return connection.scalar(sa.select(edition.c.seal).where(edition.c.id == edition_id))


def read_seal(settings: Settings, edition_id: str) -> Seal | None:
    """The seal, or None where there is none or it cannot be read."""
    return seal_of_text(seal_text(settings, edition_id))


def write_seal(settings: Settings, manifest: Manifest, who: str) -> None:
    """Bind the edition to its manifest. The first seal stays."""
    text = text_of_seal(new_seal(manifest, who))
    with engine_for(settings, "publish").begin() as connection:
        connection.execute(
            sa.update(edition)
            .where(edition.c.id == manifest.id, edition.c.seal.is_(None))
            .values(seal=text)
        )
        _protect(connection, schema_name(manifest.id))


def _protect(connection: sa.Connection, name: str) -> None:
    """Take the permission to write from the role that copied the tables;
    as their owner it could take it back.
    """
    quoted = connection.dialect.identifier_preparer.quote
    connection.exec_driver_sql(
        f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA {quoted(name)} FROM"
        " CURRENT_USER"
    )


def protect(settings: Settings, edition_id: str) -> None:
    with engine_for(settings, "publish").begin() as connection:
        _protect(connection, schema_name(edition_id))

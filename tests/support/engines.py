"""The editions of `small_country` on each engine that can hold one."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from config.settings import Settings
from data_access.editions import checksums
from data_access.editions.layout import DATABASE
from data_access.editions.manifest import Manifest
from data_access.editions.reading import Edition, read_only_engine, server_engine
from data_access.editions.server import register, wall
from data_access.editions.server.connection import engine_for
from data_access.editions.server.copying import copy_tables
from data_access.editions.server.tables import edition_tables, schema_name
from tests.support.small_country import edition_of

Make = Callable[..., Edition]
_numbers = count(1)


def on_postgresql(url: str) -> Make:
    """As `edition_of`, in a schema of its own; closing it drops the schema."""
    settings = Settings(home=Path("/nowhere"), editions_url=url, _env_file=None)

    def make(folder: Path, **given: Any) -> Edition:
        edition = edition_of(folder, **given)
        edition.close()
        return copied(folder / DATABASE, edition.manifest, settings)

    return make


def copied(database: Path, manifest: Manifest, settings: Settings) -> Edition:
    """What the file holds, in a schema of its own of the database; closing it drops the schema."""
    number = f"20260101T{next(_numbers):09d}Z-00000000"
    with TemporaryDirectory() as folder:
        # A file of its own: pages of the same process may hold the other open, and DuckDB opens no
        # file twice with other settings.
        own = Path(copy(database, folder))
        engine, instance = read_only_engine(own, Settings(home=own, threads=1, memory_limit="1GB"))
        with engine.connect() as source, engine_for(settings, "publish").begin() as target:
            name = schema_name(number)
            register.create_register(target)
            copy_tables(instance, target, name, checksums.all_tables(source))
            wall.guard(target, edition_tables(name))
        engine.dispose()
        instance.close()

    def release() -> None:
        with engine_for(settings, "publish").begin() as connection:
            connection.execute(sa.schema.DropSchema(schema_name(number), cascade=True))

    return Edition(number, server_engine(settings, number), manifest, release)

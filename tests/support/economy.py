"""What a run of tests need not do again for each test.

Nothing of it is what a test looks at: what is collected as garbage is only collected later, the
packages that are installed stay the same while tests run, and a new operational store is what the
migrations made of the first.
"""

import gc
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from functools import cache

import pytest
import sqlalchemy as sa

OF_ITS_OWN = ("BEGIN TRANSACTION;", "COMMIT;")
YOUNG = (50_000, 20, 1_000)  # objects before the youngest are looked through, and times of each


def pytest_collection_finish(session: pytest.Session) -> None:
    """Once all tests are read, whatever is in memory stays there to the end."""
    del session
    gc.collect()
    gc.freeze()
    gc.set_threshold(*YOUNG)
    if "streamlit.testing.v1" in sys.modules:
        _look_for_components_once()
    if "data_access.operational.engine" in sys.modules:
        _migrate_once()


def _look_for_components_once() -> None:
    """A page under test begins as a server does: it reads what every installed package says of
    itself.
    """
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def _migrate_once() -> None:
    """A new SQLite store is a copy of the first of its process. Tests of the migrations ask for
    them by their own name.
    """
    from data_access.operational import engine as operational

    migrate, first = operational.migrate, list[str]()

    def migrated(engine: sa.Engine) -> None:
        if engine.dialect.name != "sqlite":
            migrate(engine)
        elif not (first and _copied_into_new(str(engine.url.database), first)):
            migrate(engine)
            first[:] = first or _as_it_is_new(engine)

    operational.migrate = migrated


def _as_it_is_new(engine: sa.Engine) -> Iterator[str]:
    """What makes a store as `engine` has it now, if it has nothing but its tables."""
    with closing(sqlite3.connect(str(engine.url.database))) as made:
        if not made.execute("SELECT count(*) FROM audit").fetchone()[0]:
            yield from (line for line in made.iterdump() if line not in OF_ITS_OWN)


def _copied_into_new(file: str, statements: Iterable[str]) -> bool:
    """Whether the store was new; what is wrong with another is for the product to say."""
    with closing(sqlite3.connect(file, isolation_level=None)) as store, suppress(sqlite3.Error):
        store.execute("BEGIN IMMEDIATE")
        if not store.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in statements:
                store.execute(statement)
            store.execute("COMMIT")
            return True
    return False

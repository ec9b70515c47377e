"""The register that the product has, with every crosswalk of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data_access.places import Coding, Gazetteer
from data_access.places.resolve import resolve_sql
from geo.territory import load_territory

Resolve = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def register() -> pd.DataFrame:
    return load_territory(Path("no folder")).municipalities


@pytest.fixture(scope="session")
def connection(register: pd.DataFrame) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        Gazetteer.for_codings(register, Path("no folder"), ["ibge", "tom"]).register(connection)
        yield connection


@pytest.fixture(scope="session")
def resolve(connection: duckdb.DuckDBPyConnection) -> Resolve:
    """[r, u, code, kinds, reason] of pairs (spelling, UF beside it), in their order."""

    def resolve(*spellings: tuple[str, str | None], coding: Coding = "ibge") -> pd.DataFrame:
        frame = pd.DataFrame(spellings, columns=["r", "u"], dtype=object)
        connection.register("asked", frame.assign(n=range(len(frame))))
        found = connection.execute(f"{resolve_sql('SELECT * FROM asked', coding)} ORDER BY n").df()
        connection.unregister("asked")
        found = found[["r", "u", "code", "kinds", "reason"]].astype(object)
        return found.where(found.notna(), None)

    return resolve

"""Spellings of municipalities put to the resolver of the import, with the register that the product
has.
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pandas as pd

from data_access.places.coding import Coding
from data_access.places.gazetteer import Gazetteer
from data_access.places.resolve import resolve_sql


class Spellings:
    """One connection with every crosswalk under `home`, or embedded."""

    def __init__(self, register: pd.DataFrame, home: Path) -> None:
        self._connection = duckdb.connect()
        Gazetteer.available(register, home).register(self._connection)

    def resolve(
        self, pairs: Iterable[tuple[str, str | None]], coding: Coding = "ibge"
    ) -> pd.DataFrame:
        """[r, u, code, kinds, reason] of pairs (spelling, what is in the column of the UF), in
        their order.
        """
        asked = pd.DataFrame(list(pairs), columns=["r", "u"], dtype=object)
        self._connection.register("asked", asked.assign(n=range(len(asked))))
        found = self._connection.execute(
            f"{resolve_sql('SELECT * FROM asked', coding)} ORDER BY n"
        ).df()
        self._connection.unregister("asked")
        found = found[["r", "u", "code", "kinds", "reason"]].astype(object)
        return found.where(found.notna(), None)

    def close(self) -> None:
        self._connection.close()

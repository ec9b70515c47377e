"""The country of the public data in ../shared/data, as a data steward brings it in, and as pandas
reads it.
"""

import gzip
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from config.settings import Settings
from data_access.editions.reading import Edition, open_edition
from tests.support.command_line import t360
from tests.support.walkthrough import Walk, blocks

SHARED = Path("../shared/data")
PAGE = Path("docs/percurso-dados.md")
YOUNG = "5101837"  # Boa Esperança do Norte: in the mesh, in no table of the sources


@dataclass(frozen=True)
class Walked:
    walk: Walk
    edition: Edition
    seconds: float

    @property
    def home(self) -> Path:
        return self.walk.folder / "dados"

    def frame(self, statement: sa.Select) -> pd.DataFrame:
        with self.edition.engine.connect() as connection:
            return pd.read_sql(statement, connection)

    def query(
        self, indicator: str, level: str, period: tuple[str, str], *options: str
    ) -> pd.DataFrame:
        """The rows of `t360 query`, codes as text; no code is the empty text."""
        months = ("--from", period[0], "--to", period[1])
        answer = t360(self.home, "query", indicator, "--level", level, *months, *options)
        assert answer.code == 0, answer.err
        table = pd.DataFrame(answer.rows)
        numbers = ["numerator", "denominator", "value"]
        return table.assign(**{name: pd.to_numeric(table[name]) for name in numbers}).set_index(
            "code"
        )

    def raw(self, table: str) -> pd.DataFrame:
        """A file of the generator, with the identifiers that the door replaces."""
        return pd.read_parquet(self.walk.folder / "treino" / f"{table}.parquet")


@contextmanager
def take_walk(folder: Path) -> Iterator[Walked]:
    """Execute the page."""
    (folder / "fontes").symlink_to(SHARED.resolve(), target_is_directory=True)
    walk, start = Walk(folder), time.monotonic()
    for block in blocks(PAGE):
        walk.take(block)
    seconds = time.monotonic() - start
    edition = open_edition(Settings(home=folder / "dados", _env_file=None))
    yield Walked(walk, edition, seconds)
    edition.close()


def read_register() -> pd.DataFrame:
    """Municipalities of the mesh with the regions of the register, and of IBGE's division of 2024
    for the youngest, which the register does not know.

    Indexed by code, with a column for each level of `LEVELS`.
    """
    features = json.loads(gzip.decompress((SHARED / "mesh_5570.geojson.gz").read_bytes()))[
        "features"
    ]
    codes = [feature["properties"]["codigo_ibge"] for feature in features]
    regions = pd.read_csv(SHARED / "registro_mapaslivres" / "municipios.csv", dtype=str).set_index(
        "municipio"
    )
    frame = regions[["rgint", "rgi"]].reindex(codes)
    frame.loc[YOUNG, ["rgint", "rgi"]] = ["5103", "510008"]  # Sinop, Sorriso
    assert frame.notna().all(axis=None)
    return frame.assign(
        brasil="BR", regiao=frame.index.str[:1], uf=frame.index.str[:2], municipio=frame.index
    )


LEVELS = {
    "brasil": "brasil",
    "regiao": "regiao",
    "uf": "uf",
    "regiao_intermediaria": "rgint",
    "regiao_imediata": "rgi",
    "municipio": "municipio",
}


def with_active_sala(partners: pd.DataFrame) -> pd.Series:
    active = (partners["tipo"] == "Sala do Empreendedor") & (
        partners["situacao"].str.lower() == "ativa"
    )
    return partners.loc[active, "municipio"]

"""Editions made of the rows of one UF alone, out of what a whole country imported."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import duckdb
import numpy as np

from config.ibge import UFS
from config.settings import Settings
from data_access.base.territory_source import TerritorySource
from data_access.building import build, description
from data_access.contract.load import contract, table_contract
from data_access.editions.manifest import Manifest, read_manifest
from data_access.editions.publishing import publish
from data_access.editions.reading import Edition
from data_access.marts.build import MartReport, build_marts
from data_access.marts.dimensions import SALA
from data_access.schema.version import SCHEMA_VERSION
from data_access.staging.files import StagedFile
from indicators.disclosure.rules import Counts, Flags, Members, Opinions
from tests.support.small_country import opened

BUILT = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPAN = re.compile(r"\s*SELECT min\(month\), max\(month\) FROM (client_month|cell_active_all)\s*$")
EDITION = "20261120T120000000Z-0000000f"
CODES = {uf.sigla: uf.code for uf in UFS}
IN_TOWN = "left(municipio, 2) = '{code}'"
# Which rows are of a UF: of places in it, and of what its units did elsewhere. What these rows name
# (a client, a team, a partner) comes with them.
OF_UF = {
    "atendimentos": "left(municipio, 2) = '{code}' OR uf_executora = '{uf}'",
    "contatos": "left(municipio, 2) = '{code}' OR uf_executora = '{uf}'",
    "pesquisas": "left(municipio, 2) = '{code}' OR uf_executora = '{uf}'",
    "empresas": IN_TOWN,
    "socioeconomico": IN_TOWN,
    "territorios_proprios": IN_TOWN,
    "metas": "nivel = 'brasil' OR left(territorio, 2) = '{code}'",
    "atendentes": "uf = '{uf}'",
    "iniciativas": "uf = '{uf}' OR id_iniciativa IN (SELECT iniciativa FROM atendimentos)",
    "equipes": "uf = '{uf}' OR id_equipe IN (SELECT equipe FROM atendimentos)",
    "parceiros": IN_TOWN + " OR id_parceiro IN (SELECT parceiro FROM atendimentos)",
    "clientes": IN_TOWN + " OR id_cliente IN (SELECT id_cliente FROM atendimentos)",
    "criterios": "true",
}
# Where a Sala is and whether it is open is public, and a municipality may be in reach of one across
# the border: an edition of one UF has those of the others too, of which it knows nothing else.
SALAS_ELSEWHERE = """
    INSERT INTO parceiros BY NAME
    SELECT * REPLACE (
        'fora-' || row_number() OVER (ORDER BY id_parceiro) AS id_parceiro,
        'Sala de outra UF' AS nome, NULL AS inaugurado_em, NULL AS selo
    )
    FROM {rows} WHERE lower(tipo) LIKE '{sala}%'
        AND id_parceiro NOT IN (SELECT id_parceiro FROM parceiros)
"""


def edition_of_rows(
    staging: Path,
    folder: Path,
    territory: TerritorySource,
    uf: str = "",
    calendar: Manifest | None = None,
) -> Edition:
    """Of all the rows of a demonstration, or of those of one UF; of the months of `calendar`, the
    manifest of another edition, where there is one.
    """
    folder.mkdir(parents=True)
    return _built(folder / "edition.duckdb", _rows_of(staging, folder, uf), territory, calendar)


def publish_rows(
    staging: Path,
    home: Path,
    territory: TerritorySource,
    uf: str = "",
    calendar: Manifest | None = None,
) -> Manifest:
    """A data folder with an edition of the same rows, published: whatever UF it is of, with one
    name and one moment, as if all were built at once, and with nothing withheld. `calendar` is the
    edition whose months it spans, too: which these are is told to everybody.
    """
    folder = home / "rows"
    folder.mkdir(parents=True)
    rows = _rows_of(staging, folder, uf)
    staged = {table: rows.get(table, []) for table in contract()}
    settings = Settings(home=home, threads=2, memory_limit="1GB", _env_file=None)
    with (
        patch.object(build, "active_sources", lambda _: staged),
        patch.object(build, "datetime", SimpleNamespace(now=lambda _: BUILT)),
        patch.object(description, "new_id", lambda *_: EDITION),
        _nothing_withheld(),
    ):
        built = build.build_edition(
            settings, territory=territory, build_marts=partial(_marts_of_months, calendar)
        )
    publish(settings, EDITION, thorough=False)
    return read_manifest(built.folder)


@contextmanager
def _nothing_withheld() -> Iterator[None]:
    """What is withheld in an edition depends on all that is in it."""

    def nobody(_rule: object, counts: Counts, *_others: Counts) -> Flags:
        return np.zeros(len(counts), bool)

    with ExitStack() as stack:
        for rule, asked in product((Members, Opinions), ("unsafe", "exposed")):
            stack.enter_context(patch.object(rule, asked, nobody))
        yield


class _OfMonths:
    """A connection of a build that says, of which months it has attendances, those of another."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, months: tuple[int, int]) -> None:
        self.connection, self.months = connection, months

    def execute(self, statement: str, *given: Any) -> Any:
        asked = SPAN.match(statement)
        told = "SELECT {}, {}".format(*self.months) if asked else statement
        return self.connection.execute(told, *given)

    def cursor(self) -> "_OfMonths":
        return _OfMonths(self.connection.cursor(), self.months)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


def _marts_of_months(
    calendar: Manifest | None, connection: duckdb.DuckDBPyConnection, **given: Any
) -> MartReport:
    if calendar is None:
        return build_marts(connection, **given)
    of_months: Any = _OfMonths(connection, (calendar.first_month, calendar.last_month))
    report = build_marts(of_months, **given)
    return replace(report, whole_month=calendar.whole_month)


def _rows_of(staging: Path, folder: Path, uf: str) -> dict[str, list[StagedFile]]:
    staged: dict[str, list[StagedFile]] = {}
    with duckdb.connect(config={"threads": 2}) as writer:
        for table, of_uf in OF_UF.items():
            rows = f"read_parquet('{staging / table}/*.parquet')"
            kept = of_uf.format(uf=uf, code=CODES[uf]) if uf else "true"
            writer.execute(f"CREATE TABLE {table} AS SELECT * FROM {rows} WHERE {kept}")
            if uf and table == "parceiros":
                writer.execute(SALAS_ELSEWHERE.format(rows=rows, sala=SALA))
            file = folder / f"{table}.parquet"
            writer.execute(f"COPY {table} TO '{file}' (FORMAT parquet)")
            count = writer.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            staged[table] = [_as_staged(table, file, count)]
    return staged


def _as_staged(table: str, file: Path, rows: int) -> StagedFile:
    columns = tuple(column.name for column in table_contract(table).columns)
    return StagedFile(table, file, 1, rows, file.name, "0" * 64, BUILT, columns)


def _built(
    path: Path,
    staged: dict[str, list[StagedFile]],
    territory: TerritorySource,
    calendar: Manifest | None,
) -> Edition:
    with duckdb.connect(str(path), config={"threads": 2}) as connection:
        report = _marts_of_months(calendar, connection, staged=staged, territory=territory)
    end = report.last_month if report.whole_month is None else report.whole_month
    manifest = SimpleNamespace(
        schema_version=SCHEMA_VERSION,
        first_month=report.first_month or 0,
        last_month=report.last_month or 0,
        whole_month=report.whole_month,
        end=end or 0,
        ends={uf: end for uf, end in report.ends.items() if end.unfinished},
        company_months=report.company_months,
        exclusions=report.exclusions,
        unverifiable_clauses=report.unverifiable_clauses,
        warnings=report.warnings,
    )
    return opened(path, manifest)

"""Editions made of the rows of one UF alone, out of what a whole country imported."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import duckdb

from config.ibge import UFS
from data_access.base.territory_source import TerritorySource
from data_access.contract.load import table_contract
from data_access.editions.reading import Edition
from data_access.marts.build import build_marts
from data_access.schema.version import SCHEMA_VERSION
from data_access.staging.files import StagedFile
from tests.support.small_country import opened

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


def edition_of_rows(
    staging: Path, folder: Path, territory: TerritorySource, uf: str = ""
) -> Edition:
    """Of all the rows of a demonstration, or of those of one UF."""
    folder.mkdir(parents=True)
    staged: dict[str, list[StagedFile]] = {}
    with duckdb.connect(config={"threads": 2}) as writer:
        for table, of_uf in OF_UF.items():
            rows = f"read_parquet('{staging / table}/*.parquet')"
            kept = of_uf.format(uf=uf, code=CODES[uf]) if uf else "true"
            writer.execute(f"CREATE TABLE {table} AS SELECT * FROM {rows} WHERE {kept}")
            file = folder / f"{table}.parquet"
            writer.execute(f"COPY {table} TO '{file}' (FORMAT parquet)")
            count = writer.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            staged[table] = [_as_staged(table, file, count)] if count else []
    return _built(folder / "edition.duckdb", staged, territory)


def _as_staged(table: str, file: Path, rows: int) -> StagedFile:
    columns = tuple(column.name for column in table_contract(table).columns)
    moment = datetime.now(UTC)
    return StagedFile(table, file, 1, rows, file.name, "0" * 64, moment, columns)


def _built(path: Path, staged: dict[str, list[StagedFile]], territory: TerritorySource) -> Edition:
    with duckdb.connect(str(path), config={"threads": 2}) as connection:
        report = build_marts(connection, staged=staged, territory=territory)
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

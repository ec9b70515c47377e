"""The manifest of a database that was just built."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path

import duckdb

from config.settings import Settings
from data_access.base.durable import sha256_of
from data_access.base.territory_source import TerritorySource
from data_access.building import cautions
from data_access.editions import checksums, doubts
from data_access.editions.layout import new_id
from data_access.editions.manifest import (
    Manifest,
    MeshContent,
    SourceFile,
    TerritoryContent,
    UnfinishedMonths,
)
from data_access.editions.reading import read_only_engine
from data_access.marts.build import MartReport
from data_access.operational.imports import StagedFile
from data_access.schema.tables import SCHEMA_VERSION

Staged = Mapping[str, Sequence[StagedFile]]


def describe(
    database: Path,
    settings: Settings,
    report: MartReport,
    staged: Staged,
    territory: TerritorySource,
    *,
    built_at: datetime,
) -> Manifest:
    """Everything is read again from the closed file: what is described is what is on the disk."""
    engine, instance = read_only_engine(database, settings)
    with engine.connect() as connection:
        tables, probe = checksums.all_tables(connection), checksums.probe()
        uncertain = [*doubts.doubt_sentences(connection)]
    engine.dispose()
    instance.close()
    sources = _sources(staged)
    return Manifest(
        id=new_id(built_at, tables),
        schema_version=SCHEMA_VERSION,
        product_version=product_version(),
        engine=f"duckdb {duckdb.__version__}",
        built_at=built_at,
        build_seconds=0.0,
        demonstration=any(source.demonstration for source in sources),
        sources=sources,
        first_month=_required_month(report.first_month),
        last_month=_required_month(report.last_month),
        whole_month=report.whole_month,
        unfinished={
            uf: UnfinishedMonths(
                day=end.last_day, first=end.unfinished.start.index, last=end.unfinished.end.index
            )
            for uf, end in report.ends.items()
            if end.unfinished
        },
        company_months=report.company_months,
        rules={"atendimento_valido": report.rule_version},
        exclusions=report.exclusions,
        unverifiable_clauses=report.unverifiable_clauses,
        warnings=_each_once(
            report.warnings,
            cautions.unchecked_clauses(report.unverifiable_clauses, staged.get("atendimentos", ())),
            uncertain,
        ),
        territory=_territory(territory),
        tables=tables,
        checksum_probe=probe,
        size=database.stat().st_size,
        sha256=sha256_of(database),
    )


def product_version() -> str:
    try:
        return version("territorio360")
    except PackageNotFoundError:  # run from a folder, without installing
        return "desconhecida"


def _each_once(*warnings: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain(*warnings)))


def _required_month(month: int | None) -> int:
    if month is None:
        raise ValueError("an edition without attendances is refused before it is described")
    return month


def _sources(staged: Staged) -> tuple[SourceFile, ...]:
    return tuple(
        SourceFile(
            table=table,
            import_id=str(file.import_id),
            name=file.source_name,
            sha256=file.source_sha256,
            rows=file.rows,
            imported_at=file.imported_at,
            demonstration=file.demonstration,
            profile=file.profile,
        )
        for table, files in staged.items()
        for file in files
    )


def _territory(territory: TerritorySource) -> TerritoryContent:
    register = territory.municipalities
    return TerritoryContent(
        mesh_source=territory.source,
        mesh_vintage=territory.vintage,
        hierarchy_source=territory.hierarchy_source,
        licence=territory.licence,
        layers={
            layer.level: MeshContent(sha256=layer.sha256, features=layer.features)
            for layer in territory.layers.values()
        },
        municipalities=len(register),
        without_polygon=tuple(sorted(register.loc[~register["in_mesh"].astype(bool), "code"])),
    )

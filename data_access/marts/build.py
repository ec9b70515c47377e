"""Fill every table of an edition from the staged rows."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

import duckdb
import sqlalchemy as sa
from duckdb_sqlalchemy import Dialect
from sqlalchemy.schema import CreateTable

from config import clock
from config.attendance_rule import attendance_rule
from config.client_rule import client_rule
from config.formatting import day as written_day
from config.formatting import plural
from config.progress import Progress, silent
from data_access.base.territory_source import TerritorySource
from data_access.marts import (
    answers,
    cells,
    clients,
    comments,
    crossing,
    detractors,
    dimensions,
    inclusion,
    income,
    neighbours,
    opinions,
    programme,
    recurrence,
    satisfaction,
    service,
    source_ends,
    units,
    words,
)
from data_access.marts.subjects import Staging, Subject
from data_access.marts.validity import sources_without
from data_access.schema import tables as schema
from data_access.staging.files import StagedFile, active_rows_sql
from indicators.scope import Month
from indicators.unfinished import SourceEnd, last_month_to_show

# Each after those whose tables it reads.
SUBJECTS = (
    Subject("Janelas de meses", cells.load_windows, beside=True),
    Subject("Vizinhos de cada município", neighbours.load_neighbours, beside=True),
    Subject("Grupos de pessoas", inclusion.load_groups, beside=True),
    Subject("Pesquisas", satisfaction.load_surveys),
    Subject("Pesquisas respondidas", satisfaction.load_responses),
    Subject("Aumento de renda", income.load_income),
    Subject("Contatos", service.load_contacts),
    Subject("Reclamações", service.load_complaints),
    Subject("Comentários", comments.load_comments),
    Subject("Detratores à espera", detractors.load_detractors),
    Subject("Respostas que se podem mostrar", opinions.load_opinion_blocks, beside=True),
    Subject("Clientes de duas UFs", crossing.load_crossing),
    Subject("Horas dos contatos", service.load_hours),
    Subject("O que acompanha o NPS", detractors.load_drivers),
    Subject("Canais, temas e soluções", service.load_attendances),
    Subject("Duração dos atendimentos", service.load_handling),
    Subject("Voltas dos clientes", recurrence.load_recurrence),
    Subject("Iniciativas do programa", programme.load_initiatives),
    Subject("Equipes, parceiros, iniciativas e atendentes", units.load_units),
)


@dataclass(frozen=True)
class MartReport:
    """What went into an edition. Months are indices; None where there is no attendance."""

    rows: dict[str, int]
    first_month: int | None
    last_month: int | None
    whole_month: int | None
    ends: Mapping[str, SourceEnd]  # of the attendances, by UF
    company_months: tuple[int, ...]
    rule_version: str
    exclusions: dict[str, int]
    unverifiable_clauses: tuple[str, ...]
    warnings: tuple[str, ...] = field(default=())


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    for table in schema.metadata.sorted_tables:
        connection.execute(str(CreateTable(table).compile(dialect=Dialect())))


def build_marts(
    connection: duckdb.DuckDBPyConnection,
    *,
    staged: Mapping[str, Sequence[StagedFile]],
    territory: TerritorySource,
    progress: Progress = silent,
    today: date | None = None,
    beside: bool = True,
) -> MartReport:
    """Create the tables of `schema` in an empty DuckDB file and fill them.

    What is dated after `today`, the day of the build, is in none of them. `beside`: subjects may be
    made at the same time, which they cannot where `connection` is in a transaction.
    """
    day = today or clock.today()

    def rows(table: str) -> str:
        staged_rows = active_rows_sql(staged.get(table, ()), table, with_source=True)
        return source_ends.happened(staged_rows, table, day)

    create_tables(connection)
    rule = attendance_rule()
    progress(0.0, "Territórios e parceiros")
    dimensions.load_partners(connection, rows("parceiros"))
    dimensions.load_teams(connection, rows("equipes"))
    dimensions.load_municipalities(connection, territory, rows("territorios_proprios"))
    dimensions.load_mesh(connection, territory)
    dimensions.load_company_stock(connection, rows("empresas"))
    dimensions.load_socioeconomic(connection, rows("socioeconomico"))
    dimensions.load_targets(connection, rows("metas"))
    progress(0.05, "Atendimentos válidos")
    words.create_words(connection, rows)
    files = staged.get("atendimentos", ())
    without = sources_without(rule, [file.columns for file in files])
    clients.load_counted_attendances(connection, rows("atendimentos"), rule, without)
    answers.load_answers(connection, rows)
    progress(0.15, "Clientes")
    joined = [*clients.load_clients(connection, rows("clientes"), client_rule())]
    progress(0.35, "Meses de cada cliente")
    clients.load_client_months(connection)
    for position, partition in enumerate(schema.PARTITIONS):
        progress(0.55 + 0.1 * position, "Células de contagem")
        cells.load_cells(connection, partition)
    source_ends.load_source_ends(connection, rows, day)
    _load_subjects(connection, Staging(rows, territory), progress, beside=beside)
    progress(1.0, "Tabelas prontas")
    return _report(
        connection, rule.version, tuple(without), (*_not_yet(staged, connection, day), *joined)
    )


def _load_subjects(
    connection: duckdb.DuckDBPyConnection, staging: Staging, progress: Progress, *, beside: bool
) -> None:
    """One thread asks DuckDB, another makes what Python makes; the first failure is raised."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        made = []
        for position, subject in enumerate(SUBJECTS):
            progress(0.85 + 0.15 * position / len(SUBJECTS), subject.label)
            if beside and subject.beside:
                made.append(pool.submit(subject.load, connection.cursor(), staging))
            else:
                subject.load(connection, staging)
        for each in made:
            each.result()


def _not_yet(
    staged: Mapping[str, Sequence[StagedFile]], connection: duckdb.DuckDBPyConnection, today: date
) -> Iterator[str]:
    """A sentence for each source with rows that have not happened yet."""
    for table in source_ends.DAYS:
        if staged.get(table):
            rows = active_rows_sql(staged[table], table)
            found = source_ends.future_rows(connection, table, rows, today)
            if found:
                yield (
                    f"Em {table}, {plural(found, 'linha tem', 'linhas têm')} data depois de"
                    f" {written_day(today)}, o dia da construção: não aconteceu ainda, e não conta."
                )


def _report(
    connection: duckdb.DuckDBPyConnection,
    rule_version: str,
    unverifiable: tuple[str, ...],
    warnings: tuple[str, ...],
) -> MartReport:
    def one(statement: str) -> tuple[object, ...]:
        return connection.execute(statement).fetchone() or ()

    counts = {
        table.name: int(str(one(f"SELECT count(*) FROM {table.name}")[0])) for table in _tables()
    }
    first, last = one("SELECT min(month), max(month) FROM client_month")
    whole = None
    ends, sizes = source_ends.ends_of(connection, "atendimentos")
    if first is not None and last is not None:
        span = Month(int(str(first))), Month(int(str(last)))
        whole = last_month_to_show(ends, sizes, *span).index
    months = connection.execute("SELECT DISTINCT month FROM company_stock ORDER BY 1").fetchall()
    return MartReport(
        rows=counts,
        first_month=None if first is None else int(str(first)),
        last_month=None if last is None else int(str(last)),
        whole_month=whole,
        ends=ends,
        company_months=tuple(month for (month,) in months),
        rule_version=rule_version,
        exclusions=dict(
            connection.execute(
                "SELECT clause, attendances FROM exclusion ORDER BY position"
            ).fetchall()
        ),
        unverifiable_clauses=unverifiable,
        warnings=warnings,
    )


def _tables() -> list[sa.Table]:
    return schema.metadata.sorted_tables

"""The checks of a table, run over an import or over all the active rows of an edition."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from config import clock
from config.formatting import number
from config.plausibility import Moment
from config.settings import Settings
from data_access.base.territory_source import TerritorySource
from data_access.operational.imports import active_imports
from data_access.plausibility import (
    attendances,
    categories,
    code_spellings,
    dates,
    dates_between,
    key_spellings,
    missing_hours,
    own_territories,
    people,
    placeless,
    points,
    reference,
    state_totals,
    target_units,
    units,
    unregistered_codes,
    volume,
)
from data_access.plausibility.finding import Finding, Locate
from data_access.plausibility.subject import Checker, Doubt, Subject, check_named
from data_access.plausibility.writing import MOST_ROWS, findings_folder, write_rows
from data_access.sources.source import file_literal
from data_access.staging.files import StagedFile, active_rows_sql


@dataclass(frozen=True)
class Registered:
    """A function and the checks that it may answer with;
    all of them concern the same tables and moments.
    """

    checks: tuple[str, ...]
    find: Checker

    def concerns(self, table: str, moment: Moment) -> bool:
        check = check_named(self.checks[0])
        return moment in check.when and (not check.tables or table in check.tables)


@dataclass(frozen=True)
class Accepted:
    """The rows that an import accepted; ``columns``: those of the contract that its source had;
    ``profile``: how the history calls the way in which it was read.
    """

    table: str
    import_id: str
    path: Path
    columns: Collection[str]
    profile: str = "padrao"


REGISTER = (
    Registered(("atendimentos_no_dia",), attendances.many_on_a_day),
    Registered(("frequencia_no_limite",), attendances.frequency_at_limit),
    Registered(("recorrencia_no_limite",), attendances.recurrence_at_limit),
    Registered(("salto_mensal",), volume.monthly_jumps),
    Registered(("pib_per_capita",), reference.gdp_per_capita),
    Registered((people.CHECK,), people.impossible_counts),
    Registered(("salto_no_estoque",), reference.stock_jumps),
    Registered(("cobertura_acima_de_100",), reference.above_universe),
    Registered(
        (points.SWAPPED, points.UNSIGNED, points.ABROAD, points.ELSEWHERE), points.misplaced_points
    ),
    Registered(("data_no_futuro",), dates.in_the_future),
    Registered(("fim_antes_do_inicio",), dates.ends_before),
    Registered(("pesquisa_antes_do_atendimento",), dates_between.surveys_before),
    Registered(("atendimento_antes_da_abertura",), dates_between.attendances_before_opening),
    Registered(("referencia_antiga",), reference.old_references),
    Registered(("coluna_esvaziada",), volume.emptied_columns),
    Registered((units.CHECK, units.SCORES), units.fractions),
    Registered((target_units.OFF_UNIT,), target_units.off_unit),
    Registered((target_units.OFF_SCALE,), target_units.off_scale),
    Registered((categories.SPELLINGS,), categories.two_spellings),
    Registered((categories.UNKNOWN,), categories.unknown_to_rules),
    Registered((code_spellings.CHECK,), code_spellings.code_spellings),
    Registered((unregistered_codes.CHECK,), unregistered_codes.unregistered_codes),
    Registered((key_spellings.CHECK,), key_spellings.key_spellings),
    Registered((missing_hours.CHECK,), missing_hours.missing_hours),
    Registered((state_totals.CHECK,), state_totals.state_totals),
    Registered((placeless.CHECK,), placeless.without_place),
    Registered((own_territories.CHECK,), own_territories.gaps),
)


def doubts(subject: Subject, moment: Moment) -> Iterator[Doubt]:
    for registered in REGISTER:
        if registered.concerns(subject.table, moment):
            yield from registered.find(subject)


def findings_of_import(
    settings: Settings,
    accepted: Accepted,
    *,
    connection: duckdb.DuckDBPyConnection,
    locate: Locate | None = None,
    today: date | None = None,
) -> tuple[Finding, ...]:
    """What is doubtful about the accepted rows of one import; the rows behind each finding go to a
    file.

    `connection` does the work, within its own limits.
    """
    # Invented rows are no past of anybody's.
    earlier = [
        file
        for file in active_imports(settings, accepted.table)
        if not file.demonstration and _kind(file.profile) == _kind(accepted.profile)
    ][-1:]
    subject = Subject(
        connection,
        accepted.table,
        f"read_parquet({file_literal(accepted.path)})",
        today or clock.today(),
        frozenset(accepted.columns),
        locate,
        before=f"read_parquet({file_literal(earlier[0].path)})" if earlier else None,
        before_columns=frozenset(earlier[0].columns) if earlier else frozenset(),
        beside=_registers(settings, accepted.table),
        with_lines=True,
    )
    folder = findings_folder(settings, accepted.import_id)
    return tuple(
        _finding_of_doubt(subject, doubt, folder) for doubt in doubts(subject, "importação")
    )


def _registers(settings: Settings, table: str) -> dict[str, str]:
    """The active rows of what registers the codes that a table may have."""
    return {
        name: f"({active_rows_sql(files, name)})"
        for name in code_spellings.registers_named_in(table)
        if (files := active_imports(settings, name))
    }


def _kind(profile: str) -> str:
    """The name of a profile, without its arguments and the mark of what it said then."""
    return re.split("[:@]", profile, maxsplit=1)[0]


def _finding_of_doubt(subject: Subject, doubt: Doubt, folder: Path) -> Finding:
    file = folder / f"{doubt.check}.csv"
    write_rows(subject.connection, doubt.listing, file)
    sentence = doubt.sentence
    if doubt.rows > MOST_ROWS:
        sentence += f" O arquivo traz as primeiras {number(MOST_ROWS)} linhas."
    return Finding(
        doubt.check, subject.table, check_named(doubt.check).severity, sentence, doubt.rows, file
    )


def doubts_of_edition(
    connection: duckdb.DuckDBPyConnection,
    staged: Mapping[str, Sequence[StagedFile]],
    territory: TerritorySource,
    today: date | None = None,
) -> Iterator[tuple[str, Doubt]]:
    """By table, what is doubtful about the active rows of an edition;
    its tables are filled already.
    """
    beside = {table: _view(connection, table, files) for table, files in staged.items() if files}
    for table, rows in beside.items():
        columns = frozenset(name for file in staged[table] for name in file.columns)
        subject = Subject(
            connection,
            table,
            rows,
            today or clock.today(),
            columns,
            territory.locate,
            beside=beside,
        )
        for doubt in doubts(subject, "edição"):
            yield table, doubt
    for view in beside.values():
        connection.execute(f"DROP VIEW {view}")


def _view(connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[StagedFile]) -> str:
    name = f"doubted_{table}"
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {active_rows_sql(files, table)}")
    return name

"""What somebody should know of what came in: sentences in Portuguese for the manifest."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import duckdb

from config.attendance_rule import attendance_rule
from config.formatting import plural
from data_access.contract.load import table_contract
from data_access.operational.imports import StagedFile
from data_access.sources.source import file_literal, identifier


def unchecked_clauses(clauses: Collection[str], attendances: Sequence[StagedFile]) -> Iterator[str]:
    """For each clause of the rule of the valid attendance that some imports give no column for."""
    for clause in attendance_rule().clause:
        if clause.id in clauses:
            lacking = sum(clause.column not in file.columns for file in attendances)
            total = len(attendances)
            where = "em todas as" if lacking == total else f"em {lacking} de {total}"
            yield (
                f"A coluna {clause.column} falta {where} importações de atendimentos, e onde ela"
                f" falta não se confere a exclusão “{clause.description}”: atendimentos que ela"
                " tiraria foram contados."
            )


def replaced_rows(
    connection: duckdb.DuckDBPyConnection, staged: Mapping[str, Sequence[StagedFile]]
) -> Iterator[str]:
    """For each table of which a later import replaced rows of an earlier one.
    Reads the keys of several imports.
    """
    for table, files in staged.items():
        if len(files) > 1:
            count = _count_repeated_keys(connection, table, files)
            if count:
                rows = plural(
                    count,
                    "linha de importação anterior foi",
                    "linhas de importações anteriores foram",
                )
                taken = "substituída" if count == 1 else "substituídas"
                key = ", ".join(table_contract(table).key)
                yield f"Em {table}, {rows} {taken} por outra posterior com a mesma chave ({key})."


def _count_repeated_keys(
    connection: duckdb.DuckDBPyConnection, table: str, files: Sequence[StagedFile]
) -> int:
    """Hashes are grouped first because they are small;
    only keys whose hashes meet are compared in full.
    """
    keys = ", ".join(identifier(name) for name in table_contract(table).key)
    rows = " UNION ALL ".join(
        f"SELECT {keys} FROM read_parquet({file_literal(file.path)})" for file in files
    )
    found = connection.execute(f"""
        WITH staged AS ({rows}),
        twice AS (SELECT hash({keys}) AS h FROM staged GROUP BY h HAVING count(*) > 1)
        SELECT coalesce(sum(n - 1), 0) FROM (
            SELECT count(*) AS n FROM staged
            WHERE hash({keys}) IN (SELECT h FROM twice) GROUP BY {keys}
        )
    """).fetchall()
    return int(found[0][0])

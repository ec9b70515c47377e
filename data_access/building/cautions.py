"""What somebody should know of what came in: sentences in Portuguese for the manifest."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches

import duckdb

from config.attendance_rule import attendance_rule
from config.formatting import enumerate_words, number, plural
from config.service import plain_name, service_rule
from data_access.contract.load import table_contract
from data_access.operational.imports import StagedFile
from data_access.sources.source import file_literal, identifier

SHOWN = 5
ALIKE = 0.75  # of the letters, at least, in their order


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


def unknown_channels(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """A sentence with the channels that no rule knows, each with the known one that is written
    most alike; by how many cases they have. `connection` has the filled tables.
    """
    found = connection.execute("""
        SELECT channel, sum(cases)::BIGINT AS cases FROM (
            SELECT channel, attendances AS cases FROM attendance_cell
            UNION ALL SELECT channel, contacts FROM contact_cell
        ) WHERE channel <> '' GROUP BY channel ORDER BY cases DESC, channel
    """).fetchall()
    rule = service_rule()
    known: dict[str, str] = {}
    for name in (*rule.channels.digital, *rule.channels.not_digital, *rule.by_channel):
        known.setdefault(_letters(name), name)
    told = {plain_name(name) for name in (*known.values(), *rule.by_channel)}
    unknown = [(name, cases) for name, cases in found if plain_name(name) not in told]
    if unknown:
        named = enumerate_words(
            _with_nearest(name, cases, known) for name, cases in unknown[:SHOWN]
        )
        more = f", e mais {number(len(unknown) - SHOWN)}" if len(unknown) > SHOWN else ""
        yield (
            f"Canais que nenhuma regra conhece: {named}{more}. Não são digitais nem presenciais, e"
            " o prazo deles é o geral; corrija a grafia na origem ou acrescente-os a"
            " config/service.toml."
        )


def _with_nearest(name: str, cases: int, known: Mapping[str, str]) -> str:
    near = get_close_matches(_letters(name), known, n=1, cutoff=ALIKE)
    like = f"; o mais parecido é “{known[near[0]]}”" if near else ""
    return f"“{name}” ({plural(cases, 'caso', 'casos')}{like})"


def _letters(name: str) -> str:
    """Letters and digits alone: “e mail” and “E-mail” are written alike."""
    return "".join(letter for letter in plain_name(name) if letter.isalnum())


def replaced_rows(
    connection: duckdb.DuckDBPyConnection, staged: Mapping[str, Sequence[StagedFile]]
) -> Iterator[str]:
    """For each table of which a later import replaced rows of an earlier one.
    Reads the keys of several imports.
    """
    for table, files in staged.items():
        together = [file for file in files if not file.apart]
        if len(together) > 1:
            count = _count_repeated_keys(connection, table, together)
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

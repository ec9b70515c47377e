"""Rows of a source that share a key: the last one stays, and what the others said is not lost in
silence.

A row that says the same as the one that stays is a repetition. One that says something else is a
conflict: nobody knows which of them is right, so both are told, with their lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.formatting import enumerate_words, number
from data_access.contract.model import Column, Table
from data_access.plausibility.finding import Finding
from data_access.plausibility.writing import MOST_ROWS, write_rows
from data_access.sources.source import LINE, literal
from data_access.sources.step import Step
from data_access.sources.values.parsing import value
from data_access.sources.values.redaction import MASK, MISPLACED, redact_sql
from data_access.sources.workspace import Workspace

CHECK = "chave_em_conflito"
TEXTS = ("texto", "nome", "categoria", "texto_livre", "lista")


@dataclass(frozen=True)
class RepeatedKeys:
    """How many rows give way to a later one of their key: ``same`` say what it says, ``other`` do
    not.
    """

    same: int = 0
    other: int = 0

    @property
    def rows(self) -> int:
        return self.same + self.other


def find_repeated_keys(
    space: Workspace, rows: str, record: str, key: Sequence[str], others: Sequence[str], step: Step
) -> RepeatedKeys:
    """Fill the table `repeated` (the record that gives way, the one that stays, conflict).

    Hashes are grouped first because they are small; only keys whose hashes meet are compared in
    full.
    """
    keys = ", ".join(map(value, key))
    said = f"hash({', '.join(map(value, others))})" if others else "0"
    space.run(
        f"CREATE TABLE twice AS SELECT hash({keys}) AS h FROM {rows} WHERE ok GROUP BY h"
        " HAVING count(*) > 1",
        step,
    )
    space.connection.execute(f"""
        CREATE TABLE repeated AS
        SELECT {record}, stays, said <> said_last AS conflict FROM (
            SELECT {record}, said, first_value({record}) OVER same AS stays,
                first_value(said) OVER same AS said_last
            FROM (
                SELECT {record}, {keys}, {said} AS said FROM {rows}
                WHERE ok AND hash({keys}) IN (SELECT h FROM twice)
            )
            WINDOW same AS (PARTITION BY {keys} ORDER BY {record} DESC)
        ) WHERE {record} <> stays
    """)
    same, other = space.row(
        "SELECT count(*) FILTER (NOT conflict), count(*) FILTER (conflict) FROM repeated"
    )
    return RepeatedKeys(int(same), int(other))


def conflict_listing_sql(
    rows: str, record: str, key: Sequence[Column], others: Sequence[Column]
) -> str:
    """The cells in which the rows of a conflict differ, without what is personal in them."""
    differences = ", ".join(
        f"{{'c': {literal(column.name)}, 'd': gone.{value(column.name)} IS DISTINCT FROM"
        f" kept.{value(column.name)}, 'a': {_shown(column, 'gone')}, 'b':"
        f" {_shown(column, 'kept')}}}"
        for column in others
    )
    keys = "".join(f", {_shown(column, 'kept')} AS {column.name}" for column in key)
    names = ", ".join(column.name for column in key)
    return f"""
        SELECT linha, linha_que_vale, {names}, v.c AS coluna, v.a AS valor, v.b AS valor_que_vale
        FROM (
            SELECT gone.{LINE} AS linha, kept.{LINE} AS linha_que_vale,
                lost.{record} AS place{keys},
                unnest(list_filter([{differences}], lambda item: item.d)) AS v
            FROM (
                SELECT * FROM repeated WHERE conflict ORDER BY {record} LIMIT {MOST_ROWS}
            ) AS lost
            JOIN {rows} AS gone ON gone.{record} = lost.{record}
            JOIN {rows} AS kept ON kept.{record} = lost.stays
        ) ORDER BY place, coluna
    """


def _shown(column: Column, row: str) -> str:
    cell = f"{row}.{value(column.name)}"
    if column.sensitive:
        return f"CASE WHEN {cell} IS NOT NULL THEN '{MASK}' END"
    return redact_sql(cell, MISPLACED) if column.type in TEXTS else f"CAST({cell} AS VARCHAR)"


def conflict_finding(
    space: Workspace, listing: str, table: Table, conflicts: int, file: Path
) -> Finding:
    """What the report says of the rows in conflict, whose differences are listed in `file`."""
    write_rows(space.connection, listing, file)
    sentence = conflict_sentence(space, listing, table, conflicts)
    if space.row(f"SELECT count(*) FROM ({listing})")[0] > MOST_ROWS:
        sentence += f" O arquivo traz as primeiras {number(MOST_ROWS)} diferenças."
    return Finding(CHECK, table.name, "aviso", sentence, conflicts, file)


def conflict_sentence(space: Workspace, listing: str, table: Table, conflicts: int) -> str:
    """How many rows gave way to one that says something else, with the first of them."""
    line, stays, columns = space.row(
        f"SELECT linha, linha_que_vale, list(coluna) FROM ({listing})"
        " GROUP BY linha, linha_que_vale ORDER BY linha LIMIT 1"
    )
    one = conflicts == 1
    return (
        f"{number(conflicts)} {'linha tem' if one else 'linhas têm'} a chave de outra do mesmo"
        f" arquivo ({enumerate_words(table.key)}) e outros valores, e"
        f" {'deu' if one else 'deram'} lugar à última: a linha {number(line)}, à"
        f" {number(stays)}, que difere em {enumerate_words(columns)}. Confira qual vale. Se forem"
        " séries diferentes, falta à chave, no perfil, a coluna que as distingue."
    )

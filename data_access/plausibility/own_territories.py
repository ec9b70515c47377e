"""Gaps of the own territories: municipalities of a UF that none of them has.

A municipality that two of them claim is a key in conflict, told at the door (`repeated_keys`).
"""

from collections.abc import Iterator

from config.formatting import enumerate_first, enumerate_words, number, plural
from data_access.places.keys import key_sql
from data_access.plausibility.subject import Doubt, Subject

CHECK = "lacunas_nos_territorios_proprios"
REGISTERS = ("register", "municipality")  # of an import, and of an edition that is being built
SHOWN = 5


def gaps(subject: Subject) -> Iterator[Doubt]:
    """The municipalities of the UFs that have any own territory and are in none."""
    register = _register(subject)
    if register is None:
        return
    missing = subject.frame(f"""
        SELECT r.uf, r.code AS municipio, r.name AS nome FROM {register} AS r
        WHERE left(r.code, 2) IN (SELECT left(municipio, 2) FROM {subject.rows})
            AND r.code NOT IN (
                SELECT municipio FROM {subject.rows} WHERE {key_sql("nome")} <> ''
            )
        ORDER BY r.code
    """)
    if missing.empty:
        return
    states = enumerate_words(
        f"{uf} ({number(len(rows))})" for uf, rows in missing.groupby("uf", sort=True)
    )
    named = enumerate_first(missing["nome"].head(SHOWN), len(missing))
    one, many = "município não está", "municípios não estão"
    sentence = (
        f"{plural(len(missing), one, many)} em nenhum território próprio da sua UF: {states}."
        f" São {named}; contam na UF, e em território próprio nenhum."
    )
    yield Doubt(CHECK, sentence, len(missing), missing)


def _register(subject: Subject) -> str | None:
    found = subject.frame("SELECT table_name FROM duckdb_tables()")["table_name"]
    return next((name for name in REGISTERS if name in set(found)), None)

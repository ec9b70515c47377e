"""Gaps of the own territories: municipalities of a UF that none of them has, those among them for
which a table says so in words (“(vazio)”, “sem regional”).

A municipality that two of them claim is a key in conflict, told at the door (`repeated_keys`).
"""

from collections.abc import Iterator

import pandas as pd

from config.formatting import enumerate_first, enumerate_words, number, plural
from data_access.places.keys import key_sql
from data_access.plausibility.subject import Doubt, Subject
from data_access.sources.values.absent import absent_sql

CHECK = "lacunas_nos_territorios_proprios"
REGISTERS = ("register", "municipality")  # of an import, and of an edition that is being built
SHOWN = 5


def gaps(subject: Subject) -> Iterator[Doubt]:
    """The municipalities of the UFs that have any own territory and are in none."""
    register = _register(subject)
    if register is None:
        return
    missing = subject.frame(f"""
        SELECT r.uf, r.code AS municipio, r.name AS nome, own.nome AS veio_escrito
        FROM {register} AS r LEFT JOIN {subject.rows} AS own ON own.municipio = r.code
        WHERE left(r.code, 2) IN (SELECT left(municipio, 2) FROM {subject.rows})
            AND (own.nome IS NULL OR {key_sql("own.nome")} = '' OR {absent_sql("own.nome")})
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
        f" São {named}; contam na UF, e em território próprio nenhum.{_words_told(missing)}"
    )
    yield Doubt(CHECK, sentence, len(missing), missing)


def _words_told(missing: pd.DataFrame) -> str:
    """What was written in place of a name, and for how many municipalities; empty where nothing."""
    written = missing["veio_escrito"].dropna().value_counts()
    if written.empty:
        return ""
    ordered = sorted(written.items(), key=lambda item: (-item[1], str(item[0])))
    told = enumerate_first(
        (f"“{word}” em {number(rows)}" for word, rows in ordered[:SHOWN]), len(ordered)
    )
    return (
        f" Em {number(written.sum())} deles a tabela traz, no lugar do nome, o que se escreve onde"
        f" não há território ({told}); se for mesmo o nome de um, acrescente-lhe uma palavra, como"
        " Regional."
    )


def _register(subject: Subject) -> str | None:
    found = subject.frame("SELECT table_name FROM duckdb_tables()")["table_name"]
    return next((name for name in REGISTERS if name in set(found)), None)

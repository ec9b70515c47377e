"""The words of an edition as numbers while it is built (DuckDB).

Channels, partners, teams and whoever else is named by few words are grouped, joined and sorted by
many times. As `word`, an ENUM in the order of the texts, they take two bytes and compare as numbers
do; cells are the same, in the same order. Beside a text they are one, so no other SQL has to know.
"""

from collections.abc import Callable

import duckdb

from config.place_sizes import place_sizes
from data_access.schema import tables as schema
from data_access.sources.source import literal

# Columns of the staged tables whose texts are words.
TEXTS = {
    "atendimentos": (
        *("tipo_cliente", "porte", "uf_executora", "instrumento", "canal", "tema"),
        *("parceiro", "equipe", "atendente", "iniciativa"),
    ),
    "pesquisas": ("uf_executora", "canal", "equipe", "parceiro"),
    "clientes": ("porte",),
}
OF_THE_SCHEMA = (
    schema.NOT_INFORMED,
    schema.SEVERAL,
    schema.PORTE_PERSON,
    schema.PORTE_UNKNOWN,
)


def create_words(connection: duckdb.DuckDBPyConnection, rows: Callable[[str], str]) -> None:
    """Create the temporary type `word` with every text of `TEXTS`. `rows` is SQL of the rows of a
    staged table.
    """
    known = (*OF_THE_SCHEMA, *(size.name for size in place_sizes().size))
    texts = [f"SELECT unnest([{', '.join(map(literal, known))}]) AS text"]
    for table, columns in TEXTS.items():
        lists = ", ".join(f"list(DISTINCT {column}::VARCHAR)" for column in columns)
        texts.append(f"SELECT unnest(flatten([{lists}])) FROM ({rows(table)})")
    connection.execute(f"""
        CREATE TEMP TYPE word AS ENUM (
            SELECT DISTINCT text FROM ({" UNION ALL ".join(texts)})
            WHERE text IS NOT NULL ORDER BY text
        )
    """)

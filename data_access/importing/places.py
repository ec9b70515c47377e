"""Tables that turn what a file says of a place into its code; each spelling is resolved once.

A municipality is found by its code of seven or six digits, or by its name within its UF, letter by letter after
removing case, accents and punctuation. Nothing is ever found by similarity.
"""

import duckdb
import pandas as pd

from config.ibge import UFS, check_digit_ok
from data_access.contract import Column, Table
from data_access.importing.cells import cell_sql
from data_access.importing.parsing import RULES, Reading, cell, key_sql, looked_up
from data_access.importing.source import SOURCE_ROWS, UF_HINT
from data_access.importing.workspace import Workspace

WRONG_DIGIT = "municipio_digito_verificador"
# "Nome/UF", "Nome - UF", "Nome (UF)".
NAME_AND_UF = r"^(.+?)\s*[/(,\-–]\s*([A-Za-z]{2})\s*\)?$"


def prepare_places(space: Workspace, table: Table, reading: Reading, municipalities: pd.DataFrame) -> str:
    """Make the lookup tables of a source. Returns the joins that a relation of its clean cells needs."""
    _register(space.connection, municipalities)
    joins = []
    hint = cell(UF_HINT) if UF_HINT in reading.kinds else "NULL::VARCHAR"
    for column in table.of_type("municipio", "territorio"):
        if column.name in reading.kinds:
            _resolve(space, column, reading)
            name = looked_up(column.name, "places")
            joins.append(f"LEFT JOIN {name} ON {name}.r = {cell(column.name)} AND {name}.u IS NOT DISTINCT FROM {hint}")
    for column in table.of_type("uf", "territorio"):
        if column.name in reading.kinds:
            name = looked_up(column.name, "ufs")
            fields = f"uf AS {looked_up(column.name, 'uf')}, uf_code AS {looked_up(column.name, 'uf_code')}"
            joins.append(
                f"LEFT JOIN (SELECT key, {fields} FROM ufs) AS {name} ON {name}.key = {key_sql(cell(column.name))}"
            )
    return " ".join(joins)


def _register(connection: duckdb.DuckDBPyConnection, municipalities: pd.DataFrame) -> None:
    """`register` (code, uf, key) and `ufs` (key, uf, uf_code), both one row per key."""
    connection.execute("CREATE TABLE register (code VARCHAR, name VARCHAR, uf VARCHAR)")
    known = municipalities[["code", "name", "uf"]].astype(object)
    connection.register("municipalities", known)
    connection.execute("INSERT INTO register SELECT code, name, uf FROM municipalities")
    connection.unregister("municipalities")
    connection.execute(f"ALTER TABLE register ADD COLUMN key VARCHAR; UPDATE register SET key = {key_sql('name')}")
    connection.execute("CREATE TABLE ufs (key VARCHAR, uf VARCHAR, uf_code VARCHAR)")
    spellings = [(text, uf.sigla, uf.code) for uf in UFS for text in (uf.sigla, uf.code, uf.name)]
    connection.executemany(f"INSERT INTO ufs VALUES ({key_sql('$1')}, $2, $3)", spellings)
    connection.create_function("check_digit_ok", check_digit_ok, ["VARCHAR"], "BOOLEAN")


def _resolve(space: Workspace, column: Column, reading: Reading) -> None:
    """The table ``places_<column>``: spelling r, UF hint u, code, and the rule that an unresolved one breaks.

    A name that two municipalities of a UF share would resolve to neither (there is none in the register).
    """
    text = cell_sql(f'"{column.name}"', reading.kinds[column.name], native=False)
    hint = (
        cell_sql(f'"{UF_HINT}"', reading.kinds[UF_HINT], native=False) if UF_HINT in reading.kinds else "NULL::VARCHAR"
    )
    code, rule = looked_up(column.name, "municipio"), looked_up(column.name, "motivo")
    space.connection.execute(f"""
        CREATE TABLE {looked_up(column.name, "places")} AS
        WITH spelling AS (SELECT DISTINCT {text} AS r, {hint} AS u FROM {SOURCE_ROWS}),
        split AS (
            SELECT r, u, regexp_replace(r, '[.]0$', '') AS digits,
                regexp_extract(r, '{NAME_AND_UF}', 1) AS name, upper(regexp_extract(r, '{NAME_AND_UF}', 2)) AS sigla
            FROM spelling WHERE r IS NOT NULL
        ),
        candidate AS (
            SELECT code AS place, code AS code_key, NULL AS name_key FROM register
            UNION ALL SELECT min(code), code[1:6], NULL FROM register GROUP BY code[1:6] HAVING count(*) = 1
            UNION ALL SELECT min(code), NULL, concat(uf, ' ', key) FROM register GROUP BY uf, key HAVING count(*) = 1
        )
        SELECT r, u, coalesce(by_code.place, by_hint.place, by_name.place) AS {code},
            CASE WHEN {code} IS NULL AND regexp_full_match(digits, '[0-9]{{7}}') AND NOT check_digit_ok(digits)
                THEN '{WRONG_DIGIT}' WHEN {code} IS NULL THEN '{RULES["municipio"]}' END AS {rule}
        FROM split
        LEFT JOIN ufs ON ufs.key = {key_sql("u")}
        LEFT JOIN candidate AS by_code ON by_code.code_key = digits
        LEFT JOIN candidate AS by_hint ON by_hint.name_key = concat(ufs.uf, ' ', {key_sql("r")})
        LEFT JOIN candidate AS by_name ON by_name.name_key = concat(sigla, ' ', {key_sql("name")})
    """)

"""Everything that may lead from a spelling to a municipality, as tables of a DuckDB connection.

``register`` (code, name, uf, key); ``ufs`` (key, uf, uf_code); ``place_names`` (uf, key, code,
kind), one code each; ``place_codes`` (coding, bare, code, kinds), codes without leading zeros;
``pseudo_names`` (key, reason), ``pseudo_codes`` (coding, bare, reason) ``pseudo_ufs`` (key, reason)
and ``extinct_codes`` (old, code).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from config.ibge import UF, UFS, check_digit_ok
from data_access.places.coding import WIDTHS, Coding, System, bare
from data_access.places.crosswalk import Crosswalk, find_crosswalk, require_crosswalk
from data_access.places.keys import key, key_sql
from data_access.places.reviewed import Reviewed, reviewed_tables


@dataclass(frozen=True)
class Gazetteer:
    """``municipalities`` has code, name and uf of every municipality;
    ``crosswalks`` those that are asked for.
    """

    municipalities: pd.DataFrame
    crosswalks: Mapping[System, Crosswalk] = field(default_factory=dict)

    @classmethod
    def for_codings(
        cls, municipalities: pd.DataFrame, home: Path, codings: Iterable[Coding]
    ) -> "Gazetteer":
        """Raises CrosswalkError for a coding without a crosswalk."""
        systems = [coding for coding in dict.fromkeys(codings) if coding != "ibge"]
        return cls(municipalities, {system: require_crosswalk(home, system) for system in systems})

    @classmethod
    def available(cls, municipalities: pd.DataFrame, home: Path) -> "Gazetteer":
        """With every crosswalk there is."""
        found = {system: find_crosswalk(home, system) for system in WIDTHS}
        return cls(
            municipalities,
            {system: crosswalk for system, crosswalk in found.items() if crosswalk is not None},
        )

    def register(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables, and the function ``check_digit_ok``. Once per connection."""
        known, tables = (
            self.municipalities[["code", "name", "uf"]].astype(object),
            reviewed_tables(),
        )
        _table(connection, "register", "code name uf", known.itertuples(index=False, name=None))
        connection.execute(
            "ALTER TABLE register ADD COLUMN key VARCHAR; UPDATE register SET key ="
            f" {key_sql('name')}"
        )
        spellings = [
            (spelling, uf.sigla, uf.code) for uf in UFS for spelling in sorted(_uf_keys(uf))
        ]
        _table(connection, "ufs", "key uf uf_code", spellings)
        _table(
            connection,
            "other_names",
            "uf key code kind",
            [(n.uf, key(n.name), n.code, n.kind) for n in tables.names],
        )
        _table(connection, "successors", "old new", tables.successors.items())
        pairs = [
            (walk.system, bare(code), ibge)
            for walk in self.crosswalks.values()
            for code, ibge in walk.pairs.items()
        ]
        _table(connection, "crosswalks", "coding bare code", pairs)
        connection.execute(PLACE_NAMES)
        connection.execute(PLACE_CODES)
        _register_pseudo(connection, tables)
        connection.create_function("check_digit_ok", check_digit_ok, ["VARCHAR"], "BOOLEAN")

    def _pairs(self) -> Iterator[tuple[str, str, str]]:
        for system, crosswalk in self.crosswalks.items():
            yield from ((system, bare(code), ibge) for code, ibge in crosswalk.pairs.items())


def _uf_keys(uf: UF) -> set[str]:
    """Of its letters, code and name, alone or two of them side by side; of “Estado de São Paulo”;
    and of the code as a data frame writes it (35.0).
    """
    texts = {uf.sigla, uf.code, uf.name, f"{uf.code}.0"}
    texts |= {f"Estado {of} {uf.name}" for of in ("de", "do", "da")}
    texts |= {f"{one} {other}" for one, other in permutations((uf.sigla, uf.code, uf.name), 2)}
    return {key(text) for text in texts}


# What the register says of a name goes before what we say; a name that would lead to two leads to
# none.
PLACE_NAMES = """
    CREATE TABLE place_names AS
    WITH named AS (
        SELECT uf, key, code, 'nome' AS kind, 1 AS turn FROM register
        UNION ALL
        SELECT o.uf, o.key, o.code,
            CASE WHEN o.key = g.key AND o.uf = g.uf THEN 'nome' ELSE o.kind END, 2
        FROM other_names AS o JOIN register AS g ON g.code = o.code
    )
    SELECT uf, key, min(code) AS code, min(kind) AS kind
    FROM (SELECT *, min(turn) OVER (PARTITION BY uf, key) AS first FROM named) WHERE turn = first
    GROUP BY uf, key HAVING count(DISTINCT code) = 1
"""
PLACE_CODES = """
    CREATE TABLE place_codes AS
    WITH whole AS (
        SELECT code, code AS bare, []::VARCHAR[] AS kinds FROM register
        UNION ALL
        SELECT s.new, s.old, ['sucessor'] FROM successors AS s JOIN register AS g ON g.code = s.new
        WHERE s.old NOT IN (SELECT code FROM register)
    )
    SELECT 'ibge' AS coding, bare, code, kinds FROM whole
    UNION ALL
    SELECT 'ibge', bare[1:6], min(code), list_prepend('codigo_6_digitos', any_value(kinds))
    FROM whole GROUP BY bare[1:6] HAVING count(*) = 1
    UNION ALL
    SELECT c.coding, c.bare, c.code, [c.coding]
    FROM crosswalks AS c JOIN register AS g ON g.code = c.code
"""


def _register_pseudo(connection: duckdb.DuckDBPyConnection, tables: Reviewed) -> None:
    pseudo = tables.pseudo.items()
    names = {(key(name), reason) for reason, item in pseudo for name in item.names}
    codes = {("ibge", code, reason) for reason, item in pseudo for code in item.ibge}
    codes |= {("tom", bare(code), reason) for reason, item in pseudo for code in item.tom}
    codes |= {
        ("ibge", code, "municipio_extinto")
        for item in tables.extinct
        for code in (item.code, item.code[:6])
    }
    maybe = [(item.code, code) for item in tables.extinct for code in item.maybe]
    _table(connection, "extinct_codes", "old code", maybe)
    _table(connection, "pseudo_names", "key reason", sorted(names))
    _table(connection, "pseudo_codes", "coding bare reason", sorted(codes))
    _table(
        connection,
        "pseudo_ufs",
        "key reason",
        [(uf, reason) for reason, item in pseudo for uf in item.ufs],
    )


def _table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: str, rows: Iterable[tuple[str, ...]]
) -> None:
    """A table of texts."""
    names = columns.split()
    cells = list(zip(*rows, strict=True)) or [()] * len(names)
    table = pa.table([pa.array(column, pa.string()) for column in cells], names=names)
    connection.register("rows_of_table", table)
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM rows_of_table")
    connection.unregister("rows_of_table")

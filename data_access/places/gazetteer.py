"""Everything that may lead from a spelling to a municipality, as tables of a DuckDB connection.

``register`` (code, name, uf, key); ``ufs`` (key, uf, uf_code); ``place_names`` (uf, key, code,
kind), one code each; ``place_codes`` (coding, bare, code, kinds), codes without leading zeros;
``pseudo_names`` (key, reason), ``pseudo_codes`` (coding, bare, reason) ``pseudo_ufs`` (key, reason)
and ``extinct_codes`` (old, code).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
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

Row = tuple[str, ...]


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
        known = self.municipalities[["code", "name", "uf"]].astype(object)
        for name, rows in _tables(
            tuple(known.itertuples(index=False, name=None)), tuple(self._pairs())
        ).items():
            _create(connection, name, rows)
        connection.create_function("check_digit_ok", check_digit_ok, ["VARCHAR"], "BOOLEAN")

    def _pairs(self) -> Iterator[Row]:
        for system, crosswalk in self.crosswalks.items():
            yield from ((system, bare(code), ibge) for code, ibge in crosswalk.pairs.items())


@lru_cache(maxsize=4)
def _tables(municipalities: tuple[Row, ...], crosswalks: tuple[Row, ...]) -> dict[str, pa.Table]:
    """The tables by name. They are the same for each file that is imported, and take longer to make
    than most files to read.
    """
    reviewed = reviewed_tables()
    spellings = ((text, uf.sigla, uf.code) for uf in UFS for text in sorted(_uf_keys(uf)))
    names = ((n.uf, key(n.name), n.code, n.kind) for n in reviewed.names)
    found = {
        "ufs": _texts("key uf uf_code", spellings),
        "successors": _texts("old new", reviewed.successors.items()),
        **_pseudo(reviewed),
    }
    with duckdb.connect() as connection:
        _create(connection, "municipalities", _texts("code name uf", municipalities))
        _create(connection, "other_names", _texts("uf key code kind", names))
        _create(connection, "successors", found["successors"])
        _create(connection, "crosswalks", _texts("coding bare code", crosswalks))
        for name, sql in (
            ("register", f"SELECT *, {key_sql('name')} AS key FROM municipalities"),
            ("place_names", PLACE_NAMES),
            ("place_codes", PLACE_CODES),
        ):
            found[name] = connection.execute(sql).to_arrow_table()
            _create(connection, name, found[name])
    return found


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


def _pseudo(tables: Reviewed) -> dict[str, pa.Table]:
    pseudo = tables.pseudo.items()
    names = {(key(name), reason) for reason, item in pseudo for name in item.names}
    codes = {("ibge", code, reason) for reason, item in pseudo for code in item.ibge}
    codes |= {("tom", bare(code), reason) for reason, item in pseudo for code in item.tom}
    codes |= {
        ("ibge", code, "municipio_extinto")
        for item in tables.extinct
        for code in (item.code, item.code[:6])
    }
    maybe = ((item.code, code) for item in tables.extinct for code in item.maybe)
    ufs = ((uf, reason) for reason, item in pseudo for uf in item.ufs)
    return {
        "extinct_codes": _texts("old code", maybe),
        "pseudo_names": _texts("key reason", sorted(names)),
        "pseudo_codes": _texts("coding bare reason", sorted(codes)),
        "pseudo_ufs": _texts("key reason", ufs),
    }


def _texts(columns: str, rows: Iterable[Row]) -> pa.Table:
    names = columns.split()
    cells = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table([pa.array(column, pa.string()) for column in cells], names=names)


def _create(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("rows_of_table", rows)
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM rows_of_table")
    connection.unregister("rows_of_table")

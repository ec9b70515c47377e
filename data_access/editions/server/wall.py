"""The second wall of an edition in PostgreSQL: the database itself gives a reader no row of a UF
that was not told to it (docs/adr/0074).

Every table that says where a row is of has a policy, forced on its owner too. It reads settings
that live as long as a transaction (`sight` writes them); where none is set there is no row. The
queries still ask for what the access allows: who forgets it in one of them is told less, not more.
"""

from collections.abc import Callable, Iterable

import sqlalchemy as sa

from data_access.base.edition_errors import EditionError
from data_access.editions.manifest import manifest_of_text
from data_access.editions.server.tables import (
    REGISTER_SCHEMA,
    edition,
    edition_tables,
    schema_name,
)
from data_access.schema.tables import SCHEMA_VERSION

READER = "t360_leitura"  # the role that reads: it owns nothing, and no policy is waived for it
POLICY = "t360_vista"
# The siglas that may be seen, EVERYWHERE for all of them; and codes of UFs and of municipalities.
UFS, CODES = "t360.ufs", "t360.codes"
EVERYWHERE = "*"

# Tables of which every row may be read by whoever reads the edition, and why.
OPEN = {
    "municipality": "names, divisions and points that IBGE publishes, and where a Sala is",
    "mesh": "borders that IBGE publishes",
    "socioeconomic": "figures that IBGE and ministries publish of every municipality",
    "exclusion": "sums of the country, of no territory",
    "finding": "sentences about the country; who is told which of them the query says",
}

# As subqueries without a reference to the row they are answered once for each query.
_EVERYWHERE = f"(SELECT current_setting('{UFS}', true) = '{EVERYWHERE}')"
_UFS = f"((SELECT string_to_array(current_setting('{UFS}', true), ','))::text[])"
_TEXTS = f"((SELECT string_to_array(current_setting('{CODES}', true), ','))::text[])"
_CODES = f"((SELECT string_to_array(current_setting('{CODES}', true), ',')::int[])::int[])"


def _of_uf(column: str) -> str:
    return f"{column} = ANY {_UFS}"


def _of_municipality(column: str) -> str:
    return f"{column} / 100000 = ANY {_CODES} OR {column} = ANY {_CODES}"


def _of_place(column: str) -> str:
    """Of a UF or of a municipality, as `opinion_block` names them."""
    return f"{_of_uf(column)} OR {_of_territory_code(column)}"


def _of_territory(column: str) -> str:
    """What a target is stated for: the country and regions are everybody's."""
    return f"level IN ('brasil', 'regiao') OR {_of_territory_code(column)}"


def _of_territory_code(column: str) -> str:
    return f"left({column}, 2) = ANY {_TEXTS} OR {column} = ANY {_TEXTS}"


# Columns that say where a row is of. A row of several places is seen from each of them: the client
# of one UF whom a unit of another attended is of both.
PLACES: dict[str, Callable[[str], str]] = {
    "municipality_id": _of_municipality,
    "executing_uf": _of_uf,
    "initiative_uf": _of_uf,
    "place": _of_place,
    "territory": _of_territory,
}


def condition(table: sa.Table) -> str | None:
    """The SQL of the rows of a table (of `edition_tables`) that may be seen; None for one of OPEN.

    Raises ValueError for a table that is neither open nor says where its rows are of.
    """
    if table.name in OPEN:
        return None
    if "uf" in table.c:
        parts = [_of_uf("uf")]
    else:
        parts = [of(name) for name, of in PLACES.items() if name in table.c]
    if not parts and {"kind", "unit"} <= set(table.c.keys()):
        # Its own policy leaves of the register the units that may be seen.
        parts = [f"(kind, unit) IN (SELECT u.kind, u.unit FROM {table.schema}.unit AS u)"]
    if not parts:
        raise ValueError(f"nothing says of what place the rows of {table.name} are: see OPEN")
    return " OR ".join((_EVERYWHERE, *parts))


def guard(connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
    """Put the policies on new tables, and let the reading role read them; whoever calls owns them.

    The tables of a schema refer to its `unit`.
    """
    there, schemas = _reader_is_there(connection), {REGISTER_SCHEMA}
    for table in tables:
        schemas.add(str(table.schema))
        seen = condition(table)
        if seen is None:
            continue
        name = connection.dialect.identifier_preparer.format_table(table)
        for statement in (
            f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY {POLICY} ON {name} FOR SELECT USING ({seen})",
        ):
            connection.exec_driver_sql(statement)
    if there:
        for schema in sorted(schemas):
            connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {READER}")
            connection.exec_driver_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {READER}")


def guard_all(connection: sa.Connection) -> None:
    """Put the policies on the tables of every edition of the register that lacks them: the new one,
    and those of before there was a wall.
    """
    every = connection.execute(sa.select(edition.c.id, edition.c.manifest)).all()
    for name, manifest in every:
        if not _is_served(name, manifest):
            continue
        missing = unguarded(connection, schema_name(name))
        if missing:
            guard(connection, missing)


def _is_served(name: str, manifest: str) -> bool:
    """Whether the edition has the tables of today; one whose manifest was changed is not opened."""
    try:
        return manifest_of_text(manifest, name).schema_version == SCHEMA_VERSION
    except EditionError:
        return False


def unguarded(connection: sa.Connection, schema: str) -> list[sa.Table]:
    """The tables there are in an edition's schema that should have a policy and lack it, or its
    force; none of a schema that was dropped.
    """
    found = connection.exec_driver_sql(
        "SELECT c.relname FROM pg_catalog.pg_class c"
        " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relkind = 'r' AND NOT (c.relrowsecurity AND"
        " c.relforcerowsecurity AND EXISTS (SELECT FROM pg_catalog.pg_policy p"
        " WHERE p.polrelid = c.oid AND p.polname = %s))",
        (schema, POLICY),
    )
    bare = set(found.scalars())
    return [
        table
        for table in edition_tables(schema)
        if condition(table) is not None and table.name in bare
    ]


def _reader_is_there(connection: sa.Connection) -> bool:
    """Whether the reading role exists, made now where the role that publishes may make it. Roles
    are of the whole server: another database may have made it.
    """
    if _has_role(connection):
        return True
    if not _may_make_roles(connection):
        return False
    connection.exec_driver_sql(f"CREATE ROLE {READER} NOLOGIN")
    connection.exec_driver_sql(f"GRANT {READER} TO CURRENT_USER")
    return True


def _may_make_roles(connection: sa.Connection) -> bool:
    return bool(
        connection.exec_driver_sql(
            "SELECT rolsuper OR rolcreaterole FROM pg_catalog.pg_roles WHERE rolname = current_user"
        ).scalar()
    )


def _has_role(connection: sa.Connection) -> bool:
    return bool(
        connection.exec_driver_sql(
            "SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname = %s", (READER,)
        ).scalar()
    )

"""Telling PostgreSQL, at the beginning of a transaction, whose rows it may give (see `wall`).

A file of DuckDB has no such wall: there the queries alone hold.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

import sqlalchemy as sa

from config.formatting import plural
from config.ibge import UF_BY_SIGLA
from config.settings import Settings
from data_access.editions.server.connection import engine_for
from data_access.editions.server.tables import REGISTER_SCHEMA, schema_name
from data_access.editions.server.wall import CODES, EVERYWHERE, READER, UFS, unguarded
from data_access.schema.tables import municipality
from indicators.scope import Access

NOBODY = Access("", frozenset())  # who reads what is open to all: see `wall.OPEN`


class Shared(Enum):
    """What is read of the whole country whoever asks, because it is read once and kept for all; and
    why nothing of it is told to who may not see it.
    """

    SUMS = "sums by municipality, of which those of the visitor are added up"
    SOURCE_MONTHS = "the months in which a source says anything of each UF, asked of those seen"
    SOURCE_ENDS = "until when each source speaks of each UF, asked of those seen"
    TARGETS = "targets by territory, of which those of the rows told are taken"
    SPANS = "the first and the last month in which anybody answered"
    BLOCKS = "which answers stand together; what is told of them is asked with the access"
    PARTNER_LISTS = "whether the list of partners has any of a UF"
    NAMES = "what a team, partner or initiative that a row told names is called"
    VERIFICATION = "every row, to compare it with what was copied: nothing is told but whether"


_TELL = sa.text(f"SELECT set_config('{UFS}', :ufs, true), set_config('{CODES}', :codes, true)")
# Whoever connects as the owner, or as somebody for whom policies are waived, reads as the role for
# whom they are not, if it is there and may read this database.
_TELL_READER = sa.text(
    f"{_TELL.text}, (SELECT set_config('role', r.rolname, true) FROM pg_catalog.pg_roles AS r"
    f" WHERE r.rolname = '{READER}' AND pg_has_role(r.oid, 'MEMBER')"
    f" AND has_schema_privilege(r.oid, to_regnamespace('{REGISTER_SCHEMA}')::oid, 'USAGE'))"
)


@contextmanager
def reading(engine: sa.Engine, access: Access) -> Iterator[sa.Connection]:
    """A transaction that reads an edition, in which the database gives what the access allows. What
    it was told ends with the transaction: whoever has the connection next is told anew.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_TELL_READER, _settings(connection, access))
        yield connection


@contextmanager
def whole_country(connection: sa.Connection, _why: Shared) -> Iterator[None]:
    """Within it the same transaction reads the whole country; after it, however it ends, what it
    read before.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    inner = connection.begin_nested()
    try:
        connection.execute(_TELL, {"ufs": EVERYWHERE, "codes": ""})
        yield
    finally:
        inner.rollback()  # settings of a transaction are taken back with it; it wrote nothing else


def _settings(connection: sa.Connection, access: Access) -> dict[str, str]:
    if access.ufs is None:
        return {"ufs": EVERYWHERE, "codes": ""}
    known = [UF_BY_SIGLA[sigla] for sigla in sorted(access.ufs) if sigla in UF_BY_SIGLA]
    codes = [uf.code for uf in known]
    if access.territories:
        m = municipality.c
        own = sa.select(m.id).where(m.own_code.in_(sorted(access.territories))).order_by(m.id)
        codes += [str(town) for town in connection.scalars(own)]
    return {"ufs": ",".join(uf.sigla for uf in known), "codes": ",".join(codes)}


def problem_of_wall(settings: Settings, edition_id: str) -> str:
    """Why the wall of an edition does not hold whoever reads with these settings; empty where it
    does.
    """
    engine = engine_for(settings, "read")
    with engine.connect() as connection:
        missing = unguarded(connection, schema_name(edition_id))
    if missing:
        return (
            f"{plural(len(missing), 'tabela', 'tabelas')} da edição {edition_id} não têm a segunda"
            " parede: foi copiada por uma versão anterior. Um `t360 editions publish` de qualquer"
            " edição a põe em todas as do banco."
        )
    with reading(engine, NOBODY) as connection:
        name, free = connection.exec_driver_sql(
            "SELECT rolname, rolsuper OR rolbypassrls FROM pg_catalog.pg_roles"
            " WHERE rolname = current_user"
        ).one()
    if free:
        return (
            f"o papel “{name}” passa por cima da segunda parede (é superusuário ou tem BYPASSRLS)."
            f" Use em T360_EDITIONS_URL um papel que só lê, ou publique uma vez com um que possa"
            f" criar o papel {READER} (docs/servidor.md)."
        )
    return ""

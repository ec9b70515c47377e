"""Whether an edition is whole and says the same as when it was built."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import psycopg
import sqlalchemy as sa

from config.formatting import number
from config.settings import Settings
from data_access.base.durable import sha256_of
from data_access.base.edition_errors import EditionError
from data_access.editions import checksums, doubts, invariants
from data_access.editions.columns import FILE_SCHEMA, missing_columns, missing_sentence
from data_access.editions.layout import DATABASE
from data_access.editions.manifest import Manifest, TableContent
from data_access.editions.reading import engine_of_version, quick_problem, server_engine
from data_access.editions.seals import seal_problem
from data_access.editions.server.contents import table_content
from data_access.editions.server.sight import Shared, whole_country
from data_access.editions.server.tables import edition_tables, schema_name
from data_access.editions.shelf import InDatabase, InFolder, find_kept_edition
from data_access.schema import tables as schema

ContentOf = Callable[[sa.Connection, sa.Table], TableContent]


@dataclass(frozen=True)
class Problem:
    """One sentence in Portuguese. Only a serious problem keeps an edition from being published."""

    sentence: str
    serious: bool = True

    def __str__(self) -> str:
        return self.sentence


def verify(settings: Settings, edition_id: str) -> list[Problem]:
    """Everything that is wrong with an edition; empty where it is good. It reads the whole edition.

    A file that is not the one built is not opened: what it would make the engine do is anybody's
    guess. Raises EditionError where there is no such edition.
    """
    problems = quick_problems(settings, edition_id)
    if problems:
        return problems
    place = find_kept_edition(settings, edition_id)
    if isinstance(place, InDatabase):
        return _database_problems(settings, place)
    return content_problems(place.folder / DATABASE, place.manifest(), settings)


def quick_problems(settings: Settings, edition_id: str) -> list[Problem]:
    """Manifest, seal and the bytes of a file: the quick part, about 1 s per GB."""
    place = find_kept_edition(settings, edition_id)
    try:
        manifest = place.manifest()
    except EditionError as error:
        return [Problem(str(error))]
    first = quick_problem(place, manifest) or seal_problem(place.seal_text(), manifest)
    if first:
        return [Problem(first)]
    return (
        [*_byte_problems(place.folder / DATABASE, manifest)] if isinstance(place, InFolder) else []
    )


def _byte_problems(database: Path, manifest: Manifest) -> Iterator[Problem]:
    if sha256_of(database) != manifest.sha256:
        yield Problem(
            f"O arquivo {DATABASE} da edição {manifest.id} está danificado ou foi alterado: o seu"
            " resumo SHA-256 não é o do manifesto. Publique outra edição ou construa uma nova com"
            " `t360 build`."
        )


def content_problems(
    database: Path, manifest: Manifest, settings: Settings, *, just_described: bool = False
) -> list[Problem]:
    """What the tables say against the manifest and against each other. Where the manifest was
    `just_described` from the same closed file, to hash every row again would compare it to itself.
    """
    try:
        engine, instance = engine_of_version(database, manifest.schema_version, settings)
    except duckdb.Error as error:
        return [_unreadable(manifest, error)]
    try:
        version = manifest.schema_version
        content = partial(checksums.table_content, version=version)
        return _read_whole(engine, FILE_SCHEMA, manifest, None if just_described else content)
    finally:
        engine.dispose()
        instance.close()


def _database_problems(settings: Settings, place: InDatabase) -> list[Problem]:
    name = schema_name(place.id)
    remote = {table.name: table for table in edition_tables(name)}
    engine = server_engine(settings, place.id, "verify")
    return _read_whole(
        engine,
        name,
        place.manifest(),
        lambda connection, table: table_content(connection, remote[table.name]),
    )


def _read_whole(
    engine: sa.Engine, place: str, manifest: Manifest, content: ContentOf | None
) -> list[Problem]:
    try:
        with engine.connect() as connection, whole_country(connection, Shared.VERIFICATION):
            missing = missing_columns(connection, place, manifest.schema_version)
            if missing:
                return [Problem(missing_sentence(manifest, missing))]
            hashed = [] if content is None else _content(connection, manifest, content)
            return [*hashed, *_relations(connection, manifest)]
    except (sa.exc.DBAPIError, duckdb.Error, psycopg.Error, EditionError) as error:
        return [_unreadable(manifest, error)]


def _unreadable(manifest: Manifest, error: Exception) -> Problem:
    """What the engine says is in English, and of its own blocks and pages."""
    if isinstance(error, EditionError):
        return Problem(f"A edição {manifest.id} não pôde ser lida até o fim: {error}")
    why = (
        "o banco de edições deixou de responder ou recusou a leitura"
        if isinstance(error, psycopg.Error)
        or isinstance(getattr(error, "orig", None), psycopg.Error)
        else f"o seu arquivo {DATABASE} está danificado ou é de outra versão do DuckDB"
    )
    return Problem(
        f"A edição {manifest.id} não pôde ser lida até o fim: {why}. Publique outra edição ou"
        " construa uma nova com `t360 build`."
    )


def _content(
    connection: sa.Connection, manifest: Manifest, content: ContentOf
) -> Iterator[Problem]:
    comparable = checksums.probe() == manifest.checksum_probe
    for table in schema.tables_of(manifest.schema_version):
        expected, found = manifest.tables.get(table.name), content(connection, table)
        if expected is None:
            yield Problem(f"O manifesto não descreve a tabela {table.name}.")
        elif expected.rows != found.rows:
            rows = f"{number(expected.rows)} linhas e tem {number(found.rows)}"
            yield Problem(f"A tabela {table.name} deveria ter {rows}.")
        elif comparable and expected.checksum != found.checksum:
            yield Problem(f"O conteúdo da tabela {table.name} não é o que foi construído.")


def _relations(connection: sa.Connection, manifest: Manifest) -> Iterator[Problem]:
    for sentence in invariants.broken(connection, manifest):
        yield Problem(sentence)
    for sentence in doubts.doubt_sentences(connection):
        yield Problem(sentence, serious=False)

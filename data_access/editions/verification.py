"""Whether an edition is whole and says the same as when it was built."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import sqlalchemy as sa

from config.formatting import number
from config.settings import Settings
from data_access import schema
from data_access.editions import checksums, doubts, invariants
from data_access.editions.durable import sha256_of
from data_access.editions.errors import EditionError
from data_access.editions.layout import DATABASE, edition_folder
from data_access.editions.manifest import Manifest, read_manifest
from data_access.editions.reading import quick_problem, read_only_engine
from data_access.editions.seals import seal_problem


@dataclass(frozen=True)
class Problem:
    """One sentence in Portuguese. Only a serious problem keeps an edition from being published."""

    sentence: str
    serious: bool = True

    def __str__(self) -> str:
        return self.sentence


def verify(settings: Settings, edition_id: str) -> list[Problem]:
    """Everything that is wrong with an edition; empty where it is good. It reads the whole edition.

    A file that is not the one built is not opened: what it would make the engine do is anybody's guess.
    Raises EditionError where there is no such edition.
    """
    folder = edition_folder(settings, edition_id)
    problems = file_problems(folder)
    if problems:
        return problems
    return content_problems(folder / DATABASE, read_manifest(folder), settings)


def file_problems(folder: Path) -> list[Problem]:
    """Manifest, seal and the bytes of the file: the quick part, about 1 s per GB."""
    try:
        manifest = read_manifest(folder)
    except EditionError as error:
        return [Problem(str(error))]
    first = quick_problem(folder, manifest) or seal_problem(folder, manifest)
    if first:
        return [Problem(first)]
    if sha256_of(folder / DATABASE) != manifest.sha256:
        return [
            Problem(
                f"O arquivo {DATABASE} da edição {manifest.id} está danificado ou foi alterado: o seu resumo "
                "SHA-256 não é o do manifesto. Publique outra edição ou construa uma nova com `t360 build`."
            )
        ]
    return []


def content_problems(database: Path, manifest: Manifest, settings: Settings) -> list[Problem]:
    """What the tables say against the manifest and against each other."""
    try:
        engine, instance = read_only_engine(database, settings)
    except duckdb.Error as error:
        return [_unreadable(manifest, error)]
    try:
        with engine.connect() as connection:
            return [*_content(connection, manifest)]
    except (sa.exc.DBAPIError, duckdb.Error) as error:
        return [_unreadable(manifest, error)]
    finally:
        engine.dispose()
        instance.close()


def _unreadable(manifest: Manifest, error: Exception) -> Problem:
    return Problem(f"A edição {manifest.id} não pôde ser lida até o fim: {str(error).splitlines()[0]}")


def _content(connection: sa.Connection, manifest: Manifest) -> Iterator[Problem]:
    comparable = checksums.probe(connection) == manifest.checksum_probe
    for table in schema.metadata.sorted_tables:
        expected, found = manifest.tables.get(table.name), checksums.table_content(connection, table)
        if expected is None:
            yield Problem(f"O manifesto não descreve a tabela {table.name}.")
        elif expected.rows != found.rows:
            rows = f"{number(expected.rows)} linhas e tem {number(found.rows)}"
            yield Problem(f"A tabela {table.name} deveria ter {rows}.")
        elif comparable and expected.checksum != found.checksum:
            yield Problem(f"O conteúdo da tabela {table.name} não é o que foi construído.")
    for sentence in invariants.broken(connection, manifest):
        yield Problem(sentence)
    for sentence in doubts.found(connection):
        yield Problem(sentence, serious=False)

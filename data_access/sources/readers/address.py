"""Where a source is: a file, or a table or query at the address of a database that SQLAlchemy
reaches.

An address may hold a password, which is neither shown, logged nor kept.
"""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from data_access.base.addresses import shown_address
from data_access.sources.errors import ImportRefusedError

ENVIRONMENT = "env:"
# Texts, names and comments, in which a semicolon ends nothing.
_WRITTEN = re.compile(
    r"'(?:[^']|'')*+'|\"[^\"]*+\"|`[^`]*+`|\$(\w*)\$.*?\$\1\$|--[^\n]*+|/\*.*?\*/", re.DOTALL
)


@dataclass(frozen=True)
class Database:
    """A table, or a query, at an address."""

    url: sa.URL = field(repr=False)
    table: str | None = None
    query: str | None = None

    @property
    def name(self) -> str:
        return self.table or "consulta"

    @property
    def shown(self) -> str:
        """The address without its password and its options, which may hold another."""
        return shown_address(self.url)


def source_of(text: str, table: str | None = None, query: str | None = None) -> Path | Database:
    """What a person wrote as the source: a file, an address, or ``env:NAME`` for an address that
    nobody should see.

    Raises ImportRefusedError for an address without a table or query, and for these without an
    address.
    """
    address = _from_environment(text) if text.startswith(ENVIRONMENT) else text
    if not re.match(r"[A-Za-z][A-Za-z0-9_+]*://", address):
        if table is not None or query is not None:
            raise ImportRefusedError(
                "--from-table e --query só servem com o endereço de um banco"
                " (postgresql+psycopg://…), e a fonte dada é um arquivo."
            )
        return Path(address)
    if web := re.match("(https?|ftps?|s3|gs|file)://", address, re.I):
        raise ImportRefusedError(
            f"Não baixo arquivos, e a fonte dada é um endereço ({web[0]}…). Grave o arquivo no"
            " disco e importe-o pelo caminho dele."
        )
    if (table is None) == (query is None):
        raise ImportRefusedError(
            "Do banco de dados, diga o que ler: --from-table TABELA ou --query CONSULTA, um dos"
            " dois."
        )
    if query is not None and not re.match(
        r"\s*+(--[^\n]*\n\s*|/\*(?:[^*]|\*(?!/))*+\*/\s*)*+(select|with)\b", query, re.I | re.S
    ):
        raise ImportRefusedError(
            "A consulta só pode ler: esperava que começasse por SELECT ou WITH."
        )
    if query is not None and ";" in _WRITTEN.sub(" ", query).rstrip("; \t\r\n"):
        raise ImportRefusedError(
            "A consulta só pode ler: esperava uma só, e há mais depois de um ponto e vírgula. Deixe"
            " a primeira."
        )
    try:
        return Database(sa.make_url(address), table, query)
    except (ArgumentError, ValueError):
        raise ImportRefusedError(
            "O endereço do banco não pôde ser lido; esperava a forma"
            " dialeto+driver://usuario:senha@servidor/banco."
        ) from None


def _from_environment(text: str) -> str:
    name = text.removeprefix(ENVIRONMENT)
    if not os.environ.get(name):
        raise ImportRefusedError(
            f"A variável de ambiente {name} não existe ou está vazia; esperava o endereço do banco."
        )
    return os.environ[name]

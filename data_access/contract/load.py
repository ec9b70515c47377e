"""Strict loading: every error of every file is reported at once."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from config.errors import UserError
from data_access.contract.model import Table

FOLDER = Path(__file__).parent / "tables"

# Whose rows an edition holds; of the others it says that they were imported.
SOURCE_TABLES = (
    "atendimentos",
    "clientes",
    "empresas",
    "socioeconomico",
    "parceiros",
    "metas",
    "pesquisas",
    "iniciativas",
    "equipes",
    "atendentes",
    "contatos",
    "territorios_proprios",
)


class ContractError(Exception):
    """The files of the contract are wrong: ours to mend, not the user's."""


class UnknownTableError(UserError):
    """Asked for a table that the contract does not have."""


def load_contract(folder: Path = FOLDER) -> Mapping[str, Table]:
    """All tables of a folder by name (the file's stem). Raises ContractError with all problems."""
    tables: dict[str, Table] = {}
    problems: list[str] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            tables[file.stem] = _load_table(file)
        except tomllib.TOMLDecodeError as error:
            problems.append(f"{file.name}: {error}")
        except ValidationError as error:
            problems += [
                f"{file.name}: {_place(item['loc'])}{item['msg']}" for item in error.errors()
            ]
    if problems or not tables:
        raise ContractError("\n".join(problems) or f"no table in {folder}")
    return MappingProxyType(tables)


def _load_table(file: Path) -> Table:
    return Table.model_validate(
        {"name": file.stem, **tomllib.loads(file.read_text(encoding="utf-8"))}
    )


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) + ": " if location else ""


@lru_cache(maxsize=1)
def contract() -> Mapping[str, Table]:
    return load_contract()


def table_contract(name: str) -> Table:
    """The contract of one table. Raises UnknownTableError, with the nearest name and the list."""
    tables = contract()
    if name in tables:
        return tables[name]
    near = get_close_matches(name, tables, n=1)
    hint = f" Seria “{near[0]}”?" if near else ""
    raise UnknownTableError(
        f"A tabela “{name}” não existe.{hint} As tabelas são: {', '.join(tables)}."
    )

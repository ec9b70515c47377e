"""A source as a relation of DuckDB: the door through which every format enters.

A reader turns its format into a `Source`: SQL that gives the columns of the contract as they came, the line of each
row, and what could not even be a row. Everything after it is the same for all formats.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from config.formatting import enumerate_words
from data_access.contract import Table
from data_access.importing.report import ImportRefusedError
from data_access.importing.text import normalised_name

Kind = Literal["texto", "numero", "fracionario", "momento", "instante", "booleano", "lista"]
LINE = "_linha"
# Not a column of the contract everywhere, but what tells municipalities of one name apart.
UF_HINT = "uf"
# The view through which all SQL reads a source: its relation, or some of its rows.
SOURCE_ROWS = "source_rows"


@dataclass(frozen=True)
class Source:
    """``relation``: SQL of a relation with `LINE` and the columns of ``kinds``, by their names in the contract.

    ``broken``: CSV (line, rule, text) of what is no row; ``records`` counts the rows of the relation.
    """

    relation: str
    kinds: Mapping[str, Kind]
    records: int
    unknown_columns: tuple[str, ...]
    broken: Path | None = None
    broken_records: int = 0
    encoding: str | None = None
    separator: str | None = None

    @property
    def damaged(self) -> bool:
        """Whether some characters were lost before the file came."""
        return self.encoding is not None and "danificado" in self.encoding


def match_columns(names: Sequence[str], table: Table, source_name: str) -> dict[str, int]:
    """Position of each column that the import uses, by its name in the contract.

    Raises ImportRefusedError for a name that appears twice and for required columns that are missing.
    """
    found = [normalised_name(name) for name in names]
    wanted = {*table.names, UF_HINT} if table.of_type("municipio") else set(table.names)
    repeated = sorted({name for name in found if name in wanted and found.count(name) > 1})
    if repeated:
        raise ImportRefusedError(
            f"O arquivo “{source_name}” tem mais de uma coluna {enumerate_words(repeated)}. "
            "Deixe uma só, porque não há como saber qual vale."
        )
    missing = [name for name in table.required if name not in found]
    if missing:
        raise ImportRefusedError(_missing_sentence(missing, names, found, table, source_name))
    return {name: position for position, name in enumerate(found) if name in wanted}


def _missing_sentence(
    missing: Sequence[str], names: Sequence[str], found: Sequence[str], table: Table, source_name: str
) -> str:
    free = {name: written for name, written in zip(found, names, strict=True) if name not in table.names}
    hints = []
    for name in missing:
        near = get_close_matches(name, free, n=1, cutoff=0.6)
        hints += [f" Seria “{free[near[0]].strip()}” a coluna {name}?"] if near else []
    shown = ", ".join(name.strip() for name in names[:40]) + ("…" if len(names) > 40 else "")
    return (
        f"Em “{source_name}” não encontrei {enumerate_words(missing)}, que a tabela {table.name} exige "
        f"({', '.join(table.required)}). As colunas encontradas são: {shown}.{''.join(hints)}"
    )


def unknown_columns(names: Sequence[str], used: Mapping[str, int]) -> tuple[str, ...]:
    """Columns that the contract does not have: reported, and left out."""
    positions = set(used.values())
    return tuple(name.strip() for place, name in enumerate(names) if place not in positions and name.strip())


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def file_literal(path: Path) -> str:
    """A file to read, and that one alone: DuckDB takes ``[``, ``*`` and ``?`` in what it reads for a pattern."""
    return literal(re.sub(r"([\[*?])", r"[\1]", str(path)))

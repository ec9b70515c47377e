"""How the columns of a source become those of the contract."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from config.formatting import enumerate_words
from data_access.contract.model import Table
from data_access.sources.errors import ImportRefusedError
from data_access.sources.source import UF_HINT, Coding, Source
from data_access.sources.values.redaction import column_names, holds_data
from data_access.sources.values.text import normalised_name
from data_access.sources.workspace import Workspace

SHOWN = 40  # names of columns in a sentence


class Layout(Protocol):
    """What a reader asks of a profile, and what the import asks of it after reading.

    ``label`` is what the history calls it: another label is another way to read the same source.
    """

    @property
    def label(self) -> str: ...

    @property
    def codings(self) -> Mapping[str, Coding]:
        """How its columns of municipalities are written, where that is not `ibge`."""

    def recognised(self, names: Sequence[str]) -> int:
        """How many of these cells are names of columns that the layout knows:
        what makes a row a header.
        """

    def needed(self, names: Sequence[str], source_name: str) -> Mapping[str, int]:
        """The position of each column to load, by an alias of its own.

        Raises ImportRefusedError for a name that appears twice and for columns that are missing.
        """

    def translate(self, raw: Source, space: Workspace) -> Source:
        """From the columns loaded, by their aliases, to those of the contract; `space` counts what
        is left out.

        Raises ImportRefusedError where that leaves nothing.
        """


@dataclass(frozen=True)
class StandardLayout:
    """The layout of the contract itself: its names, in any order and spelling."""

    table: Table
    label: str = "padrao"

    @property
    def codings(self) -> Mapping[str, Coding]:
        return {}

    def recognised(self, names: Sequence[str]) -> int:
        return len({normalised_name(name) for name in names} & set(self.table.names))

    def needed(self, names: Sequence[str], source_name: str) -> Mapping[str, int]:
        return match_columns(names, self.table, source_name)

    def translate(self, raw: Source, space: Workspace) -> Source:
        return raw


def match_columns(names: Sequence[str], table: Table, source_name: str) -> dict[str, int]:
    """Position of each column that the import uses, by its name in the contract.

    Raises ImportRefusedError for a name that appears twice and for required columns that are
    missing.
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
    missing: Sequence[str],
    names: Sequence[str],
    found: Sequence[str],
    table: Table,
    source_name: str,
) -> str:
    free = {
        name: written for name, written in zip(found, names, strict=True) if name not in table.names
    }
    hints = []
    for name in missing:
        near = [] if holds_data(names) else get_close_matches(name, free, n=1, cutoff=0.6)
        hints += [f" Seria “{free[near[0]].strip()}” a coluna {name}?"] if near else []
    return (
        f"Em “{source_name}” não encontrei {enumerate_words(missing)}, que a tabela {table.name}"
        f" exige ({', '.join(table.required)}). {columns_found(names)}{''.join(hints)}"
    )


def columns_found(names: Sequence[str]) -> str:
    """A sentence on the header of a source, without what is personal in a row of data."""
    last = max((place for place, name in enumerate(names, 1) if name.strip()), default=0)
    names = names[:last]  # what is beyond may be nothing
    called = [
        name.strip() or f"(sem nome: coluna {place})"
        for place, name in enumerate(column_names(names)[:SHOWN], 1)
    ]
    shown = ", ".join(called) + ("…" if len(names) > SHOWN else "")
    if holds_data(names):
        return (
            f"A linha lida como cabeçalho parece ser de dados, na forma {shown}; "
            "acrescente acima dela uma com os nomes das colunas."
        )
    if _seem_cells(names):
        return (
            f"A linha lida como cabeçalho ({shown}) parece ser de dados; acrescente acima dela uma"
            " com os nomes das colunas."
        )
    nameless = any(not name.strip() for name in names)
    hint = " No perfil, uma coluna sem nome se chama pela posição, como “coluna 1”."
    return f"As colunas encontradas são: {shown}.{hint if nameless else ''}"


def _seem_cells(names: Sequence[str]) -> bool:
    """Whether most are numbers and dates, and none is a word: a name that is a year has some beside
    it.
    """
    written = [name.strip() for name in names if name.strip()]
    numbers = [name for name in written if not re.search(r"[^\W\d_]", name)]
    words = [name for name in written if re.search(r"[^\W\d_]{4}", name)]
    return not words and len(numbers) * 2 > len(written)

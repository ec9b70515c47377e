"""A source as a relation of DuckDB: the door through which every format enters.

A reader turns its format into a `Source`: SQL that gives the columns of the contract as they came,
the line of each row, and what could not even be a row. Everything after it is the same for all
formats.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from data_access.places import coding
from data_access.sources.examine import DAMAGED_UTF8

Kind = Literal[
    "texto",
    "misto",  # text among which are numbers of the source, each behind `TYPED`
    "numero",
    "fracionario",
    "momento",
    "instante",
    "booleano",
    "lista",
]
TYPED = "\x1e"
# How a column of municipalities is written.
Coding = coding.Coding
LINE = "_linha"
# What identifies a record where a layout makes several of one line; its order is that of the
# source.
RECORD = "_registro"
# Not a column of the contract everywhere, but what tells municipalities of one name apart.
UF_HINT = "uf"
# The view through which all SQL reads a source: its relation, or some of its rows.
SOURCE_ROWS = "source_rows"


@dataclass(frozen=True)
class Source:
    """``relation``: SQL of a relation with `LINE` and the columns of ``kinds``, by the names of a
    layout.

    ``broken``: CSV (line, rule, text) of what is no row; ``records`` counts the rows of the
    relation. ``left_out`` counts, by reason, records that the layout says are no data of the table;
    they are not in the relation. ``codings`` says of columns of municipalities how they are
    written, where that is not `ibge`. ``mended`` counts rows that the reader or the layout
    repaired, by kind. ``record`` names the column that no two rows share and that orders them: the
    line, or `RECORD` beside it. ``merged`` are the columns with cells merged downwards, of which
    only the first has the value. ``ruler_lines`` are the first lines of those that were left out as
    rulers.
    """

    relation: str
    kinds: Mapping[str, Kind]
    records: int
    unknown_columns: tuple[str, ...]
    broken: Path | None = None
    broken_records: int = 0
    encoding: str | None = None
    separator: str | None = None
    codings: Mapping[str, Coding] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    mended: Mapping[str, int] = field(default_factory=dict)
    form: tuple[
        str, ...
    ] = ()  # how it was read, in words: the format, the sheet, where the header is
    record: str = LINE
    merged: frozenset[str] = frozenset()
    ruler_lines: tuple[int, ...] = ()

    @property
    def damaged(self) -> bool:
        """Whether some characters were lost before the file came."""
        return self.encoding == DAMAGED_UTF8


def unknown_columns(names: Sequence[str], used: Mapping[str, int]) -> tuple[str, ...]:
    """Columns that the contract does not have: reported, and left out."""
    positions = set(used.values())
    return tuple(
        name.strip() for place, name in enumerate(names) if place not in positions and name.strip()
    )


def identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def file_literal(path: Path) -> str:
    """A file to read, and that one alone:
    DuckDB takes ``[``, ``*`` and ``?`` in what it reads for a pattern.
    """
    return literal(re.sub(r"([\[*?])", r"[\1]", str(path)))

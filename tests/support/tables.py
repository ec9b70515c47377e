"""A layout of a test, and a file read through it."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from config.settings import Settings
from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import examine
from data_access.sources.readers.opening import Choice, open_source
from data_access.sources.source import LINE, Source
from data_access.sources.step import Step
from data_access.sources.values.text import normalised_name
from data_access.sources.workspace import Workspace, workspace

Cells = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Columns:
    """The layout that wants these columns, by their normalised names."""

    wanted: tuple[str, ...]

    def recognised(self, names: Sequence[str]) -> int:
        return len({normalised_name(name) for name in names} & set(self.wanted))

    def needed(self, names: Sequence[str], source_name: str) -> Mapping[str, int]:
        found = [normalised_name(name) for name in names]
        missing = [name for name in self.wanted if name not in found]
        if missing:
            raise ImportRefusedError(f"Em “{source_name}” não encontrei {missing} entre {found}.")
        return {name: found.index(name) for name in self.wanted}

    def translate(self, raw: Source, _space: Workspace) -> Source:
        return raw


@dataclass(frozen=True)
class Opened:
    """``rows``: the line and the wanted cells of each record, in the order of the lines."""

    source: Source
    rows: Cells
    progress: list[float]


@contextmanager
def opened(
    settings: Settings, path: Path, wanted: Sequence[str], choice: Choice
) -> Iterator[Opened]:
    progress: list[float] = []
    step = Step(lambda fraction, _label: progress.append(fraction or 0.0))
    with workspace(settings, f"test-{path.name}") as space:
        source = open_source(examine(path, Step()), Columns(tuple(wanted)), space, step, choice)
        columns = ", ".join(f'"{name}"' for name in wanted)
        rows: Cells = []
        if source.records:
            sql = f"SELECT {LINE}, {columns} FROM ({source.relation}) ORDER BY {LINE}"
            rows = space.connection.execute(sql).fetchall()
        yield Opened(source, rows, progress)


def opener(settings: Settings) -> Callable[..., Opened]:
    """Read a file as its columns ``wanted``; ``sheet`` and ``member`` choose a table in it."""

    def read(
        path: Path, *wanted: str, sheet: str | None = None, member: str | None = None
    ) -> Opened:
        with opened(settings, path, wanted, Choice(sheet, member)) as found:
            return found

    return read


def as_book(rows: list[list[Any]], change: Callable[[Any], None]) -> bytes:
    """An XLSX of `rows`, to whose sheet `change` was done."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    change(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()

"""From a file of any format to a `Source`."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import Examined
from data_access.sources.layout import Layout
from data_access.sources.readers.containers import ARCHIVE_WORDS, ARCHIVES, unpack
from data_access.sources.readers.database import Snapshot, read_snapshot
from data_access.sources.readers.read_csv import read_csv
from data_access.sources.readers.read_parquet import read_parquet
from data_access.sources.readers.read_sheet import read_sheet
from data_access.sources.readers.rulers import without_rulers
from data_access.sources.source import Source
from data_access.sources.step import Step
from data_access.sources.workspace import Workspace


@dataclass(frozen=True)
class Choice:
    """Which table of a source that has several: a sheet of a workbook, a file of an archive."""

    sheet: str | None = None
    member: str | None = None


ANY = Choice()
HAVE_SHEETS = frozenset({"planilha", *ARCHIVES})


def open_source(
    examined: Examined, layout: Layout, space: Workspace, step: Step, choice: Choice = ANY
) -> Source:
    """The raw columns that the layout needs, in the source's order, without rulers. Raises
    ImportRefusedError.
    """
    if choice.member is not None and examined.format != "zip":
        raise ImportRefusedError(
            f"“{examined.name}” não é um ZIP e não tem arquivos dentro: repita sem escolher um."
        )
    if choice.sheet is not None and examined.format not in HAVE_SHEETS:
        raise ImportRefusedError(
            f"“{examined.name}” não é uma planilha e não tem abas: repita sem escolher uma."
        )
    source = READERS[examined.format](examined, layout, space, step, choice)
    return source if examined.format in ARCHIVES else without_rulers(source, space)


def _open_packed_source(
    examined: Examined, layout: Layout, space: Workspace, step: Step, choice: Choice
) -> Source:
    inner = unpack(
        examined, space.folder, space.expansion_limit, choice.member, step.part(0.0, 0.3, "")
    )
    source = open_source(inner, layout, space, step.part(0.3, 1.0, ""), Choice(choice.sheet))
    return replace(
        source, form=(f"{ARCHIVE_WORDS[examined.format]} com “{inner.name}”", *source.form)
    )


def _csv(
    examined: Examined, layout: Layout, space: Workspace, step: Step, _choice: Choice
) -> Source:
    steps = (
        step.part(0.0, 0.15, "Conversão para UTF-8"),
        step.part(0.15, 0.45, "Exame das linhas"),
        step.part(0.45, 1.0, "Carga das células"),
    )
    return read_csv(examined, layout, space, steps)


def _parquet(
    examined: Examined, layout: Layout, space: Workspace, _step: Step, _choice: Choice
) -> Source:
    return read_parquet(examined, layout, space)


def _sheet(
    examined: Examined, layout: Layout, space: Workspace, step: Step, choice: Choice
) -> Source:
    return read_sheet(
        examined, layout, space, step.part(0.0, 1.0, "Leitura da planilha"), choice.sheet
    )


def _database(
    examined: Examined, _layout: Layout, space: Workspace, _step: Step, _choice: Choice
) -> Source:
    assert isinstance(examined, Snapshot)  # noqa: S101 - no other has this format
    return read_snapshot(examined, space)


READERS: dict[str, Callable[[Examined, Layout, Workspace, Step, Choice], Source]] = {
    "csv": _csv,
    "parquet": _parquet,
    "planilha": _sheet,
    "banco": _database,
    **dict.fromkeys(ARCHIVES, _open_packed_source),
}

"""A workbook into files of tagged cells. It runs in a process of its own, with a limit to its
memory.

What a damaged or hostile workbook does to the library that reads it — a panic, an allocation
without end — ends that process and nothing else.
"""

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

from data_access.base.memory import limit_memory
from data_access.sources.errors import ImportRefusedError
from data_access.sources.readers.ods_percents import ods_percents
from data_access.sources.readers.package import (
    COLUMN_BITS,
    DIGIT_BITS,
    Cells,
    damaged_workbook,
    look_at_package,
    too_large,
)
from data_access.sources.readers.percents import padded_text, percent_text
from data_access.sources.readers.tagged import PERCENT, TEXT, TaggedTable, tag
from data_access.sources.values.text import MOST_COLUMNS, normalised_name

MEMORY = 3 << 30
LISTING = "sheets.json"

Shown = Callable[[float], str | None]  # the tagged text of a number


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook; ``file`` has its rows as tagged cells, where it was read."""

    name: str
    visible: bool
    columns: int = 0
    rows: int = 0
    file: str | None = None
    broken: str | None = None
    broken_rows: int = 0
    nulls: int = 0
    twice: int = 0
    # Columns with cells merged downwards, of which only the first has the value, each with the
    # line on which the last of them begins.
    merged: Sequence[tuple[int, int]] = ()
    hidden: int = 0  # rows that hold something and are not shown


def main(arguments: Sequence[str]) -> int:
    """``path shown_name folder sheet``: writes the sheets and a listing of them,
    and prints how far it is.
    """
    path, name, folder, wanted = arguments
    limit_memory(MEMORY)
    try:
        sheets = [
            asdict(sheet) for sheet in dump(Path(path), name, Path(folder), wanted or None, _tell)
        ]
        answer: dict[str, Any] = {"sheets": sheets}
    except ImportRefusedError as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": str(too_large(name, "não cabe na memória"))}
    Path(folder, LISTING).write_text(json.dumps(answer), encoding="utf-8")
    return 0


def _tell(fraction: float) -> None:
    print(f"{fraction:.4f}", flush=True)  # noqa: T201 - the other process reads it


def dump(
    path: Path, name: str, folder: Path, wanted: str | None, tell: Callable[[float], None]
) -> list[Sheet]:
    """Write the visible sheets, or the one that is wanted. Raises ImportRefusedError."""
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    known = look_at_package(path, name) if is_zip else {}
    tell(0.2)
    try:
        if is_zip and not known:
            known = ods_percents(path)
        return list(_dump_all(path, name, folder, wanted, known, tell))
    except (ImportRefusedError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic of the library is no Exception
        if type(error).__name__ == "PasswordError":
            raise ImportRefusedError(
                f"A planilha “{name}” tem senha. Grave-a sem senha e importe de novo."
            ) from None
        if isinstance(error, OSError) and error.errno:
            raise
        raise damaged_workbook(name) from None


def _dump_all(
    path: Path,
    name: str,
    folder: Path,
    wanted: str | None,
    known: dict[str, Cells],
    tell: Callable[[float], None],
) -> Iterator[Sheet]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum, load_workbook

    with load_workbook(path) as book:
        described = [item for item in book.sheets_metadata if item.typ == SheetTypeEnum.WorkSheet]
        for place, item in enumerate(described):
            visible = item.visible == SheetVisibleEnum.Visible
            if visible if wanted is None else normalised_name(item.name) == normalised_name(wanted):
                target = folder / f"sheet{place}.parquet"
                cells = book.get_sheet_by_name(item.name)
                yield _dump(Sheet(item.name, visible), cells, target, known.get(item.name, Cells()))
            else:
                yield Sheet(item.name, visible)
            tell(0.2 + 0.8 * (place + 1) / len(described))


def _dump(sheet: Sheet, cells: Any, target: Path, known: Cells) -> Sheet:
    if cells.end is None:
        return sheet
    columns = cells.end[1] + 1
    if columns > MOST_COLUMNS:  # told apart from what was read by having no file
        return Sheet(sheet.name, sheet.visible, columns)
    with TaggedTable(target, [f"c{place}" for place in range(columns)]) as table:
        for line, row in _rows(cells, columns, known):
            table.add(line, row)
    return Sheet(
        sheet.name,
        sheet.visible,
        columns,
        table.rows,
        str(table.good),
        str(table.broken),
        table.rejected,
        table.nulls,
        table.twice,
        _merged_downwards(cells),
        known.hidden,
    )


def _merged_downwards(cells: Any) -> list[tuple[int, int]]:
    """Of one column: titles are merged sideways. None of formats that do not tell."""
    try:
        ranges = cells.merged_cell_ranges or ()
    except Exception:  # the library has no such list for some formats
        return []
    found: dict[int, int] = {}
    for (top, left), (bottom, right) in ranges:
        if top < bottom and left == right:
            found[left] = max(found.get(left, 0), top + 1)
    return sorted(found.items())


def _rows(cells: Any, columns: int, known: Cells) -> Iterator[tuple[int, list[str | None]]]:
    """Rows with their line in the sheet and as many cells as the sheet is wide."""
    wrong: dict[int, list[int]] = {}
    for at, column in known.errors:
        wrong.setdefault(at, []).append(column)
    shown = _shown_by_row(known)
    for line, values in enumerate(
        cells.iter_rows(), 1
    ):  # blank rows at the top come too, blank columns do not
        tags = [tag(value) for value in values]
        blank = columns - len(tags)
        row = [None] * blank + tags
        for column, text_of in shown(line):
            value = values[column - 1 - blank] if blank < column <= columns else None
            if isinstance(value, int | float) and not isinstance(value, bool):
                row[column - 1] = text_of(value) or row[column - 1]
        for column in wrong.get(line, ()):
            if column <= columns and row[column - 1] is None:
                row[column - 1] = TEXT + known.errors[line, column]
        yield line, row


def _shown_by_row(known: Cells) -> Callable[[int], Iterator[tuple[int, Shown]]]:
    """Of a row, the columns whose numbers are shown in another way than they are, and how."""
    percents = _by_row(known.percents, COLUMN_BITS)
    padded = _by_row(known.padded, COLUMN_BITS + DIGIT_BITS)

    def of_row(line: int) -> Iterator[tuple[int, Shown]]:
        for column in percents(line):
            yield column, lambda value: PERCENT + percent_text(value)
        for place in padded(line):
            column, digits = divmod(place, 1 << DIGIT_BITS)
            yield column, partial(_padded, digits=digits)

    return of_row


def _padded(value: float, digits: int) -> str | None:
    text = padded_text(value, digits)
    return TEXT + text if text else None


def _by_row(places: Sequence[int], bits: int) -> Callable[[int], list[int]]:
    """What the last bits of the places of a row are; to be asked row by row, downwards."""
    waiting = deque(places)
    if any(one > other for one, other in pairwise(places)):
        waiting = deque(sorted(places))

    def of_row(line: int) -> list[int]:
        columns = []
        while waiting and waiting[0] >> bits <= line:
            place = waiting.popleft()
            if place >> bits == line:
                columns.append(place & ((1 << bits) - 1))
        return columns

    return of_row

"""Whether a draft would merge series: rows of one key that say other things, of which only the last
would stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data_access.profiles.suggesting.guess import Guessed, has_codes, is_weak
from data_access.profiles.suggesting.look import Column, Look, split_code

MOST = 3  # columns that together tell the series apart
ID_LIKE = 0.9  # of the rows; a column with as many values tells rows apart, not series


@dataclass(frozen=True)
class Merged:
    """``rows`` that were looked at share a key; ``columns`` tell them apart, all or some."""

    rows: int
    columns: tuple[Column, ...]


def merged_series(look: Look, guessed: Guessed) -> Merged | None:
    """None where every key comes once, or the file has not all of it."""
    keys = _key_columns(look, guessed)
    cells = look.cells
    if not keys or not cells.columns.is_unique:
        return None
    rows = _repeated(cells, keys)
    if not rows:
        return None
    taken = {*keys, *(match.column.name for match in guessed.matches.values())}
    taken |= {column.name for column in guessed.measures}
    free = [
        column for column in look.columns if column.name not in taken and _is_series(column, look)
    ]
    chosen: list[Column] = []
    left = rows
    while left and free and len(chosen) < MOST:
        counts = {
            column.name: _repeated(cells, [*keys, *(item.name for item in chosen), column.name])
            for column in free
        }
        best = min(free, key=lambda column: counts[column.name])
        if counts[best.name] >= left:
            break
        left = counts[best.name]
        chosen.append(best)
        free.remove(best)
    return Merged(rows, tuple(chosen))


def _key_columns(look: Look, guessed: Guessed) -> list[str]:
    """The columns of the file that fill the key; those that a person will give as a constant tell
    nothing apart.
    """
    found: list[str] = []
    for name in guessed.table.key:
        match = guessed.matches.get(name)
        place = guessed.table.column(name).type == "municipio"
        split = split_code(look) if place else None
        if split and is_weak(match):
            found += [column.name for column in split]
        elif match:
            found.append(match.column.name)
            if place and not has_codes(match.column):  # names, which the UF tells apart
                found += [column.name for column in look.columns if "uf" in column.looks]
    return list(dict.fromkeys(found))


def _is_series(column: Column, look: Look) -> bool:
    """Few values that come again and again, and no numbers."""
    return 1 < column.distinct < ID_LIKE * look.rows and "decimal" not in column.looks


def _repeated(cells: pd.DataFrame, keys: Sequence[str]) -> int:
    return int(cells.duplicated(list(keys), keep=False).sum())

"""Columns of a source without a name, of which somebody should know that they are not read."""

from collections.abc import Collection, Mapping, Sequence

from data_access.sources.source import identifier
from data_access.sources.workspace import Workspace

MOST = 50  # that are looked at: beyond them are the empty columns of a spreadsheet


def nameless_columns(names: Sequence[str], used: Collection[int], width: int) -> dict[str, int]:
    """The positions without a name of a table so wide, by what to call them; a layout may use some
    by their position.
    """
    found = [
        place
        for place in range(width)
        if place not in used and (place >= len(names) or not names[place].strip())
    ]
    return {f"coluna {place + 1} sem título": place for place in found[:MOST]}


def with_content(space: Workspace, relation: str, cells: Mapping[str, str]) -> tuple[str, ...]:
    """Those of `cells`, SQL of text by what to call it, that say something in some row."""
    if not cells:
        return ()
    asked = ", ".join(
        f"coalesce(bool_or(trim({cell}) <> ''), false) AS {identifier(name)}"
        for name, cell in cells.items()
    )
    told = space.row(f"SELECT {asked} FROM ({relation})")
    return tuple(name for name, some in zip(cells, told, strict=True) if some)

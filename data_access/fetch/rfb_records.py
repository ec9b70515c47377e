"""The records of Receita Federal's open CNPJ files:
no header, ``;``, everything between quotes, one file per kind.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_STARTS = re.compile(r'"?[0-9A-Za-z]{8}"?;')
Row = tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """``columns`` cells in a record; ``needed`` names those that are used,
    by position, the key first.
    """

    kind: str
    columns: int
    needed: Mapping[str, int]


# Positions as in the layout that Receita Federal publishes with the files ("Novo layout dos dados
# abertos do CNPJ").
ESTABLISHMENTS = Layout(
    "Estabelecimentos", 30, {"basico": 0, "matriz": 3, "situacao": 5, "uf": 19, "municipio": 20}
)
COMPANIES = Layout("Empresas", 7, {"basico": 0, "porte": 5})
SIMPLES = Layout("Simples", 7, {"basico": 0, "mei": 4, "fim_mei": 6})
LAYOUTS = (ESTABLISHMENTS, COMPANIES, SIMPLES)


@dataclass
class Mended:
    """What careful reading made of lines:
    ``rows`` of the needed cells, and how many lines are ``broken`` or blank.
    """

    rows: list[Row]
    broken: int = 0
    blank: int = 0


def cells(record: str) -> list[str]:
    """The cells of a record, with quotes inside a cell left alone: only ``";"`` separates."""
    if '";"' not in record:
        return record.split(";")
    return record.removeprefix('"').removesuffix('"').split('";"')


def mend(lines: Iterable[str], layout: Layout) -> Mended:
    """Read lines one by one: loose quotes do no harm, and a cell may go on in the next line."""
    mended = Mended([])
    for record, length in _records(lines, layout, mended):
        found = cells(record)
        if len(found) == layout.columns:
            mended.rows.append(tuple(found[position] for position in layout.needed.values()))
        else:
            mended.broken += length
    return mended


def _records(lines: Iterable[str], layout: Layout, mended: Mended) -> Iterator[tuple[str, int]]:
    """Each record and its lines, joined while it has too few cells
    and the next line does not begin another.
    """
    held, length = "", 0
    for line in lines:
        if not line.strip():
            mended.blank += 1
        elif held and not _STARTS.match(line) and len(cells(held)) < layout.columns:
            held, length = f"{held} {line}", length + 1
        else:
            if held:
                yield held, length
            held, length = line, 1
    if held:
        yield held, length

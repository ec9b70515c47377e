"""Another header in the middle of a table, with its columns in another order.

The rows below it would be read in the columns of the first one, a score as another score, and
nothing in them would look wrong.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from config.formatting import number
from data_access.sources.errors import ImportRefusedError
from data_access.sources.source import LINE, Source, identifier, literal
from data_access.sources.values.text import normalised_name
from data_access.sources.workspace import Workspace

FEWEST = 2  # cells that are names of columns
SHOWN = 8  # names that are told
CANDIDATES = 1000  # rows of names that are looked at


def refuse_another_header(
    space: Workspace, source: Source, names: Sequence[str], used: Mapping[str, int], name: str
) -> None:
    """Raises ImportRefusedError where all that stands in a row of `source` are names of its columns
    (`names`, of which `used` are read) and some stand in the column of another.
    """
    texts = [column for column, kind in source.kinds.items() if kind == "texto"]
    if len(texts) < FEWEST:
        return
    own = [normalised_name(names[used[column]]) for column in texts]
    for line, *cells in _rows_of_names(space, source, texts, names):
        said = [normalised_name(cell or "") for cell in cells]
        elsewhere = [one for one, other in zip(said, own, strict=True) if one and one != other]
        if elsewhere and len({*said} - {""}) >= max(FEWEST, len(texts) // 2):
            written = [cell for cell in cells if cell]
            told = ", ".join(written[:SHOWN]) + ("…" if len(written) > SHOWN else "")
            raise ImportRefusedError(
                f"A linha {number(line)} de “{name}” é outro cabeçalho, com as colunas noutra ordem"
                f" ({told}): as linhas abaixo dela seriam lidas nas colunas erradas. Separe as"
                " tabelas em dois arquivos, ou ponha as colunas de todas na mesma ordem, e importe"
                " de novo."
            )


def _rows_of_names(
    space: Workspace, source: Source, texts: Sequence[str], names: Sequence[str]
) -> list[tuple[Any, ...]]:
    """The line and the text cells of the rows in which nothing but names of columns stands."""
    written = {each.strip().lower() for each in names if each.strip()}
    among = ", ".join(map(literal, sorted(written | {normalised_name(each) for each in written})))
    cells = [f"trim({identifier(column)})" for column in texts]
    tests = [f"coalesce({cell} = '' OR lower({cell}) IN ({among}), true)" for cell in cells]
    filled = [f"CAST(coalesce({cell} <> '', false) AS INTEGER)" for cell in cells]
    return space.connection.execute(
        f"SELECT {LINE}, {', '.join(cells)} FROM ({source.relation}) WHERE {' AND '.join(tests)}"
        f" AND {' + '.join(filled)} >= {FEWEST} ORDER BY {LINE} LIMIT {CANDIDATES}"
    ).fetchall()

"""From the archives to a table of DuckDB, one piece at a time, with every record accounted for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from data_access.fetch.archives import Piece, ahead, open_archive, pieces
from data_access.fetch.errors import FetchError
from data_access.fetch.rfb_records import Layout, Mended, cells, mend
from data_access.sources.source import file_literal

BATCH = "batch"
_START = 1 << 16  # bytes by which a file is recognised
_REJECTS = ("reject_errors", "reject_scans")


@dataclass
class Tally:
    """Records of one kind: ``read`` is ``broken`` and the ``counts`` of what became of the rest.

    ``ufs`` are those with an active head office.
    """

    read: int = 0
    broken: int = 0
    mended: int = 0
    blank: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    ufs: set[str] = field(default_factory=set)

    def add(self, name: str, number: int) -> None:
        self.counts[name] = self.counts.get(name, 0) + number


Use = Callable[[duckdb.DuckDBPyConnection, Tally], None]  # what becomes of the rows of `batch`
Watch = Callable[[int], None]  # bytes of text so far


def read_archive(
    connection: duckdb.DuckDBPyConnection,
    archive: Path,
    layout: Layout,
    folder: Path,
    *,
    tally: Tally,
    use: Use,
    watch: Watch,
) -> None:
    """Put each piece of `archive` into `batch` (the needed columns, as text) and `use` it.
    Raises FetchError.
    """
    require_layout(archive, layout)
    for piece in ahead(pieces(archive, folder)):
        _load(connection, piece, layout, tally)
        use(connection, tally)
        watch(piece.done)


def require_layout(archive: Path, layout: Layout) -> None:
    """Raises FetchError where no record at the start has the cells of its kind:
    the file is another, or has changed.
    """
    start = b""
    with open_archive(archive) as content:
        for member in content.infolist()[:1]:
            with content.open(member) as stream:
                start = stream.read(_START)
    lines = start.decode("latin-1").splitlines()
    if not mend(lines, layout).rows:
        found = len(cells(lines[0])) if lines else 0
        raise FetchError(
            f"Esperava, em “{archive.name}”, {layout.columns} colunas separadas por ponto e vírgula"
            f" e sem cabeçalho, como a Receita publica {layout.kind}; encontrei {found}."
        )


def _load(
    connection: duckdb.DuckDBPyConnection, piece: Piece, layout: Layout, tally: Tally
) -> None:
    """Fast where the lines are what they should be;
    otherwise what was refused, or the whole piece, is read again.
    """
    names = {f"c{position:02d}": "VARCHAR" for position in range(layout.columns)}
    wanted = ", ".join(
        f"coalesce(c{position:02d}, '') AS {name}" for name, position in layout.needed.items()
    )
    for table in _REJECTS:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {BATCH} AS
        SELECT {wanted} FROM read_csv(
            {file_literal(piece.path)}, columns = {names}, auto_detect = false, header = false,
            delim = ';', quote = '"', escape = '"', new_line = '\\n', strict_mode = true,
            store_rejects = true, rejects_limit = 0
        )
    """)
    rows = _count(connection, f"SELECT count(*) FROM {BATCH}")
    refused = connection.execute(
        "SELECT DISTINCT line, csv_line FROM reject_errors ORDER BY line"
    ).fetchall()
    whole = rows + len(refused) == piece.lines
    if not whole:  # a cell with a line end in it, or a quote that swallowed some
        connection.execute(f"DELETE FROM {BATCH}")
    lines = (
        [text for _, text in refused] if whole else piece.path.read_text("utf-8").split("\n")[:-1]
    )
    mended = mend(lines, layout)
    _append(connection, mended, layout)
    tally.read += rows * whole + len(mended.rows) + mended.broken
    tally.mended += len(mended.rows) - rows * (not whole)
    tally.broken += mended.broken
    tally.blank += mended.blank


def _append(connection: duckdb.DuckDBPyConnection, mended: Mended, layout: Layout) -> None:
    if mended.rows:
        connection.register(
            "mended", pd.DataFrame(mended.rows, columns=list(layout.needed), dtype=object)
        )
        connection.execute(f"INSERT INTO {BATCH} BY NAME FROM mended")
        connection.unregister("mended")


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    return int(connection.execute(sql).fetchall()[0][0])

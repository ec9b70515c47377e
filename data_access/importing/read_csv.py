"""CSV as a `Source`: the cells as text in a Parquet file of the workspace, in the order of the file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from data_access.contract import Table
from data_access.importing.examine import Examined
from data_access.importing.regular import count_regular
from data_access.importing.repair import Repaired, repair
from data_access.importing.source import LINE, Source, identifier, literal, match_columns, unknown_columns
from data_access.importing.text import SEPARATORS, Header, as_utf8, read_header
from data_access.importing.workspace import Step, Workspace

# The file lives for minutes: packed fast, and in groups small enough to be written with little memory.
RAW_OPTIONS = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"


def read_csv(examined: Examined, table: Table, space: Workspace, steps: tuple[Step, Step, Step]) -> Source:
    """Transcode, look for irregular lines and load: one step each."""
    text = as_utf8(examined, space.folder, steps[0])
    header = read_header(text, table, examined.path.name)
    used = match_columns(header.names, table, examined.path.name)
    source = Source(
        relation="",
        kinds=dict.fromkeys(used, "texto"),
        records=0,
        unknown_columns=unknown_columns(header.names, used),
        encoding=examined.encoding,
        separator=SEPARATORS[header.separator],
    )
    count = count_regular(text, header, steps[1])
    if count is not None:
        try:
            relation = _load_regular(text, header, used, space, steps[2])
            return replace(source, relation=relation, records=_checked(relation, count, space))
        except duckdb.Error:
            pass  # it is less regular than it looked: the closer look will say where
    repaired = repair(text, header, list(used.values()), space.folder, steps[1])
    source = replace(source, broken=repaired.broken, broken_records=repaired.rejected)
    if repaired.records == 0:
        return source
    relation = _load_repaired(repaired, used, space, steps[2])
    return replace(source, relation=relation, records=_checked(relation, repaired.records, space))


def _load_regular(text: Path, header: Header, used: Mapping[str, int], space: Workspace, step: Step) -> str:
    """Every line is a record, so that the number of the record gives the line."""
    names = [f"c{position}" for position in range(len(header.names))]
    cells = {column: names[position] for column, position in used.items()}
    raw = _load(text, names, cells, f"skip={header.lines}, delim={literal(header.separator)}", space, step)
    return (
        f"SELECT * EXCLUDE (file_row_number), file_row_number + {header.lines + 1} AS {LINE} "
        f"FROM read_parquet({literal(str(raw))}, file_row_number=true)"
    )


def _load_repaired(repaired: Repaired, used: Mapping[str, int], space: Workspace, step: Step) -> str:
    """The copy carries the line of each record."""
    names = [LINE, *used]
    raw = _load(repaired.regular, names, dict(zip(names, names, strict=True)), "delim=','", space, step)
    return f"SELECT * REPLACE (CAST({LINE} AS BIGINT) AS {LINE}) FROM read_parquet({literal(str(raw))})"


def _load(
    path: Path, names: Sequence[str], cells: Mapping[str, str], options: str, space: Workspace, step: Step
) -> Path:
    raw = space.folder / "raw.parquet"
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    chosen = ", ".join(f"{identifier(cell)} AS {identifier(column)}" for column, cell in cells.items())
    space.run(
        f"COPY (SELECT {chosen} FROM read_csv({literal(str(path))}, auto_detect=false, header=false, {options}, "
        f"quote='\"', escape='\"', columns={{{columns}}})) TO {literal(str(raw))} ({RAW_OPTIONS})",
        step,
    )
    return raw


def _checked(relation: str, expected: int, space: Workspace) -> int:
    """What was counted in the file must be what was loaded from it."""
    loaded = int(space.row(f"SELECT count(*) FROM ({relation})")[0])
    if loaded != expected:
        raise RuntimeError(f"{expected} records were counted and {loaded} loaded")
    return loaded

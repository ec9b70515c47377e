"""CSV as a `Source`: the cells as text in a Parquet file of the workspace, in the order of the file."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb

from data_access.importing.examine import Examined
from data_access.importing.layout import Layout
from data_access.importing.reading.regular import count_regular
from data_access.importing.reading.repair import repair
from data_access.importing.source import LINE, Source, file_literal, identifier, literal, unknown_columns
from data_access.importing.text import SEPARATORS, Header, as_utf8, read_header
from data_access.importing.workspace import Step, Workspace

# The file lives for minutes: packed fast, and in groups small enough to be written with little memory.
RAW_OPTIONS = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"


def read_csv(examined: Examined, layout: Layout, space: Workspace, steps: tuple[Step, Step, Step]) -> Source:
    """Transcode, look for irregular lines and load: one step each."""
    text = as_utf8(examined, space.folder, steps[0])
    header = read_header(text, layout.recognised, examined.name)
    used = layout.needed(header.names, examined.name)
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
    repaired = repair(text, header, used, space.folder, steps[1])
    source = replace(source, broken=repaired.broken, broken_records=repaired.rejected)
    if repaired.records == 0:
        return source
    relation = f"SELECT * FROM read_parquet({file_literal(repaired.good)})"
    return replace(source, relation=relation, records=_checked(relation, repaired.records, space))


def _load_regular(text: Path, header: Header, used: Mapping[str, int], space: Workspace, step: Step) -> str:
    """Every line is a record, so that the number of the record gives the line."""
    raw = space.folder / "raw.parquet"
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(header.names)))
    chosen = ", ".join(f"c{position} AS {identifier(column)}" for column, position in used.items())
    space.run(
        f"COPY (SELECT {chosen} FROM read_csv({file_literal(text)}, auto_detect=false, header=false, "
        f"skip={header.lines}, delim={literal(header.separator)}, quote='\"', escape='\"', columns={{{columns}}})) "
        f"TO {literal(str(raw))} ({RAW_OPTIONS})",
        step,
    )
    return (
        f"SELECT * EXCLUDE (file_row_number), file_row_number + {header.lines + 1} AS {LINE} "
        f"FROM read_parquet({file_literal(raw)}, file_row_number=true)"
    )


def _checked(relation: str, expected: int, space: Workspace) -> int:
    """What was counted in the file must be what was loaded from it."""
    loaded = int(space.row(f"SELECT count(*) FROM ({relation})")[0])
    if loaded != expected:
        raise RuntimeError(f"{expected} records were counted and {loaded} loaded")
    return loaded

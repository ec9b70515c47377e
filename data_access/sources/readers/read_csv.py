"""CSV as a `Source`: the cells as text in Parquet files of the workspace,
each record with its line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from data_access.sources.examine import Examined
from data_access.sources.layout import Layout
from data_access.sources.readers.closer_look import CloserLook
from data_access.sources.readers.nameless import nameless_columns, with_content
from data_access.sources.readers.notes import notes_told
from data_access.sources.readers.records import Header
from data_access.sources.readers.second_header import refuse_another_header
from data_access.sources.readers.survey import Stretch, Survey
from data_access.sources.readers.text_header import read_header
from data_access.sources.source import (
    LINE,
    Source,
    file_literal,
    identifier,
    literal,
    unknown_columns,
)
from data_access.sources.step import Step
from data_access.sources.values.text import SEPARATORS, as_utf8
from data_access.sources.workspace import Workspace

# The file lives for minutes: packed fast, and in groups small enough to be written with little
# memory.
RAW_OPTIONS = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"
COPY_BUFFER = 4 << 20


def read_csv(
    examined: Examined, layout: Layout, space: Workspace, steps: tuple[Step, Step, Step]
) -> Source:
    """Transcode, look for irregular lines and load: one step each."""
    text = as_utf8(examined, space.folder, steps[0])
    header = read_header(text, layout.recognised, examined.name)
    used = layout.needed(header.names, examined.name)
    source = Source(
        relation="",
        kinds=dict.fromkeys(used, "texto"),
        records=0,
        unknown_columns=unknown_columns(header.names, used),
        form=(f"cabeçalho até a linha {header.lines}",) if header.lines > 1 else (),
        encoding=examined.encoding,
        separator=SEPARATORS[header.separator],
    )
    nameless = nameless_columns(header.names, set(used.values()), len(header.names))
    loaded = {**used, **nameless}
    relations, records, look = _load(text, examined.name, header, loaded, space, steps)
    relation = " UNION ALL ".join(relations)
    source = replace(source, relation=relation, records=_checked_count(relations, records, space))
    if records:
        refuse_another_header(space, source, header.names, used, examined.name)
        cells = {called: identifier(called) for called in nameless}
        unread = with_content(space, relation, cells)
        source = replace(source, unknown_columns=(*source.unknown_columns, *unread))
    return replace(
        source,
        relation=_select(used, LINE, f"({relation})") if nameless and records else relation,
        broken=look.broken if look.rejected else None,
        broken_records=look.rejected,
        form=(*source.form, *notes_told(look.notes_from)),
        ruler_lines=tuple(look.ruler_lines),
        left_out={reason: count for reason, count in look.left_out.items() if count},
    )


def _load(
    text: Path,
    name: str,
    header: Header,
    used: Mapping[str, int],
    space: Workspace,
    steps: Sequence[Step],
) -> tuple[list[str], int, CloserLook]:
    """The relations that hold the records, and how many they should be."""
    with CloserLook(header, used, space.folder) as look:
        survey = Survey(text, name, header, look)
        survey.go(steps[1])
    count = sum(stretch.records for stretch in survey.stretches)
    regular = _regular(survey, used, space, steps[2])
    if regular is None:  # it is less regular than it looked: the closer look will say where
        regular, count = [], 0
        with CloserLook(header, used, space.folder) as look:
            Survey(text, name, header, look).look_at_all(Step())  # the bar has been further already
    looked = (
        [_select(used, LINE, f"read_parquet({file_literal(look.good)})")] if look.records else []
    )
    return regular + looked, count + look.records, look


def _regular(
    survey: Survey, used: Mapping[str, int], space: Workspace, step: Step
) -> list[str] | None:
    """The relation of the regular lines, if there are any;
    None where DuckDB does not see as many as we do.
    """
    if not survey.stretches:
        return []
    try:
        relation = _load_regular(survey, used, space, step)
    except duckdb.Error:
        return None
    return (
        [relation]
        if _count(relation, space) == sum(stretch.records for stretch in survey.stretches)
        else None
    )


def _load_regular(survey: Survey, used: Mapping[str, int], space: Workspace, step: Step) -> str:
    """Every line is a record, so that the number of the record gives the line."""
    raw = space.folder / "raw.parquet"
    text, skip = _clean(survey, space.folder)
    header = survey.header
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(header.names)))
    chosen = ", ".join(f"c{position} AS {identifier(column)}" for column, position in used.items())
    space.run(
        f"COPY (SELECT {chosen} FROM read_csv({file_literal(text)}, auto_detect=false,"
        f" header=false, skip={skip}, delim={literal(header.separator)}, quote='\"', escape='\"',"
        f" columns={{{columns}}})) TO {literal(str(raw))} ({RAW_OPTIONS})",
        step,
    )
    return _select(
        used,
        _line_sql(survey.stretches),
        f"read_parquet({file_literal(raw)}, file_row_number=true)",
    )


def _clean(survey: Survey, folder: Path) -> tuple[Path, int]:
    """A file with the regular lines, and how many others are above them:
    the source itself, where it has no others.
    """
    stretches = survey.stretches
    if (
        len(stretches) == 1
        and stretches[0].end == survey.size
        and survey.header.lines == stretches[0].line - 1 == 1
    ):
        return survey.path, 1
    target = folder / "regular.csv"
    with survey.path.open("rb") as source, target.open("wb") as copy:
        for stretch in stretches:
            source.seek(stretch.start)
            left = stretch.end - stretch.start
            while left:
                piece = source.read(min(left, COPY_BUFFER))
                copy.write(piece)
                left -= len(piece)
            if not piece.endswith(b"\n"):
                copy.write(survey.line_end)
    return target, 0


def _line_sql(stretches: Sequence[Stretch]) -> str:
    """The line of a record in the file, from its number among the regular ones."""
    cases, before = [], 0
    for stretch in stretches:
        before += stretch.records
        cases.append(
            f"WHEN file_row_number < {before} THEN file_row_number +"
            f" {stretch.line - before + stretch.records}"
        )
    return (
        f"CASE {' '.join(cases)} END"
        if len(cases) > 1
        else f"file_row_number + {stretches[0].line}"
    )


def _select(used: Mapping[str, int], line: str, relation: str) -> str:
    return (
        f"SELECT {', '.join(identifier(column) for column in used)}, {line} AS {LINE} FROM"
        f" {relation}"
    )


def _checked_count(relations: Sequence[str], expected: int, space: Workspace) -> int:
    """What was counted in the file must be what was loaded from it."""
    loaded = sum(_count(relation, space) for relation in relations)
    if loaded != expected:
        raise RuntimeError(f"{expected} records were counted and {loaded} loaded")
    return loaded


def _count(relation: str, space: Workspace) -> int:
    return int(space.row(f"SELECT count(*) FROM ({relation})")[0])

"""A sheet of a workbook as a `Source`. The workbook itself is opened by another process, see
`workbook_process`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from config.formatting import enumerate_words, plural
from config.settings import PROJECT_ROOT
from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import Examined
from data_access.sources.layout import Layout
from data_access.sources.readers.headers import LOOKED_AT, TALLEST, Place, find_header
from data_access.sources.readers.nameless import nameless_columns, with_content
from data_access.sources.readers.notes import (
    HEADER_AGAIN,
    MOST_NOTES,
    NOTES,
    first_note,
    notes_told,
)
from data_access.sources.readers.package import damaged_workbook, hides_errors, too_large
from data_access.sources.readers.second_header import refuse_another_header
from data_access.sources.readers.tagged import NULLS, TWICE, untagged_text
from data_access.sources.readers.typed import typed_columns
from data_access.sources.readers.workbook import LISTING, Sheet
from data_access.sources.source import LINE, Kind, Source, file_literal, literal, unknown_columns
from data_access.sources.step import Step
from data_access.sources.values.text import MOST_COLUMNS, normalised_name
from data_access.sources.workspace import Workspace

MERGED = (
    "células mescladas de cima a baixo, das quais só a primeira traz o valor (num perfil, o passo"
    " preencher o repete)"
)

BLIND = (
    "formato em que uma célula com erro (#N/D) chega como vazia: se a planilha tem erros, grave-a"
    " como XLSX"
)


def read_sheet(
    examined: Examined, layout: Layout, space: Workspace, step: Step, wanted: str | None = None
) -> Source:
    """Raises ImportRefusedError for a workbook that cannot be read
    or that does not say which sheet to read.
    """
    name = examined.name
    sheets = open_workbook(examined.path, name, space.folder, wanted, step)
    sheet, rows, header = _choose_sheet(sheets, layout, name, wanted)
    used = layout.needed(header.names, name)
    head = rows[header.last][0]
    body, left_out, notes_from = _body(space, sheet, header, head)
    relation, kinds = _relation(space, sheet, used, body)
    others = [other.name for other in sheets if other.name != sheet.name]
    told = [
        f"aba “{sheet.name}”"
        + (f" (há também {enumerate_words([f'“{other}”' for other in others])})" if others else "")
    ]
    told += [f"cabeçalho na linha {head}"] if head > 1 else []
    merged = {column for column, line in sheet.merged if line > head}
    told += [MERGED] if merged else []
    told += [_hidden_words(sheet.hidden)] if sheet.hidden else []
    told += notes_told(notes_from)
    told += [BLIND] if hides_errors(examined.path) else []
    nameless = nameless_columns(header.names, set(used.values()), sheet.columns)
    cells = {called: f"c{place}[2:]" for called, place in nameless.items()}
    table = f"SELECT * FROM read_parquet({file_literal(Path(str(sheet.file)))}) WHERE {body}"
    source = Source(
        relation=relation,
        kinds=kinds,
        records=int(space.row(f"SELECT count(*) FROM ({relation})")[0]),
        unknown_columns=(
            *unknown_columns(header.names, used),
            *with_content(space, table, cells),
        ),
        broken=Path(sheet.broken) if sheet.broken and sheet.broken_rows else None,
        broken_records=sheet.broken_rows,
        left_out=left_out,
        mended={
            kind: rows for kind, rows in {NULLS: sheet.nulls, TWICE: sheet.twice}.items() if rows
        },
        form=("planilha", *told),
        merged=frozenset(alias for alias, place in used.items() if place in merged),
    )
    refuse_another_header(space, source, header.names, used, name)
    return source


def _hidden_words(rows: int) -> str:
    one = rows == 1
    return (
        f"{plural(rows, 'linha escondida', 'linhas escondidas')} (por um filtro ou à mão), que"
        f" {'entra' if one else 'entram'} com as outras"
    )


def open_workbook(
    path: Path, name: str, folder: Path, wanted: str | None, step: Step
) -> list[Sheet]:
    """All sheets; those that may be wanted as files in `folder`. Raises ImportRefusedError."""
    command = [
        sys.executable,
        "-m",
        "data_access.sources.readers.workbook_process",
        str(path),
        name,
        str(folder),
    ]
    paths = os.pathsep.join(
        part for part in (str(PROJECT_ROOT), os.environ.get("PYTHONPATH")) if part
    )
    environment = {
        **os.environ,
        "PYTHONPATH": paths,
        "PYTHONSAFEPATH": "1",  # a config.py in the folder of the command is not ours
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OMP_NUM_THREADS": "1",
    }
    with subprocess.Popen(  # noqa: S603 - our own module, by the interpreter that runs this
        [*command, wanted or ""],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        text=True,
        env=environment,
    ) as process:
        try:
            for line in process.stdout or ():
                step.at(float(line))
        except BaseException:  # the user gave up: so does the other process
            process.kill()
            raise
    listing = folder / LISTING
    if process.returncode != 0 or not listing.exists():
        raise (
            too_large(name, "está danificada ou não cabe na memória")
            if process.returncode < 0
            else damaged_workbook(name)
        )
    answer: dict[str, Any] = json.loads(listing.read_text(encoding="utf-8"))
    if "refused" in answer:
        raise ImportRefusedError(answer["refused"])
    return [Sheet(**sheet) for sheet in answer["sheets"]]


Rows = Sequence[tuple[int, list[str]]]


def _choose_sheet(
    sheets: Sequence[Sheet], layout: Layout, name: str, wanted: str | None
) -> tuple[Sheet, Rows, Place]:
    """The sheet that is wanted, or the one whose header the layout knows best."""
    all_names = enumerate_words([f"“{sheet.name}”" for sheet in sheets]) or "nenhuma"
    if wanted is not None:
        sheets = [
            sheet for sheet in sheets if normalised_name(sheet.name) == normalised_name(wanted)
        ]
        if not sheets:
            raise ImportRefusedError(
                f"A planilha “{name}” não tem a aba “{wanted}”; as abas são: {all_names}."
            )
    found = [(sheet, rows, header) for sheet in sheets for rows, header in _header(sheet, layout)]
    if not found:
        _refuse_unread(sheets, name, all_names)
    best = max(header.score for _, _, header in found)
    equals = [item for item in found if item[2].score == best]
    if best and len(equals) > 1:
        same = enumerate_words([f"“{sheet.name}”" for sheet, _, _ in equals])
        raise ImportRefusedError(
            f"Na planilha “{name}” as abas {same} servem igualmente e só uma é importada de cada"
            " vez. Escolha-a pelo nome, em “Aba da planilha” (no comando, --sheet)."
        )
    return equals[0]


def _refuse_unread(sheets: Sequence[Sheet], name: str, all_names: str) -> None:
    wide = [sheet for sheet in sheets if sheet.columns > MOST_COLUMNS]
    if wide:
        raise ImportRefusedError(
            f"A aba “{wide[0].name}” de “{name}” tem {wide[0].columns} colunas; o limite é"
            f" {MOST_COLUMNS}. Deixe só as colunas da tabela."
        )
    raise ImportRefusedError(
        f"A planilha “{name}” não tem célula preenchida em nenhuma aba visível (abas: {all_names})."
        " Se a tabela está em uma aba oculta, escolha-a pelo nome, em “Aba da planilha” (no"
        " comando, --sheet)."
    )


def _header(sheet: Sheet, layout: Layout) -> list[tuple[Rows, Place]]:
    if sheet.file is None or sheet.rows == 0:
        return []
    reader = pq.ParquetFile(sheet.file)
    batch = next(reader.iter_batches(batch_size=LOOKED_AT + TALLEST))
    columns = [column.to_pylist() for column in batch.columns]
    rows = [
        (line, [untagged_text(cell) for cell in cells])
        for line, *cells in zip(*columns, strict=True)
    ]
    header = find_header([cells for _, cells in rows], layout.recognised)
    return [(rows, header)] if header else []


def _body(
    space: Workspace, sheet: Sheet, header: Place, head: int
) -> tuple[str, dict[str, int], int | None]:
    """SQL of the condition that keeps the rows of the table, what else is below its header, and the
    row at which notes begin.
    """
    file = file_literal(Path(str(sheet.file)))
    cells = ", ".join(f"c{place}" for place in range(sheet.columns))
    tail = space.connection.execute(
        f"SELECT * FROM (SELECT {LINE}, {cells} FROM read_parquet({file}) WHERE {LINE} > {head} "
        f"ORDER BY {LINE} DESC LIMIT {MOST_NOTES}) ORDER BY {LINE}"
    ).fetchall()
    start = first_note(
        [[untagged_text(cell) for cell in row] for _, *row in tail], len(header.names)
    )
    end = tail[start][0] if start < len(tail) else None
    names = [(place, name) for place, name in enumerate(header.names) if name.strip()]
    again = " AND ".join(
        f"trim(coalesce(c{place}[2:], '')) = {literal(name.strip())}" for place, name in names
    )
    one_row = header.first == header.last
    inside = f"{LINE} > {head}" + (f" AND {LINE} < {end}" if end is not None else "")
    repeated = (
        int(space.row(f"SELECT count(*) FROM read_parquet({file}) WHERE {inside} AND {again}")[0])
        if one_row
        else 0
    )
    kept = f"{inside} AND NOT ({again})" if repeated else inside
    counts = {NOTES: len(tail) - start, HEADER_AGAIN: repeated}
    return kept, {reason: rows for reason, rows in counts.items() if rows}, end


def _relation(
    space: Workspace, sheet: Sheet, used: Mapping[str, int], body: str
) -> tuple[str, dict[str, Kind]]:
    file = Path(str(sheet.file))
    columns = {alias: f"c{position}" for alias, position in used.items()}
    selected, kinds = typed_columns(space, file, columns, body)
    return f"SELECT {LINE}, {selected} FROM read_parquet({file_literal(file)}) WHERE {body}", kinds

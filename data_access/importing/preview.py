"""How a source would be read: its first rows as understood, and what would be rejected.
Nothing is stored.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from config.formatting import day, moment, number
from config.progress import silent
from config.settings import Settings
from data_access.base.pseudonym import key_blocks
from data_access.contract.load import table_contract
from data_access.contract.model import Column, Table
from data_access.importing.check import Checked, check
from data_access.importing.job import Job
from data_access.importing.percent_signs import percent_sentence
from data_access.importing.places import PlaceFindings
from data_access.importing.profile import layout_of
from data_access.importing.rejections import Rejected, shown_sql, write_rejections
from data_access.importing.repeated_keys import RepeatedKeys, conflict_sentence
from data_access.importing.report import ImportReport
from data_access.operational.keys import current_key
from data_access.operational.models import ImportRun
from data_access.sources.examine import examine
from data_access.sources.head import head_of, most_rows
from data_access.sources.readers.opening import ANY, Choice
from data_access.sources.source import LINE, Source
from data_access.sources.step import Step
from data_access.sources.values.parsing import value
from data_access.sources.values.redaction import MASK, MISPLACED, column_names, redact_sql
from data_access.sources.workspace import Workspace, remove_abandoned, workspace

PREFIX = ".preview-"
HEAD_ROWS = (
    5_000  # rows looked at: enough to tell the decimal mark and the rules that are broken often
)
SHOWN = 80  # characters of a cell


@dataclass(frozen=True)
class PreviewCell:
    """``raw`` as it came, ``value`` as understood, None where there is none;
    neither shows what is personal.
    """

    raw: str
    value: str | None
    rule: str | None


@dataclass(frozen=True)
class PreviewRow:
    line: int
    cells: tuple[PreviewCell, ...]


@dataclass(frozen=True)
class Preview:
    """The first ``rows``, their cells in the order of ``report.columns``, and what an import of
    what was looked at would tell; ``whole`` says whether that was all, and ``most_rows`` how many
    rows the file has at most, where that is known. The report names no files, because none are
    kept.
    """

    report: ImportReport
    rows: tuple[PreviewRow, ...]
    whole: bool
    limit: float  # the share of bad rows that an import tolerates
    most_rows: int | None = None

    @property
    def exceeds(self) -> bool:
        """Whether what was looked at has more bad rows than an import tolerates, or no good one."""
        return self.report.passes(self.limit) or not self.report.accepted

    @property
    def refused(self) -> bool:
        """Whether the file is refused whatever the rest of it is like."""
        if self.whole or self.most_rows is None:
            return self.whole and self.exceeds
        return self.report.rejected_rows > self.limit * self.most_rows


def preview(
    settings: Settings,
    table: str,
    source: Path,
    profile: str,
    municipalities: pd.DataFrame,
    rows: int = 20,
    choice: Choice = ANY,
) -> Preview:
    """Read the head of `source` as an import would. Raises ImportRefusedError and
    UnknownProfileError as it does.
    """
    contract = table_contract(table)
    layout = layout_of(settings, profile, contract, source.name)
    remove_abandoned(settings, PREFIX)
    name = secrets.token_hex(6)
    with workspace(settings, name, prefix=PREFIX) as space:
        head = head_of(source, space.folder) if choice == ANY else source
        run = ImportRun(import_id=name, profile=profile, table_name=table)
        job = Job(
            settings,
            contract,
            layout,
            examine(head, Step()),
            run,
            municipalities,
            silent,
            choice=choice,
        )
        everything = job.read(space)
        whole = head == source and everything.records <= HEAD_ROWS
        read_whole = everything.records + everything.broken_records
        most = read_whole if head == source else most_rows(source)
        first = _first(everything)
        checked = None
        shown: tuple[PreviewRow, ...] = ()
        if first.records:
            key = key_blocks(current_key(settings))
            checked = check(space, first, contract, job.gazetteer(first), key, (Step(), Step()))
            shown = _rows(space, first, contract, checked, rows)
            if checked.repeated.other:
                sentence = conflict_sentence(
                    space, checked.conflicts, contract, checked.repeated.other
                )
                checked = replace(checked, notices=(sentence, *checked.notices))
            signs, _ = percent_sentence(space, checked.percents)
            if signs:
                checked = replace(checked, notices=(signs, *checked.notices))
        rejected = write_rejections(
            space, first, contract, checked, space.folder / "rejections.csv", Step()
        )
    report = _report(contract, source.name, first, checked, rejected)
    return Preview(
        replace(report, profile=profile),
        _rows_with_place_names(shown, report.columns, contract, municipalities),
        whole,
        settings.rejection_threshold,
        most,
    )


def _report(
    table: Table, name: str, source: Source, checked: Checked | None, rejected: Rejected
) -> ImportReport:
    read = source.records + source.broken_records + sum(source.left_out.values())
    reasons = checked.left_out(source) if checked else source.left_out
    bad = source.broken_records + (checked.rejected if checked else 0)
    repeated = checked.repeated if checked else RepeatedKeys()
    places = checked.places if checked else PlaceFindings()
    return ImportReport(
        import_id="",
        table=table.name,
        status="ok",
        source_name=name,
        message="",
        read=read,
        accepted=read - bad - repeated.rows - sum(reasons.values()),
        rejected=rejected.rules,
        rejected_rows=bad,
        repeated_keys=repeated.same,
        conflicting_keys=repeated.other,
        form=source.form,
        encoding=source.encoding,
        separator=source.separator,
        columns=tuple(column for column in table.names if column in source.kinds),
        unknown_columns=column_names(source.unknown_columns),
        decimal_marks=checked.decimal_marks if checked else {},
        examples=rejected.examples,
        left_out=reasons,
        repaired={**source.mended, **(checked.repaired if checked else {})},
        notices=checked.notices if checked else (),
        unresolved=places.unresolved,
        unresolved_spellings=places.spellings,
    )


def _first(source: Source) -> Source:
    if source.records <= HEAD_ROWS:
        return source
    return replace(
        source, relation=f"SELECT * FROM ({source.relation}) LIMIT {HEAD_ROWS}", records=HEAD_ROWS
    )


def _rows(
    space: Workspace, source: Source, table: Table, checked: Checked, count: int
) -> tuple[PreviewRow, ...]:
    columns = [column for column in table.columns if column.name in source.kinds]
    cells = ", ".join(
        f"{shown_sql(column)}, {_understood_sql(column)}, {checked.rules.get(column.name, 'NULL')}"
        for column in columns
    )
    found = space.connection.execute(
        f"SELECT {LINE}, {cells} FROM ({checked.judged}) ORDER BY {source.record} LIMIT {count}",
        dict(checked.parameters),
    ).fetchall()
    return tuple(
        PreviewRow(line, tuple(_cell(*row[at : at + 3]) for at in range(0, len(row), 3)))
        for line, *row in found
    )


def _understood_sql(column: Column) -> str:
    typed = value(column.name)
    if column.sensitive:
        return f"CASE WHEN {typed} IS NOT NULL THEN '{MASK}' END"
    return (
        redact_sql(typed, MISPLACED)
        if column.type in ("texto", "nome", "categoria", "texto_livre", "lista")
        else typed
    )


def _cell(raw: str | None, understood: Any, rule: str | None) -> PreviewCell:
    return PreviewCell(
        _short(raw or ""),
        None if understood is None or rule else _short(_value_in_words(understood)),
        rule,
    )


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _value_in_words(understood: Any) -> str:
    """A value as people write it here."""
    match understood:
        case bool():
            return "sim" if understood else "não"
        case datetime():
            return moment(understood)
        case date():
            return day(understood)
        case int():
            return str(understood)
        case float():
            return number(understood, 0 if understood.is_integer() else 2)
        case _:
            return str(understood)


def _rows_with_place_names(
    rows: tuple[PreviewRow, ...],
    columns: tuple[str, ...],
    table: Table,
    municipalities: pd.DataFrame,
) -> tuple[PreviewRow, ...]:
    """Codes of municipalities with their names: what a person can check at a glance."""
    names = {
        code: f"{code} {name} ({uf})"
        for code, name, uf in municipalities[["code", "name", "uf"]].to_numpy()
    }
    places = {column.name for column in table.of_type("municipio")}

    def named(column: str, cell: PreviewCell) -> PreviewCell:
        known = column in places and cell.value is not None
        return replace(cell, value=names.get(cell.value, cell.value)) if known else cell

    return tuple(replace(row, cells=tuple(map(named, columns, row.cells))) for row in rows)

"""Which mark is decimal in each column of numbers in text, as the cells of a source prove it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data_access.contract.model import Column, Table
from data_access.sources.source import Source
from data_access.sources.values import numbers
from data_access.sources.values.cells import is_native
from data_access.sources.values.parsing import cell, looked_up
from data_access.sources.values.redaction import redact
from data_access.sources.workspace import Workspace

EVIDENCE = "evidence"  # a row per series, or one, with what each column of numbers proves
TOLD = 3  # series of each mark that the report names


@dataclass(frozen=True)
class DecimalMarks:
    """``marks``: of each column in which all that proves something proves the same; ``told`` adds
    the series of those in which it does not. ``joins``: what a relation of clean cells needs to
    know the mark of each row of the columns ``series``.
    """

    marks: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    series: frozenset[str] = frozenset()
    joins: str = ""


def columns_with_marks(source: Source, table: Table) -> tuple[Column, ...]:
    """The columns of numbers that come as text, and those that say of which series they are."""
    numeric = [
        column
        for column in table.of_type("inteiro", "decimal")
        if column.name in source.kinds and not is_native(column.type, source.kinds[column.name])
    ]
    series = {column.series for column in numeric if column.series}
    return (*numeric, *(table.column(name) for name in sorted(series)))


def find_decimal_marks(space: Workspace, columns: Sequence[Column], clean: str) -> DecimalMarks:
    """`columns` are those of `columns_with_marks`, and `clean` is SQL of their clean cells."""
    named = {column.series for column in columns if column.series}
    numeric = [column for column in columns if column.name not in named]
    if not numeric:
        return DecimalMarks()
    key = cell(min(named)) if named else "NULL"  # a table has one column that names series
    found = ", ".join(
        f"{sql} AS {looked_up(column.name, mark)}"
        for column in numeric
        for mark, sql in zip(
            ("comma", "point"),
            numbers.evidence_sql(
                cell(column.name), whole=column.type == "inteiro", bounds=column.bounds
            ),
            strict=True,
        )
    )
    space.connection.execute(
        f"CREATE TABLE {EVIDENCE} AS SELECT {key} AS series, {found} FROM ({clean}) GROUP BY ALL"
    )
    marks = {
        column.name: mark for column in numeric if (mark := _mark_of_all(space, column)) is not None
    }
    apart = [column for column in numeric if column.series]
    told = {name: mark for column in apart for name, mark in _told_series(space, column, marks)}
    return DecimalMarks(
        marks,
        {**marks, **told},
        frozenset(column.name for column in apart),
        " ".join(map(_join, apart)),
    )


def _mark_of_all(space: Workspace, column: Column) -> str | None:
    by_comma, by_point = space.row(
        f"SELECT coalesce(bool_or({looked_up(column.name, 'comma')}), false),"
        f" coalesce(bool_or({looked_up(column.name, 'point')}), false) FROM {EVIDENCE}"
    )
    return numbers.proven_mark(by_comma, by_point)


def _marks_sql(column: Column) -> str:
    """The series that prove one mark."""
    comma, point = looked_up(column.name, "comma"), looked_up(column.name, "point")
    return (
        f"SELECT series, CASE WHEN {comma} THEN ',' ELSE '.' END AS"
        f" {looked_up(column.name, 'mark')} FROM {EVIDENCE} WHERE {comma} <> {point}"
    )


def _told_series(
    space: Workspace, column: Column, marks: Mapping[str, str]
) -> Sequence[tuple[str, str]]:
    """Of a column whose series prove different marks, some of each mark."""
    if column.name in marks:
        return ()
    mark = looked_up(column.name, "mark")
    rows = space.connection.execute(
        f"SELECT series, {mark} FROM ({_marks_sql(column)}) WHERE series IS NOT NULL"
        f" QUALIFY row_number() OVER (PARTITION BY {mark} ORDER BY series) <= {TOLD} ORDER BY 1"
    ).fetchall()
    return [(f"{column.name} de “{redact(series)}”", mark) for series, mark in rows]


def _join(column: Column) -> str:
    name = looked_up(column.name, "marks")
    return f"LEFT JOIN ({_marks_sql(column)}) AS {name} ON {name}.series = {cell(column.series)}"

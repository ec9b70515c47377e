"""Which mark is decimal in each column of numbers in text, as the cells of a source prove it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from config.formatting import number, plural
from data_access.contract.model import Column, Table
from data_access.sources.source import TYPED, Source, identifier
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
    know the mark of each row of the columns ``series``. ``notices``: of those in which only some
    numbers have a percent sign.
    """

    marks: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    series: frozenset[str] = frozenset()
    joins: str = ""
    notices: tuple[str, ...] = ()


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
    found += "".join(f", {_signs_sql(column)}" for column in numeric if column.series)
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
        tuple(sentence for column in apart for sentence in _percent_sentences(space, column)),
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


def _signs_sql(column: Column) -> str:
    """Of the cells as they came: how many have a percent sign and how many have none, and the first
    of each.
    """
    raw = f"trim(ltrim(CAST({identifier(column.name)} AS VARCHAR), '{TYPED}'))"
    signed = f"contains({raw}, '%')"
    bare = f"{raw} <> '' AND NOT {signed}"
    return ", ".join(
        f"{what} FILTER ({test}) AS {looked_up(column.name, name)}"
        for name, what, test in (
            ("signed", "count(*)", signed),
            ("unsigned", "count(*)", bare),
            ("a_signed", f"min({raw})", signed),
            ("an_unsigned", f"min({raw})", bare),
        )
    )


def _percent_sentences(space: Workspace, column: Column) -> list[str]:
    """Of the indicators in which some cells have a percent sign and others have none: nothing says
    whether 42 % is 42 or 0.42 of what they are told in.
    """
    names = ("signed", "unsigned", "a_signed", "an_unsigned")
    fields = ", ".join(looked_up(column.name, name) for name in names)
    rows = space.connection.execute(
        f"SELECT series, {fields} FROM {EVIDENCE} WHERE {looked_up(column.name, 'signed')} > 0"
        f" AND {looked_up(column.name, 'unsigned')} > 0 AND series IS NOT NULL"
        f" ORDER BY series LIMIT {TOLD}"
    ).fetchall()
    return [
        f"O indicador “{redact(series)}” tem {plural(signed, 'valor', 'valores')} com o sinal de"
        f" porcentagem (“{redact(one)}”) e {number(unsigned)} sem ele (“{redact(other)}”). O sinal"
        f" não conta: “{redact(one)}” vale {redact(one).rstrip(' %')}, e não um centésimo disso."
        " Se o indicador vai de 0 a 1, escreva todos na mesma escala e importe de novo."
        for series, signed, unsigned, one, other in rows
    ]

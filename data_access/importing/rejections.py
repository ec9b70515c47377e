"""The rejection file: which cell of which line broke which rule, in words too.

Identifiers of people stay out of it: cells of sensitive columns are masked, documents and e-mails
that strayed into other columns are struck out, and where a line is no row — nobody knows which cell
is which — a table with sensitive columns shows the form of the line only. The line number leads to
the original, which its owner has.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from data_access.base.named import named_sql
from data_access.base.safe_export import DELIMITER, write_csv
from data_access.contract.model import NUMERIC, Column, Table
from data_access.importing.check import Checked, look_at_rejected
from data_access.importing.report import Example
from data_access.importing.telling import rule_in_words
from data_access.sources.source import LINE, TYPED, UF_HINT, Source, identifier, literal
from data_access.sources.step import Step
from data_access.sources.values.cells import shown_number_sql
from data_access.sources.values.redaction import MASK, MISPLACED, redact, redact_sql, shape
from data_access.sources.workspace import Workspace

HEADER = ("linha", "coluna", "regra", "motivo", "valor", "texto_original")
SHOWN = 2000  # characters of a cell or line
BATCH = 10_000

EXAMPLES = 3  # of each rule that the report shows
EXAMPLE_SHOWN = 120  # characters of each

Rejection = tuple[int, str | None, str, str | None, str | None]


@dataclass(frozen=True)
class Rejected:
    """``rules`` counts violations by rule, of which ``examples`` has the first;
    both are safe to show.
    """

    rules: Mapping[str, int] = field(default_factory=dict)
    examples: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)
    file: Path | None = None


def write_rejections(
    space: Workspace,
    source: Source,
    table: Table,
    checked: Checked | None,
    target: Path,
    step: Step,
) -> Rejected:
    """Write `target`, readable by its owner alone, in the order of the lines."""
    rules: Counter[str] = Counter()
    examples: dict[str, tuple[Example, ...]] = {}

    @cache
    def reason(rule: str, column: str | None) -> str:
        return rule_in_words(rule, table.name, [column])

    def counted() -> Iterator[tuple[int | str | None, ...]]:
        for rejection in _in_order(
            _broken(source, table), _judged_rows(space, source, table, checked)
        ):
            line, column, rule, shown, text = rejection
            if rules[rule] < EXAMPLES:
                short = (shown or text or "")[:EXAMPLE_SHOWN]
                examples[rule] = (*examples.get(rule, ()), Example(line, column, short))
            rules[rule] += 1
            yield line, column, rule, reason(rule, column), shown, text

    write_csv(target, HEADER, counted(), private=True)
    step.at(1.0)
    return Rejected(dict(rules), examples, target)


def _in_order(first: Iterator[Rejection], second: Iterator[Rejection]) -> Iterator[Rejection]:
    from heapq import merge

    return merge(first, second, key=lambda rejection: rejection[0])


def _broken(source: Source, table: Table) -> Iterator[Rejection]:
    """Records that are no row."""
    if source.broken is None:
        return
    protect = shape if table.of_type("identificador") else redact
    with source.broken.open(encoding="utf-8", newline="") as file:
        for line, rule, text in csv.reader(file):
            yield int(line), None, rule, None, protect(text)


def _judged_rows(
    space: Workspace, source: Source, table: Table, checked: Checked | None
) -> Iterator[Rejection]:
    """Rows with a rule broken: one rejection per rule."""
    if checked is None or checked.rejected == 0:
        return
    look_at_rejected(space, source, checked.totals)
    columns = [table.column(name) for name in source.kinds if name in table.names]
    violations = ", ".join(
        f"{{'c': {literal(column.name)}, 'r': {checked.rules[column.name]}, 'v':"
        f" {_shown_with_uf_sql(column, source)}}}"
        for column in columns
        if column.name in checked.rules
    )
    result = space.connection.execute(
        f"SELECT {LINE}, v.c, v.r, v.v, original FROM (SELECT {LINE}, {source.record} AS place,"
        f" {_original(columns)} AS original, unnest(list_filter([{violations}], lambda item: item.r"
        f" IS NOT NULL)) AS v FROM ({checked.judged})) ORDER BY place",
        dict(checked.parameters),
    )
    while batch := result.fetchmany(BATCH):
        yield from batch


def _shown_with_uf_sql(column: Column, source: Source) -> str:
    """A municipality with the UF beside it, where the two decide together."""
    shown = shown_sql(column)
    if column.type not in ("municipio", "territorio") or UF_HINT not in source.kinds:
        return shown
    hint = f"left({redact_sql(f'CAST({identifier(UF_HINT)} AS VARCHAR)', MISPLACED)}, {SHOWN})"
    return f"{shown} || coalesce(' (uf ' || nullif(trim({hint}), '') || ')', '')"


def shown_sql(column: Column) -> str:
    """SQL of a cell as it came, without what is personal in it."""
    raw = f"ltrim(CAST({identifier(column.name)} AS VARCHAR), '{TYPED}')"
    if column.sensitive:
        return f"CASE WHEN {raw} <> '' THEN '{MASK}' END"
    shown = named_sql("raw", raw, shown_number_sql("raw")) if column.type in NUMERIC else raw
    return f"left({redact_sql(shown, MISPLACED)}, {SHOWN})"


def _original(columns: Sequence[Column]) -> str:
    cells = ", ".join(f"coalesce({shown_sql(column)}, '')" for column in columns)
    return f"left(concat_ws('{DELIMITER}', {cells}), {SHOWN})"

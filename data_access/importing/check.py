"""Every row judged by the contract: values typed, rules named, keys compared. All of it streams."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from data_access.contract.model import Column, Table
from data_access.importing.absent_identifiers import find_absent_identifiers
from data_access.importing.decimal_marks import columns_with_marks, find_decimal_marks
from data_access.importing.identifiers import prepare_identifiers
from data_access.importing.lost_zeros import MendedIdentifiers, mend_identifiers
from data_access.importing.percent_signs import percent_signs_sql
from data_access.importing.places import PlaceFindings, find_findings, prepare_places
from data_access.importing.repeated_keys import (
    RepeatedKeys,
    conflict_listing_sql,
    find_repeated_keys,
)
from data_access.importing.totals import Totals, find_totals
from data_access.importing.whole_days import find_whole_days, whole_days_told
from data_access.places.gazetteer import Gazetteer
from data_access.sources.readers.notes import NOTES
from data_access.sources.readers.rulers import rulers_told
from data_access.sources.source import (
    LINE,
    SOURCE_ROWS,
    UF_HINT,
    Kind,
    Source,
    file_literal,
    identifier,
    literal,
)
from data_access.sources.step import Step
from data_access.sources.values.cells import cell_sql
from data_access.sources.values.parsing import (
    Reading,
    cell,
    columns_of,
    rule_sql,
    sql_type,
    struck_sql,
    value,
    value_sql,
)
from data_access.sources.values.refining import column_cell_sql, mended_code_sql, refined_sql
from data_access.sources.workspace import Workspace
from data_access.staging.files import STAGED

STRUCK, MENDED_CODE = "documento_riscado", "codigo_de_planilha"
PACKED = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"


@dataclass(frozen=True)
class Checked:
    """``judged``: SQL of the rows of `SOURCE_ROWS` with their cells as they came, clean (r_), typed
    (t_) and the rules that they break (e_, by column in ``rules``); ``parameters`` are for it.

    ``rejected`` and ``repeated`` count rows of the source; records that are no row are apart, and
    so are ``totals``. ``conflicts``: SQL of the cells in which rows of one key differ;
    ``percents``: of targets with a percent sign that is not their unit.
    """

    judged: str
    rules: Mapping[str, str]
    rejected: int
    repeated: RepeatedKeys
    decimal_marks: Mapping[str, str]
    parameters: Mapping[str, str]
    places: PlaceFindings
    repaired: Mapping[str, int] = field(default_factory=dict)  # rows by kind
    notices: tuple[str, ...] = ()
    conflicts: str = ""
    totals: Totals = field(default_factory=Totals)
    percents: str = ""

    def left_out(self, source: Source) -> dict[str, int]:
        """Rows that are no data of the table, by reason: of the source, and totals among its
        rows.
        """
        found = Counter(source.left_out)
        found.update({NOTES: len(self.totals.records)} if self.totals.records else {})
        return dict(found)


def check(
    space: Workspace,
    source: Source,
    table: Table,
    gazetteer: Gazetteer,
    key: Mapping[str, str],
    steps: tuple[Step, Step],
) -> Checked:
    """Judge every row, write the values to ``checked.parquet``
    of the workspace and find repeated keys.
    """
    space.connection.execute(f"CREATE VIEW {SOURCE_ROWS} AS {source.relation}")
    unsure = columns_with_marks(source, table)
    marks = find_decimal_marks(space, unsure, _clean_sql(unsure, source.kinds))
    days = find_whole_days(space, source, table)
    reading = Reading(source.kinds, marks.marks, source.damaged, marks.series, days=frozenset(days))
    absent = find_absent_identifiers(space, source, table)
    mended = mend_identifiers(space, source, table)
    hashed, tabled = prepare_identifiers(space, source, table, key, mended)
    reading = replace(reading, tabled=tabled)
    places = prepare_places(space, table, reading, source.codings, gazetteer)
    columns = columns_of(table, reading)
    judged, rules = _judged_sql(table, reading, f"{marks.joins} {places.joins} {hashed}", mended)
    hashed_here = any(
        column.name not in tabled
        if column.sensitive
        else column.type == "texto" and not column.values
        for column in columns
    )
    parameters = key if hashed_here else {}
    verdict = " AND ".join(f"{rule} IS NULL" for rule in rules.values()) or "true"
    values = ", ".join(f"{value(column.name)}" for column in columns)
    space.run(
        f"COPY (SELECT {_position(source)}, {values}, {verdict} AS ok,"
        f" {struck_sql(columns)} AS {STRUCK}, {mended_code_sql(columns, reading)} AS {MENDED_CODE}"
        f" FROM ({judged})) TO"
        f" {literal(str(_checked_file(space)))} ({PACKED})",
        steps[0],
        parameters,
    )
    rejected, struck, codes = space.row(
        f"SELECT count(*) FILTER (NOT ok), count(*) FILTER ({STRUCK}),"
        f" count(*) FILTER ({MENDED_CODE}) FROM {_rows(space)}"
    )
    key_columns = [column for column in columns if column.name in table.key]
    others = [column for column in columns if column.name not in table.key]
    repeated = find_repeated_keys(
        space, _rows(space), source.record, table.key, [column.name for column in others], steps[1]
    )
    totals = find_totals(space, source, table, _rows(space)) if rejected else Totals()
    found = totals.without_labels(find_findings(space, places.columns))
    counted = {STRUCK: int(struck), MENDED_CODE: int(codes)}
    repaired = {
        **absent.repaired,
        **mended.repaired,
        **{kind: n for kind, n in counted.items() if n},
        **found.repaired,
    }
    return Checked(
        judged,
        rules,
        int(rejected) - len(totals.records),
        repeated,
        marks.told,
        parameters,
        found,
        repaired,
        (
            *(*absent.notices, *marks.notices, *whole_days_told(days), *mended.notices),
            *(*totals.notices, *rulers_told(source)),
        ),
        conflict_listing_sql(_rows(space), source.record, key_columns, others),
        totals,
        percent_signs_sql(source, table, _rows(space)),
    )


def _position(source: Source) -> str:
    return LINE if source.record == LINE else f"{LINE}, {source.record}"


def _checked_file(space: Workspace) -> Path:
    return space.folder / "checked.parquet"


def _rows(space: Workspace) -> str:
    return f"read_parquet({file_literal(_checked_file(space))})"


def _clean_sql(
    columns: Sequence[Column], kinds: Mapping[str, Kind], more: Sequence[str] = ()
) -> str:
    """The rows of the source with the clean cells of `columns`, in two steps: what is done to the
    text of a cell is done to a name, and the text is worked out once.
    """
    cells = [f"{column_cell_sql(c, kinds[c.name])} AS {cell(c.name)}" for c in columns]
    refined = [
        f"{sql} AS {cell(column.name)}"
        for column in columns
        if (sql := refined_sql(column, kinds[column.name], cell(column.name)))
    ]
    clean = f"SELECT *, {', '.join([*cells, *more])} FROM {SOURCE_ROWS}"
    return f"SELECT * REPLACE ({', '.join(refined)}) FROM ({clean})" if refined else clean


def _judged_sql(
    table: Table, reading: Reading, joins: str, mended: MendedIdentifiers
) -> tuple[str, dict[str, str]]:
    """The relation of all rows with cells, values and rules,
    and the rule column of each checked column.
    """
    columns = columns_of(table, reading)
    more = []
    if UF_HINT in reading.kinds and UF_HINT not in table.names:
        more.append(
            f"{cell_sql(identifier(UF_HINT), reading.kinds[UF_HINT], native=False)} AS"
            f" {cell(UF_HINT)}"
        )
    values = [f"{value_sql(column, reading)} AS {value(column.name)}" for column in columns]
    broken = {column.name: sql for column in columns if (sql := rule_sql(column, reading))}
    rules = {name: identifier(f"e_{name}") for name in broken}
    named = [f"{sql} AS {rules[name]}" for name, sql in broken.items()]
    clean = mended.relation(_clean_sql(columns, reading.kinds, more))
    typed = f"SELECT *, {', '.join(values)} FROM ({clean}) AS clean {joins}"
    return f"SELECT {', '.join(['*', *named])} FROM ({typed})", rules


def look_at_rejected(space: Workspace, source: Source, totals: Totals) -> None:
    """From now on `SOURCE_ROWS` are the rejected rows alone."""
    others = totals.others_sql(source.record)
    rejected = f"SELECT {source.record} FROM {_rows(space)} WHERE NOT ok AND {others}"
    space.connection.execute(
        f"CREATE OR REPLACE VIEW {SOURCE_ROWS} AS SELECT * FROM ({source.relation}) "
        f"WHERE {source.record} IN ({rejected})"
    )


def write_accepted(space: Workspace, source: Source, table: Table, target: Path, step: Step) -> int:
    """Write the rows that enter, with all columns of the contract in its order.
    Returns how many they are.
    """
    values = ", ".join(
        f"{value(column.name) if column.name in source.kinds else 'NULL'}::{sql_type(column)} "
        f"AS {identifier(column.name)}"
        for column in table.columns
    )
    space.run(
        f"COPY (SELECT {values}, {LINE} FROM {_rows(space)} WHERE ok AND {source.record} NOT IN"
        f" (SELECT {source.record} FROM repeated)) TO {literal(str(target))} ({STAGED})",
        step,
    )
    return int(space.row(f"SELECT count(*) FROM read_parquet({file_literal(target)})")[0])

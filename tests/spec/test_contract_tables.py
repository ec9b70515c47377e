"""Each table of the contract, column by column: accepted with its value, refused without it,
rejected by its rule.
"""

import csv
from uuid import UUID

import pytest

from config.errors import UserError
from data_access.contract.load import contract, table_contract
from data_access.staging.files import active_imports
from tests.spec.contract_columns import TABLES, Line, lines
from tests.support.good_rows import as_csv, as_parquet, as_xlsx

SHAPES = {
    "csv": as_csv,
    "tsv": lambda header, rows: as_csv(header, rows, "\t"),
    "parquet": as_parquet,
    "xlsx": as_xlsx,
}


def good(table: str) -> tuple[list[str], list[str]]:
    columns = lines(table)
    return [line.name for line in columns], [line.cell for line in columns]


def is_value(line: Line, value: str | None) -> bool:
    if line.value == "#":
        return value is not None and str(UUID(value)) == value and line.cell not in value
    return value == line.value


def test_the_tables_and_their_columns_are_those_of_the_contract() -> None:
    declared = {
        name: [(column.name, column.required) for column in table.columns]
        for name, table in contract().items()
    }
    assert declared == {
        table: [(line.name, line.required) for line in lines(table)] for table in TABLES
    }


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("shape", ["csv", "parquet"])
def test_a_file_with_every_column_comes_in_as_the_contract_says(
    bring, stored, table: str, shape: str
) -> None:
    header, row = good(table)
    report = bring(table, SHAPES[shape](header, [row]), f"fonte.{shape}")
    assert (report.read, report.accepted, report.columns) == (1, 1, tuple(header))
    (values,) = stored(table)
    assert [line.name for line in lines(table) if not is_value(line, values[line.name])] == []


@pytest.mark.parametrize("shape", ["tsv", "xlsx"])
def test_other_formats_give_the_same_values(bring, stored, shape: str) -> None:
    header, row = good("atendimentos")
    bring("atendimentos", SHAPES[shape](header, [row]), f"fonte.{shape}")
    (values,) = stored("atendimentos")
    assert [
        line.name for line in lines("atendimentos") if not is_value(line, values[line.name])
    ] == []


@pytest.mark.parametrize("table", TABLES)
def test_a_file_with_the_required_columns_alone_comes_in(bring, stored, table: str) -> None:
    required = [line for line in lines(table) if line.required]
    assert (
        bring(
            table, as_csv([line.name for line in required], [[line.cell for line in required]])
        ).accepted
        == 1
    )
    (values,) = stored(table)
    assert {name for name, value in values.items() if value is not None} == {
        line.name for line in required
    }


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, line.name) for table in TABLES for line in lines(table) if line.required],
)
def test_without_a_required_column_it_is_refused_by_its_name(
    bring, settings, table: str, column: str
) -> None:
    header, row = good(table)
    place = header.index(column)
    del header[place], row[place]
    with pytest.raises(
        UserError,
        match=f"não encontrei {column}, que a tabela {table} exige .*As colunas encontradas",
    ):
        bring(table, as_csv(header, [row]))
    assert active_imports(settings, table) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_bad_cell_rejects_its_row_by_its_rule(bring, stored, table: str) -> None:
    """One row per column with a rule, of which that one cell is bad, after a row that is good."""
    header, row = good(table)
    judged = [line for line in lines(table) if line.rule]
    rows = [
        [line.bad if name == line.name else cell for name, cell in zip(header, row, strict=True)]
        for line in judged
    ]
    report = bring(table, as_csv(header, [row, *rows]))
    assert (report.read, report.accepted, report.rejected_rows) == (1 + len(judged), 1, len(judged))
    with report.rejection_file.open(encoding="utf-8-sig", newline="") as file:
        told = [
            (int(item["linha"]), item["coluna"], item["regra"])
            for item in csv.DictReader(file, delimiter=";")
        ]
    expected = [(3 + place, line.name, line.rule) for place, line in enumerate(judged)]
    assert set(expected) <= set(told)
    assert {line for line, _, _ in told} == {line for line, _, _ in expected}
    assert len(stored(table)) == 1


def test_every_column_that_can_be_wrong_has_a_case() -> None:
    """Text that nothing limits takes whatever there is; everything else has a rule here."""
    free = {"nome", "categoria", "texto_livre", "lista"}
    for table in TABLES:
        columns = {column.name: column for column in table_contract(table).columns}
        limited = {
            name
            for name, item in columns.items()
            if item.type not in free or item.values or item.filled
        }
        assert {line.name for line in lines(table) if line.rule} == limited

"""What the page of the contract says is what importing does: its examples enter, a cell becomes
what is told, and each rule that a bad cell breaks is one that is told of its column.
"""

from uuid import UUID

import pytest

from data_access.contract.accepted import accepted_by_contract, rules_of
from data_access.contract.load import contract, table_contract
from data_access.contract.model import Column, ColumnType
from data_access.importing.contract_page import columns_told
from tests.spec.contract_columns import lines
from tests.support.good_rows import as_csv, good_cell

CONTRACT = contract()
FORMS = {kind: told.forms for kind, told in accepted_by_contract().type.items() if told.forms}


def place_of(kind: ColumnType) -> tuple[str, Column]:
    """A column of a type that takes whatever the type takes, with its table."""
    return next(
        (name, column)
        for name, table in CONTRACT.items()
        for column in table.of_type(kind)
        if not column.values and column.maximum is None
    )


@pytest.mark.parametrize("table", CONTRACT)
def test_a_row_of_the_examples_enters_with_every_column(bring, stored, table: str) -> None:
    item = table_contract(table)
    example = [column.example for column in item.columns]
    report = bring(table, as_csv(item.names, [example]))
    assert (report.accepted, report.rejected) == (1, {})
    (row,) = stored(table)
    assert [name for name in item.names if row[name] is None] == []


@pytest.mark.parametrize("kind", FORMS)
def test_a_cell_becomes_what_is_told_of_its_type(bring, stored, kind: str) -> None:
    """All cells of a type at once, each in a row with a key of its own."""
    table, tested = place_of(kind)
    item = table_contract(table)
    rows = []
    for n, (cell, _) in enumerate(FORMS[kind]):
        cells = {
            column.name: good_cell(column, n) if column.name in item.key else column.example
            for column in item.columns
        }
        rows.append(list((cells | {tested.name: cell}).values()))
    report = bring(table, as_csv(item.names, rows))
    assert (report.accepted, report.rejected) == (len(rows), {})
    found = [row[tested.name] for row in stored(table)]
    told = [value for _, value in FORMS[kind]]
    if "#" in told:  # a pseudonym
        assert len({str(UUID(pseudonym)) for pseudonym in found}) == len(told)
    else:
        assert sorted(found) == sorted(told)


@pytest.mark.parametrize("table", CONTRACT)
def test_the_rule_of_a_bad_cell_is_told_of_its_column(table: str) -> None:
    columns = {column.name: column for column in table_contract(table).columns}
    for line in lines(table):
        if line.rule:
            assert line.rule in rules_of(columns[line.name])
        else:
            assert rules_of(columns[line.name]) == ()


def test_a_column_whose_type_has_many_rules_leaves_them_to_the_type() -> None:
    told = {column.name: column for column in columns_told(table_contract("parceiros"))}
    assert told["municipio"].of_type == accepted_by_contract().type["municipio"].rules
    assert told["municipio"].refused == ("obrigatorio_vazio",)
    assert told["inaugurado_em"].of_type == ()
    assert told["inaugurado_em"].refused == (
        "data_invalida",
        "data_em_numero_de_serie",
        "data_fora_do_intervalo",
    )

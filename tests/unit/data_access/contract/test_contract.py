from pathlib import Path

import pytest

from config.programme import CSN
from data_access.contract.load import (
    ContractError,
    UnknownTableError,
    contract,
    load_contract,
    table_contract,
)
from indicators.catalogue.definitions import catalogue

REQUIRED = {
    "atendimentos": (
        "id_atendimento",
        "tipo_cliente",
        "id_cliente",
        "data_fim",
        "municipio",
        "uf_executora",
    ),
    "atendentes": ("id_atendente", "nome", "uf"),
    "clientes": ("id_cliente", "tipo_cliente"),
    "pesquisas": ("id_pesquisa", "data"),
    "contatos": ("id_contato", "aberto_em", "canal"),
    "empresas": ("municipio", "porte", "competencia", "quantidade"),
    "socioeconomico": ("municipio", "indicador", "ano", "valor"),
    "parceiros": ("id_parceiro", "nome", "tipo", "municipio"),
    "equipes": ("id_equipe", "nome", "uf"),
    "iniciativas": ("id_iniciativa", "nome", "uf"),
    "metas": ("indicador", "nivel", "territorio", "ano", "valor"),
    "criterios": ("edicao", "categoria", "criterio", "indicador", "peso"),
    "territorios_proprios": ("municipio", "nome"),
}
GOOD = (
    'version = 1\ntitle = "A"\ndescription = "B"\nkey = ["a"]\n[[column]]\nname = "a"\ntype ='
    ' "texto"\n'
)
GOOD += 'description = "Código"\nexample = "A1"\nrequired = true\n'


def test_the_tables_and_their_required_columns_are_those_of_the_contract() -> None:
    assert {name: table.required for name, table in contract().items()} == REQUIRED


def test_people_are_identified_in_sensitive_columns_alone() -> None:
    found = {
        (table.name, c.name) for table in contract().values() for c in table.columns if c.sensitive
    }
    assert found == {
        ("atendimentos", "id_cliente"),
        ("atendimentos", "atendente"),
        ("atendentes", "id_atendente"),
        ("clientes", "id_cliente"),
    }


def test_an_attendance_may_come_without_client_because_the_rule_of_validity_counts_those() -> None:
    column = table_contract("atendimentos").column("id_cliente")
    assert (column.required, column.filled) == (True, False)


def test_what_was_recorded_has_dates_of_its_time_and_what_is_described_may_be_older() -> None:
    bounds = {
        (table.name, c.name): (c.earliest and c.earliest.year, c.latest)
        for table in contract().values()
        for c in table.of_type("data", "data_hora", "competencia")
    }
    assert bounds.pop(("clientes", "aberta_em")) == (1900, "amanhã")
    assert bounds.pop(("parceiros", "inaugurado_em")) == (1900, None)  # one may be planned
    assert len(bounds) == 7
    assert set(bounds.values()) == {(2000, "amanhã")}


def test_all_errors_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "boa.toml").write_text(GOOD)
    (tmp_path / "chave.toml").write_text(GOOD.replace('key = ["a"]', 'key = ["b"]'))
    (tmp_path / "coluna.toml").write_text(
        GOOD + 'cor = "azul"\nminimum = 3\n' + '[[column]]\nname = "É"\ntype = "x"\n'
    )
    (tmp_path / "sintaxe.toml").write_text("version = ")
    with pytest.raises(ContractError) as caught:
        load_contract(tmp_path)
    message = str(caught.value)
    for problem in (
        "chave.toml: Value error, the key column b must be required and filled",
        "coluna.toml: column.0.cor",
        "coluna.toml: column.1.name",
        "coluna.toml: column.1.type",
        "coluna.toml: column.1.description",
        "sintaxe.toml",
    ):
        assert problem in message
    assert "boa.toml" not in message


@pytest.mark.parametrize(
    ("extra", "problem"),
    [
        ("minimum = 1", "bounds only fit"),
        ("earliest = 2000-01-01", "only fit data"),
        (
            '[[column]]\nname = "a"\ntype = "texto"\ndescription = "De novo"\nexample = "1"',
            "a appears twice",
        ),
        (
            '[[column]]\nname = "n"\ntype = "inteiro"\ndescription = "N"\nvalues = ["1"]',
            "description",
        ),
        (
            '[[column]]\nname = "n"\ntype = "inteiro"\ndescription = "Núm"\nexample = "1"\n'
            'unit = "x"\nvalues = ["1"]',
            "only fits the type texto",
        ),
        (
            (
                '[[column]]\nname = "n"\ntype = "inteiro"\ndescription = "Núm"\nexample = "1"\n'
                'unit = "x"\nminimum = 2\nmaximum = 1'
            ),
            "above the maximum",
        ),
        (
            '[[column]]\nname = "n"\ntype = "decimal"\ndescription = "Núm"\nexample = "1"',
            "needs a `unit`",
        ),
        (
            '[[column]]\nname = "n"\ntype = "data"\ndescription = "Dia"\nexample = "1"\nunit = "x"',
            "only numbers have one",
        ),
        (
            '[[column]]\nname = "n"\ntype = "texto"\ndescription = "Núm"',
            "column.1.example",
        ),
        (
            '[[column]]\nname = "n"\ntype = "texto"\ndescription = "Núm"\nexample = "1"\n'
            "blank_allowed = true",
            "required column",
        ),
        (
            '[[column]]\nname = "n"\ntype = "territorio"\ndescription = "Terr"\nexample = "1"',
            "needs the column nivel",
        ),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(
    tmp_path: Path, extra: str, problem: str
) -> None:
    (tmp_path / "x.toml").write_text(GOOD + extra)
    with pytest.raises(ContractError, match=problem):
        load_contract(tmp_path)


def test_an_unknown_table_is_answered_with_the_nearest_and_the_list() -> None:
    with pytest.raises(
        UnknownTableError,
        match=r"“atendimento” não existe\. Seria “atendimentos”\? .*socioeconomico",
    ):
        table_contract("atendimento")


def test_a_target_is_of_an_indicator_that_can_have_one():
    known = {CSN, *(found.target for found in catalogue().values() if found.target)}
    assert {*table_contract("metas").column("indicador").values} == known

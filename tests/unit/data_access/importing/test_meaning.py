"""When the same file has come to say something else."""

import pandas as pd
import pytest

from config.settings import Settings
from data_access.contract.load import table_contract
from data_access.importing.meaning import meaning_of, what_changed
from data_access.sources.layout import StandardLayout

PLACES = pd.DataFrame([("3550308", "São Paulo", "SP")], columns=["code", "name", "uf"])


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({"cadastro": "a"}, {"cadastro": "a"}, None),
        ({}, {}, None),
        (
            {"cadastro": "a"},
            {"cadastro": "b"},
            "o cadastro de municípios ou as suas outras grafias",
        ),
        ({"tse": "a", "tom": "x"}, {"tse": "b", "tom": "x"}, "o de-para do TSE"),
        (
            {"identificadores": "1", "tom": "x"},
            {"identificadores": "2", "tom": "y"},
            "a leitura de CPF, CNPJ e códigos e o de-para da Receita Federal (TOM)",
        ),
        ({"cadastro": "a"}, {"cadastro": "a", "textos": "2"}, "o que se risca dos textos"),
        ({}, {"cadastro": "a"}, "a versão do programa"),
    ],
)
def test_what_changed_is_told_by_its_parts(
    before: dict[str, str], now: dict[str, str], told: str | None
) -> None:
    assert what_changed(before, now) == told


@pytest.mark.parametrize(
    ("table", "parts"),
    [
        ("atendimentos", {"identificadores", "textos", "leitura", "cadastro"}),
        ("clientes", {"identificadores", "textos", "leitura", "cadastro"}),
        ("equipes", {"textos", "leitura"}),
        ("empresas", {"leitura", "cadastro"}),
    ],
)
def test_a_table_depends_on_what_it_has(settings: Settings, table: str, parts: set[str]) -> None:
    contract = table_contract(table)
    assert set(meaning_of(settings, contract, StandardLayout(contract), PLACES)) == parts


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"))

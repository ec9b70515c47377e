"""A pilot of one state: what the others would show as zero is “não medido” on every page, and in
what they export.
"""

import re

import pytest

from data_access.queries.indicators.indicator import indicator_table
from indicators.scope import Access, Period, Scope
from pages.components.export import Export, to_csv
from pages.components.ranking import COLUMNS
from pages.state import gateway
from tests.pages.test_pages import alone, text
from tests.support.one_state import ABSENT, PRESENT, WITHOUT

pytestmark = [pytest.mark.usefixtures("one_state"), pytest.mark.xdist_group("one state")]
NOT_MEASURED = "Não medido: a edição não tem registros deste território e período"


def words(module: str, territory: str) -> str:
    """What is read on a page, without its marks."""
    shown = re.sub(
        r"<(style|svg).*?</\1>", "", text(alone(module, territory).run()), flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


@pytest.mark.parametrize("module", ["panorama", "cobertura", "recorrencia"])
def test_a_state_without_attendances_is_not_measured_on_any_card(module: str) -> None:
    shown = words(module, "uf:35")
    assert shown.count(NOT_MEASURED) > 1
    assert not re.search(r"(?<![\d,])0(,0)? %", shown)
    assert "istórico curto" not in shown
    assert "Não há projeção" not in shown


def test_the_panorama_says_what_it_is_of() -> None:
    shown = words("panorama", "brasil")
    assert "Cobertura ME e EPP 2,5 % ±0,8 Parcial" in shown
    assert "Pequenos negócios atendidos 70 Parcial" in shown
    assert "sem comparação ou sem dado (27)" in shown  # the map
    assert "Nenhum território tem casos bastantes para ser comparado." in shown
    ranked = shown[shown.index("contra o Brasil ") : shown.index("Lugar: pelo valor")]
    assert ranked.split("Brasil ")[1].strip() == "1 Minas Gerais 2,5 % —"
    assert "Nenhuma UF mudou mais do que o acaso explica." in shown  # from 20 to 35 companies
    assert "Todos juntos: +1,07 p.p." in shown
    assert "Porte e município, nos dois anos, pelo cadastro de hoje." in shown
    assert "Cobertura ME e EPP 2,5 % não dá para dizer 2,5 %" in shown  # the pace


def test_coverage_counts_the_empty_towns_of_the_state_that_was_measured() -> None:
    shown = words("cobertura", "brasil")
    assert "Municípios sem empresas atendidas 852" in shown
    assert "ME e EPP ativas 1.400" in shown
    assert "Rondônia — — — — — —" in shown  # the two accounts
    assert "não medidas: 26 UFs" in shown
    assert "Municípios sem empresas atendidas —" in words("cobertura", "uf:35")
    assert "Lugar nas prioridades —" in words("cobertura", f"municipio:{ABSENT}")


def test_a_town_of_another_state_has_no_coverage_and_a_town_of_the_state_may_have_zero() -> None:
    absent, without = (words("municipio", f"municipio:{code}") for code in (ABSENT, WITHOUT))
    assert "Cobertura MEI não medido — 5,0 %" in absent  # its own, of the UF and of the country
    assert "Pequenos negócios atendidos não medido — 70" in absent
    assert "Cobertura MEI 0,0 % 0,0 % a 1,3 % 5,0 % ▼ menor 5,0 % ▼ menor" in without


def test_salas_are_missing_only_where_a_list_says_so() -> None:
    shown = words("rede", "brasil")
    assert (
        "Municípios sem Sala 852 municípios de 853; os de mais empresas primeiro. 26 UFs sem"
        " parceiros" in shown
    )
    unlisted = words("rede", "uf:35").split("Municípios sem Sala")[1]
    assert (
        "cadastrados neste território. Escolha um território maior ou importe os dele" in unlisted
    )
    assert "ponto ativo" not in words("rede", "uf:35")
    assert "853 municípios · 1 Sala ativa" in words("cobertura", "uf:31")
    assert "Municípios sem Sala ativa 852" in words("cobertura", "brasil")
    absent = words("cobertura", "uf:35")
    assert "645 municípios · sem lista de Salas" in absent
    assert "Municípios sem Sala ativa —" in absent
    assert "precisa de atendimentos e de parceiros listados na UF" in absent


@pytest.mark.parametrize("module", ["programa", "rede", "inclusao", "atendimento", "satisfacao"])
@pytest.mark.parametrize(
    "territory", ["brasil", "uf:35", f"municipio:{ABSENT}", f"municipio:{PRESENT}"]
)
def test_every_other_page_stands(module: str, territory: str) -> None:
    assert words(module, territory)


def test_an_export_says_it_in_words() -> None:
    scope = Scope(Period.parse("2026-01", "2026-06"))
    edition = gateway.edition(gateway.published_id())
    rows = indicator_table(
        edition, "cobertura_mei", scope=scope, access=Access.everything("teste"), level="uf"
    )
    lines = to_csv(Export("Cobertura", rows, COLUMNS, ())).decode("utf-8-sig").splitlines()
    by_name = {line.split(";")[1]: line for line in lines[1:]}
    assert NOT_MEASURED in by_name["São Paulo"]
    assert by_name["São Paulo"].split(";")[3:8] == [""] * 5
    assert by_name["Minas Gerais"].split(";")[3:5] == ["35", "700"]

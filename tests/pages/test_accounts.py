"""The switch between both accounts, the table that reconciles them, and the choice of the company
stock.
"""

import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from indicators.catalogue.definitions import indicator
from pages.components.accounts import _without_stock
from tests.pages.test_pages import text


def drawn(module: str, territory: str, **params: str) -> AppTest:
    """A page alone, with the parameters of an address."""

    def script(module: str, territory: str, params: dict[str, str]) -> None:
        import importlib

        import streamlit as st

        from indicators.scope import Access, Month, Period, Scope, TerritoryRef
        from pages.state import gateway
        from pages.state.view import View

        edition = gateway.published_id()
        last = Month(gateway.edition(edition).manifest.last_month)
        scope = Scope(Period.year_to_date(last), TerritoryRef.parse(territory))
        st.query_params.from_dict(params)
        view = View(edition, Access.everything("teste"), scope, "Lugar", params)
        importlib.import_module(f"pages.{module}.page").page(view)

    return AppTest.from_function(script, args=(module, territory, params), default_timeout=90).run()


def numbers(markup: str, label: str) -> list[list[str]]:
    """The rows of the table with that label, without marks of HTML."""
    table = re.search(rf'aria-label="{label}".*?</table>', markup, re.S)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.S)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)]
        for row in rows
    ]


def whole(number: str) -> int:
    return int(number.replace(".", ""))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("module", ["cobertura", "recorrencia"])
def test_both_accounts_add_up_on_the_page(module: str) -> None:
    rows = numbers(text(drawn(module, "brasil")), "Atendidos por outra UF, por território")
    assert len(rows) == 28
    for name, own, both, others, elsewhere, client, unit in rows:
        counts = [whole(cell) for cell in (own, both, others, elsewhere)]
        assert sum(counts[:3]) == whole(client), name
        assert counts[0] + counts[1] + counts[3] == whole(unit), name
    states = [whole(row[5]) for row in rows[1:]]
    assert sum(states) == whole(rows[0][5]) == whole(rows[0][6])
    assert sum(whole(row[6]) for row in rows[1:]) != sum(states)


@pytest.mark.usefixtures("demo")
def test_the_cards_by_unit_are_those_of_the_table() -> None:
    shown = text(drawn("cobertura", "uf:35", vista="unidade"))
    _, *counts = numbers(shown, "Atendidos por outra UF, por território")[0]
    assert counts[4] != counts[5]
    assert re.search(rf">{re.escape(counts[5])} de [\d.]+ empresas<", shown)
    assert "meta" not in re.search(r'aria-label="Cobertura de micro.*?</section>', shown, re.S)[0]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("module", ["cobertura", "recorrencia"])
def test_below_the_uf_the_page_leads_back_to_the_rule(module: str) -> None:
    shown = text(drawn(module, "municipio:3550308", vista="unidade"))
    assert "Abaixo da UF não há unidade que atende" in shown
    assert "A conferência é por UF." in shown


@pytest.mark.usefixtures("demo")
def test_what_has_one_account_says_so_and_stays() -> None:
    shown = text(drawn("recorrencia", "brasil", vista="unidade"))
    assert "só é contado pelo município do cliente" in shown
    other = text(drawn("recorrencia", "brasil", vista="unidade", parte="segmentos"))
    assert "a unidade não a muda" in other
    assert "só é contado" not in text(drawn("panorama", "brasil", vista="unidade"))
    note = "abaixo dela esta conta não se aplica"
    assert note in text(drawn("panorama", "uf:35", vista="unidade"))
    assert note not in text(drawn("panorama", "uf:35", vista="cliente"))


@pytest.mark.usefixtures("demo")
def test_another_stock_is_the_base_of_the_page_and_of_its_sentence() -> None:
    shown = text(drawn("cobertura", "uf:35"))
    rows = numbers(shown, "Cobertura sobre as empresas de cada mês")
    assert "Em uso: a regra" in shown
    link = re.search(r"estoque=(\d{4}-\d{2})", shown)[1]
    chosen = text(drawn("cobertura", "uf:35", estoque=link))
    assert f"<b>{rows[0][0]}</b> · em uso" in chosen
    assert "Em uso: o estoque de" in chosen
    assert f"todos os parceiros, estoque de empresas de {rows[0][0]}," in chosen
    portrait = dict(numbers(chosen, "Retrato de Lugar"))
    assert portrait["ME e EPP ativas"] == rows[0][1]


@pytest.mark.usefixtures("demo")
def test_a_stock_that_the_edition_does_not_have_is_told() -> None:
    assert "estoque=1999-01" in text(drawn("cobertura", "uf:35", estoque="1999-01"))


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("module", ["cobertura", "recorrencia"])
def test_a_tiny_edition_has_every_card_or_its_reason(module: str) -> None:
    shown = text(drawn(module, "brasil", vista="unidade"))
    assert "Clientes atendidos por outra UF" in shown


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        (1, " 1 empresa de municípios sem estoque de empresas: conta na tabela, e fica fora"),
        (37, " 37 empresas de municípios sem estoque de empresas: contam na tabela, e ficam fora"),
    ],
)
def test_those_without_stock_agree_with_how_many_they_are(left_out: int, told: str) -> None:
    frame = pd.DataFrame({"establishment": [100.0 + left_out]})
    rate = pd.Series({"numerator": 100.0})
    assert _without_stock(indicator("cobertura_me_epp"), frame, rate).startswith(told)

"""The page Programa: what each state misses, from the boards to the initiatives behind a cell."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from config import navigation
from config.formatting import enumerate_words
from indicators.programme import RECOMMENDATIONS
from pages.components.programme_words import TITLES
from pages.programa.themes import themes

SHELL = str(Path(__file__).resolve().parents[2] / "pages" / "shell.py")


def shown(app: AppTest) -> str:
    assert not app.exception, app.exception
    return " ".join(str(block.proto.body) for block in app.get("html"))


def run_page(
    territory: str = "brasil",
    params: dict[str, str] | None = None,
    ufs: frozenset[str] | None = None,
    back: int = 0,
    porte: tuple[str, ...] = (),
) -> str:
    def script(
        territory: str,
        params: dict[str, str],
        ufs: frozenset[str] | None,
        back: int,
        porte: tuple[str, ...],
    ) -> None:
        from indicators.scope import Access, Month, Period, Scope, TerritoryRef
        from pages.programa import page
        from pages.state import gateway
        from pages.state.view import View

        edition = gateway.published_id()
        last = Month(gateway.edition(edition).manifest.last_month) + (-12 * back)
        scope = Scope(Period.year_to_date(last), TerritoryRef.parse(territory), porte=porte)
        page.page(View(edition, Access("ana", ufs), scope, "Este lugar", params))

    args = (territory, params or {}, ufs, back, porte)
    app = AppTest.from_function(script, args=args, default_timeout=90)
    app.query_params["parte"] = "tudo"
    return shown(app.run())


@pytest.fixture
def open_page(demo: object) -> Callable[..., str]:
    return run_page


@pytest.fixture
def without_initiatives(demo: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the edition had been built without the source."""
    from pages.components import programme_data

    monkeypatch.setattr(programme_data, "programme_years", lambda *_args, **_kwargs: {})


def row_of(text: str, label: str, state: str) -> str:
    """The row of a state in the board of that label."""
    board = text.split(f'<table class="t-table" aria-label="{label}')[1].split(
        "</table>", maxsplit=1
    )[0]
    return next(row for row in board.split("<tr>") if f">{state}</a>" in row)


@pytest.mark.usefixtures("without_initiatives")
def test_an_edition_without_the_source_says_what_to_import() -> None:
    text = run_page()
    assert "Esta edição não tem iniciativas do programa." in text
    assert "Importe a tabela iniciativas" in text
    assert "t-matrix" not in text


def test_a_year_without_initiatives_names_the_years_that_have_them(
    open_page: Callable[..., str],
) -> None:
    text = open_page(back=20)
    assert "Não há iniciativas de 2006" in text
    assert re.search(r"As desta edição são de (?:\d{4}(?:, | e ))+2026\.", text)
    assert "t-matrix" not in text


def test_the_country_shows_every_state_against_every_rule(open_page: Callable[..., str]) -> None:
    text = open_page()
    for title in (
        "Regras por estado",
        "Estratégias por estado",
        "quem chega à meta?",
        "Temas indutores",
        "Iniciativas setoriais",
        "Conformidade das iniciativas de inclusão",
    ):
        assert title in text
    assert "✗ 5/6" in row_of(text, "Regras do programa", "Amapá")
    assert "5 de 6, não cumprida" in row_of(text, "Regras do programa", "Amapá")
    assert "✓ 6/6" in row_of(text, "Regras do programa", "Acre")
    assert "nenhuma iniciativa" in row_of(text, "Iniciativas por estado", "Amapá")
    assert row_of(text, "Iniciativas por estado", "Amapá").count("✗") == 1
    assert text.count('scope="row"') == 27 + 1 + 27  # one board also totals
    names = enumerate_words(
        TITLES[rule].removesuffix(" (recomendação)") for rule in RECOMMENDATIONS
    )
    assert f"{names} são recomendações do plano, e não contam." in text
    assert "as parcelas podem somar mais de 100 %" in text


def test_what_is_missing_is_said_in_sentences_by_rule(open_page: Callable[..., str]) -> None:
    text = open_page()
    strategies = text.split("<b>Estratégias</b>")[1].split("</li>")[0]
    assert strategies.startswith(": 24 de 27 estados cumprem; não cumprem ")
    assert ">AP (Mobilizações)<" in strategies
    csn = text.split("<b>CSN nas estratégias</b>")[1].split("</li>")[0]
    assert ">AM<" in csn
    assert ">MT<" in csn
    assert "Documento de Referência do Programa Nacional Cliente 360 (2025), versão 2025.1" in text


def test_a_state_is_told_rule_by_rule_and_the_missed_ones_first(
    open_page: Callable[..., str],
) -> None:
    text = open_page("uf:52")
    items = text.split('class="t-rules"')[1].split("</ul>")[0].split("<li>")[1:]
    missed = ["(não cumprida)" in item for item in items]
    assert len(items) == 9
    assert missed == sorted(missed, reverse=True)
    inclusion = next(item for item in items if ">Inclusão<" in item)
    assert "(não cumprida)" in inclusion
    assert "falta em 3 de 3: tag (3)." in inclusion
    assert "(não medida). As regras não dizem que tags" in text


def test_below_the_state_it_says_whose_state_it_is(open_page: Callable[..., str]) -> None:
    text = open_page("municipio:5208707")
    assert "Este lugar está em Goiás, e é o estado que se mostra." in text
    assert "Goiás: " in text.split("O que falta")[1]
    assert text.count('scope="row"') == 2


def test_a_cell_opens_the_initiatives_behind_it(open_page: Callable[..., str]) -> None:
    text = open_page(params={"celula": "GO.regra.inclusao"})
    rows = text.split("As iniciativas de 2026 por trás da célula.")[1].split("</table>")[0]
    assert rows.count("não: falta tag") == 3
    assert rows.count("Empreender para incluir – GO 2026") == 3
    strategy = open_page(params={"celula": "GO.estrategia.mobilizacoes"})
    assert "Goiás · Mobilizações" in strategy
    assert "INI-GO-2026-04" in strategy
    assert "Nenhuma iniciativa." in open_page(params={"celula": "AP.estrategia.mobilizacoes"})
    portfolio = open_page(params={"celula": "AC.regra.portfolio_gestao"})
    behind = portfolio.split("por trás da célula")[1].split("O que falta")[0]
    assert "conta atendimentos, e não iniciativas" in behind
    assert "Atendimentos com soluções do portfólio" in behind  # the numbers, and not where to look
    assert "estão em Atendimento" not in behind
    assert "%</b>" in behind
    assert re.search(r"(?i)\bseguida\.", behind)  # a recommendation, as the summary calls it
    assert "umprida" not in behind


@pytest.mark.parametrize(
    "cell", ["XX.regra.temas", "GO.regra.nada", "GO", "GO.estrategia.temas", "<b>.regra.temas"]
)
def test_a_cell_that_is_not_there_is_told(open_page: Callable[..., str], cell: str) -> None:
    text = open_page(params={"celula": cell})
    assert "que esta página não tem neste território" in text
    assert "por trás da célula" not in text
    assert "<b>.regra" not in text


def test_every_cell_is_a_link_that_keeps_the_rest_of_the_address(
    open_page: Callable[..., str],
) -> None:
    text = open_page(params={"territorio": "brasil", "parcela": "csn_estrategias"})
    assert (
        'href="?celula=AP.regra.estrategias&amp;parcela=csn_estrategias&amp;territorio=brasil"'
        in text
    )
    assert 'href="?celula=AP.estrategia.mobilizacoes&amp;' in text


def test_a_filter_that_the_plan_does_not_know_is_told(open_page: Callable[..., str]) -> None:
    assert "não distingue porte, canal nem parceiro" in open_page("uf:31", porte=("MEI",))
    assert "não distingue porte" not in open_page("uf:31")


def test_a_coordinator_sees_the_own_states_alone(open_page: Callable[..., str]) -> None:
    text = open_page(ufs=frozenset({"GO", "MG"}))
    assert "Minas Gerais" in text
    assert "Amapá" not in text
    hidden = open_page(ufs=frozenset({"GO"}), params={"celula": "AP.regra.estrategias"})
    assert "que esta página não tem neste território" in hidden
    assert "INI-AP" not in hidden


@pytest.mark.usefixtures("demo")
def test_a_pasted_address_opens_the_same_rows_through_the_frame(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages = tuple(entry for entry in navigation.load_navigation() if entry.path == "programa")
    monkeypatch.setattr(navigation, "load_navigation", lambda: pages)
    app = AppTest.from_file(SHELL, default_timeout=90)
    app.query_params["territorio"] = "uf:52"
    app.query_params["celula"] = "GO.regra.inclusao"
    text = shown(app.run())
    assert "Goiás · Inclusão" in text
    assert "não: falta tag" in text
    assert "Fechar estas linhas" in text


def test_themes_are_counted_and_those_without_one_told() -> None:
    rows = pd.DataFrame(
        {
            "initiative_id": list("abcd"),
            "themes": ["Mercado", "", "Gestão; Mercado", "Turismo"],
            "foreign_themes": ["", "", "", "Turismo"],
            "csn": [1.0, None, 2.0, None],
        },
        dtype=object,
    )
    found = themes(rows)
    assert found[["theme", "known", "initiatives"]].to_numpy().tolist() == [
        ["Mercado", "sim", 2],
        ["Gestão", "sim", 1],
        ["Sem tema", "sem tema", 1],
        ["Turismo", "não está no plano", 1],
    ]
    assert found["csn"].isna().tolist() == [False, False, True, True]

"""Each page, alone and through the frame; the empty case first."""

import re
from html import escape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from config.formatting import BRASILIA
from config.navigation import load_navigation
from pages.state import gateway
from tests.support.drawn_page import is_in_parts
from tests.support.tiers import some

SHELL = str(Path(__file__).resolve().parents[2] / "pages" / "shell.py")
MODULES = [entry.module for entry in load_navigation()]


def routed() -> AppTest:
    return AppTest.from_file(SHELL, default_timeout=90)


def alone(module: str, territory: str) -> AppTest:
    def script(module: str, territory: str) -> None:
        import importlib

        from indicators.scope import Access, Month, Period, Scope, TerritoryRef
        from pages.state import gateway
        from pages.state.view import View

        edition = gateway.published_id()
        last = Month(gateway.edition(edition).manifest.last_month)
        scope = Scope(Period.year_to_date(last), TerritoryRef.parse(territory))
        view = View(edition, Access.everything("teste"), scope, "Lugar", {})
        importlib.import_module(f"pages.{module}.page").page(view)

    app = AppTest.from_function(script, args=(module, territory), default_timeout=90)
    if is_in_parts(module):
        app.query_params["parte"] = "tudo"
    return app


def text(app: AppTest) -> str:
    assert not app.exception, app.exception
    return " ".join(str(block.proto.body) for block in app.get("html")) + " ".join(
        m.value for m in app.markdown
    )


@pytest.mark.usefixtures("empty")
def test_without_an_edition_the_frame_says_what_to_do() -> None:
    shown = text(routed().run())
    assert "Ainda não há edição publicada" in shown
    assert "<code>t360 demo</code>" in shown
    assert "Importação e qualidade" in shown
    assert "t360 import" not in shown


@pytest.mark.usefixtures("demo")
def test_the_frame_shows_the_first_page_with_the_scope_in_words() -> None:
    shown = text(routed().run())
    assert "Todos os portes · Brasil" in shown
    assert "Dados de demonstração" in shown
    assert "Mais distantes da meta" in shown


@pytest.mark.usefixtures("demo")
def test_the_demonstration_says_what_of_it_is_real_and_who_published_it() -> None:
    assert "população, PIB e IDHM são os do IBGE" in text(routed().run())
    shown = text(alone("metodologia", "brasil").run())
    assert "IBGE, Censo Demográfico 2022" in shown
    assert "Atlas do Desenvolvimento Humano (PNUD, Ipea, FJP)" in shown
    assert "demonstração" in shown


@pytest.mark.usefixtures("demo")
def test_who_asked_for_a_page_that_does_not_exist_is_told_in_portuguese() -> None:
    app = routed()
    app.query_params["pagina"] = "relatorio"
    shown = text(app.run())
    assert "Não há página “relatorio” neste painel" in shown
    assert "pagina=relatorio" not in shown  # no link carries it on


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("path", "told"),
    [("metodologia", "Todos os portes · Bahia"), ("dados", "não mudam esta página")],
)
def test_a_page_that_no_filter_changes_has_no_scope_bar(path: str, told: str) -> None:
    def script(path: str) -> None:
        from config.navigation import load_navigation
        from indicators.scope import Access
        from pages.frame import frame

        entry = next(entry for entry in load_navigation() if entry.path == path)
        setting = frame.Frame(Access.everything(), entry)
        frame.draw(setting, [], {})
        assert setting.view is not None
        # What is taken away must not name a filter that is not heeded.
        assert setting.view.whole_country != entry.scope

    app = AppTest.from_function(script, args=(path,), default_timeout=90)
    app.query_params["territorio"] = "uf:29"
    assert told in text(app.run())
    assert ("limpar" in [button.label for button in app.button]) == (path == "metodologia")


@pytest.mark.usefixtures("demo")
def test_the_address_decides_the_scope() -> None:
    app = routed()
    app.query_params["territorio"] = "uf:29"
    app.query_params["porte"] = "MEI"
    app.query_params["comparar"] = "meta"
    assert "MEI · Bahia" in text(app.run())


@pytest.mark.usefixtures("demo")
def test_an_indicator_without_targets_is_not_measured_against_them() -> None:
    app = routed()
    app.query_params["indicador"] = "permanencia_12m"
    shown = text(app.run())
    assert "Últimos lugares; as UFs não têm meta" in shown
    assert "% da meta" not in shown


@pytest.mark.usefixtures("demo")
def test_below_the_uf_the_score_of_the_executing_unit_says_why_it_is_absent() -> None:
    app = routed()
    app.query_params["indicador"] = "nps"
    app.query_params["territorio"] = "municipio:3550308"
    assert text(app.run()).count("Não se aplica abaixo da UF") == 2  # the card and the list


@pytest.mark.usefixtures("demo")
def test_a_filter_that_cannot_be_used_shows_no_number_until_the_reader_decides() -> None:
    app = routed()
    app.query_params["canal"] = "Pombo-correio"
    shown = text(app.run())
    assert "O filtro “canal” do endereço não pode ser usado" in shown
    assert "Pombo-correio" in shown
    assert "todos os canais" not in shown
    shown = text(app.button(key="drop_refused").click().run())
    assert "canal" not in app.query_params
    assert 'class="t-kpi"' in shown
    assert "todos os canais" in shown


@pytest.mark.usefixtures("demo")
def test_whatever_the_address_asks_in_vain_is_told_in_one_note_per_place() -> None:
    app = routed()
    # A year that is over: the end of the history may have a note of its own.
    asked = {"classes": "foo", "indicador": "bar", "periodo": "2025-01..2025-12"}
    for name, value in asked.items():
        app.query_params[name] = value
    shown = text(app.run())
    assert "“classes=foo”, que esta página não tem" in shown
    assert "“indicador=bar”, que esta página não tem" in shown
    indicator, classes = 1, 1
    assert shown.count('class="t-note"') == indicator + classes


@pytest.mark.usefixtures("demo")
def test_an_edition_is_told_with_its_hour() -> None:
    built = gateway.edition(gateway.published_id()).manifest.built_at.astimezone(BRASILIA)
    assert f"Edição de {built:%d/%m/%Y %H:%M}" in text(routed().run())


@pytest.mark.usefixtures("demo")
def test_filters_are_cleared_where_there_are_any() -> None:
    app = routed()
    assert app.run().button(key="scope_clear").disabled
    app.query_params["porte"] = "MEI"
    assert not app.run().button(key="scope_clear").disabled


@pytest.mark.usefixtures("demo")
def test_a_partner_is_named_and_not_counted() -> None:
    from indicators.scope import Access
    from pages.components import caching
    from pages.state import gateway

    (partner, name), *_ = caching.ask_edition(
        gateway.published_id(), Access.everything(), caching.partner_names
    ).items()
    app = routed()
    app.query_params["parceiro"] = partner
    assert f"todos os canais, parceiro {escape(name)}, comparado" in text(app.run())


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    "territory",
    some(["brasil", "regiao:5", "uf:31", "municipio:3106200"], "brasil"),
)
def test_every_page_stands_alone_at_every_level(module: str, territory: str) -> None:
    shown = text(alone(module, territory).run())
    assert "Algo deu errado" not in shown
    # So small a demonstration has too few Salas to recognise any (`demonstration.LEAST`).
    none_yet = "Ainda não há edições de reconhecimento."
    assert (none_yet if module == "reconhecimento" else "t-title") in shown


@pytest.mark.usefixtures("tiny")
@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    "territory",
    some(["brasil", "uf:22", "municipio:2201919", "municipio:3106200"], "municipio:2201919"),
)
def test_every_page_stands_on_twelve_attendances_and_nothing_else(
    module: str, territory: str
) -> None:
    """At the country, a state, a municipality with six of them, and one with none."""
    shown = text(alone(module, territory).run())
    assert "Algo deu errado" not in shown
    assert "t-title" in shown or "t-empty" in shown or "t-note" in shown


@pytest.mark.usefixtures("demo")
def test_a_municipality_selected_in_the_address_has_its_portrait() -> None:
    from indicators.scope import Access, Month, Period, Scope
    from pages.cobertura import portrait
    from pages.components import caching
    from pages.state import gateway
    from pages.state.view import View

    edition = gateway.published_id()
    last = Month(gateway.edition(edition).manifest.last_month)
    view = View(
        edition,
        Access.everything(),
        Scope(Period.year_to_date(last)),
        "Brasil",
        {"municipio": "3106200"},
    )
    row = portrait.selected_municipality(view, caching.table(view, "cobertura_me_epp", "municipio"))
    assert row is not None
    assert row["name"] == "Belo Horizonte"


@pytest.mark.usefixtures("demo")
def test_a_coordinator_sees_the_own_state_and_no_other() -> None:
    from indicators.scope import Access
    from pages.components import caching
    from pages.state import gateway

    edition = gateway.published_id()
    everybody = caching.ask_edition(edition, Access.everything(), caching.territory_options)
    coordinator = caching.ask_edition(
        edition, Access("ana", frozenset({"BA"})), caching.territory_options
    )
    assert set(everybody.loc[everybody["level"] == "uf", "code"]) >= {"29", "31"}
    assert list(coordinator.loc[coordinator["level"] == "uf", "code"]) == ["29"]
    assert coordinator.loc[coordinator["level"] == "municipio", "code"].str.startswith("29").all()


@pytest.mark.usefixtures("demo")
def test_a_median_is_told_with_its_cases_and_not_as_a_part_of_them() -> None:
    shown = text(alone("atendimento", "brasil").run())
    assert "— de" not in shown
    assert re.search(r"[0-9.]+ contatos respondidos", shown)
    assert "Canais lado a lado" in shown

"""What surrounds every page: its head, the way up and the search."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from config.navigation import load_navigation
from config.settings import get_settings
from data_access.places.search import search
from indicators.scope import Access
from pages.components.caching import ask_edition, partner_names, team_names, territory_options
from pages.frame.heading import breadcrumb
from pages.frame.seek import Searched, sought_names, target_of
from pages.state import gateway
from tests.pages.test_pages import SHELL, routed, text

CRUMB = re.compile(r"<li[^>]*>(?:<a[^>]*>)?([^<]*)")


def crumbs(ref: str, **params: str) -> str:
    places = ask_edition(gateway.published_id(), Access.everything(), territory_options)
    return breadcrumb(ref, places, params)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("ref", "steps"),
    [
        ("brasil", ["Brasil"]),
        ("regiao:3", ["Brasil", "Sudeste"]),
        ("uf:31", ["Brasil", "Sudeste", "MG"]),
        ("municipio:3106200", ["Brasil", "Sudeste", "MG", "Belo Horizonte"]),
    ],
)
def test_the_way_up_names_what_contains_the_place(ref: str, steps: list[str]) -> None:
    assert CRUMB.findall(crumbs(ref)) == steps


@pytest.mark.usefixtures("demo")
def test_each_step_up_keeps_what_else_the_address_asks() -> None:
    links = re.findall(r'href="\?([^"]*)"', crumbs("uf:31", territorio="uf:31", porte="ME"))
    assert links == ["porte=ME", "porte=ME&amp;territorio=regiao:3"]


@pytest.mark.usefixtures("demo")
def test_the_head_says_the_page_its_question_and_the_date_of_the_data() -> None:
    app = routed()
    app.query_params["territorio"] = "uf:31"
    shown = text(app.run())
    entry = load_navigation()[0]
    assert f">{entry.title}<" in shown
    assert entry.question in shown
    assert re.search(r"Dados até \w{3}/\d{4} · edição de \d\d/\d\d/\d{4}", shown)


@pytest.mark.usefixtures("empty")
def test_a_panel_that_serves_the_network_and_asks_nobody_says_so_on_every_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "sem perguntar quem o abre" not in text(routed().run())
    monkeypatch.setenv("T360_AUTH", "none")
    get_settings.cache_clear()
    assert "sem perguntar quem o abre" in text(routed().run())


@pytest.mark.usefixtures("empty")
def test_without_an_edition_the_page_still_has_its_title() -> None:
    assert load_navigation()[0].question in text(routed().run())


def searched(access: Access | None = None) -> Searched:
    pages = dict.fromkeys(entry.path for entry in load_navigation())
    edition = gateway.published_id()
    return Searched(edition, access or Access.everything(), "cobertura", pages)  # type: ignore[arg-type]


def first(typed: str, access: Access | None = None) -> str:
    asked = searched(access)
    index = ask_edition(asked.edition_id, asked.access, sought_names)
    return str(search(index, typed)["ref"].iloc[0])


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("typed", "page", "changes"),
    [
        ("sao joao del rey", "municipio", {"territorio": "municipio:3162500"}),
        ("ceilandia", "municipio", {"territorio": "municipio:5300108"}),
        ("3106200", "municipio", {"territorio": "municipio:3106200"}),
        ("minas gerais", "cobertura", {"territorio": "uf:31"}),
        ("brasil", "cobertura", {"territorio": ""}),
        ("nps", "satisfacao", {"indicador": "nps", "parte": ""}),
        ("permanencia", "recorrencia", {"indicador": "permanencia_12m", "parte": "tempo"}),
        ("metodolojia", "metodologia", {}),
    ],
)
def test_what_is_found_leads_to_its_page(typed: str, page: str, changes: dict[str, str]) -> None:
    target = target_of(searched(), first(typed))
    assert (target.page, target.changes) == (page, changes)


@pytest.mark.usefixtures("demo")
def test_a_partner_is_found_and_leads_to_its_card() -> None:
    asked = searched()
    partner, name = next(iter(ask_edition(asked.edition_id, asked.access, partner_names).items()))
    target = target_of(asked, first(name))
    assert (target.label, target.page) == (name, "rede")
    card = f"parceiro:{partner}"
    assert target.changes == {"territorio": "", "parceiro": "", "unidade": card}


@pytest.mark.usefixtures("demo")
def test_a_team_is_found_and_leads_to_its_card() -> None:
    asked = searched()
    team, name = next(iter(ask_edition(asked.edition_id, asked.access, team_names).items()))
    target = target_of(asked, first(name))
    assert (target.label, target.page) == (f"{name} · equipe", "rede")
    assert target.changes["unidade"] == f"equipe:{team}"


@pytest.mark.usefixtures("demo")
def test_nobody_finds_what_the_access_does_not_allow() -> None:
    asked = searched(Access("ana", frozenset({"BA"})))
    index = ask_edition(asked.edition_id, asked.access, sought_names)
    places = index.loc[index["ref"].str.startswith("lugar:municipio:"), "ref"]
    assert places.str.startswith("lugar:municipio:29").all()
    assert search(index, "belo horizonte").empty


@pytest.mark.usefixtures("demo")
def test_what_was_typed_is_answered_and_forgotten_elsewhere() -> None:
    app = AppTest.from_file(SHELL, default_timeout=90).run()
    app.text_input(key="seek_words").input("sao joao del rey").run()
    assert "o mais parecido" in text(app)
    app.query_params["territorio"] = "uf:31"
    app.run()
    assert app.text_input(key="seek_words").value == ""
    assert "o mais parecido" not in text(app)
    app.text_input(key="seek_words").input("xyzxyz").run()
    assert "Nada parecido com “xyzxyz”" in text(app)

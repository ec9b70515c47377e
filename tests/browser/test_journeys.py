"""What people do: open, filter, drill, share, go back, take away."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from config.palette import load_palette

LIGHT = load_palette("light")
Visit = Callable[..., "Session"]  # noqa: F821 - the class lives in conftest


def params(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_the_panorama_opens_with_numbers_and_a_drawn_map(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/?classes=quantis")
    assert "Brasil" in session.sentence()
    assert re.search(r"\d+,\d %", session.page.locator(".st-key-card_cobertura_me_epp .v").inner_text())
    found = session.wait_for_map(LIGHT.sequential)
    assert sum(count > 200 for count in found.values()) >= 3, found


def test_the_network_map_is_drawn_with_our_own_leaflet(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/rede")
    frame = session.page.frame_locator("iframe").first
    frame.locator("canvas").first.wait_for(timeout=60_000)
    session.page.wait_for_timeout(1500)
    assert f"{server}/leaflet/leaflet.js" in session.requests
    assert any("/malha/" in url for url in session.requests)


def test_a_filter_changes_the_sentence_and_the_address(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open()
    session.filter("Período")
    session.page.get_by_text("Últimos 12 meses").click()
    session.arrive(periodo="12m")
    session.page.get_by_text("Intervalo de meses").click()  # the filter is still open
    session.page.wait_for_url(re.compile(r"periodo=\d{4}-\d\d\.\.\d{4}-\d\d"), timeout=60_000)


def test_a_territory_is_found_by_name_and_cleared_in_one_click(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open()
    session.filter("Território")
    session.seek("Procurar pelo nome", "Minas Ger", "Minas Gerais")
    session.arrive(territorio="uf:31")
    assert "Minas Gerais" in session.sentence()
    session.page.keyboard.press("Escape")
    session.page.get_by_text("limpar", exact=True).click()
    session.arrive()
    assert "Brasil" in session.sentence()


@pytest.mark.parametrize("typed", ["sao joao del", "São João del"])
def test_a_place_is_found_with_and_without_accents(server: str, visit: Visit, typed: str) -> None:
    session = visit(server)
    session.open("/metodologia")
    session.filter("Território")
    session.seek("Procurar pelo nome", typed, "São João del Rei")
    session.arrive(territorio="municipio:3162500")
    assert "São João del Rei (MG)" in session.sentence()


def test_the_search_of_partners_chooses_one_at_a_time(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/metodologia")
    session.filter("Parceiro")
    session.seek("Parceiro", "sala do empreendedor de sao p", "Sala do Empreendedor de São P")
    session.page.wait_for_url("**parceiro=*", timeout=60_000)
    session.settle()
    assert "parceiro Sala do Empreendedor de São P" in session.sentence()
    assert "," not in params(session.page.url)["parceiro"]


def test_the_tab_and_the_controls_are_named_in_portuguese(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/metodologia?territorio=uf:31")
    assert session.page.title() == "Metodologia · Território 360"
    assert session.page.locator("h1").all_inner_texts() == ["Metodologia — Minas Gerais"]
    session.filter("Território")
    session.page.get_by_label("Procurar pelo nome").click()
    names = session.page.locator("[aria-label]").evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    assert {"Abrir", "Limpar a escolha"} <= set(names)
    assert not {"Open", "Close", "Dismiss", "Clear value", "Copy to clipboard", "Collapse sidebar"} & set(names)


def test_a_click_on_the_map_drills_and_back_and_forward_return(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open()
    session.wait_for_map(LIGHT.diverging)
    box = session.page.locator(".stPlotlyChart").first.bounding_box()
    assert box is not None
    session.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    session.page.wait_for_url("**territorio=uf*", timeout=60_000)
    session.settle()
    drilled = params(session.page.url)["territorio"]
    there = session.sentence()
    session.page.go_back()
    session.arrive()
    assert "Brasil" in session.sentence()
    session.page.go_forward()
    session.arrive(territorio=drilled)
    assert session.sentence() == there


def test_a_pasted_link_opens_the_same_view(server: str, visit: Visit) -> None:
    link = "/cobertura?periodo=2026-01..2026-03&territorio=uf:31&porte=ME&comparar=meta&municipio=3106200&classes=jenks"
    first, second = visit(server), visit(server)
    first.open(link)
    address = first.page.url
    second.open(address.removeprefix(server))
    assert first.sentence() == second.sentence()
    assert first.sentence().startswith("ME · Minas Gerais, jan–mar/2026, todos os canais")
    assert first.sentence().endswith("comparado com a meta.")
    for session in (first, second):
        assert "Belo Horizonte (MG)" in session.page.locator(".st-key-card_portrait").inner_text()


def test_the_menu_keeps_the_scope(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/?territorio=uf:29&indicador=recorrencia")
    session.page.get_by_role("link", name="Cobertura").click()
    session.page.get_by_text("Onde alcançamos as empresas").wait_for(timeout=60_000)
    session.settle()
    assert urlsplit(session.page.url).path == "/cobertura"
    assert params(session.page.url) == {"territorio": "uf:29"}
    assert "Bahia" in session.sentence()


def test_an_address_that_cannot_be_used_says_why_and_shows_the_default(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/?periodo=1999-01..1999-02&territorio=uf:99")
    notes = session.page.locator(".t-note").all_inner_texts()
    assert any("periodo" in note and "jan–fev/1999" in note for note in notes)
    assert any("uf:99" in note for note in notes)
    assert "Brasil" in session.sentence()


def test_a_table_can_be_taken_away(server: str, visit: Visit, tmp_path: Path) -> None:
    session = visit(server)
    session.open("/?territorio=uf:31")
    card = session.page.locator(".st-key-card_ranking")
    for extension in ("csv", "xlsx"):
        with session.page.expect_download(timeout=60_000) as download:
            card.get_by_role("button", name=extension.upper()).click()
        download.value.save_as(tmp_path / f"table.{extension}")
    lines = (tmp_path / "table.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.DictReader([line for line in lines if not line.startswith("#")], delimiter=";"))
    assert any("Minas Gerais" in line for line in lines if line.startswith("#"))
    assert len(rows) == 853
    sheet = openpyxl.load_workbook(tmp_path / "table.xlsx")["Dados"]
    assert sheet.max_row == 854


def test_without_an_edition_the_page_says_what_to_do(empty_server: str, visit: Visit) -> None:
    session = visit(empty_server)
    session.open()
    assert "t360 demo" in session.page.locator("[class*=st-key-card_error]").inner_text()

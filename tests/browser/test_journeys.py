"""What people do: open, filter, drill, share, go back, take away."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import expect

from config.palette import load_palette
from tests.browser.session import PATIENCE, map_colours
from tests.support.tiers import some

MAP = map_colours(load_palette("light"))
Visit = Callable[..., "Session"]  # noqa: F821 - the class lives in conftest


def params(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_the_panorama_opens_with_numbers_and_a_drawn_map(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open()
    expect(session.scope).to_contain_text("Brasil")
    assert re.search(
        r"\d+,\d %", session.page.locator(".st-key-card_cobertura_me_epp .v").inner_text()
    )
    found = session.wait_for_map(MAP)
    assert sum(count > 200 for count in found.values()) >= 2, found


@pytest.mark.slow
def test_the_network_map_is_drawn_with_our_own_leaflet(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/rede")
    frame = session.page.frame_locator("iframe").first
    frame.locator("canvas").first.wait_for(timeout=PATIENCE)
    session.wait_until(lambda: any("/malha/" in url for url in session.requests))
    assert f"{server}/leaflet/leaflet.js" in session.requests


def test_a_filter_changes_the_sentence_and_the_address(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open()
    session.filter("Período")
    session.page.get_by_text("Últimos 12 meses").click()
    session.arrive(periodo="12m")
    session.page.get_by_text("Intervalo de meses").click()  # the filter is still open
    session.page.wait_for_url(re.compile(r"periodo=\d{4}-\d\d\.\.\d{4}-\d\d"), timeout=PATIENCE)


def test_a_territory_is_found_by_name_and_cleared_in_one_click(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open()
    session.filter("Território")
    session.seek("Procurar pelo nome", "Minas Ger", "Minas Gerais")
    session.arrive(territorio="uf:31")
    expect(session.scope).to_contain_text("Minas Gerais")
    session.page.keyboard.press("Escape")
    session.page.get_by_text("limpar", exact=True).click()
    session.arrive()
    expect(session.scope).to_contain_text("Brasil")


@pytest.mark.parametrize("typed", some(["sao joao del", "São João del"]))
def test_a_place_is_found_with_and_without_accents(server: str, visit: Visit, typed: str) -> None:
    session = visit(server)
    session.open("/metodologia")
    session.filter("Território")
    session.seek("Procurar pelo nome", typed, "São João del Rei")
    session.arrive(territorio="municipio:3162500")
    expect(session.scope).to_contain_text("São João del Rei (MG)")


@pytest.mark.slow
def test_the_search_of_the_menu_finds_a_misspelt_place_and_goes_up_again(
    server: str, visit: Visit
) -> None:
    session = visit(server)
    session.open("/metodologia")
    field = session.page.get_by_label("Procurar", exact=True)
    field.fill("sao joao del rey")
    field.press("Enter")
    session.page.get_by_role("link", name="São João del Rei (MG) · município").click()
    session.page.wait_for_url("**/municipio?*", timeout=PATIENCE)
    session.arrive(territorio="municipio:3162500")
    expect(session.scope).to_contain_text("São João del Rei (MG)")
    way = session.page.get_by_role("navigation", name="Onde você está")
    way.get_by_role("link", name="MG").click()
    session.arrive(territorio="uf:31")
    expect(session.scope).to_contain_text("Minas Gerais")


@pytest.mark.slow
def test_the_search_of_partners_chooses_one_at_a_time(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/metodologia")
    session.filter("Parceiro")
    session.seek("Parceiro", "sala do empreendedor de sao p", "Sala do Empreendedor de São P")
    session.page.wait_for_url("**parceiro=*", timeout=PATIENCE)
    session.settle()
    expect(session.scope).to_contain_text("parceiro Sala do Empreendedor de São P")
    assert "," not in params(session.page.url)["parceiro"]


@pytest.mark.slow
def test_the_tab_and_the_controls_are_named_in_portuguese(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/metodologia?territorio=uf:31")
    expect(session.page).to_have_title("Metodologia · Território 360")
    expect(session.page.locator("h1")).to_have_text(["Metodologia — Minas Gerais"])
    session.filter("Território")
    session.page.get_by_label("Procurar pelo nome").click()
    expect(session.page.get_by_role("option").first).to_be_visible()
    names = session.page.locator("[aria-label]").evaluate_all(
        "all => all.map(e => e.getAttribute('aria-label'))"
    )
    assert {"Abrir", "Limpar a escolha"} <= set(names)
    assert not {
        "Open",
        "Close",
        "Dismiss",
        "Clear value",
        "Copy to clipboard",
        "Collapse sidebar",
    } & set(names)


def test_a_click_on_the_map_drills_and_back_and_forward_return(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open()
    session.wait_for_map(MAP)
    box = session.page.locator(".stPlotlyChart").first.bounding_box()
    assert box is not None
    session.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    session.page.wait_for_url("**territorio=uf*", timeout=PATIENCE)
    session.settle()
    drilled = params(session.page.url)["territorio"]
    expect(session.scope).not_to_contain_text("Brasil")
    there = session.scope.inner_text()
    session.page.go_back()
    session.arrive()
    expect(session.scope).to_contain_text("Brasil")
    session.page.go_forward()
    session.arrive(territorio=drilled)
    expect(session.scope).to_have_text(there)


@pytest.mark.slow
def test_a_map_that_was_dragged_moves_and_was_not_clicked(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open()
    session.wait_for_map(MAP)
    area = session.page.locator(".choroplethlocation").first
    before, box = area.bounding_box(), session.page.locator(".stPlotlyChart").first.bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session.page.mouse.move(*middle)
    session.page.mouse.down()
    session.page.mouse.move(middle[0] - 40, middle[1] - 30, steps=3)
    session.page.mouse.up()
    session.wait_until(lambda: area.bounding_box() != before)
    session.settle()
    assert params(session.page.url) == {}
    session.page.mouse.click(*middle)
    session.page.wait_for_url("**territorio=uf*", timeout=PATIENCE)


def test_a_pasted_link_opens_the_same_view(server: str, visit: Visit) -> None:
    link = (
        "/cobertura?periodo=2026-01..2026-03&territorio=uf:31&porte=ME&comparar=meta"
        "&municipio=3106200&classes=jenks"
    )
    first, second = visit(server), visit(server)
    first.open(link)
    address = first.page.url
    second.open(address.removeprefix(server))
    said = re.compile("^ME · Minas Gerais, jan–mar/2026, todos os canais.*comparado com a meta.$")
    expect(first.scope).to_have_text(said)
    expect(second.scope).to_have_text(first.scope.inner_text())
    for session in (first, second):
        expect(session.page.locator(".st-key-card_portrait")).to_contain_text("Belo Horizonte (MG)")


@pytest.mark.slow
def test_the_menu_keeps_the_scope(server: str, visit: Visit) -> None:
    session = visit(server)
    session.open("/?territorio=uf:29&indicador=recorrencia")
    session.page.get_by_role("link", name="Cobertura").click()
    session.page.get_by_text("Onde alcançamos as empresas").wait_for(timeout=PATIENCE)
    session.arrive(territorio="uf:29")
    assert urlsplit(session.page.url).path == "/cobertura"
    expect(session.scope).to_contain_text("Bahia")


def test_an_address_that_cannot_be_used_says_why_and_waits_for_the_reader(
    server: str, visit: Visit
) -> None:
    session = visit(server)
    session.open("/?periodo=1999-01..1999-02&territorio=uf:99")
    refused = session.page.locator(".st-key-card_refused")
    expect(refused).to_contain_text("jan–fev/1999")
    expect(refused).to_contain_text("uf:99")
    expect(session.page.locator(".t-kpi")).to_have_count(0)
    refused.get_by_role("button").click()
    session.arrive()
    expect(session.scope).to_contain_text("Brasil")


def test_a_table_can_be_taken_away(server: str, visit: Visit, tmp_path: Path) -> None:
    session = visit(server)
    session.open("/?territorio=uf:31")
    card = session.page.locator(".st-key-card_ranking")
    for extension in ("csv", "xlsx"):
        with session.page.expect_download(timeout=PATIENCE) as download:
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
    expect(session.page.locator("[class*=st-key-card_error]")).to_contain_text("t360 demo")

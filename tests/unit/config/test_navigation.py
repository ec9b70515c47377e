"""The menu as data."""

import importlib
import importlib.util

from config.navigation import load_navigation, page_about, sections
from indicators.catalogue.definitions import catalogue


def test_every_page_of_the_menu_exists_and_has_a_question() -> None:
    for entry in load_navigation():
        assert importlib.util.find_spec(f"pages.{entry.module}.page") is not None, entry
        assert entry.question.endswith("?")


def test_the_data_page_is_for_the_steward_and_opens_before_any_edition() -> None:
    kept = {
        entry.path: (entry.role, entry.edition)
        for entry in load_navigation()
        if entry.role or not entry.edition
    }
    assert kept == {
        "reconhecimento": ("", False),
        "dados": ("gestor_dados", False),
        "auditoria": ("auditor", False),
    }


def test_sections_keep_the_order_of_the_file() -> None:
    assert next(iter(sections(load_navigation()))) == "Visão executiva"


def test_the_coordination_has_the_page_of_the_plan_after_those_of_the_clients() -> None:
    pages = [entry.path for entry in sections(load_navigation())["Coordenação"]]
    assert pages.index("satisfacao") < pages.index("rede") < pages.index("programa")


def test_every_indicator_that_a_page_names_exists_and_has_one_page() -> None:
    named = [name for entry in load_navigation() for name in entry.indicators]
    assert len(named) == len(set(named))
    assert set(named) <= set(catalogue())
    assert page_about("nps").path == "satisfacao"
    assert page_about("de nenhuma pagina") is load_navigation()[0]


def test_the_part_where_an_indicator_is_told_exists() -> None:
    for entry in load_navigation():
        module = importlib.import_module(f"pages.{entry.module}.page")
        parts = {"", *getattr(module, "PARTS", {})}
        assert set(entry.indicators.values()) <= parts, entry.path

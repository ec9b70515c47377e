"""The menu as data."""

import importlib
import importlib.util

from config.navigation import load_navigation, page_about, sections
from config.roles import ROLES
from indicators.catalogue.definitions import catalogue


def test_every_page_of_the_menu_exists_and_has_a_question() -> None:
    for entry in load_navigation():
        assert importlib.util.find_spec(f"pages.{entry.module}.page") is not None, entry
        assert entry.question.endswith("?")


READERS = ("executivo", "coordenacao")


def test_each_page_is_for_the_roles_that_need_it() -> None:
    kept = {
        entry.path: (entry.roles, entry.edition)
        for entry in load_navigation()
        if entry.roles != READERS or not entry.edition
    }
    assert kept == {
        "reconhecimento": ((*READERS, "comite_reconhecimento"), False),
        "dados": (("gestor_dados",), False),
        "metodologia": ((*READERS, "gestor_dados"), True),
        "auditoria": (("auditor",), False),
        "acessos": (tuple(ROLES), False),
    }


def test_nobody_with_a_role_is_left_without_a_page() -> None:
    opened = {role for entry in load_navigation() for role in entry.roles}
    assert opened == set(ROLES)


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

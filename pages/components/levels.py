"""The levels into which a territory is divided, as a choice of a page."""

from collections.abc import Sequence

import streamlit as st

from config.ibge import UFS
from data_access.queries.tables import reference
from indicators.scope import LEVELS, TerritoryRef, nests
from pages.components.caching import ask
from pages.components.controls import choice
from pages.state.session import put_param
from pages.state.view import View

NAMES = {
    "regiao": ("região", "regiões"),
    "uf": ("UF", "UFs"),
    "regiao_intermediaria": ("região intermediária", "regiões intermediárias"),
    "regiao_imediata": ("região imediata", "regiões imediatas"),
    "mesorregiao": ("mesorregião", "mesorregiões"),
    "microrregiao": ("microrregião", "microrregiões"),
    "territorio_proprio": ("território próprio", "territórios próprios"),
    "municipio": ("município", "municípios"),
}
WIDE = ("brasil", "regiao")


def levels_inside(view: View, territory: TerritoryRef) -> list[str]:
    """The levels of the edition that a territory is divided into, the widest first."""
    return [
        level
        for level in LEVELS
        if level != territory.level and nests(level, territory.level) and has_level(view, level)
    ]


def has_level(view: View, level: str) -> bool:
    """Whether the edition knows any territory of that level."""
    return bool(len(ask(view, reference.territories, level)))


def level_names(levels: list[str], first: str) -> dict[str, str]:
    """The levels by name, for a choice of which `first` is the default."""
    ordered = [level for level in levels if level == first] + [
        level for level in levels if level != first
    ]
    return {level: _capital(NAMES[level][1]) for level in ordered}


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def level_choice(
    view: View, among: Sequence[str] = LEVELS, *, usual: str = "", param: str = "nivel"
) -> str:
    """The level into which the territory of the scope is divided on a page: `among` those that can
    be asked for, the `usual` one first.
    """
    usual = usual or view.finer_level
    inside = [level for level in levels_inside(view, view.scope.territory) if level in among]
    first = usual if usual in inside or not inside else inside[0]
    if view.single or len(inside) < 2:
        return first
    if st.query_params.get(param) not in inside:  # of a territory that was left meanwhile
        put_param(param, "")
    return choice("Nível", level_names(inside, first), param=param)


def uf_around(territory: TerritoryRef) -> TerritoryRef:
    """The UF that a territory below the regions lies in (IBGE's codes begin with it)."""
    return TerritoryRef("uf", territory.code[:2])


def uf_name(code: str) -> str:
    return next(uf.name for uf in UFS if uf.code == code)

"""Panorama: are we on target, and where not?"""

from functools import partial

import pandas as pd
import streamlit as st

from indicators.catalogue.definitions import Indicator, catalogue, indicator
from indicators.scope import Attribution
from pages.components import caching, html
from pages.components.attribution import (
    answerable_view,
    switched_view,
    told_again,
    unheeded_sentence,
    unit_note,
)
from pages.components.card import indicator_cards
from pages.components.controls import choice
from pages.components.levels import WIDE, level_choice
from pages.components.map_card import indicator_map
from pages.components.maps.layers import Layer, methods
from pages.components.ranking import ranking
from pages.panorama.changes import changes_card, decomposable
from pages.panorama.lede import Aim, aims, lede, missed
from pages.panorama.pace import pace_card, paces
from pages.state import url
from pages.state.session import put_param
from pages.state.view import View, level_words

HEADLINES = (
    "cobertura_me_epp",
    "cobertura_mei",
    "recorrencia",
    "nps",
    "pequenos_negocios_atendidos",
    "atendimentos_realizados",
)


def page(asked: View) -> None:
    view = switched_view(asked, None)
    told_again(view, asked)
    unit_note(view)
    first = st.container(key="lede")
    cards = st.container(key="kpis")
    ahead, changed = st.columns([1.1, 1], gap="small")
    left, right = st.columns([1.1, 1], gap="small")
    found = paces(view)
    # Of whatever the cards and the pace below judge: a reader counts them.
    targets = aims(view, (*HEADLINES, *(one.definition.id for one in found)))
    with left, st.container(key="card_map"):
        definition, rows, level, method = _choices(view, missed(targets))
        told = answerable_view(view, definition)
        layer = Layer(definition, rows, level, method)
        indicator_map(told, layer, key="mapa-panorama", on_click=partial(_drill, level))
    with first:
        lede(view, targets, definition, rows, level)
    with cards:  # after the map, which the browser draws meanwhile
        indicator_cards(view, [indicator(name) for name in HEADLINES])
    with right, st.container(key="card_ranking"):
        ranking(told, definition, rows, level, key="ranking")
    with ahead, st.container(key="card_pace"):
        if found:
            html.title(
                "No ritmo atual, até dezembro",
                "O ano até agora, ampliado como cresceram os anos anteriores.",
            )
        else:
            html.title("Projeção para o fim do ano")
        pace_card(view, found)
        if unheeded := unheeded_sentence([one.definition for one in found], view.scope):
            html.source(unheeded)
    with changed, st.container(key="card_changes"):
        explained = _explained(view, definition)
        html.title(
            "O que mudou em um ano",
            f"{explained.short_title}: maiores mudanças além da variação esperada.",
        )
        changes_card(answerable_view(view, explained), explained, level)


def _explained(view: View, shown: Indicator) -> Indicator:
    """Whose change has parts to tell: what the map shows, or else the first of the cards that has
    them under these filters.
    """
    headlines = (indicator(name) for name in HEADLINES)
    answered = (
        other for other in headlines if other.portes(other.numerator, view.scope) is not None
    )
    return next((one for one in (shown, *answered) if decomposable(one)), shown)


def _choices(view: View, short: list[Aim]) -> tuple[Indicator, pd.DataFrame, str, str]:
    """Indicator of the map, its values, their level and their classes, beside its title.

    The first is what the sentence above speaks of, where it is told of the parts of the territory,
    or one that the filter leaves. They are against the target only where there is one: without it
    the whole map would be grey.
    """
    mapped = [one.definition.id for one in short if _is_told_of_parts(view, one.definition)]
    spoken = mapped[0] if mapped else ""
    ordered = sorted(
        catalogue().items(),
        key=lambda item: (
            item[0] != spoken,
            item[1].portes(item[1].numerator, view.scope) is None,
        ),
    )
    names = {name: definition.under(view.scope).short_title for name, definition in ordered}
    title = st.container()
    first, middle, second = st.columns([1.1, 1, 1.15], vertical_alignment="center")
    with first:
        chosen = choice("Indicador do mapa", names, param="indicador")
    with middle:
        level = level_choice(view)
    rows = caching.judged(view, chosen, level)
    with second:
        told = answerable_view(view, indicator(chosen))
        options = methods(told, indicator(chosen), rows, level)
        method = choice("Classes do mapa", options, param="classes")
    with title:
        where, what = (
            (view.place, "")
            if view.single
            else (level_words(level), "Clique em um território para detalhar.")
        )
        html.title(f"{names[chosen]} {'em' if view.single else 'por'} {where}", what)
    return indicator(chosen).under(view.scope), rows, level, method


def _is_told_of_parts(view: View, definition: Indicator) -> bool:
    """Units are known by UF: what is of them has no map inside one."""
    by_unit = definition.attribution is Attribution.EXECUTING_UNIT
    return not by_unit or view.scope.territory.level in WIDE


def _drill(level: str, code: str) -> None:
    put_param(url.TERRITORY, f"{level}:{code}")

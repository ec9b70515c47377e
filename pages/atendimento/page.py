"""Atendimento: is the service quick and effective?"""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data_access.queries.base.units import EXECUTING_LEVELS
from indicators.catalogue.definitions import indicator
from pages.atendimento.channels import below_the_state, channel_table
from pages.atendimento.complaints import complaints_card
from pages.atendimento.volume import channels_card, hours_card, themes_card
from pages.atendimento.waits import waits_card
from pages.components import caching, html, messages
from pages.components.card import indicator_cards
from pages.components.controls import choice
from pages.components.levels import level_choice
from pages.components.map_card import indicator_map
from pages.components.maps.layers import Layer, methods
from pages.state import url
from pages.state.session import put_param
from pages.state.view import View, level_words

HEADLINES = (
    "tempo_primeira_resposta",
    "tempo_resolucao",
    "tma",
    "resolucao_primeiro_contato",
    "nivel_servico",
    "retencao_chatbot",
    "canais_digitais",
    "reclamacoes_mil",
)


def page(view: View) -> None:
    if view.scope.porte or view.scope.partner:
        messages.note(
            "O serviço é contado por unidade, período e canal: porte e parceiro não se aplicam"
            " aqui."
        )
    cards = st.container(key="kpis")
    known = view.scope.territory.level in EXECUTING_LEVELS
    if known:
        left, right = st.columns([1.2, 1], gap="small")
        waits = left.container(key="card_waits")
        if view.scope.territory.level != "uf":
            with left.container(key="card_map"):
                _map(view)
    with cards:  # after the map, which the browser draws meanwhile
        indicator_cards(view, [indicator(name) for name in HEADLINES])
    if known:
        with waits:
            waits_card(view)
        _cards_beside(view, left, right)
        _cards_below(view)
    else:
        below_the_state(view)


def _cards_beside(view: View, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """What stands beside the waits and the map;
    a state has no map, and its channels stand in that place.
    """
    state = view.scope.territory.level == "uf"
    with left.container(key="card_volume") if state else right.container(key="card_volume"):
        channels_card(view)
    with right.container(key="card_complaints"):
        complaints_card(view)
    with right.container(key="card_themes"):
        themes_card(view)


def _cards_below(view: View) -> None:
    with st.container(key="card_hours"):
        hours_card(view)
    with st.container(key="card_channels"):
        channel_table(view)


def _map(view: View) -> None:
    names = {name: indicator(name).short_title for name in HEADLINES}
    title = st.container()
    first, middle, last = st.columns([1.2, 0.7, 1.2], vertical_alignment="center")
    with first:
        definition = indicator(choice("Indicador do mapa", names, param="indicador"))
    with middle:
        level = level_choice(view, EXECUTING_LEVELS)
    rows = caching.table(view, definition.id, level)
    with last:
        options = methods(view, definition, rows, level)
        method = choice("Classes do mapa", options, param="classes")
    with title:
        html.title(
            f"{definition.short_title} por {level_words(level)}",
            "Clique em um território para detalhar.",
        )
    layer = Layer(definition, rows, level, method)
    indicator_map(view, layer, key="mapa-atendimento", on_click=partial(_drill, level))


def _drill(level: str, code: str) -> None:
    put_param(url.TERRITORY, f"{level}:{code}")

"""Atendimento: is the service quick and effective?"""

from functools import partial

import streamlit as st

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
from pages.components.tabs import Part, Parts, open_part
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
    shown = parts(view)
    if shown:
        open_part(shown).draw(view)
    with cards:  # after the map, which the browser draws meanwhile
        indicator_cards(view, [indicator(name) for name in HEADLINES])
    if not shown:
        below_the_state(view)


def parts(view: View) -> Parts:
    """What the page is divided into; below the state no unit is known, and it has nothing."""
    if view.scope.territory.level not in EXECUTING_LEVELS:
        return {}
    return {name: part for name, part in PARTS.items() if name != "onde" or _has_map(view)}


def _has_map(view: View) -> bool:
    """A state is a single unit, and has no map."""
    return view.scope.territory.level != "uf"


def _waits(view: View) -> None:
    with st.container(key="card_waits"):
        waits_card(view)


def _where(view: View) -> None:
    with st.container(key="card_map"):
        _map(view)


def _volume(view: View) -> None:
    """How much comes by each channel, about what and when."""
    left, right = st.columns([1, 1], gap="small")
    with left.container(key="card_volume"):
        channels_card(view)
    with right.container(key="card_themes"):
        themes_card(view)
    with st.container(key="card_hours"):
        hours_card(view)


def _channels(view: View) -> None:
    with st.container(key="card_channels"):
        channel_table(view)


def _complaints(view: View) -> None:
    with st.container(key="card_complaints"):
        complaints_card(view)


PARTS = {
    "espera": Part("Quanto se espera", _waits),
    "onde": Part("Onde", _where),
    "volume": Part("Por onde e quando vêm", _volume),
    "canais": Part("Canais lado a lado", _channels),
    "reclamacoes": Part("Reclamações", _complaints),
}


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

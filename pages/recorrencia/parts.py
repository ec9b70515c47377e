"""Two parts of the page of recurrence: how many come back, and who comes and who stays away."""

import streamlit as st

from data_access.queries.base.units import EXECUTING_LEVELS
from indicators.catalogue.definitions import indicator
from indicators.scope import LEVELS
from pages.components import caching, html, messages
from pages.components.accounts import accounts_card
from pages.components.attribution import below_the_uf, by_unit
from pages.components.controls import choice
from pages.components.levels import level_choice
from pages.components.map_card import indicator_map
from pages.components.maps.layers import Layer, methods
from pages.components.ranking import ranking
from pages.recorrencia import data
from pages.recorrencia.risk import risk_card, team_card
from pages.recorrencia.segment_words import quarter_label
from pages.recorrencia.segments import segment_card
from pages.recorrencia.trend_line import trend_line
from pages.state.view import View, level_words

RATE = indicator("recorrencia")


def rate_part(view: View) -> None:
    """The rate by territory on a map, along thirteen months,
    against the target, and by both accounts.
    """
    if not below_the_uf(view):
        (
            _rate_of_units
            if by_unit(view) and view.scope.territory.level == "uf"
            else _rate_by_place
        )(view)
    with st.container(key="card_accounts"):
        accounts_card(view, RATE, history=not by_unit(view))


def _rate_of_units(view: View) -> None:
    """The units of one UF are a single place of this account: there is no map of them."""
    with st.container(key="card_trend"):
        _trend(view)


def _trend(view: View) -> None:
    html.title("Evolução", "Clientes com dois ou mais atendimentos, de cada cem atendidos.")
    trend_line(view, RATE, key="evolucao-recorrencia")


def _rate_by_place(view: View) -> None:
    left, right = st.columns([1.1, 1], gap="small")
    with left.container(key="card_map"):
        title = st.container()
        first, second = st.columns(2, vertical_alignment="center")
        with first:
            level = level_choice(view, EXECUTING_LEVELS if by_unit(view) else LEVELS)
        rows = caching.judged(view, RATE.id, level)
        with title:
            html.title(
                f"Recorrência em {view.place}"
                if view.single
                else f"Recorrência por {level_words(level)}"
            )
        with second:
            method = choice("Classes do mapa", methods(view, RATE, rows, level), param="classes")
        indicator_map(view, Layer(RATE, rows, level, method), key="mapa-recorrencia")
    with right:
        with st.container(key="card_trend"):
            _trend(view)
        with st.container(key="card_ranking"):
            ranking(view, RATE, rows, level, key="ranking-recorrencia")


def segments_part(view: View) -> None:
    """The segments of a quarter, and the clients at risk by territory and team."""
    moves = data.moves(view)
    if moves.empty:
        with st.container(key="card_segments"):
            html.title("Segmentos")
            messages.empty(
                "Não há trimestre inteiro com clientes neste recorte.",
                "A edição guarda os últimos trimestres completos; escolha um período que termine"
                " depois de um deles.",
            )
        return
    quarters = {
        str(quarter): quarter_label(quarter)
        for quarter in sorted(set(moves["quarter"]), reverse=True)
    }
    quarter = int(choice("Trimestre", quarters, param="trimestre", labelled=True))
    left, right = st.columns([1.4, 1], gap="small")
    with left.container(key="card_segments"):
        segment_card(view, moves, quarter)
    with right:
        with st.container(key="card_risk"):
            risk_card(view, quarter)
        with st.container(key="card_teams"):
            team_card(view)

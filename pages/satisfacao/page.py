"""Satisfação: do they recommend us, and are we sure?"""

from collections.abc import Sequence

import streamlit as st

from data_access.queries.base.units import EXECUTING_LEVELS
from indicators.catalogue.definitions import indicator
from indicators.measure import Status
from indicators.scope import LEVELS, Attribution
from pages.components import caching, html, messages
from pages.components.attribution import switched_view
from pages.components.card import indicator_cards
from pages.components.controls import choice
from pages.components.levels import level_choice
from pages.components.map_card import indicator_map
from pages.components.maps.layers import Layer, methods
from pages.components.tabs import Part, Parts, open_part
from pages.satisfacao import data
from pages.satisfacao.both_views import below_the_uf, client_link, views_card
from pages.satisfacao.comments import comments_card
from pages.satisfacao.detractors import detractors_card
from pages.satisfacao.drivers import drivers_card
from pages.satisfacao.funnel import funnel_card
from pages.satisfacao.nps import conclusion, evolution, porte_note
from pages.satisfacao.scores import by_channel, distribution
from pages.state.view import View, level_words

HEADLINES = ("nps", "taxa_resposta", "csat", "ces")
NPS = indicator("nps")


def page(view: View) -> None:
    view = switched_view(view, NPS.attribution, "De quem são as respostas")
    porte_note(view)
    view = _told_view(view)
    cards = st.container(key="kpis")
    shown = parts(view)
    if shown:
        open_part(shown).draw(view)
    with cards:  # after the map, which the browser draws meanwhile
        indicator_cards(view, [indicator(name) for name in HEADLINES])
    if not shown:
        below_the_uf(view)


def parts(view: View) -> Parts:
    """What the page is divided into: below the UF there are no answers by the unit, and nothing."""
    known = Status(caching.total(view, NPS.id)["status"]) is not Status.NOT_APPLICABLE
    return PARTS if known else {}


def _conclusion(view: View) -> None:
    """Whether the score moved, its distribution and its map."""
    left, right = st.columns([1.25, 1], gap="small")
    with left.container(key="card_conclusion"):
        html.title(
            "Podemos concluir?",
            "O período, o mesmo período do ano anterior e o acaso entre os dois.",
        )
        conclusion(view, caching.total(view, NPS.id))
        evolution(view)
    with right.container(key="card_scores"):
        html.title("Notas de 0 a 10", "Quantas respostas deu cada nota à pergunta de recomendação.")
        distribution(view)


def _where(view: View) -> None:
    """The score by territory and by channel."""
    left, right = st.columns([1.25, 1], gap="small")
    with left.container(key="card_map"):
        _map(view)
    with right.container(key="card_channels"):
        html.title(
            "Por canal", "Cada canal contra os demais juntos, com o intervalo e quantas respostas."
        )
        by_channel(data.view_of_whole_parts(view))


def _who(view: View) -> None:
    """Teams, Salas and UFs against chance, and the clients who wait."""
    with st.container(key="card_funnel"):
        funnel_card(data.view_of_whole_parts(view))
    with st.container(key="card_detractors"):
        detractors_card(view)


def _why(view: View) -> None:
    """What goes with the score, and what people write."""
    with st.container(key="card_drivers"):
        drivers_card(view)
    with st.container(key="card_comments"):
        comments_card(view)


def _views(view: View) -> None:
    with st.container(key="card_views"):
        views_card(view)


PARTS = {
    "nota": Part("A nota", _conclusion),
    "onde": Part("Onde e por que canal", _where),
    "quem": Part("Equipes e quem espera", _who),
    "porque": Part("Por quê", _why),
    "vistas": Part("De quem são as respostas", _views),
}


def _told_view(view: View) -> View:
    """The view in which answers are told by the filters of the scope, and in words what of them is
    not followed.
    """
    if not (view.scope.channel or view.scope.partner):
        return view
    if data.is_never_told(view):
        messages.note(
            "Por sigilo, as respostas não são mostradas por canal e parceiro ao mesmo tempo: retire"
            " um dos filtros."
            if view.scope.channel
            else "Por sigilo, as respostas só são mostradas por parceiro pela unidade que atendeu."
        )
        return view
    told = data.view_of_whole_parts(view)
    if told.scope.period != view.scope.period:
        messages.note(
            f"Com filtro de canal ou parceiro, os números desta página são de"
            f" {told.scope.period.label}: por sigilo, esses filtros só valem para o ano, ou para o"
            " ano até o último mês inteiro da edição."
        )
    return told


def _levels(view: View) -> Sequence[str]:
    """Units are known by UF; clients, by municipality."""
    by_client = view.scope.attribution is Attribution.ESTABLISHMENT
    return LEVELS if by_client else EXECUTING_LEVELS


def _map(view: View) -> None:
    """The map; a state is a single unit, and has none."""
    title = st.container()
    first, second = st.columns(2, vertical_alignment="center")
    with first:
        level = level_choice(view, _levels(view))
    rows = caching.table(view, NPS.id, level)
    with title:
        html.title(f"NPS em {view.place}" if view.single else f"NPS por {level_words(level)}")
    if (rows["status"] == Status.NOT_APPLICABLE).all():
        messages.empty(
            "Dentro da UF não há unidades a separar: as pesquisas só dizem a UF que atendeu.",
            "Pelo município do cliente há um mapa.",
        )
        client_link(view)
        return
    with second:
        method = choice("Classes do mapa", methods(view, NPS, rows, level), param="classes")
    indicator_map(view, Layer(NPS, rows, level, method), key="mapa-nps")

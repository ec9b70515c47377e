"""Município: how is this place, compared with its like?"""

import streamlit as st

from config.settings import get_settings
from data_access.queries.tables import municipalities as municipality_tables
from data_access.queries.tables import reference
from indicators.catalogue.definitions import indicator
from indicators.scope import TerritoryRef
from pages.components import caching, html
from pages.components.attribution import unheeded_note
from pages.components.caching import ask
from pages.components.ranking import ranking
from pages.components.tabs import Part, Parts, open_part
from pages.municipio import data
from pages.municipio.identity import identity_card
from pages.municipio.locator import locator_card
from pages.municipio.neighbours import neighbours_card
from pages.municipio.profile import profile_card
from pages.municipio.reach import reach_table, within_reach
from pages.municipio.side_by_side import search, side_by_side
from pages.municipio.summary import lede, summary_card
from pages.municipio.trends import trends
from pages.state.view import View

OPENING = "cobertura_me_epp"


def page(view: View) -> None:
    if not view.single:
        _without_municipality(view)
        return
    if view.scope.porte or view.scope.channel or view.scope.partner:
        unheeded_note(view, [rows.definition for rows in data.applicable_rows(view)])
    open_part(PARTS).draw(data.view_of_answers(view))


def parts(view: View) -> Parts:
    """What the page is divided into: without a municipality, nothing."""
    return PARTS if view.single else {}


def _profile(view: View) -> None:
    lede(view)
    left, right = st.columns([1, 1.3], gap="small")
    with left, st.container(key="card_summary"):
        summary_card(view)
    with right, st.container(key="card_locator"):
        locator_card(view)
    with st.container(key="card_spine"):
        profile_card(view)


def _place(view: View) -> None:
    left, right = st.columns([1, 1], gap="small")
    with left, st.container(key="card_identity"):
        identity_card(view, data.figures(view))
    with right, st.container(key="card_reach"):
        reach = get_settings().sala_reach_km
        partners = ask(view, reference.partners, territory=TerritoryRef())
        register = ask(view, municipality_tables.municipalities, territory=TerritoryRef())
        reach_table(view, within_reach(partners, register, view.scope.territory.code, reach), reach)


def _trends(view: View) -> None:
    with st.container(key="card_trends"):
        html.title("Tendências", "Sobe ou desce de verdade? Cinco períodos independentes decidem.")
        trends(view)


def _alike(view: View) -> None:
    with st.container(key="card_neighbours"):
        neighbours_card(view, data.neighbours(view), data.features(view))


def _compared(view: View) -> None:
    with st.container(key="card_compared"):
        side_by_side(view)


PARTS = {
    "perfil": Part("Perfil", _profile),
    "lugar": Part("O lugar", _place),
    "tendencias": Part("Tendências", _trends),
    "parecidos": Part("Parecidos", _alike),
    "comparar": Part("Lado a lado", _compared),
}


def _without_municipality(view: View) -> None:
    with st.container(key="card_search"):
        html.title(
            "Escolha um município",
            "O perfil compara um município com a UF, o Brasil e os 15 mais parecidos com ele."
            " Procure-o pelo nome, abra um da lista ou use o filtro Território.",
        )
        search(view)
        opening = indicator(OPENING)
        html.show(f'<p class="t-verdict">Na lista, “valor” é {opening.short_title}.</p>')
        ranking(
            view,
            opening,
            caching.judged(view, OPENING, "municipio"),
            "municipio",
            key="towns",
            titled=False,
        )
    with st.container(key="card_compared"):
        side_by_side(view)

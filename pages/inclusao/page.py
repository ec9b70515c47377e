"""Inclusão: do we reach those who need it most?"""

from dataclasses import replace

import streamlit as st

from data_access.queries.base.units import EXECUTING_LEVELS
from indicators.catalogue.definitions import indicator
from indicators.scope import Attribution
from pages.components import messages
from pages.components.card import indicator_cards
from pages.components.compliance import compliance_card
from pages.components.tabs import Part, Parts, open_part
from pages.inclusao import data
from pages.inclusao.cadunico import cadunico_card
from pages.inclusao.gradient import concentration_card, gradient_card
from pages.inclusao.income import initiative_card, territory_card
from pages.inclusao.parity import parity_card, territories_card
from pages.state.view import View

OF_PEOPLE = ("cobertura_cadunico", "percepcao_aumento_renda")


def page(view: View) -> None:
    view = replace(view, scope=replace(view.scope, attribution=None))
    told = data.view_that_is_told(view)
    _told_words(view, told)
    cards = st.container(key="kpis")
    open_part(PARTS).draw(view)
    with cards:  # after the maps, which the browser draws meanwhile
        indicator_cards(_known_here(told), [indicator(name) for name in OF_PEOPLE])


def parts(view: View) -> Parts:
    """What the page is divided into, the same of every place."""
    del view
    return PARTS


def _groups(view: View) -> None:
    """Each group against its part of the population, and by territory."""
    left, right = st.columns([1.1, 1], gap="small")
    with left, st.container(key="card_parity"):
        parity_card(view)
    with right, st.container(key="card_places"):
        territories_card(view, left)


def _vulnerability(view: View) -> None:
    """Who is reached along the vulnerability of the municipalities."""
    left, right = st.columns([1.1, 1], gap="small")
    with left, st.container(key="card_gradient"):
        gradient_card(view)
    with right, st.container(key="card_concentration"):
        concentration_card(view)


def _register(view: View) -> None:
    with st.container(key="card_cadunico"):
        cadunico_card(view)


def _income(view: View) -> None:
    """Whose income rose, by territory and by initiative."""
    with st.container(key="card_income"):
        territory_card(view)
    with st.container(key="card_actions"):
        initiative_card(view)


def _compliance(view: View) -> None:
    with st.container(key="card_compliance"):
        compliance_card(view)


PARTS = {
    "grupos": Part("Grupos de pessoas", _groups),
    "vulnerabilidade": Part("Lugares vulneráveis", _vulnerability),
    "cadunico": Part("CadÚnico", _register),
    "renda": Part("Renda", _income),
    "regras": Part("Regras do programa", _compliance),
}


def _known_here(told: View) -> View:
    """Below the UF, where no unit is known, answers are those of the clients who live there."""
    if told.scope.territory.level in EXECUTING_LEVELS:
        return told
    return replace(told, scope=replace(told.scope, attribution=Attribution.ESTABLISHMENT))


def _told_words(view: View, told: View) -> None:
    """What of the scope is not followed where people are counted, and why."""
    scope = view.scope
    parts = []
    if told.scope.period != scope.period:
        parts.append(
            f"as figuras sobre pessoas são de {told.scope.period.label}: {data.why_not_told(view)}"
        )
    if scope.porte or scope.channel or scope.partner:
        parts.append(
            "porte, canal e parceiro só valem para a cobertura por quinto e a curva, que contam"
            " empresas"
        )
    if parts:
        messages.note(f"Nesta página {'; '.join(parts)}.")

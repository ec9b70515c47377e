"""Inclusão: do we reach those who need it most?"""

from dataclasses import replace

import streamlit as st

from data_access.queries.base.units import EXECUTING_LEVELS
from indicators.catalogue.definitions import indicator
from indicators.scope import Attribution
from pages.components import messages
from pages.components.card import indicator_cards
from pages.components.compliance import compliance_card
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
    left, right = st.columns([1.1, 1], gap="small")  # each card under the one above it: no gaps
    with left:
        before_map = st.container()
    with right if view.single else left:  # of one municipality the right column has little to say
        cadunico = st.container(key="card_cadunico")
    with right, st.container(key="card_places"):
        territories_card(view)
    with cadunico:
        cadunico_card(view)
    with cards:  # after the maps, which the browser draws meanwhile
        indicator_cards(_known_here(told), [indicator(name) for name in OF_PEOPLE])
    with before_map:
        _parity_and_gradient(view)
    with left if view.single else right:
        _concentration_and_income(view)
    with st.container(key="card_actions"):
        initiative_card(view)
    with st.container(key="card_compliance"):
        compliance_card(view)


def _parity_and_gradient(view: View) -> None:
    with st.container(key="card_parity"):
        parity_card(view)
    with st.container(key="card_gradient"):
        gradient_card(view)


def _concentration_and_income(view: View) -> None:
    with st.container(key="card_concentration"):
        concentration_card(view)
    with st.container(key="card_income"):
        territory_card(view)


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
            f"as figuras sobre pessoas são de {told.scope.period.label}: outros períodos revelariam"
            " grupos pequenos"
        )
    if scope.porte or scope.channel or scope.partner:
        parts.append(
            "porte, canal e parceiro só valem para a cobertura por quinto e a curva, que contam"
            " empresas"
        )
    if parts:
        messages.note(f"Nesta página {'; '.join(parts)}.")

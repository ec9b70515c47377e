"""Cobertura: which municipalities do we not reach?"""

import streamlit as st

from indicators.catalogue.definitions import indicator
from indicators.scope import Attribution
from pages.cobertura.parts import INDICATORS, by_executing_unit, by_municipality
from pages.cobertura.stock import stock_card, with_stock
from pages.components.accounts import accounts_card
from pages.components.attribution import by_unit, switched_view, told_again
from pages.components.controls import choice
from pages.state.view import View


def page(asked: View) -> None:
    with st.container(key="toolbar"):
        first, second, third = st.columns([1, 1.3, 1.6], vertical_alignment="center")
    with first:
        # The first is one that the filter leaves.
        kept = sorted(INDICATORS, key=lambda name: not _has_portes_left(name, asked))
        definition = indicator(
            choice(
                "Indicador",
                {name: indicator(name).under(asked.scope).short_title for name in kept},
                param="indicador",
            )
        ).under(asked.scope)
    with second:
        view = with_stock(asked)
    with third:
        view = switched_view(view, Attribution.ESTABLISHMENT, "De quem são as empresas")
    told_again(view, asked)
    draw = by_executing_unit if by_unit(view) else by_municipality
    draw(view, definition)
    left, right = st.columns([1.55, 1], gap="small")
    with left, st.container(key="card_accounts"):
        accounts_card(view, definition, history=False)
    with right, st.container(key="card_stock"):
        stock_card(view, definition)


def _has_portes_left(name: str, view: View) -> bool:
    """Whether the porte of the scope leaves anything to count."""
    definition = indicator(name)
    return definition.portes(definition.numerator, view.scope) is not None

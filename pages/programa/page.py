"""Programa: does each state meet the plan?"""

from collections.abc import Callable

import streamlit as st

from indicators.catalogue.definitions import indicator
from pages.components import html, messages
from pages.components.card import indicator_cards
from pages.components.compliance import compliance_card
from pages.components.programme_words import plan_view
from pages.components.tabs import Part, Parts, open_part
from pages.programa.board import rules_card, strategies_card
from pages.programa.rows import asked_cell, rows_card
from pages.programa.shares import csn_card, shares_card
from pages.programa.summary import has_year, summary_card, year_notes
from pages.programa.themes import sector_card, themes_card
from pages.state.view import View

HEADLINES = ("conformidade_programa", "portfolio_gestao", "portfolio_sincrono")


def page(view: View) -> None:
    plan = plan_view(view)
    _notes(view, plan)
    if not year_notes(plan):
        return
    with st.container(key="kpis"):
        indicator_cards(plan, [indicator(name) for name in HEADLINES])
        csn_card(plan)
    cell = asked_cell(plan)
    if cell:
        with st.container(key="card_behind"):
            rows_card(plan, *cell)
    open_part(PARTS).draw(plan)


def parts(view: View) -> Parts:
    """What the page is divided into, where the edition has the programme of the year."""
    return PARTS if has_year(plan_view(view)) else {}


def _missing(plan: View) -> None:
    """What each state lacks, and how its resources are shared out."""
    left, right = st.columns([1, 1.15], gap="small")
    with left, st.container(key="card_missing"):
        summary_card(plan)
    with right, st.container(key="card_shares"):
        shares_card(plan)


def _rules(plan: View) -> None:
    with st.container(key="card_rules"):
        rules_card(plan)


def _strategies(plan: View) -> None:
    with st.container(key="card_strategies"):
        strategies_card(plan)


def _themes(plan: View) -> None:
    """Temas indutores and sectors."""
    with st.container(key="card_themes"):
        themes_card(plan)
    with st.container(key="card_sector"):
        sector_card(plan)


def _inclusion(plan: View) -> None:
    with st.container(key="card_inclusion"):
        compliance_card(plan)


def _of_plan(draw: Callable[[View], None]) -> Callable[[View], None]:
    """Whatever is being looked at, the plan is of states and whole years."""
    return lambda view: draw(plan_view(view))


PARTS = {
    "falta": Part("O que falta", _of_plan(_missing)),
    "regras": Part("Regras", _of_plan(_rules)),
    "estrategias": Part("Estratégias", _of_plan(_strategies)),
    "temas": Part("Temas e setores", _of_plan(_themes)),
    "inclusao": Part("Inclusão", _of_plan(_inclusion)),
}


def _notes(view: View, plan: View) -> None:
    """What the plan does not know of the scope, and what is shown in its place."""
    if plan.scope.territory != view.scope.territory:
        messages.note(
            f"O plano é dos estados: {view.place} está em {plan.place}, e é o estado que se mostra."
        )
    if view.scope.porte or view.scope.channel or view.scope.partner:
        messages.note(
            "O plano não distingue porte, canal nem parceiro: aqui esses filtros não se aplicam."
        )
    if plan.scope.period != view.scope.period:
        html.source(
            f"O plano é do ano em que o período termina: mostra-se {plan.scope.period.label}."
        )

"""Recorrência: do clients come back?"""

from collections.abc import Callable

import streamlit as st

from indicators.catalogue.definitions import indicator
from indicators.scope import Attribution
from pages.components import messages
from pages.components.attribution import by_unit, switched_view, told_again
from pages.components.card import indicator_cards
from pages.components.tabs import Part, Parts, open_part
from pages.recorrencia.cohorts import cohort_card
from pages.recorrencia.flow import flow_card
from pages.recorrencia.parts import rate_part, segments_part
from pages.recorrencia.returns import return_curves
from pages.state.view import View

HEADLINES = (
    "recorrencia",
    "permanencia_12m",
    "pequenos_negocios_atendidos",
    "atendimentos_realizados",
)
UNHEEDED = {
    "tempo": "o parceiro; o canal, nas curvas, é o do primeiro dia, e nas coortes não conta",
    "segmentos": "o canal e o parceiro: os segmentos olham todos os atendimentos de cada cliente",
    "canais": "o parceiro; o canal escolhido é o da vez anterior",
}


def page(asked: View) -> None:
    view = switched_view(asked, Attribution.ESTABLISHMENT, "De quem são os clientes")
    told_again(view, asked)
    cards = st.container(key="kpis")
    open_part(PARTS).draw(view)
    with cards:  # after the map, which the browser draws meanwhile
        indicator_cards(view, [indicator(name) for name in HEADLINES])


def parts(view: View) -> Parts:
    """What the page is divided into, the same of every place."""
    del view
    return PARTS


def _follows_clients(part: str, draw: Callable[[View], None]) -> Callable[[View], None]:
    """A part that follows each client in time, with what of the scope it does not heed."""

    def told(view: View) -> None:
        if view.scope.channel or view.scope.partner:
            messages.note(f"Aqui não se aplica {UNHEEDED[part]}.")
        if by_unit(view):
            messages.note(
                "Esta parte segue cada cliente no tempo, e só pelo município dele: a unidade não a"
                " muda."
            )
        draw(view.by_rule)

    return told


def _time(view: View) -> None:
    with st.container(key="card_curves"):
        return_curves(view)
    with st.container(key="card_cohorts"):
        cohort_card(view)


def _channels(view: View) -> None:
    with st.container(key="card_flow"):
        flow_card(view)


PARTS = {
    "taxa": Part("Quantos voltam", rate_part),
    "tempo": Part("Quanto tempo até voltar", _follows_clients("tempo", _time)),
    "segmentos": Part("Quem vem e quem some", _follows_clients("segmentos", segments_part)),
    "canais": Part("Por onde voltam", _follows_clients("canais", _channels)),
}

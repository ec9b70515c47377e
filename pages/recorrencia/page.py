"""Recorrência: do clients come back?"""

import streamlit as st

from indicators.catalogue.definitions import indicator
from indicators.scope import Attribution
from pages.components import messages
from pages.components.attribution import by_unit, switched_view, told_again
from pages.components.card import indicator_cards
from pages.components.controls import segments
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
PARTS = {
    "taxa": "Quantos voltam",
    "tempo": "Quanto tempo até voltar",
    "segmentos": "Quem vem e quem some",
    "canais": "Por onde voltam",
}
UNHEEDED = {
    "taxa": "",
    "tempo": "o parceiro; o canal, nas curvas, é o do primeiro dia, e nas coortes não conta",
    "segmentos": "o canal e o parceiro: os segmentos olham todos os atendimentos de cada cliente",
    "canais": "o parceiro; o canal escolhido é o da vez anterior",
}


def page(asked: View) -> None:
    view = switched_view(asked, Attribution.ESTABLISHMENT, "De quem são os clientes")
    told_again(view, asked)
    cards = st.container(key="kpis")
    part = segments("Parte da página", PARTS, param="parte")
    if UNHEEDED[part] and (view.scope.channel or view.scope.partner):
        messages.note(f"Aqui não se aplica {UNHEEDED[part]}.")
    if part != "taxa" and by_unit(view):
        messages.note(
            "Esta parte segue cada cliente no tempo, e só pelo município dele: a unidade não a"
            " muda."
        )
    {"taxa": rate_part, "tempo": _time, "segmentos": segments_part, "canais": _channels}[part](
        view if part == "taxa" else view.by_rule
    )
    with cards:  # after the map, which the browser draws meanwhile
        indicator_cards(view, [indicator(name) for name in HEADLINES])


def _time(view: View) -> None:
    with st.container(key="card_curves"):
        return_curves(view)
    with st.container(key="card_cohorts"):
        cohort_card(view)


def _channels(view: View) -> None:
    with st.container(key="card_flow"):
        flow_card(view)

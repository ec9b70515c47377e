"""The profile of a municipality: the spine chart, whose municipalities it spreads,
and how it is to be read.
"""

import streamlit as st

from config.formatting import enumerate_words
from indicators.catalogue.definitions import catalogue
from indicators.profile import COUNTRY, UF, ProfileRow
from pages.components import html
from pages.components.controls import segments, switch
from pages.components.places import country_words
from pages.municipio import data
from pages.municipio.spine import legend, profile_downloads, spine_table
from pages.state.view import View


def profile_card(view: View) -> None:
    """The spine chart, with the choice of whose answers are shown (see `data.view_of_answers`)."""
    country = country_words(view.access.ufs)
    among = {COUNTRY: f"Municípios do {country}", UF: "Municípios da UF"}
    html.title(
        f"{view.place} ao lado dos seus semelhantes",
        f"A linha do meio é o {country}, e o lado direito é o melhor. UF e {country} são comparados"
        " sem o município; os parecidos contam juntos, como um só.",
    )
    first, second = st.columns([1.2, 1], vertical_alignment="center")
    with first:
        against = segments("Distribuição", among, param="distribuicao")
    with second:
        switch("Satisfação pelo município do cliente", param=data.BY_CLIENT)
    rows = data.profile(view)
    html.show(legend(country))
    label = f"Indicadores de {view.place} e dos seus semelhantes"
    html.show(spine_table(rows, against, country, label))
    html.source(
        "▲ e ▼ só onde o acaso não explica a diferença: das setas do perfil, no máximo 5 %"
        f" devem ser engano. Totais não se comparam com a UF e o {country}; ao lado dos parecidos"
        f" vai a média por município. {_left_out(rows)}"
    )
    profile_downloads(view, rows, against, key="profile")


def _left_out(rows: list[ProfileRow]) -> str:
    """The indicators that do not apply to a municipality,
    and the way to those that its clients can answer for.
    """
    shown = {row.definition.id for row in rows}
    names = [
        definition.short_title for name, definition in catalogue().items() if name not in shown
    ]
    if not names:
        return ""
    return (
        f"Não se aplicam a um município: {enumerate_words(names)}. O que é da unidade que atendeu"
        " só se conhece por UF; a outra vista mostra o que respondem os clientes do município."
    )

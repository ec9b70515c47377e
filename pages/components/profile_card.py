"""The profile of a municipality: the spine chart, whose municipalities it spreads, and how it is to be read."""

from dataclasses import replace

import streamlit as st

from indicators.profile import COUNTRY, UF
from indicators.scope import Attribution
from pages.components import cached_municipality, html
from pages.components.scope_filters import segments, switch
from pages.components.spine import legend, profile_downloads, spine_table
from pages.components.view import View

AGAINST = {COUNTRY: "Municípios do Brasil", UF: "Municípios da UF"}


def profile_card(view: View) -> View:
    """The spine chart; gives the view back with the attribution that was chosen for surveys."""
    html.title(
        f"{view.place} ao lado dos seus semelhantes",
        "A linha do meio é o Brasil e o lado direito é o melhor. UF e Brasil são comparados sem o município; os "
        "vizinhos somam numeradores e denominadores dos municípios parecidos.",
    )
    first, second = st.columns([1.2, 1], vertical_alignment="center")
    with first:
        against = segments("Distribuição", AGAINST, param="distribuicao")
    with second:
        if switch("Satisfação pelo município do cliente", param="cliente"):
            view = replace(view, scope=replace(view.scope, attribution=Attribution.ESTABLISHMENT))
    rows = cached_municipality.profile(view)
    html.show(legend())
    html.show(spine_table(rows, against, f"Indicadores de {view.place} e dos seus semelhantes"))
    html.source(
        "▲ e ▼ só onde a diferença passa do acaso, com a taxa de falsas descobertas de todo o perfil em 5 %. Totais "
        "não se comparam com a UF e o Brasil; ao lado dos vizinhos vai a média por município. O que é da unidade "
        "executora, conhecida por UF, não se aplica a um município: ligue a outra vista para ver o que respondem os "
        "clientes dele."
    )
    profile_downloads(view, rows, against, key="profile")
    return view

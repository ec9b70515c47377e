"""The partner network on a map, with its legend and its words."""

import pandas as pd
import streamlit as st

from config.formatting import number, plural
from pages.components import html
from pages.components.map_card import PHONE_SIZE, SIZE, extent
from pages.rede import data
from pages.rede.map_document import Look, colour_groups
from pages.state import gateway
from pages.state.view import View


def network_map(view: View, partners: pd.DataFrame, by: str) -> None:
    """Active partners as circles coloured by `by` (a column of `partners`);
    inactive ones are hollow.
    """
    located = partners.dropna(subset=["latitude", "longitude"])
    _, height = PHONE_SIZE if view.phone else SIZE
    radius = (1.4 if view.phone else 2) if view.whole_country else 4
    page = data.map_page(view, by, Look(extent(view), _borders(view), _towns(view), radius))
    st.iframe(page, height=height, alt=_alternative(partners, located, by))
    colours = colour_groups(partners, by, view.palette)
    legend = html.legend([(colour, name) for name, colour in colours.items()], "", dots=True)
    html.show(legend.removesuffix("</div>") + _inactive_sample(located) + "</div>")
    missing = len(partners) - len(located)
    if missing:
        html.source(
            f"{plural(missing, 'ponto', 'pontos')} sem coordenadas: só na lista, fora do mapa."
        )


def _inactive_sample(located: pd.DataFrame) -> str:
    """What a hollow circle is, where the map has any."""
    count = int((~located["active"].astype(bool)).sum())
    words = f"círculo vazio: inativo ({number(count)})"
    return f'<span><i class="dot t-hollow"></i>{words}</span>' if count else ""


def _borders(view: View) -> str:
    """Of the UFs; around a single municipality, which no border of theirs may cross,
    of it and its neighbours.
    """
    if view.single:
        return gateway.mesh_url(view.edition, "municipio", view.scope.territory.code)
    return gateway.mesh_url(view.edition, "uf")


def _towns(view: View) -> str:
    """The address of the borders of municipalities, which that of a UF goes on from."""
    return gateway.mesh_url(view.edition, "municipio").removesuffix(".geojson")


def _alternative(partners: pd.DataFrame, located: pd.DataFrame, by: str) -> str:
    counts = ", ".join(f"{name}: {count}" for name, count in partners[by].value_counts().items())
    return (
        f"Mapa da rede parceira: {plural(len(located), 'ponto', 'pontos')}. {counts}. A lista está"
        " abaixo."
    )

"""Where the units are that were recognised: on a map, and how they spread over UFs and regions."""

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import enumerate_words, number, percent, plural
from config.ibge import UF_BY_SIGLA, UFS
from config.palette import ramp
from data_access.queries.tables import reference
from geo.maps import Shading, Tooltip, add_points, choropleth
from indicators.recognition.rules import DECIMALS
from indicators.recognition_rules.measurable import UNIT_NOUNS, UnitKind
from indicators.recognition_rules.model import NATIONAL
from indicators.scope import TerritoryRef
from pages.components import html, messages
from pages.components.caching import ask
from pages.components.charts.heatmap import extremes, heatmap, whole_percent
from pages.components.map_card import caption, draw, frame_map, mesh
from pages.reconhecimento.data import Standing
from pages.reconhecimento.groups import grouped, shares_by_place
from pages.state.view import View

NAMED = 5  # of the first units, in the words of the map


def where_cards(view: View, standing: Standing) -> None:
    if standing.competing.empty:
        messages.empty("Ninguém concorre.", "O motivo de cada unidade está em Resultado.")
        return
    if standing.category.unit is UnitKind.PARTNER:
        with st.container(key="card_where"):
            _map(_over_the_scope(view, standing), standing)
    with st.container(key="card_spread"):
        _spread(view, standing)


def _over_the_scope(view: View, standing: Standing) -> View:
    """The edition of data that was measured, and the country or the UF of the recognition."""
    record = standing.record
    measured = replace(view, edition_id=str(record.data_edition))
    if record.scope == NATIONAL:
        return measured
    return measured.within(TerritoryRef("uf", UF_BY_SIGLA[record.scope].code))


def _map(view: View, standing: Standing) -> None:
    one, many = UNIT_NOUNS[standing.category.unit]
    html.title(
        "Onde estão",
        "Cada ponto é um parceiro que concorre; quanto mais escuro, mais alto o reconhecimento.",
    )
    points = _points(view, standing)
    located = points.dropna(subset=["latitude", "longitude"])
    groups = list(points["recognised"].cat.categories)
    colours = dict(zip(groups, ramp(view.palette.sequential[1:], len(groups))[::-1], strict=True))
    figure = _ground(view)
    for group in reversed(groups):  # the highest on top
        part = located[located["recognised"] == group]
        add_points(figure, part, name=group, colour=colours[group], palette=view.palette, size=5)
    names = enumerate_words(points.sort_values("place")["name"].head(NAMED))
    alt = (
        f"Mapa de {plural(len(located), one, many)} por reconhecimento."
        f" Na frente: {names}. A lista está em Resultado."
    )
    draw(view, figure, key="recognition_map", alt=alt)
    counts = points["recognised"].value_counts()
    html.show(
        html.legend(
            [(colours[name], f"{name} ({number(counts[name])})") for name in groups], dots=True
        )
    )
    caption(view, None)
    lost = len(points) - len(located)
    if lost:
        html.source(f"{plural(lost, one, many)} sem coordenadas: fora do mapa, e na lista.")


def _points(view: View, standing: Standing) -> pd.DataFrame:
    """Units that compete with their place on earth, their group and what is told of each."""
    rows = standing.competing.assign(recognised=grouped(standing))
    known = ask(view, reference.partners)[["partner_id", "latitude", "longitude"]]
    found = rows.merge(known.rename(columns={"partner_id": "unit"}), on="unit", how="left")
    name = found["name"].fillna(found["unit"])
    score = found["score"].map(lambda score: number(score, DECIMALS))
    told = name.map(html.cell) + " · " + found["uf"] + "<br>nota " + score
    return found.assign(name=name, text=told)


def _ground(view: View) -> go.Figure:
    """The UFs in one pale colour, with their borders."""
    codes = [uf.code for uf in UFS]
    nothing = Tooltip(pd.DataFrame(index=range(len(codes))), "<extra></extra>", [""] * len(codes))
    shading = Shading(np.zeros(len(codes), int).tolist(), [view.palette.soft])
    figure = choropleth(
        codes, shading, nothing, mesh(view, "uf"), view.palette, revision=view.edition_id
    )
    figure.data[0].update(hoverinfo="skip", hovertemplate=None, customdata=None)
    frame_map(view, figure)
    return figure


def _spread(view: View, standing: Standing) -> None:
    html.title(
        "Como se distribuem",
        "De cada 100 unidades da região ou da UF, quantas estão em cada grupo.",
    )
    counts = standing.competing["uf"].value_counts()
    if len(counts) == 1:
        messages.empty(f"Todas são de {counts.index[0]}: não há o que comparar entre UFs.")
        return
    shares = shares_by_place(standing)
    top = float(shares.to_numpy().max())
    told = extremes(shares.iloc[:, [0]], percent, largest=True)
    heatmap(
        view,
        shares,
        percent,
        key="recognition_spread",
        alt=f"Parte das unidades de cada região e UF em cada grupo. Mais na frente: {told}.",
        top=top,
        brief=whole_percent,
    )
    few = counts[counts < 10]
    if len(few):
        listed = enumerate_words(f"{uf} ({number(n)})" for uf, n in few.sort_index().items())
        html.source(f"Menos de dez unidades, e por isso parcelas que pouco dizem: {listed}.")

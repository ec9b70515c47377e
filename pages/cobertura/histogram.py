"""The distribution of a rate over municipalities."""

from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import percent, plural
from indicators.catalogue.definitions import Indicator
from pages.cobertura.portrait import spread
from pages.components import messages
from pages.components.plots import chart, config
from pages.state.view import View

BINS, HEIGHT = 24, 150
TAIL = (
    0.995  # the few beyond this quantile share the last bar, so that they do not flatten the rest
)


def histogram(view: View, definition: Indicator, rows: pd.DataFrame, *, key: str) -> None:
    """Bars of municipalities by value. Those without a value are not in it,
    and are counted by the map.
    """
    values = rows["value"].dropna()
    if len(values) < 2:
        messages.empty("Há menos de dois municípios com dado.", "Não há distribuição para mostrar.")
        return
    counts, edges = bins(values)
    labels = [
        f"{band}: {plural(n, 'município', 'municípios')}"
        for band, n in zip(bands(edges, values), counts, strict=True)
    ]
    top = edges[-1]
    bars = go.Bar(
        x=(edges[:-1] + edges[1:]) / 2 * 100,
        y=counts,
        marker={"color": view.palette.bar},
        text=labels,
        hovertemplate="%{text}<extra></extra>",
        textposition="none",
    )
    # Zero keeps its tick.
    shares = {
        "showgrid": False,
        "ticksuffix": " %",
        "range": [-2 * top, 102 * top],
    }
    figure = chart([bars], view.palette, HEIGHT, xaxis=shares, yaxis={"visible": False})
    count = plural(len(values), "município", "municípios")
    alt = f"Distribuição de {definition.short_title} em {count}. {spread(values)}"
    st.plotly_chart(figure, key=key, theme=None, height=HEIGHT, config=config(name=key), alt=alt)


def bins(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """How many of `values` (fractions) fall in each bar, and the edges of the bars."""
    top = float(values.quantile(TAIL)) or 1.0
    return np.histogram(values.clip(upper=top), bins=BINS)


def bands(edges: np.ndarray, values: pd.Series) -> list[str]:
    """What each bar holds, in words: the last one is open where some of `values` lie above it."""
    words = [f"{percent(low)} a {percent(high)}" for low, high in pairwise(edges)]
    beyond = bool((values > edges[-1]).any())
    return [*words[:-1], f"{percent(edges[-2])} ou mais" if beyond else words[-1]]

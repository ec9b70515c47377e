"""A matrix by state as colours, with the numbers behind it."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import enumerate_words, number
from config.palette import between, ink
from pages.components import html
from pages.components.plots import chart, config
from pages.state.view import View

CELL, NAMES, REST = 24, 30, 16  # pixels of a row, of the names above the rows, and of the edges
TOOLS, LETTER = 46, 0.62  # on a phone: pixels of the tools over the names; a letter in its size
FEW_COLUMNS = 12  # on a phone: their names have room for letters of the usual size


def extremes(
    values: pd.DataFrame, tell: Callable[[float], str], *, largest: bool, count: int = 3
) -> str:
    """The lowest or largest cells in words: ``Metas em SP (3 meses), …``."""
    cells = values.rename_axis("row").reset_index().melt("row", var_name="column").dropna()
    ordered = cells.sort_values("value", ascending=not largest, kind="stable").head(count)
    told = zip(ordered["row"], ordered["column"], ordered["value"].astype(float), strict=True)
    return enumerate_words(f"{row} em {column} ({tell(value)})" for row, column, value in told)


def whole_percent(fraction: float) -> str:
    """``0.123`` → ``12``: what fits in a cell. Few are not none: ``<1``."""
    return "<1" if 0 < fraction < 0.005 else number(100 * fraction)


def _cell_texts(
    values: pd.DataFrame, brief: Callable[[float], str], colours: Sequence[str], top: float
) -> go.Scatter:
    """What is written inside the cells, in the ink that reads best on the colour of each."""
    rows = zip(values.index, values.to_numpy(dtype=float), strict=True)
    cells = [
        (x, y, v)
        for y, row in rows
        for x, v in zip(values.columns, row, strict=True)
        if pd.notna(v)
    ]
    return go.Scatter(
        x=[x for x, _, _ in cells],
        y=[y for _, y, _ in cells],
        text=[brief(value) for _, _, value in cells],
        mode="text",
        textfont={
            "size": 9,
            "color": [ink(between(colours, value / top if top else 0.0)) for _, _, value in cells],
        },
        hoverinfo="skip",
    )


def _letters(values: pd.DataFrame, *, phone: bool) -> int:
    return 8 if phone and len(values.columns) > FEW_COLUMNS else 10


def _above(values: pd.DataFrame, *, phone: bool) -> int:
    """Pixels above the rows: on a phone names stand upright under the tools of the chart."""
    longest = max(len(str(name)) for name in values.columns)
    upright = round(LETTER * _letters(values, phone=phone) * longest)
    return TOOLS + upright if phone else NAMES


def _axes(values: pd.DataFrame, *, phone: bool) -> dict[str, Any]:
    angle = -90 if phone else 0  # side by side the names of the states would run together
    size, above = _letters(values, phone=phone), _above(values, phone=phone)
    # Names that look like numbers are names all the same: read as numbers they would begin at zero
    # and lose the last.
    still: dict[str, Any] = {"type": "category", "showgrid": False, "fixedrange": True, "ticks": ""}
    every = {"tickmode": "linear", "dtick": 1}  # every name, however narrow
    columns = {**still, **every, "side": "top", "tickangle": angle, "tickfont": {"size": size}}
    if not phone:
        columns["range"] = [-0.5, len(values.columns) - 0.5]
    rows = {**still, "range": [len(values) - 0.5, -0.5], "automargin": True}
    return {"xaxis": columns, "yaxis": rows, "margin": {"t": above, "b": 6}}


def heatmap(
    view: View,
    values: pd.DataFrame,
    tell: Callable[[float], str],
    *,
    key: str,
    alt: str,
    top: float,
    brief: Callable[[float], str],
) -> None:
    """Rows by columns of `values`, from 0 to `top`; what is missing stays empty.

    `tell` words a value; `brief` writes it inside its cell, where there is room.
    """
    palette = view.palette
    colours = palette.sequential
    ramp = [[place / (len(colours) - 1), colour] for place, colour in enumerate(colours)]
    told = [
        ["" if pd.isna(value) else tell(value) for value in row]
        for row in values.to_numpy(dtype=float)
    ]
    cells = go.Heatmap(
        z=values.to_numpy(dtype=float),
        x=list(values.columns),
        y=list(values.index),
        customdata=told,
        colorscale=ramp,
        zmin=0,
        zmax=top,
        xgap=1,
        ygap=1,
        hoverongaps=False,
        hovertemplate="%{y} · %{x}: %{customdata}<extra></extra>",
        showscale=False,
    )
    traces = [cells] if view.phone else [cells, _cell_texts(values, brief, colours, top)]
    height = CELL * len(values) + _above(values, phone=view.phone) + REST
    figure = chart(traces, palette, height, **_axes(values, phone=view.phone))
    st.plotly_chart(figure, key=key, theme=None, height=height, config=config(name=key), alt=alt)
    html.show(
        html.legend(
            [(colours[0], tell(0.0)), (colours[2], tell(top / 2)), (colours[-1], tell(top))]
        )
    )
    with st.expander("Ver os números"):
        cells = [
            (html.cell(name), *map(html.cell, row))
            for name, row in zip(values.index, told, strict=True)
        ]
        numeric = frozenset(range(1, len(values.columns) + 1))
        markup = html.table(("", *values.columns), cells, numeric=numeric, label=alt)
        html.show(html.scroll(markup))

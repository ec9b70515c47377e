"""Month by month, as far back as the edition goes: what a partner or team attended."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import number, plural
from indicators.scope import Month
from pages.components import html, messages
from pages.components.downloads import downloads
from pages.components.plots import chart, config
from pages.rede.unit_data import Unit
from pages.state.view import View

HEIGHT, LONGEST = 230, 48
COLUMNS = {
    "start": "mês",
    "clients": "pequenos negócios distintos",
    "attendances": "atendimentos",
}


def trend(view: View, unit: Unit, months: pd.DataFrame) -> None:
    """The small businesses of each of the last 48 months."""
    rows = months.tail(LONGEST)
    known = rows.dropna(subset=["clients"])
    if len(known) < 2 or not known["attendances"].any():
        messages.empty("Não há atendimentos desta unidade que fazer em linha.")
        return
    html.heading(f"{plural(len(rows), 'mês', 'meses')}", "Pequenos negócios distintos em cada mês.")
    palette = view.palette
    starts = [
        f"{Month(int(month)).year}-{Month(int(month)).month:02d}-01" for month in rows["month"]
    ]
    line = go.Scatter(
        x=starts,
        y=rows["clients"],
        mode="lines",
        line={"color": palette.accent, "width": 2},
        text=[number(value) for value in rows["clients"]],
        hovertemplate="%{x|%m/%Y}: %{text}<extra></extra>",
    )
    alt = _words(known)
    st.plotly_chart(
        chart(
            [line], palette, HEIGHT, margin={"l": 44},
            xaxis={"showgrid": False, "tickformat": "%m/%Y", "nticks": 5},
            yaxis={"rangemode": "tozero"},
        ),
        key="unit_trend",
        theme=None,
        height=HEIGHT,
        config=config(name="unidade"),
        alt=alt,
    )  # fmt: skip
    html.source(alt)
    downloads(
        view, f"{unit.name} — mês a mês", rows.assign(start=starts), COLUMNS, key="unit_trend"
    )


def _words(known: pd.DataFrame) -> str:
    most = known.iloc[int(known["clients"].to_numpy().argmax())]
    last = known.iloc[-1]
    return (
        f"Em {Month(int(last['month'])).label}, {number(last['clients'])}; o mês de mais foi"
        f" {Month(int(most['month'])).label}, com {number(most['clients'])}."
    )

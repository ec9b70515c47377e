"""Thirteen windows of an indicator as a line, with the interval as a band."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import number, plural
from indicators.catalogue.definitions import Indicator
from indicators.measure import Status
from indicators.scope import Month
from pages.components import caching, html, messages, numbers
from pages.components.downloads import downloads
from pages.components.plots import chart, config
from pages.state.view import View

HEIGHT = 210
COLUMNS = {
    "start": "de",
    "end": "até",
    "numerator": "numerador",
    "denominator": "denominador",
    "value": "valor",
    "lower": "limite inferior",
    "upper": "limite superior",
    "n": "n (casos do intervalo)",
    "method": "método do intervalo",
    "status": "situação",
}


def trend_line(view: View, definition: Indicator, *, key: str) -> None:
    """Windows as long as the period, ending in each of the last thirteen months;
    those partly recorded are left out.
    """
    series = caching.series(view, definition.id)
    known = series[series["status"] != Status.PARTLY_RECORDED].dropna(subset="value")
    if series["status"].eq(Status.NOT_MEASURED).all():
        messages.not_measured()
        return
    if len(known) < 2:
        messages.empty(
            "O histórico é curto demais para uma linha.",
            "A edição tem poucos meses antes deste período.",
        )
        return
    alt = _words(definition, known)
    st.plotly_chart(
        _figure(view, definition, known),
        key=key,
        theme=None,
        height=HEIGHT,
        config=config(name=key),
        alt=alt,
    )
    months = plural(view.scope.period.months, "mês", "meses")
    html.source(
        f"Cada ponto soma {months} e termina no mês indicado. A faixa é o intervalo de 95 %. {alt}"
    )
    with st.expander("Ver os números"):
        html.show(_table(definition, known))
    downloads(
        view, f"{definition.title} — evolução", series, COLUMNS, key=key, definition=definition
    )


def _figure(view: View, definition: Indicator, known: pd.DataFrame) -> go.Figure:
    months = [Month(int(index)).label for index in known["last_month"]]
    colour = view.palette.accent
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    edge = {"width": 0, "color": colour}
    lines = []
    for name, fill in (("lower", None), ("upper", "tonexty")):
        values = known[name].fillna(known["value"]) * definition.scale
        shade = f"rgba({red},{green},{blue},0.15)"
        band = {"fill": fill, "fillcolor": shade}
        lines.append(
            go.Scatter(x=months, y=values, mode="lines", line=edge, hoverinfo="skip", **band)
        )
    told = [
        f"{month}: {numbers.show_value(definition, value)}"
        for month, value in zip(months, known["value"], strict=True)
    ]
    line = go.Scatter(
        x=months,
        y=known["value"] * definition.scale,
        mode="lines+markers",
        line={"color": colour, "width": 2},
        text=told,
        hovertemplate="%{text}<extra></extra>",
    )
    axes = {
        "xaxis": {"showgrid": False, "nticks": 5 if view.phone else 7, "tickangle": 0},
        "yaxis": {"ticksuffix": " %" if definition.is_share else ""},
    }
    return chart([*lines, line], view.palette, HEIGHT, margin={"l": 48}, **axes)


def _words(definition: Indicator, known: pd.DataFrame) -> str:
    ends = known.iloc[[0, -1]]
    said = [
        f"{numbers.show_value(definition, row['value'])} em {Month(int(row['last_month'])).label}"
        for _, row in ends.iterrows()
    ]
    return f"{definition.short_title}: de {said[0]} para {said[1]}."


def _table(definition: Indicator, known: pd.DataFrame) -> str:
    cells = [
        (
            Month(int(row["last_month"])).label,
            numbers.show_value(definition, row["value"]),
            numbers.interval(definition, row) or "—",
            number(row["numerator"]),
            number(row["denominator"]),
        )
        for _, row in known.iterrows()
    ]
    head = ("até", "valor", "entre (95 %)", "numerador", "denominador")
    return html.table(
        head, cells, numeric=frozenset({1, 2, 3, 4}), label=f"Evolução de {definition.short_title}"
    )

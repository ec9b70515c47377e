"""Four years of an indicator, behind the sparkline of its card: each point a whole year, beside the
same month of the year before and the target.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import number
from indicators.catalogue.definitions import Indicator
from indicators.measure import Status
from indicators.scope import Period
from pages.components import caching, html, messages, numbers
from pages.components.downloads import downloads
from pages.components.plots import chart, config
from pages.state.view import View

MONTHS, YEAR = 48, 12
HEIGHT = 260
COLUMNS = {
    "start": "de",
    "end": "até",
    "value": "valor",
    "before": "um ano antes",
    "n": "n (casos do intervalo)",
    "status": "situação",
}


def long_series(view: View, definition: Indicator) -> None:
    """“48 meses”, asked for only when it is opened."""
    with st.popover(
        "48 meses", type="tertiary", key=f"long_{definition.id}", on_change="rerun"
    ) as opened:
        if opened.open:
            _content(view, definition)


def years_ending_each_month(end: Period) -> tuple[Period, ...]:
    """The twelve months that end in each of the last 48 months, and in the twelve before these."""
    last = Period.last_months(end.end, YEAR)
    return tuple(last.shifted(-back) for back in range(MONTHS + YEAR - 1, -1, -1))


def with_year_before(windows: pd.DataFrame) -> pd.DataFrame:
    """The last 48 windows, each with the value of a year earlier (``before``). What was recorded in
    part, or is withheld, is no value.
    """
    rows = windows.sort_values("last_month")
    value = rows["value"].mask(rows["status"].eq(Status.PARTLY_RECORDED))
    by_month = value.set_axis(rows["last_month"])
    before = (rows["last_month"] - YEAR).map(by_month)
    return rows.assign(value=value, before=before).tail(MONTHS)


def _content(view: View, definition: Indicator) -> None:
    html.heading(
        f"{definition.short_title} em {MONTHS} meses",
        "Cada ponto soma os doze meses que terminam nele: compara-se com a meta do ano inteiro.",
    )
    periods = years_ending_each_month(view.scope.period)
    rows = with_year_before(caching.windows(view, definition.id, periods))
    known = rows.dropna(subset="value")
    if len(known) < 2:
        messages.empty(f"{messages.no_line(rows['status']).capitalize()}.")
        return
    alt = _words(definition, known)
    st.plotly_chart(
        _figure(view, definition, rows, caching.total(view, definition.id)["target"]),
        key=f"serie-{definition.id}",
        theme=None,
        height=HEIGHT,
        config=config(name=f"serie-{definition.id}"),
        alt=alt,
    )
    html.source(alt)
    downloads(
        view,
        f"{definition.title} — 48 meses",
        rows,
        COLUMNS,
        key=f"serie_{definition.id}",
        definition=definition,
    )


def _figure(view: View, definition: Indicator, rows: pd.DataFrame, target: float) -> go.Figure:
    palette = view.palette
    ends = pd.to_datetime(rows["end"])
    styles: Mapping[str, tuple[str, dict[str, Any]]] = {
        "before": ("um ano antes", {"color": palette.muted, "width": 1.4, "dash": "dot"}),
        "value": ("doze meses", {"color": palette.accent, "width": 2}),
    }
    traces = [
        go.Scatter(
            x=ends,
            y=rows[name] * definition.scale,
            mode="lines",
            name=words,
            line=line,
            text=[numbers.show_value(definition, value) for value in rows[name]],
            hovertemplate=f"%{{x|%m/%Y}}, {words}: %{{text}}<extra></extra>",
        )
        for name, (words, line) in styles.items()
    ]
    if not numbers.absent(target):
        level = target * definition.scale
        goal = {"color": palette.text, "width": 1.2, "dash": "dash"}
        told = f"meta: {numbers.show_value(definition, target)}"
        hover = f"{told}<extra></extra>"
        traces.append(
            go.Scatter(
                x=ends.iloc[[0, -1]],
                y=[level, level],
                mode="lines",
                name=told,
                line=goal,
                hovertemplate=hover,
            )
        )
    return chart(
        traces, palette, HEIGHT, margin={"l": 48},
        xaxis={"showgrid": False, "tickformat": "%m/%Y", "nticks": 5},
        yaxis={"ticksuffix": " %" if definition.is_share else "", "rangemode": "tozero"},
        showlegend=True, legend={"orientation": "h", "y": 1.15, "x": 0},
    )  # fmt: skip


def _words(definition: Indicator, known: pd.DataFrame) -> str:
    last = known.iloc[-1]
    change = "" if numbers.absent(last["before"]) else _against(definition, last)
    return (
        f"{number(len(known))} meses: de {numbers.show_value(definition, known['value'].iloc[0])}"
        f" a {numbers.show_value(definition, last['value'])}{change}."
    )


def _against(definition: Indicator, last: pd.Series) -> str:
    return f"; um ano antes, {numbers.show_value(definition, last['before'])}"

"""How long the service takes: the median, the nine in ten, and how many cases took how long."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import duration, number, percent, plural
from config.service import service_rule
from indicators.catalogue.definitions import indicator
from indicators.durations import EDGES
from pages.atendimento import data
from pages.components import html, messages, numbers
from pages.components.controls import segments
from pages.components.downloads import downloads
from pages.components.export_columns import Kind
from pages.components.plots import chart, config, upright
from pages.state.view import View

FIRST_RESPONSE = "tempo_primeira_resposta"
WAITS = {FIRST_RESPONSE: "Primeira resposta", "tempo_resolucao": "Resolução", "tma": "Duração"}
HEIGHT = 230
SUMMARY = {
    "name": "tempo",
    "cases": "casos",
    "median": "mediana (minutos)",
    "median_lower": "mediana: limite inferior",
    "median_upper": "mediana: limite superior",
    "p90": "percentil 90 (minutos)",
    "p90_lower": "percentil 90: limite inferior",
    "p90_upper": "percentil 90: limite superior",
}
BANDS = {"band": "faixa", "cases": "casos", "share": "parte"}


def waits_card(view: View) -> None:
    html.title(
        "Quanto se espera e quanto dura",
        "Metade dos casos leva até o primeiro tempo; nove de cada dez, até o segundo.",
    )
    found = pd.concat(
        [data.waits(view, name).whole.assign(name=words) for name, words in WAITS.items()]
    )
    if not found["cases"].any():
        messages.empty(
            "Nenhum contato ou atendimento deste período diz quanto tempo levou.",
            "Escolha outro recorte.",
        )
        return
    cells = [
        (
            html.cell(row["name"]),
            _duration_cell(row, "median"),
            _duration_cell(row, "p90"),
            number(row["cases"]),
        )
        for _, row in found.iterrows()
    ]
    head = ("tempo", "metade, até", "9 de cada 10, até", "casos")
    html.show(
        html.table(
            head,
            cells,
            numeric=frozenset({1, 2, 3}),
            label="Até quanto leva cada tempo",
            stacked=True,
        )
    )
    html.source(
        "Embaixo de cada valor, a margem de erro de 95 %; um traço: são poucos casos para"
        " calculá-la."
    )
    times: dict[str, Kind] = {name: "minutos" for name in SUMMARY if name not in ("name", "cases")}
    downloads(view, "Tempos do atendimento", found, SUMMARY, key="tempos", units=times)
    _distribution(view, segments("Distribuição de qual tempo", WAITS, param="tempo"))


def _duration_cell(row: pd.Series, name: str) -> str:
    value = html.cell(duration(row[name]))
    bounds = (row[f"{name}_lower"], row[f"{name}_upper"])
    low, high = map(duration, bounds)
    around = numbers.SMALLEST if low == high else f"{low} a {high}"
    if any(map(numbers.absent, bounds)):
        around = "—"
    return value if numbers.absent(row[name]) else f"{value}<small>{html.cell(around)}</small>"


def _distribution(view: View, name: str) -> None:
    """Bars of cases by band of minutes, with the target of the channel where the scope has one."""
    found = data.waits(view, name).bands
    whole = int(found["cases"].sum())
    noun = indicator(name).numerator.noun
    if not whole:
        messages.empty(
            f"Não há {noun[1]} neste recorte.",
            "Escolha outro período, outro canal ou outro território.",
        )
        return
    found = found.assign(
        band=[band_words(a, b) for a, b in zip(found["start"], found["end"], strict=True)]
    )
    found = found.assign(share=found["cases"] / whole)
    used = found[found["cases"].cumsum().gt(0) & found["cases"][::-1].cumsum()[::-1].gt(0)]
    target = channel_target(view) if name == FIRST_RESPONSE else None
    most = used.sort_values("cases", kind="stable").iloc[-1]
    alt = (
        f"{indicator(name).title} em {plural(whole, *noun)}: a faixa mais cheia é {most['band']} "
        f"({percent(most['share'])}). A tabela está abaixo."
    )
    figure = _figure(view, name, used, target)
    st.plotly_chart(
        figure,
        key=f"faixas-{name}",
        theme=None,
        height=HEIGHT,
        config=config(name=f"faixas-{name}"),
        alt=alt,
    )
    html.source(f"{alt} As faixas se alargam com o tempo. {_target_words(view, name, target)}")
    with st.expander("Ver os números"):
        rows = [
            (html.cell(row["band"]), number(row["cases"]), percent(row["share"]))
            for _, row in used.iterrows()
        ]
        html.show(
            html.table(("faixa", "casos", "parte"), rows, numeric=frozenset({1, 2}), label=alt)
        )
    downloads(view, f"{indicator(name).title} — distribuição", found, BANDS, key="faixas")


def _figure(view: View, name: str, used: pd.DataFrame, target: float | None) -> go.Figure:
    palette = view.palette
    late = used["start"] >= (np.inf if target is None else target)
    bars = go.Bar(
        x=list(used.index),
        y=list(used["cases"]),
        marker={"color": [palette.outline if over else palette.bar for over in late]},
        customdata=[f"{band}: {number(cases)} ({percent(share)})" for band, cases, share in
                    zip(used["band"], used["cases"], used["share"], strict=True)],
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    quantiles = data.waits(view, name).whole.iloc[0]
    lines = [
        ("metade", quantiles["median"], palette.text),
        ("9 de cada 10", quantiles["p90"], palette.text),
    ]
    if target is not None:
        lines.append(("prazo", target, palette.accent))
    marks = [
        upright(position(minutes), {"color": colour, "width": 1.5, "dash": "dot"})
        for _, minutes, colour in lines
    ]
    told = [
        {"x": position(minutes), "y": 1.0 + 0.13 * (place % 2), "yref": "paper", "text": words,
         "showarrow": False, "font": {"size": 10, "color": colour}, "yanchor": "bottom"}
        for place, (words, minutes, colour) in enumerate(lines)
    ]  # fmt: skip
    every = 2 if view.phone else 1
    ends = [place for place in (*used.index, used.index[-1] + 1) if place < len(EDGES)][::every]
    edges = {
        "showgrid": False, "fixedrange": True,
        "tickmode": "array", "tickvals": [place - 0.5 for place in ends],
        "ticktext": [short(EDGES[place]) for place in ends], "tickfont": {"size": 10},
        "tickangle": 0,
    }  # fmt: skip
    return chart(
        [bars], palette, HEIGHT, margin={"t": 44, "b": 30}, bargap=0.06, shapes=marks,
        annotations=told, xaxis=edges, yaxis={"visible": False, "fixedrange": True},
    )  # fmt: skip


def band_words(start: float, end: float) -> str:
    """``5 a 10 min``; the first and the last have one side."""
    if not start:
        return f"menos de {short(end)}"
    return f"{short(start)} ou mais" if np.isinf(end) else f"{short(start)} a {short(end)}"


def short(minutes: float) -> str:
    """``5 min``, ``8 h``, ``90 min``: in the largest unit that leaves no rest."""
    for size, unit in ((1440, "d"), (60, "h"), (1, "min")):
        if minutes >= size and minutes % size == 0:
            return f"{number(minutes / size)} {unit}"
    return f"{number(minutes, 1 if minutes else 0)} min"


def position(minutes: float) -> float:
    """Where a duration falls among the bars: a bar spans half a unit to each side of its number."""
    place = int(np.searchsorted(EDGES, minutes, side="right")) - 1
    width = (EDGES[place + 1] - EDGES[place]) if place + 1 < len(EDGES) else np.inf
    return place - 0.5 + min((minutes - EDGES[place]) / width, 1.0)


def channel_target(view: View) -> float | None:
    """Minutes within which the one channel of the scope should answer;
    None where the scope has several.
    """
    return service_rule().target(view.scope.channel[0]) if len(view.scope.channel) == 1 else None


def _target_words(view: View, name: str, target: float | None) -> str:
    if name != FIRST_RESPONSE:
        return ""
    if target is None:
        return (
            "Cada canal tem o seu prazo, na tabela dos canais: escolha um só canal no filtro para"
            " vê-lo aqui."
        )
    return f"O prazo de {view.scope.channel[0]} é {short(target)}; em cinza, o que passa dele."

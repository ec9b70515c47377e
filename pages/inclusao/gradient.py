"""Whether coverage falls as vulnerability rises: five fifths, slope, relative index and curve."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import number, percent, plural, points, times
from config.palette import Palette
from data_access.queries.measures.inequality import by_fifth, line_of
from indicators.catalogue.definitions import indicator
from indicators.inequality import Concentration, Gradient, concentration
from indicators.uncertainty import wilson
from pages.components import html, messages
from pages.components.card import how_calculated
from pages.components.downloads import downloads
from pages.components.plots import chart, config
from pages.inclusao import data
from pages.state.view import View

HEIGHT = 250
DECIMALS = 3  # of the index of concentration
CORNERS = 3  # of the least curve: the origin and one place make none
ENDS = {1: "1º (menos vulneráveis)", 2: "2º", 3: "3º", 4: "4º", 5: "5º (mais vulneráveis)"}
COLUMNS = {
    "name": "quinto do estoque, por vulnerabilidade",
    "municipalities": "municípios",
    "numerator": "empresas atendidas",
    "denominator": "empresas ativas",
    "value": "cobertura",
    "lower": "limite inferior",
    "upper": "limite superior",
    "fitted": "reta ajustada",
}
CURVE = {
    "code": "código IBGE",
    "name": "município",
    "uf": "UF",
    "vulnerability": "vulnerabilidade",
    "numerator": "empresas atendidas",
    "denominator": "empresas ativas",
}


def gradient_card(view: View) -> None:
    """Coverage of small businesses in the five fifths, with the line and what it says."""
    html.title(
        "A cobertura cai onde a vulnerabilidade é maior?",
        f"{view.place}: municípios em cinco grupos de igual estoque de MEI, ME e EPP, do menos ao"
        " mais vulnerável.",
    )
    towns = data.towns(view)
    groups = by_fifth(towns)
    if len(towns) and towns["numerator"].isna().all():
        messages.not_measured()
        return
    if not (groups["denominator"] > 0).all():
        messages.empty(*_why_none(view, groups))
        return
    bounds = wilson(groups["numerator"], groups["denominator"])
    line = line_of(towns)
    rows = groups.assign(
        name=groups["fifth"].map(ENDS),
        value=groups["numerator"] / groups["denominator"],
        lower=bounds.lower,
        upper=bounds.upper,
        fitted=float("nan") if line is None else line.fitted,
    )
    _bars(view, rows, line)
    html.show(f'<p class="t-verdict">{html.cell(verdict(line))}</p>')
    html.show(_table(rows))
    html.source(
        "A reta tracejada resume os cinco quintos. Índice de desigualdade: quantos pontos a"
        " cobertura da reta cai do extremo menos vulnerável ao mais. O intervalo conta o quanto os"
        " municípios diferem entre si, e não só o acaso das empresas. Índice relativo: a cobertura"
        " do extremo mais vulnerável dividida pela do menos; 1 seria igual."
    )
    html.method(
        "Inclinação ponderada sobre o meio de cada quinto (Regidor 2004); o intervalo do índice"
        " relativo é pelo método delta.",
        "como a reta é ajustada",
    )
    how_calculated(view, indicator("desigualdade_cobertura"))
    downloads(
        view,
        "Cobertura por quinto de vulnerabilidade",
        rows,
        COLUMNS,
        key="quintos",
        units={"value": "%", "lower": "%", "upper": "%", "fitted": "%"},
    )


def verdict(line: Gradient | None) -> str:
    """The slope, whether it is more than chance, and the relative index, as a sentence."""
    if line is None:
        return "Ninguém foi alcançado, ou todos foram: não há desigualdade a medir."
    gap, lower, upper = -line.slope, -line.upper, -line.lower
    around = f"{points(gap)} ({points(lower)} a {points(upper)})"
    if lower <= 0 <= upper:
        said = f"Igual, dentro do acaso entre os extremos: {around}."
    else:
        who = "menor" if gap > 0 else "maior"
        said = (
            f"A cobertura do extremo mais vulnerável é {who}: a diferença até o menos vulnerável é"
            f" de {around}."
        )
    if line.relative is None:
        return f"{said} O índice relativo não existe: a reta chega a zero num dos extremos."
    ratio = times(line.relative[0], 2)
    low, high = (number(part, 2) for part in line.relative[1:])
    return f"{said} Índice relativo: {ratio} a cobertura do menos vulnerável ({low} a {high})."


def concentration_card(view: View) -> None:
    """The concentration curve: how many of those reached are in the most vulnerable part."""
    html.title(
        "Quem está na parte mais vulnerável é alcançado na mesma medida?",
        "Curva de concentração: do município mais vulnerável ao menos; na diagonal, a cobertura"
        " seria igual em todos.",
    )
    rows = data.towns(view)
    curve = concentration(rows["vulnerability"], rows["numerator"], rows["denominator"])
    if curve is None or len(curve.population) < CORNERS:
        messages.empty(
            "Não há curva a desenhar.",
            "É preciso mais de um município com estoque, vulnerabilidade e atendidos.",
        )
        return
    _curve(view, curve)
    html.show(f'<p class="t-verdict">{html.cell(curve_words(curve))}</p>')
    html.source(
        "Como ler: cada ponto da curva diz que parte das alcançadas está na parte mais vulnerável"
        " das empresas. Abaixo da diagonal, quem é mais vulnerável é menos alcançado."
    )
    html.method(
        "Índice de concentração: 1 menos duas vezes a área sob a curva (Wagstaff, Paci e van"
        " Doorslaer 1991)."
    )
    downloads(view, "Curva de concentração por município", rows, CURVE, key="concentracao")


def curve_words(curve: Concentration) -> str:
    """The half that is most vulnerable, and the index."""
    half = float(np.interp(0.5, curve.population, curve.reached))
    told = round(curve.index, DECIMALS)
    who = "igual" if not told else f"concentrado nos {'menos' if told > 0 else 'mais'} vulneráveis"
    return (
        f"Índice de concentração: {number(curve.index, DECIMALS)} (0 é igual; aqui o alcance"
        f" {'está' if told else 'é'} {who}). A metade mais vulnerável das empresas tem"
        f" {percent(half)} das alcançadas."
    )


def _why_none(view: View, groups: pd.DataFrame) -> tuple[str, str]:
    if groups["municipalities"].sum() == 0:
        return (
            "Sem estoque de empresas ou sem vulnerabilidade.",
            "Importe empresas e o índice na tabela socioeconomico.",
        )
    found = plural(
        int(groups["municipalities"].sum()), "município não enche", "municípios não enchem"
    )
    return (
        f"{view.place}: {found} cinco grupos de igual estoque.",
        (
            "Um município com mais de um quinto das empresas, ou poucos municípios, deixam grupos"
            " vazios. Escolha um território maior."
        ),
    )


def _bars(view: View, rows: pd.DataFrame, line: Gradient | None) -> None:
    palette = view.palette
    bars = go.Bar(
        x=rows["name"],
        y=rows["value"] * 100,
        marker={"color": palette.bar},
        error_y={
            "array": (rows["upper"] - rows["value"]) * 100,
            "arrayminus": (rows["value"] - rows["lower"]) * 100,
            "color": palette.text,
            "thickness": 1.5,
        },
        customdata=rows[["numerator", "denominator"]],
        hovertemplate=(
            "%{x}: %{y:,.1f} %<br>%{customdata[0]:,.0f} de %{customdata[1]:,.0f}"
            " empresas<extra></extra>"
        ),
    )
    short = [name.split(" ")[0] for name in rows["name"]]
    ticks = {"tickvals": list(rows["name"]), "ticktext": short}
    under = {"text": "quintos, do menos ao mais vulnerável", "font": {"size": 11}}
    figure = chart(
        [bars, *_fitted_line_traces(palette, rows, line)], palette, HEIGHT,
        margin={"l": 44, "b": 40},
        xaxis={"showgrid": False, "title": under, **ticks},
        yaxis={"title": {"text": "cobertura (%)", "font": {"size": 11}}, "rangemode": "tozero"},
    )  # fmt: skip
    told = "; ".join(f"{row['name']}, {percent(row['value'])}" for _, row in rows.iterrows())
    alt = f"Cobertura por quinto de vulnerabilidade, {view.place}: {told}. {verdict(line)}"
    st.plotly_chart(
        figure, key="quintos", theme=None, height=HEIGHT, config=config(name="quintos"), alt=alt
    )


def _fitted_line_traces(
    palette: Palette, rows: pd.DataFrame, line: Gradient | None
) -> list[go.Scatter]:
    if line is None:
        return []
    look = {"color": palette.bad, "dash": "dot"}
    fitted = rows["fitted"] * 100
    return [go.Scatter(x=rows["name"], y=fitted, mode="lines", line=look, hoverinfo="skip")]


def _table(rows: pd.DataFrame) -> str:
    """Interval and municipalities stand under their value: no half page scrolls sideways."""
    cells = [
        (
            f"{html.cell(row['name'])}"
            f"<small>{plural(row['municipalities'], 'município', 'municípios')}</small>",
            f"{percent(row['value'])}"
            f"<small>{percent(row['lower'])} a {percent(row['upper'])}</small>",
            f"{number(row['numerator'])} de {number(row['denominator'])}",
        )
        for _, row in rows.iterrows()
    ]
    head = ("quinto", "cobertura, entre (95 %)", "empresas atendidas")
    return html.table(
        head, cells, numeric=frozenset({1, 2}), label="Cobertura por quinto de vulnerabilidade"
    )


def _curve(view: View, curve: Concentration) -> None:
    palette = view.palette
    dotted = {"color": palette.muted, "dash": "dot", "width": 1}
    even = go.Scatter(x=[0, 100], y=[0, 100], mode="lines", line=dotted, hoverinfo="skip")
    reached = go.Scatter(
        x=curve.population * 100,
        y=curve.reached * 100,
        mode="lines",
        line={"color": palette.accent, "width": 2},
        hovertemplate=(
            "%{x:,.0f} % das empresas, das mais vulneráveis: %{y:,.0f} % das"
            " alcançadas<extra></extra>"
        ),
    )
    figure = chart(
        [even, reached], palette, HEIGHT, margin={"l": 44, "b": 40},
        xaxis=_percentages("% das empresas, do mais vulnerável ao menos"),
        yaxis=_percentages("% das alcançadas"),
    )  # fmt: skip
    alt = f"Curva de concentração da cobertura, {view.place}. {curve_words(curve)}"
    st.plotly_chart(
        figure,
        key="concentracao",
        theme=None,
        height=HEIGHT,
        config=config(name="concentracao"),
        alt=alt,
    )


def _percentages(title: str) -> dict[str, Any]:
    return {"title": {"text": title, "font": {"size": 11}}, "range": [0, 100]}

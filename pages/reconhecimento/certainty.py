"""How sure the order is: positions with their intervals, each measure beside the number of cases,
and what other choices would have changed.
"""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import number, percent, plural
from indicators.funnel import ALARM, WARNING, Funnel, funnel
from indicators.recognition.rules import Kind
from indicators.score_funnel import ScoreFunnel, score_funnel
from pages.components import html, messages
from pages.components.controls import choice
from pages.components.plots import across, chart, config, log_ticks
from pages.reconhecimento import sensitivity
from pages.reconhecimento.data import Standing
from pages.reconhecimento.rows import records
from pages.state.view import View

HEIGHT, PHONE_HEIGHT = 380, 320
MARGIN = {"l": 44, "b": 40}
FEWEST = 3  # units under which a funnel compares nobody
COUNTED = (Kind.RATE, Kind.SCORE)  # whose chance is known from how many cases there are


def _axis(title: str, **more: Any) -> dict[str, Any]:
    return {"title": {"text": title, "font": {"size": 11}}, **more}


def certainty_cards(view: View, standing: Standing) -> None:
    if standing.competing.empty:
        messages.empty("Ninguém concorre.", "O motivo de cada unidade está em Resultado.")
        return
    with st.container(key="card_ranks"):
        _ranks(view, standing)
    with st.container(key="card_funnel"):
        _funnel(view, standing)
    with st.container(key="card_sensitivity"):
        sensitivity.sensitivity_card(standing)


def _ranks(view: View, standing: Standing) -> None:
    rows = standing.competing.reset_index(drop=True)
    html.title(
        "Posições, e até onde podem variar",
        "Uma linha por unidade, da primeira à última: as posições em que o período permite pô-la.",
    )
    html.show(f"<p>{html.cell(_rank_words(rows))}</p>")
    palette, height = view.palette, PHONE_HEIGHT if view.phone else HEIGHT
    odd = rows["band"].astype(int) % 2 == 1
    traces = [
        _intervals(rows, ("all_low", "all_high"), palette.border, 1.0),
        _intervals(rows[odd], ("rank_low", "rank_high"), palette.accent, 1.6),
        _intervals(rows[~odd], ("rank_low", "rank_high"), palette.bar, 1.6),
        go.Scatter(
            x=rows.index + 1,
            y=rows["median_rank"],
            mode="markers",
            marker={"size": 3 if len(rows) > 200 else 6, "color": palette.text},
            text=[_rank_hover(row) for row in records(rows)],
            hovertemplate="%{text}<extra></extra>",
        ),
    ]
    figure = chart(
        traces,
        palette,
        height,
        margin=MARGIN,
        xaxis=_axis("unidades, na ordem do resultado", showgrid=False, tickformat=",d"),
        yaxis=_axis("posição", autorange="reversed", tickformat=",d"),
    )
    st.plotly_chart(
        figure,
        key="recognition_ranks",
        theme=None,
        height=height,
        config=config(name="posicoes"),
        alt=f"Posições de {number(len(rows))} unidades. {_rank_words(rows)}",
    )
    html.show(
        html.legend(
            [
                (palette.accent, "faixas 1, 3, 5…"),
                (palette.bar, "faixas 2, 4, 6…"),
                (palette.border, "se todas forem lidas de uma vez"),
            ]
        )
    )


def _intervals(rows: pd.DataFrame, ends: tuple[str, str], colour: str, width: float) -> go.Scatter:
    """One upright line per row, all in one trace."""
    gap = np.full(len(rows), np.nan)
    low, high = (rows[name].to_numpy(float) for name in ends)
    place = rows.index.to_numpy() + 1
    return go.Scatter(
        x=np.column_stack([place, place, place]).ravel(),
        y=np.column_stack([low, high, gap]).ravel(),
        mode="lines",
        line={"color": colour, "width": width},
        hoverinfo="skip",
    )


def _rank_words(rows: pd.DataFrame) -> str:
    """How far a position is known, and how many may be the first: of all read together, as who may
    be first is asked of all at once.
    """
    spread = float((rows["rank_high"] - rows["rank_low"]).median()) / 2
    could = int((rows["all_low"] == 1).sum())
    first = {0: "Nenhuma destas pode ser a primeira", 1: "Uma só pode ser a primeira"}.get(
        could, f"{number(could)} podem ser a primeira"
    )
    slack = (
        f"só se conhece com folga de {number(spread, 1 if spread % 1 else 0)} para mais ou para"
        f" menos, de {number(len(rows))}"
        if spread
        else f"se conhece sem folga, de {number(len(rows))}"
    )
    return f"A posição típica {slack}. {first}."


def _rank_hover(row: dict[str, object]) -> str:
    name = html.cell(row["name"] or row["unit"])
    span = f"{number(row['rank_low'])}ª a {number(row['rank_high'])}ª"  # type: ignore[arg-type]
    return f"<b>{name}</b> · {row['uf']}<br>{span} posição"


def _funnel(view: View, standing: Standing) -> None:
    html.title(
        "Quem está fora do esperado, critério por critério",
        "Quanto mais casos, mais estreito o funil: só o que sai dele é notícia.",
    )
    names = {item.id: item.name for item in standing.category.criterion}
    offered = {
        name: names[name]
        for name, one in standing.result.assessed.items()
        if one.criterion.kind in COUNTED and _differs(standing, name)
    }
    if not offered:
        messages.empty("Em nenhum critério de casos contados há unidades que difiram.")
        return
    chosen = choice("Critério", offered, param="criterio", labelled=True)
    found, rows = judged(standing, chosen)
    if found is None or rows.empty:
        messages.empty("Nenhuma das unidades que se podem ver foi medida neste critério.")
        return
    _funnel_chart(view, found, rows, offered[chosen])
    above, below = int((rows["z"] > ALARM).sum()), int((rows["z"] < -ALARM).sum())
    html.source(
        "A linha do meio é o conjunto. Por acaso, 95 de cada 100 ficam entre as linhas pontilhadas"
        " e 998 de cada 1.000 entre as cheias. Acima delas há"
        f" {plural(above, 'unidade', 'unidades')}; abaixo, {number(below)}. O medido não é dito"
        " onde há poucos casos ou todos responderam o mesmo."
    )


def _differs(standing: Standing, criterion: str) -> bool:
    """Whether enough units were measured, and not all alike."""
    told = standing.result.criteria.xs(criterion, level="criterion")["raw"].dropna().round(1)
    return len(told) >= FEWEST and bool(told.min() < told.max())


def judged(standing: Standing, criterion: str) -> tuple[Funnel | ScoreFunnel | None, pd.DataFrame]:
    """The funnel of a criterion over all that compete, and of those that may be seen ``volume``,
    ``value`` (as read), ``z`` and their names.
    """
    result = standing.result
    one = result.assessed[criterion]
    told = result.criteria.xs(criterion, level="criterion").loc[result.ids]
    counts = result.field.evidence[criterion].loc[told.index]
    known = told["raw"].notna().to_numpy()
    columns = counts[known].to_numpy(float).T
    found: Funnel | ScoreFunnel | None
    if one.criterion.kind is Kind.SCORE:
        promoters, neutrals, detractors = columns
        found = score_funnel(promoters, detractors, promoters + neutrals + detractors)
    else:
        found = funnel(*columns)
    z = np.full(len(told), np.nan)
    if found is not None:
        z[known] = found.z
    values = told.assign(z=z, value=told["raw"])[["volume", "value", "z"]]
    rows = standing.competing[["unit", "name", "uf"]].merge(
        values, left_on="unit", right_index=True
    )
    return found, rows.dropna(subset=["value"])


def _funnel_chart(view: View, found: Funnel | ScoreFunnel, rows: pd.DataFrame, name: str) -> None:
    palette, height = view.palette, PHONE_HEIGHT if view.phone else HEIGHT
    size = np.geomspace(max(float(rows["volume"].min()), 1), float(rows["volume"].max()) * 1.1, 80)
    traces = [
        go.Scatter(
            x=size,
            y=bound * 100,
            mode="lines",
            line={"color": palette.outline, "width": 1, "dash": dash},
            hoverinfo="skip",
        )
        for z, dash in ((WARNING, "dot"), (ALARM, "solid"))
        for bound in found.limits(size, z)
    ]
    outside = rows["z"].abs() > ALARM
    for part, colour, diameter in (
        (rows[~outside], palette.bar, 5),
        (rows[outside & (rows["z"] > 0)], palette.good, 8),
        (rows[outside & (rows["z"] < 0)], palette.bad, 8),
    ):
        traces.append(
            go.Scatter(
                x=part["volume"],
                y=part["value"],
                mode="markers",
                marker={"color": colour, "size": diameter, "opacity": 0.75},
                text=[
                    f"<b>{html.cell(row['name'] or row['unit'])}</b> · {row['uf']}<br>"
                    f"{number(row['value'], 1)}, de {plural(row['volume'], 'caso', 'casos')}"
                    for row in records(part)
                ],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    figure = chart(
        traces,
        palette,
        height,
        margin=MARGIN,
        shapes=[across(found.centre * 100, {"color": palette.muted, "width": 1})],
        xaxis=_axis(
            "casos",
            type="log",
            showgrid=False,
            **log_ticks(7, phone=view.phone),
        ),
        yaxis=_axis(name),
    )
    st.plotly_chart(
        figure,
        key="recognition_funnel",
        theme=None,
        height=height,
        config=config(name="funil-do-criterio"),
        alt=(
            f"Funil de {name}: {number(len(rows))} unidades; fora das linhas cheias,"
            f" {percent(float(outside.mean()), 0)}."
        ),
    )

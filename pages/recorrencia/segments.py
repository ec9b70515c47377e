"""Where clients stand at the end of a quarter, and where those of the quarter before went."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import number, percent, signed_number
from config.palette import Palette
from pages.components import html
from pages.components.downloads import downloads
from pages.components.plots import chart, config
from pages.recorrencia.segment_words import LABELS, SEGMENTS, definitions, quarter_label
from pages.state.view import View

HEIGHT = 360
TOOLS = 34  # pixels above a chart where a phone always shows its buttons
COLUMNS = {
    "quarter": "trimestre",
    "before": "antes",
    "now": "no fim do trimestre",
    "clients": "clientes",
}


def colours(palette: Palette) -> dict[str, str]:
    return {
        "": palette.no_data,
        "novos": palette.bar,
        "recorrentes": palette.accent,
        "recuperados": palette.good,
        "em_risco": palette.bad,
        "perdidos": palette.outline,
    }


def segment_card(view: View, moves: pd.DataFrame, quarter: int) -> None:
    """The segments of a quarter with their change, and the Sankey from the one before;
    `moves` has every quarter.
    """
    own = moves[moves["quarter"] == quarter]
    html.title(
        f"Segmentos no {quarter_label(quarter)}",
        "Quando vieram pela última vez, e se já tinham vindo; contam meses inteiros do calendário.",
    )
    html.show(_table(own))
    html.heading(
        "De um trimestre ao outro",
        "À esquerda, onde estavam três meses antes; à direita, onde estão.",
    )
    _sankey(view, own)
    with st.expander("Ver os números"):
        html.show(_matrix(own))
    told = moves.assign(
        quarter=moves["quarter"].map(quarter_label),
        before=moves["before"].map(LABELS),
        now=moves["now"].map(LABELS),
    )
    downloads(view, "Movimento entre segmentos", told, COLUMNS, key="segmentos")


def clients_by_segment(own: pd.DataFrame, side: str) -> dict[str, int]:
    """Clients by segment on one side of the moves of a quarter."""
    sums = own.groupby(side)["clients"].sum()
    return {name: int(sums.get(name, 0)) for name in SEGMENTS}


def _table(own: pd.DataFrame) -> str:
    now, before, words = (
        clients_by_segment(own, "now"),
        clients_by_segment(own, "before"),
        definitions(),
    )
    whole = sum(now.values())
    cells = [
        (
            f"{html.cell(LABELS[name])}<small>{html.cell(words[name])}</small>",
            number(now[name]),
            percent(now[name] / whole if whole else None),
            signed_number(now[name] - before[name]),
        )
        for name in SEGMENTS
    ]
    head = ("segmento", "clientes", "parcela", "em três meses")
    return html.table(head, cells, numeric=frozenset({1, 2, 3}), label="Clientes por segmento")


def _sankey(view: View, own: pd.DataFrame) -> None:
    hues = colours(view.palette)
    # A node without clients would be drawn nowhere and overlap others.
    left = [name for name in LABELS if (own["before"] == name).any()]
    right = [name for name in SEGMENTS if (own["now"] == name).any()]
    place = {("before", name): i for i, name in enumerate(left)}
    place |= {("now", name): len(left) + i for i, name in enumerate(right)}
    told = [
        f"{LABELS[before]} → {LABELS[now]}: {number(clients)}"
        for before, now, clients in _rows(own)
    ]
    flows = go.Sankey(
        arrangement="fixed",
        node={
            "label": [LABELS[name] for name in (*left, *right)],
            "color": [hues[name] for name in (*left, *right)],
            "x": [0.001] * len(left) + [0.999] * len(right),
            "y": [*_heights(own, "before", left), *_heights(own, "now", right)],
            "pad": 14,
            "thickness": 14,
            "line": {"width": 0},
            "hovertemplate": "%{label}: %{value:,.0f}<extra></extra>",
        },
        link={
            "source": [place["before", name] for name in own["before"]],
            "target": [place["now", name] for name in own["now"]],
            "value": own["clients"].tolist(),
            "color": [_pale(hues[name]) for name in own["before"]],
            "customdata": told,
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        textfont={"color": view.palette.text, "size": 12, "shadow": "none"},
    )
    top = TOOLS if view.phone else 8
    figure = chart([flows], view.palette, HEIGHT, margin={"t": top})
    st.plotly_chart(
        figure,
        key="segmentos-fluxo",
        theme=None,
        height=HEIGHT,
        config=config(name="segmentos"),
        alt=_words(own),
    )


def _rows(own: pd.DataFrame) -> list[tuple[str, str, int]]:
    return list(
        zip(own["before"].tolist(), own["now"].tolist(), own["clients"].tolist(), strict=True)
    )


def _heights(own: pd.DataFrame, side: str, names: list[str]) -> list[float]:
    """The middle of each node, top to bottom in the order of `names`."""
    sums = own.groupby(side)["clients"].sum()
    sizes = [max(float(sums[name]) / float(sums.sum()), 0.03) for name in names]
    done, middles = 0.0, []
    for size in sizes:
        middles.append((done + size / 2) / sum(sizes))
        done += size
    return [min(0.98, max(0.02, middle)) for middle in middles]


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"


def _words(own: pd.DataFrame) -> str:
    moved = own[own["before"] != own["now"]].sort_values("clients", ascending=False).head(4)
    told = "; ".join(
        f"{LABELS[before]} para {LABELS[now]}, {number(clients)}"
        for before, now, clients in _rows(moved)
    )
    return f"Movimento entre segmentos em três meses. As maiores mudanças: {told or 'nenhuma'}."


def _matrix(own: pd.DataFrame) -> str:
    counts = own.set_index(["before", "now"])["clients"]
    cells = [
        (
            html.cell(LABELS[before]),
            *(number(int(counts.get((before, now), 0))) for now in SEGMENTS),
        )
        for before in LABELS
    ]
    head = ("antes ↓ · agora →", *(LABELS[name] for name in SEGMENTS))
    label, numeric = "Clientes que foram de um segmento a outro", frozenset(range(1, len(head)))
    return html.table(head, cells, numeric=numeric, label=label, stacked=True)

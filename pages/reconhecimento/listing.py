"""Units of a category one by one: those that somebody looks for, drawn and listed."""

import unicodedata
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import name_key, number, plural
from indicators.recognition.rules import DECIMALS
from pages.components import html, messages
from pages.components.controls import choice
from pages.components.downloads import plain_downloads
from pages.components.plots import chart, config
from pages.reconhecimento.data import Standing
from pages.reconhecimento.rows import band_name, records, unit_link
from pages.state.session import bound_widget_args, put_param
from pages.state.view import View

LISTED, DRAWN = 60, 16  # rows of the table and of the chart
ROW = 22  # pixels of a unit in the chart
COLUMNS = {
    "unit": "código",
    "name": "nome",
    "uf": "UF",
    "group": "grupo de comparação",
    "band": "faixa",
    "tier": "nível",
    "place": "lugar",
    "score": "nota",
    "score_low": "nota, de",
    "score_high": "nota, até",
    "rank_low": "posição, de",
    "rank_high": "posição, até",
    "volume": "casos",
    "reason": "por que não concorre",
}

SEARCH = "busca"
FILTERS = (
    ("uf", "uf_da_unidade", "UF"),
    ("tier", "nivel", "Nível"),
    ("band", "faixa", "Faixa"),
    ("group", "grupo", "Grupo de comparação"),
)


def units_card(view: View, standing: Standing) -> None:
    with st.container(key="card_units"):
        html.title(
            "Uma por uma",
            "Na ordem das faixas; toque numa para saber por quê. O ponto é a nota; a linha, onde"
            " ela cairia em 95 de 100 repetições do período.",
        )
        rows = _filtered(standing)
        if rows.empty:
            messages.empty("Nenhuma unidade assim.", "Mude a busca ou os filtros.")
            return
        _dots(view, standing, rows)
        _listed(view, standing, rows)


def _filtered(standing: Standing) -> pd.DataFrame:
    """The rows of a name, a UF, a tier, a band and a group that the address asks for."""
    frame = standing.rows
    first, *columns = st.columns([1.5, *(1 for _ in FILTERS)], gap="small")
    with first:
        sought = st.query_params.get(SEARCH, "")
        st.text_input(
            "Procurar por nome ou código",
            max_chars=120,
            **bound_widget_args("unit_search", sought, lambda text: put_param(SEARCH, text)),
        )
    if sought.strip():
        frame = frame[_named(frame, sought)]
    for place, (column, param, label) in zip(columns, FILTERS, strict=True):
        with place:
            chosen = choice(label, _options(standing.rows[column]), param=param, labelled=True)
        if chosen:
            frame = frame[frame[column].map(_plain) == chosen]
    return frame


def _options(values: pd.Series) -> dict[str, str]:
    """What may be chosen of a column, by what the address says; bands by their number."""
    if pd.api.types.is_numeric_dtype(values):
        return {"": "Todas"} | {_plain(n): band_name(n) for n in sorted(values.dropna().unique())}
    return {"": "Todos"} | {
        item: item for item in sorted({*map(_plain, values.dropna())} - {""}, key=name_key)
    }


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _named(frame: pd.DataFrame, sought: str) -> pd.Series:
    """Rows whose name or code has every word that was written, whatever its accents."""
    text = (frame["name"].fillna("").astype(str) + " " + frame["unit"].astype(str)).map(_bare)
    found = pd.Series(True, index=frame.index)
    for word in _bare(sought).split():
        found &= text.str.contains(word, regex=False)
    return found


def _bare(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def _listed(view: View, standing: Standing, rows: pd.DataFrame) -> None:
    shown = rows.head(LISTED)
    why = not shown["eligible"].astype(bool).all()
    cells = [
        (
            unit_link(view, row),
            html.cell(row["uf"]),
            html.cell(row["group"] or "—"),
            number(row["band"]) if row["eligible"] else "—",
            html.cell(row["tier"] or "—") if row["eligible"] else "—",
            _score(row),
            _positions(row),
            *((html.cell(row["reason"] or ""),) if why else ()),
        )
        for row in records(shown)
    ]
    head = ["unidade", "UF", "grupo", "faixa", "nível", "nota", "posição provável"]
    head += [COLUMNS["reason"]] if why else []
    markup = html.table(
        head, cells, numeric=frozenset({3, 5, 6}), label=standing.category.name, stacked=True
    )
    html.show(html.scroll(markup))
    if len(rows) > LISTED:
        html.source(f"As {LISTED} primeiras de {number(len(rows))}; todas estão no arquivo.")
    plain_downloads(view.access, standing.record.name, rows, COLUMNS, key="standings")


def _score(row: Mapping[str, Any]) -> str:
    if not row["eligible"]:
        return "—"
    low, high = number(row["score_low"], 1), number(row["score_high"], 1)
    return f"<b>{number(row['score'], DECIMALS)}</b> <small>{low} a {high}</small>"


def _positions(row: Mapping[str, Any]) -> str:
    if not row["eligible"]:
        return "—"
    low, high = row["rank_low"], row["rank_high"]
    return f"{number(low)}ª" if low == high else f"{number(low)}ª a {number(high)}ª"


def _dots(view: View, standing: Standing, chosen: pd.DataFrame) -> None:
    competing = chosen[chosen["eligible"].astype(bool)]
    rows = competing.head(DRAWN).iloc[::-1]
    if rows.empty:
        html.source("Nenhuma destas concorre: a tabela diz por quê.")
        return
    palette = view.palette
    names = [str(row["name"] or row["unit"]) for row in records(rows)]
    short = _without_shared_words(names) if view.phone else names
    labels, ticks = (
        [f"{name} · {uf}" for name, uf in zip(listed, rows["uf"], strict=True)]
        for listed in (names, short)
    )
    trace = go.Scatter(
        x=rows["score"],
        y=list(range(len(rows))),
        mode="markers",
        marker={"color": palette.accent, "size": 8},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": rows["score_high"] - rows["score"],
            "arrayminus": rows["score"] - rows["score_low"],
            "color": palette.muted,
            "thickness": 1.2,
            "width": 0,
        },
        text=[
            f"{label}<br>{number(row['band'])}ª faixa"
            for label, row in zip(labels, records(rows), strict=True)
        ],
        hovertemplate="%{text}<br>nota %{x:.1f}<extra></extra>",
    )
    figure = chart(
        [trace],
        palette,
        60 + ROW * len(rows),
        yaxis={"tickvals": list(range(len(rows))), "ticktext": ticks, "automargin": True},
        xaxis={"title": {"text": "nota, de 0 a 100", "font": {"size": 11}}},
    )
    st.plotly_chart(
        figure,
        key="recognition_dots",
        config=config(name="reconhecimento"),
        alt=(
            f"Notas das {len(rows)} primeiras unidades de {standing.category.name}, com o intervalo"
            " de cada uma; a tabela abaixo traz os números."
        ),
    )
    if len(competing) > DRAWN:
        told = plural(len(competing), "unidade", "unidades")
        html.source(f"As {DRAWN} primeiras de {told}; a busca e os filtros mostram outras.")


def _without_shared_words(names: list[str]) -> list[str]:
    """Names without the words with which all of them begin, as in “Sala do Empreendedor de”: on a
    phone these would leave no room for the chart.
    """
    words = [name.split(" ") for name in names]
    longest = min(map(len, words)) - 1 if len(words) > 1 else 0
    shared = next(
        (n for n in range(longest) if len({name[n] for name in words}) > 1), max(longest, 0)
    )
    return [" ".join(name[shared:]) for name in words]

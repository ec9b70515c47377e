"""The result of a category: what can be said of it, the bands, and everybody in them or not."""

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.formatting import number, percent, plural
from indicators.recognition.ceiling import ceiling
from indicators.recognition_rules.measurable import UNIT_NOUNS
from pages.components import html, messages
from pages.components.controls import choice
from pages.components.downloads import plain_downloads
from pages.components.plots import chart, config
from pages.reconhecimento.data import Standing
from pages.state import url
from pages.state.view import View

SHOWN, NAMED = 60, 12  # rows of the table and of the chart; names in a band
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

FILTERS = (("uf", "uf_da_unidade", "UF"), ("tier", "nivel", "Nível"), ("group", "grupo", "Grupo"))


def result_cards(view: View, standing: Standing) -> None:
    with st.container(key="card_bands"):
        html.title(standing.category.name, _subtitle(standing))
        html.show(f"<p>{html.cell(_what_can_be_said(standing))}</p>")
        _warn_of_ceiling(standing)
        _bands(view, standing)
    with st.container(key="card_scores"):
        html.title(
            "Notas, e até onde podem variar",
            "O ponto é a nota; a linha, onde ela cairia em 95 de 100 repetições do período.",
        )
        _dots(view, standing)
    with st.container(key="card_everybody"):
        html.title("Todas as unidades", "Na ordem das faixas; toque numa para saber por quê.")
        _everybody(view, standing)


def _subtitle(standing: Standing) -> str:
    one, many = UNIT_NOUNS[standing.category.unit]
    competing = plural(len(standing.competing), one, many)
    left = len(standing.rows) - len(standing.competing)
    outside = f"; {number(left)} ficaram de fora, com o motivo." if left else "."
    return f"{competing} concorrem{outside}"


def _what_can_be_said(standing: Standing) -> str:
    curve, choice_ = standing.result.curve, standing.scored.choice
    if curve is None or choice_ is None:
        return "Ninguém concorre: veja abaixo o motivo de cada uma."
    row = curve.points.iloc[choice_]
    if int(row["bands"]) == 1:
        return (
            "Os dados não bastam para pôr umas à frente das outras: há uma só faixa, e dentro dela"
            " nenhuma ordem é afirmada."
        )
    return (
        f"Há {plural(int(row['bands']), 'faixa', 'faixas')}. De 100 comparações entre faixas, cerca"
        f" de {number(100 * row['inverted'])} estariam invertidas; dentro de uma faixa nenhuma"
        f" ordem é afirmada. Das comparações possíveis, {percent(row['separated'], 0)} são entre"
        " faixas."
    )


def _warn_of_ceiling(standing: Standing) -> None:
    if not len(standing.competing):
        return
    found = ceiling(standing.result)
    if found.too_many:
        messages.note(
            f"{percent(found.highest, 0)} das que concorrem estão em {found.highest_tier}: o nível"
            " mais alto já não distingue. Veja em Regras que critérios estão no teto."
        )


def _bands(view: View, standing: Standing) -> None:
    rows = standing.competing
    cells = []
    for band, inside in rows.groupby("band", sort=True):
        names = [_link(view, row) for row in records(inside.head(NAMED))]
        more = len(inside) - len(names)
        told = ", ".join(names) + (f" e mais {number(more)}" if more > 0 else "")
        cells.append(
            (
                f"<b>{number(cast('float', band))}ª faixa</b>",
                number(len(inside)),
                html.cell(_tiers(inside)),
                told,
            )
        )
    if cells:
        head = ("faixa", "unidades", "níveis", "quem")
        html.show(html.table(head, cells, numeric=frozenset({1}), label="Faixas", stacked=True))


def _tiers(inside: pd.DataFrame) -> str:
    counts = inside["tier"].replace("", None).dropna().value_counts(sort=False)
    return ", ".join(f"{name}: {number(count)}" for name, count in counts.items()) or "—"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows by column."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def by_name(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Rows by the name that the index has, as of a criterion."""
    return cast("dict[str, dict[str, Any]]", frame.to_dict("index"))


def _link(view: View, row: Mapping[str, Any]) -> str:
    name = str(row["name"] or row["unit"])
    return html.anchor(name, url.link(dict(view.params), parte="unidade", unidade=str(row["unit"])))


def _filtered(standing: Standing) -> pd.DataFrame:
    """The rows of a UF, a tier and a group that the address asks for."""
    frame = standing.rows
    columns = st.columns(3, gap="small")
    for place, (column, param, label) in zip(columns, FILTERS, strict=True):
        known = sorted({str(item) for item in frame[column].dropna() if str(item)})
        options = {"": "Todos"} | {item: item for item in known}
        with place:
            chosen = choice(label, options, param=param, labelled=True)
        if chosen:
            frame = frame[frame[column].astype(str) == chosen]
    return frame


def _everybody(view: View, standing: Standing) -> None:
    rows = _filtered(standing)
    cells = [
        (
            _link(view, row),
            html.cell(row["uf"]),
            html.cell(row["group"] or "—"),
            number(row["band"]) if row["eligible"] else "—",
            html.cell(row["tier"] or "—") if row["eligible"] else "—",
            _score(row),
            _positions(row),
            html.cell(row["reason"] or ""),
        )
        for row in records(rows.head(SHOWN))
    ]
    head = ("unidade", "UF", "grupo", "faixa", "nível", "nota", "posição provável", "")
    markup = html.table(
        head, cells, numeric=frozenset({3, 5, 6}), label=standing.category.name, stacked=True
    )
    html.show(html.scroll(markup))
    if len(rows) > SHOWN:
        html.source(f"As {SHOWN} primeiras de {number(len(rows))}; todas estão no arquivo.")
    plain_downloads(view.access, standing.record.name, rows, COLUMNS, key="standings")


def _score(row: Mapping[str, Any]) -> str:
    if not row["eligible"]:
        return "—"
    low, high = number(row["score_low"], 1), number(row["score_high"], 1)
    return f"<b>{number(row['score'], 1)}</b> <small>{low} a {high}</small>"


def _positions(row: Mapping[str, Any]) -> str:
    if not row["eligible"]:
        return "—"
    low, high = row["rank_low"], row["rank_high"]
    return f"{number(low)}ª" if low == high else f"{number(low)}ª a {number(high)}ª"


def _dots(view: View, standing: Standing) -> None:
    rows = standing.competing.head(SHOWN).iloc[::-1]
    if rows.empty:
        messages.empty("Ninguém concorre.", "Veja abaixo o motivo de cada unidade.")
        return
    palette = view.palette
    labels = [f"{row['name'] or row['unit']} · {row['uf']}" for row in records(rows)]
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
        yaxis={"tickvals": list(range(len(rows))), "ticktext": labels, "automargin": True},
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
    if len(standing.competing) > SHOWN:
        html.source(f"As {SHOWN} primeiras de {number(len(standing.competing))}.")

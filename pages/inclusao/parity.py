"""Whether each group is among the attended as it is in the population."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from config.formatting import enumerate_words, number, percent, plural
from indicators.catalogue.definitions import Indicator, indicator
from indicators.measure import Status
from indicators.territories.judgement import Judgement
from indicators.uncertainty import false_discovery_keep, family_wise_keep
from pages.components import html, messages, numbers
from pages.components.card import how_calculated
from pages.components.controls import choice
from pages.components.downloads import downloads
from pages.components.export_columns import Kind
from pages.components.levels import level_choice
from pages.components.map_card import indicator_map
from pages.components.maps.layers import Layer
from pages.components.plots import chart, config, upright
from pages.inclusao import data
from pages.state.view import View, level_words

GROUPS = {
    f"paridade_{name}": (
        indicator(f"paridade_{name}").short_title.removeprefix("Paridade ").removeprefix("de ")
    )
    for name in ("mulheres", "pretos_pardos", "jovens", "idosos", "pcd", "cadunico")
}
NAMES = GROUPS | {"paridade_pretos_pardos": "pretos e pardos", "paridade_cadunico": "CadÚnico"}
BELOW, ABOVE, ALIKE = "abaixo da paridade", "acima da paridade", "igual, dentro do acaso"
ADULTS, ALL_AGES = "18 anos ou mais", "todas as idades"
FEW, WITHHELD, UNKNOWN = "poucos dados", "suprimido", "sem dado"
WORDS = (BELOW, ABOVE, ALIKE, FEW, WITHHELD, UNKNOWN)
COLOURS = ("LOWER", "HIGHER", "ALIKE", "FEW", "WITHHELD", "UNKNOWN")  # of those words on the map
JUDGEMENTS = {word: Judgement[name] for word, name in zip(WORDS, COLOURS, strict=True)}
TOLD = (Status.MEASURED, Status.PARTIAL, Status.PARTLY_RECORDED)
ROW, AXES = 34, 46  # pixels of a group, and of the axis below them
WIDEST = 3.0  # a parity beyond is drawn at the edge; the table has it
FIGURES = {
    "numerator": "do grupo entre os atendidos",
    "denominator": "atendidos de atributo conhecido",
    "reference": "do grupo na população",
    "population": "população",
    "ages": "idades da população",
    "value": "paridade",
    "lower": "limite inferior",
    "upper": "limite superior",
    "word": "leitura",
    "status": "situação",
}
RATIOS: dict[str, Kind] = {"value": "razão", "lower": "razão", "upper": "razão"}
COLUMNS = {"name": "grupo"} | FIGURES
MOST_AWAY = 9
PLACES = {"code": "código IBGE", "name": "território", "uf": "UF"} | FIGURES


def parity_card(view: View) -> None:
    """The six groups in the territory of the scope."""
    told = data.view_that_is_told(view)
    groups = data.groups(told, tuple(GROUPS), told.scope.territory.level)
    rows = with_ages(
        judged_rows(groups.assign(name=groups["indicator"].map(NAMES))),
        data.groups_with_children(told),
    )
    html.title(
        "Quem atendemos se parece com a população?",
        f"Parte de cada grupo entre os atendidos ÷ parte na população; {view.place},"
        f" {told.scope.period.label}; 1 é a paridade.",
    )
    if rows["value"].isna().all():
        messages.empty(
            "Nenhum grupo pode ser comparado.", messages.reason(str(rows["status"].iloc[0]))
        )
        return
    _dots(told, rows, key="paridade", alt=f"Paridade dos grupos, {view.place}: {in_words(rows)}.")
    html.show(_table(rows, "grupo"))
    html.source(_explanatory_note(rows))
    downloads(told, "Paridade por grupo", rows, COLUMNS, key="paridade", units=RATIOS)


def territories_card(view: View, beside: DeltaGenerator) -> None:
    """One group in each territory: the map, and `beside` it those furthest from parity."""
    told = data.view_that_is_told(view)
    if view.single:
        html.title("Paridade dentro do território")
        messages.empty(
            "Um município não tem partes a comparar.",
            "Escolha a UF para ver todos os municípios dela.",
        )
        return
    title = st.container()
    first, second = st.columns(2, vertical_alignment="center")
    with first:
        name = choice("Grupo", NAMES, param="grupo")
    with second:
        level = level_choice(told)
    with title:
        html.title(f"Paridade por {level_words(level)}", indicator(name).short_title)
    groups = data.groups(told, (name,), level).dropna(subset=["code"])
    rows = with_ages(judged_rows(groups, family_wise_keep), data.groups_with_children(told))
    words = rows.set_index("code")["word"].map(JUDGEMENTS)
    against = Layer(indicator(name), rows, level, "", words, "a paridade (1,00)")
    indicator_map(told, against, key="mapa-paridade")
    counts = rows["word"].value_counts()
    html.source(
        f"Por {level_words(level)}: {_counts_in_words(counts)}. {ANY_MISTAKE}"
        f" {reference_words(rows)}"
    )
    judged = rows[rows["word"].isin([BELOW, ABOVE])]
    away = judged.loc[(judged["value"] - 1).abs().nlargest(MOST_AWAY).index]
    if len(away):
        with beside, st.container(key="card_away"):
            html.title(f"Mais longe, por {level_words(level)}", indicator(name).short_title)
            html.show(_table(away, level_words(level)))
    how_calculated(told, indicator(name))
    html.method(METHOD, "como é comparado")
    downloads(
        told,
        f"{indicator(name).title} por território",
        rows,
        PLACES,
        key="paridade-territorios",
        units=RATIOS,
    )


# Two promises of two cards of one tab, which must not be told by the same words.
FALSE_DISCOVERIES = "Dos grupos ditos “abaixo” ou “acima”, no máximo 5 % devem ser engano."
ANY_MISTAKE = "A chance de algum lugar ser dito “abaixo” ou “acima” por engano é de no máximo 5 %."
METHOD = (
    "Cada grupo contra a sua parte na população por um teste binomial exato; alarmes falsos sob"
    " controle, a 5 %, por Benjamini–Hochberg entre os grupos e por Holm entre os territórios."
)
Keep = Callable[[pd.Series], NDArray[np.bool_]]


def judged_rows(rows: pd.DataFrame, keep: Keep = false_discovery_keep) -> pd.DataFrame:
    """Add ``word``: whether a row is below parity, above it or cannot be told apart from it,
    or why it has no value. `keep` says which p-values are no chance: where only the farthest of
    many are shown, `family_wise_keep`.
    """
    sure = rows["status"].isin(TOLD)
    away = keep(rows["p_value"].where(sure))
    words = np.select(
        [
            rows["status"] == Status.SUPPRESSED,
            rows["status"] == Status.FEW,
            ~sure | rows["value"].isna(),
            away & (rows["value"] < 1),
            away,
        ],
        [WITHHELD, FEW, UNKNOWN, BELOW, ABOVE],
        default=ALIKE,
    )
    return rows.assign(word=[str(word) for word in words])


def with_ages(rows: pd.DataFrame, with_children: frozenset[str]) -> pd.DataFrame:
    """Add ``ages``: of whom the population is that each group is set against."""
    groups = rows["indicator"].str.removeprefix("paridade_")
    return rows.assign(ages=np.where(groups.isin(with_children), ALL_AGES, ADULTS))


def reference_words(rows: pd.DataFrame) -> str:
    """Of what ages the populations of reference are, and of which groups children are in them."""
    names = rows["indicator"].map(NAMES)[rows["ages"] == ALL_AGES].drop_duplicates()
    if names.empty:
        return "A população é a de 18 anos ou mais."
    return (
        f"A população é a de 18 anos ou mais, menos em {enumerate_words(names)}: ali é a de todas"
        " as idades, com crianças que ninguém atende, porque a edição não traz a de adultos."
    )


def in_words(rows: pd.DataFrame) -> str:
    return "; ".join(
        (
            f"{row['name']}, {_value(row)} ({row['word']})"
            if pd.notna(row["value"])
            else f"{row['name']}, {row['word']}"
        )
        for _, row in rows.iterrows()
    )


def _value(row: pd.Series) -> str:
    return number(row["value"], 2)


def _counts_in_words(counts: pd.Series) -> str:
    several = {WITHHELD: "suprimidos", FEW: "com poucos dados", ALIKE: "iguais, dentro do acaso"}
    return enumerate_words(
        plural(int(counts[word]), word if word != FEW else several[FEW], several.get(word, word))
        for word in WORDS
        if word in counts
    )


def _explanatory_note(rows: pd.DataFrame) -> str:
    withheld = int((rows["word"] == WITHHELD).sum())
    hidden = (
        f" {plural(withheld, 'grupo', 'grupos')} sem número: {messages.reason('suprimido')}"
        if withheld
        else ""
    )
    return (
        "Barras: margem de erro de 95 %. Contam pessoas e empresas, com"
        " os atributos de quem responde por elas; quem não os disse fica fora das duas partes."
        f" {reference_words(rows)} {FALSE_DISCOVERIES}{hidden}"
    )


def _dots(view: View, rows: pd.DataFrame, *, key: str, alt: str) -> None:
    palette, height = view.palette, ROW * len(rows) + AXES
    styles = {BELOW: (palette.bad, "triangle-left"), ABOVE: (palette.accent, "triangle-right")}
    told, marks = [], []
    top = min(max(1.5, float(np.nanmax(rows["upper"].fillna(rows["value"]))) * 1.08), WIDEST)
    for _, row in rows.iterrows():
        if pd.isna(row["value"]):
            told.append(
                {
                    "x": 1,
                    "y": row["name"],
                    "text": row["word"],
                    "showarrow": False,
                    "bgcolor": palette.surface,
                }
            )
            marks.append(go.Scatter(x=[None], y=[row["name"]], hoverinfo="skip"))
            continue
        colour, symbol = styles.get(row["word"], (palette.outline, "circle"))
        mark = go.Scatter(
            x=[min(row["value"], top)],
            y=[row["name"]],
            mode="markers",
            marker={"color": colour, "symbol": symbol, "size": 11},
            error_x={
                "array": [row["upper"] - row["value"]],
                "arrayminus": [row["value"] - row["lower"]],
                "color": colour,
                "thickness": 2,
                "width": 4,
            },
            hovertemplate=(
                f"<b>{row['name']}</b>: {_value(row)} ({number(row['lower'], 2)} a"
                f" {number(row['upper'], 2)})<br>{row['word']}<extra></extra>"
            ),
        )
        marks.append(mark)
    even = upright(1, {"color": palette.text, "width": 1, "dash": "dot"})
    under = {"text": "paridade (1 = como na população)", "font": {"size": 11}}
    names = {"autorange": "reversed", "showgrid": False, "automargin": True}
    figure = chart(
        marks, palette, height, shapes=[even], annotations=told, margin={"t": 8, "b": 40},
        xaxis={"range": [0, top], "title": under}, yaxis={**names, "tickfont": {"size": 12}},
    )  # fmt: skip
    st.plotly_chart(figure, key=key, theme=None, height=height, config=config(name=key), alt=alt)


def _table(rows: pd.DataFrame, what: str) -> str:
    """Interval and shares stand under what they belong to, so that half a page is wide enough."""
    head = (what, "paridade, entre (95 %)", "leitura, atendidos × população")
    cells = (_cells(row) for _, row in rows.iterrows())
    return html.table(head, cells, numeric=frozenset({1}), label="Paridade")


def _cells(row: pd.Series) -> tuple[str, str, str]:
    if pd.isna(row["value"]):
        return html.cell(row["name"]), "—", f'<span class="t-quiet">{html.cell(row["word"])}</span>'
    tone = {BELOW: "t-bad", ABOVE: "t-good"}.get(row["word"], "t-quiet")
    word = f"{_sign(row['word'])}{html.cell(row['word'])}"
    return (
        html.cell(row["name"]),
        f"{_value(row)}<small>{_interval(row)}</small>",
        f'<span class="{tone}">{word}</span><small>{_shares(row)}</small>',
    )


def _interval(row: pd.Series) -> str:
    definition: Indicator = indicator("paridade_mulheres")
    return numbers.interval(definition, row) or "—"


def _shares(row: pd.Series) -> str:
    if pd.isna(row["value"]) or not row["denominator"]:
        return "—"
    return (
        f"{percent(row['numerator'] / row['denominator'])} ×"
        f" {percent(row['reference'] / row['population'])}"
    )


def _sign(word: str) -> str:
    return {BELOW: "▼ ", ABOVE: "▲ "}.get(word, "")

"""What people write: themes by praise and complaint,
and the words of the list by which they were read.
"""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from config.comments import comment_rule
from config.formatting import number, percent, plural
from indicators.comments import NO_THEME, Sentiment
from pages.components import html, messages, numbers
from pages.components.controls import choice
from pages.components.downloads import downloads
from pages.components.plots import chart, config
from pages.satisfacao import data
from pages.state.view import View

ROW, AXES = 30, 32
TOOLS = 34  # pixels above a chart where a phone always shows its buttons
THEMES = (
    {"": "Todos os comentários"}
    | {theme.id: theme.title for theme in comment_rule().theme}
    | {NO_THEME: "Sem tema"}
)
COLUMNS = {"title": "tema", "comments": "comentários"} | {
    str(kind): str(kind) for kind in Sentiment
}
WORDS = {"word": "palavra da lista", "comments": "comentários"}
SHOWN = 12


def comments_card(view: View) -> None:
    html.title(
        "Do que falam",
        "Comentários por tema, lidos por uma lista de palavras que qualquer um pode conferir.",
    )
    view = years_alone(view)
    table = data.comment_themes(view)
    if table.empty or numbers.absent(table["comments"].iloc[0]):
        reason = (
            "Não há comentários neste período."
            if table.empty
            else "Suprimido: há poucos comentários, ou diriam de quem se trata."
        )
        messages.empty(reason, "Escolha um ano inteiro, ou um território maior.")
        return
    table = table.assign(title=table["theme"].map(THEMES))
    left, right = st.columns([1.6, 1], gap="medium")
    with left:
        _themes(view, table)
    with right:
        _words(view, table)


def years_alone(view: View) -> View:
    """The view of what is told of years alone, and a word on it where it is another."""
    told = data.view_of_years(view)
    if told.scope != view.scope:
        html.source(
            f"De {told.scope.period.label}, de todos os canais e parceiros: por sigilo, isto só se"
            " diz do ano, ou do ano até o último mês inteiro da edição."
        )
    return told


def _themes(view: View, table: pd.DataFrame) -> None:
    """Bars, what they are and are not, and the numbers."""
    _bars(view, table)
    html.source(
        f"{plural(table['comments'].iloc[0], 'comentário', 'comentários')}; o que fala de dois"
        " temas conta nos dois. O método não entende ironia nem palavra fora da"
        " lista; “não” vira a palavra seguinte do avesso. Dados pessoais saem na"
        " importação, e a edição só guarda contagens; não se diz de um tema que tem menos de cinco"
        " comentários, ou todos iguais, nem do que o revelaria."
    )
    with st.expander("Ver os números"):
        html.show(_table(table))
    downloads(view, "Comentários por tema", table, COLUMNS, key="comments")


def _colours(view: View) -> dict[str, str]:
    palette = view.palette
    return {
        Sentiment.PRAISE: palette.accent,
        Sentiment.MIXED: palette.sequential[1],
        Sentiment.NEUTRAL: palette.no_data,
        Sentiment.COMPLAINT: palette.bad,
    }


def _bars(view: View, table: pd.DataFrame) -> None:
    """Each theme as parts of its comments."""
    drawn = table.dropna(subset="comments").iloc[::-1]
    if (
        not drawn[[str(kind) for kind in Sentiment]].fillna(0).any(axis=None)
    ):  # zeros and what is withheld
        messages.empty(
            "São poucos comentários para separar elogio de queixa.",
            "Escolha outro período ou território.",
        )
        return
    bars = []
    for kind, colour in _colours(view).items():
        # What is withheld is a gap at the end of the bar.
        share = (drawn[kind] / drawn["comments"]).fillna(0.0)
        told = [
            f"{title}: {percent(part)} {kind} ({number(count)} de {number(whole)})"
            for title, part, count, whole in zip(
                drawn["title"], share, drawn[kind], drawn["comments"], strict=True
            )
        ]
        bar = go.Bar(
            y=drawn["title"], x=share * 100, orientation="h", marker={"color": colour}, text=told,
            textposition="none", hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
        bars.append(bar)
    above = TOOLS if view.phone else 8
    height = ROW * len(drawn) + AXES + above
    shares = {"range": [0, 100.5], "dtick": 25, "ticksuffix": " %", "showgrid": False}
    names = {"automargin": True, "showgrid": False}
    figure = chart(
        bars, view.palette, height, barmode="stack", margin={"t": above}, xaxis=shares, yaxis=names
    )
    st.plotly_chart(
        figure,
        key="temas",
        theme=None,
        height=height,
        config=config(name="temas"),
        alt=_in_words(table),
    )
    html.show(html.legend([(colour, str(kind)) for kind, colour in _colours(view).items()]))


def _in_words(table: pd.DataFrame) -> str:
    whole = table.iloc[0]
    parts = ", ".join(
        f"{kind} {percent(whole[kind] / whole['comments'])}"
        for kind in Sentiment
        if not numbers.absent(whole[kind])
    )
    themes = table[~table["theme"].isin(["", NO_THEME])].dropna(subset=str(Sentiment.COMPLAINT))
    worst = themes.assign(share=themes[Sentiment.COMPLAINT] / themes["comments"]).nlargest(
        1, "share"
    )
    told = (
        f" Tema com mais queixas: {worst['title'].iloc[0]} ({percent(worst['share'].iloc[0])})."
        if len(worst)
        else ""
    )
    return f"Comentários por tema: {parts}.{told} A tabela está abaixo."


def _table(table: pd.DataFrame) -> str:
    names = [str(kind) for kind in Sentiment]
    cells = [
        (html.cell(row["title"]), number(row["comments"]), *(number(row[name]) for name in names))
        for _, row in table.iterrows()
    ]
    head = ("tema", "comentários", *names)
    numeric = frozenset(range(1, len(head)))
    return html.table(head, cells, numeric=numeric, label="Comentários por tema", stacked=True)


def _words(view: View, table: pd.DataFrame) -> None:
    """Why the comments of a theme are in it, or why they praise or complain."""
    html.heading(
        "As palavras por trás", "A lista começa pelas que mais aparecem; * vale por qualquer final."
    )
    options = {
        theme: THEMES[theme]
        for theme in ("", *(t for t in table["theme"] if t not in ("", NO_THEME)))
    }
    options[""] = "Elogio e queixa"
    chosen = choice("Palavras de", options, param="tema")
    words = data.comment_words(view, chosen)
    if words.empty:
        messages.empty("Nenhuma palavra aparece em cinco comentários ou mais.")
        return
    cells = [
        (html.cell(row["word"]), number(row["comments"])) for _, row in words.head(SHOWN).iterrows()
    ]
    html.show(
        html.table(list(WORDS.values()), cells, numeric=frozenset({1}), label="Palavras da lista")
    )
    downloads(view, f"Palavras dos comentários — {options[chosen]}", words, WORDS, key="words")

"""A unit month by month, and what clients of its UF wrote about."""

import streamlit as st

from pages.components import html
from pages.components.charts.spark import sparkline
from pages.reconhecimento import data
from pages.reconhecimento.data import Standing
from pages.state.view import View
from reports.recognition.facts import facts_of
from reports.recognition.trends import Line, lines, themes, themes_note, trend_note

HEAD = ("o quê", "por mês", "em palavras")
THEMES = ("tema", "comentários", "elogios", "queixas")


def trends_cards(view: View, standing: Standing, unit: str) -> None:
    known = data.readings(view.access)
    record, category = standing.record, standing.category
    if not known.may_read(record.slug):
        return
    facts = facts_of(known, record.slug, category.id)
    found = data.trends(view.access, facts, unit)
    with st.container(key="card_trends"):
        html.title("Mês a mês", "O que a unidade fez em cada mês do período das regras.")
        if found is not None and found.series:
            rows = [_row(view, line) for line in lines(found)]
            html.show(html.table(HEAD, rows, numeric=frozenset(), label="Mês a mês", stacked=True))
        html.source(trend_note(found))
    note = themes_note(found, str(facts.unit(unit)["uf"]))
    if note:
        with st.container(key="card_themes"):
            html.title("Do que falam os comentários")
            cells = [tuple(html.cell(text) for text in row) for row in themes(found)]
            if cells:
                numeric = frozenset({1, 2, 3})
                html.show(html.table(THEMES, cells, numeric=numeric, label="Temas", stacked=True))
            html.source(note)


def _row(view: View, line: Line) -> tuple[str, str, str]:
    drawn = sparkline(line.values, view.palette)
    picture = f'<div class="t-trend">{html.picture(drawn, line.words)}</div>' if drawn else "—"
    return html.cell(line.title), picture, html.cell(line.words)

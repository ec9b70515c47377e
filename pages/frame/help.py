"""The help of every page: the questions that it answers, and what the terms mean."""

import streamlit as st

from config.glossary import load_glossary
from config.navigation import PageEntry
from pages.components import html
from pages.components.places import searchable


@st.fragment
def help_of(entry: PageEntry) -> None:
    """What is inside is only made, and sent, while it is open."""
    popover = st.popover("ajuda", type="tertiary", key="help_open", on_change="rerun")
    if not popover.open:
        return
    with popover:
        html.heading("Perguntas que esta página responde")
        items = "".join(f"<li>{html.cell(text)}</li>" for text in (entry.question, *entry.answers))
        html.show(f'<ul class="t-list">{items}</ul>')
        html.heading("O que quer dizer…")
        _glossary()


def _glossary() -> None:
    terms = load_glossary()
    term = st.selectbox(
        "Termo",
        list(terms),
        index=None,
        format_func=searchable,
        placeholder="Um termo, como cobertura ou pares",
        label_visibility="collapsed",
        key="help_term",
    )
    if term:
        html.show(f'<p class="t-verdict"><b>{html.cell(term)}</b>: {html.cell(terms[term])}.</p>')

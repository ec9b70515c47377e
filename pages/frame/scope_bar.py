"""The scope bar: drawn once, by the shell, above every page.

Widgets hold nothing: before each is drawn it takes its value from the address, and what a user
chooses is written to the address. The bar is a fragment, so that opening a filter does not redraw
the page.
"""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from indicators.scope import Scope
from pages.components import html
from pages.frame import scope_filters as filters
from pages.frame.scope_filters import BarContent
from pages.state import url
from pages.state.view import period_words, porte_words, until_of

UNUSABLE = "não reconhecido"


def scope_bar(read: url.ReadScope, place: str, content: BarContent) -> None:
    """Draw the filters with the values that were read of the address;
    a choice changes it and redraws the page.
    """
    _bar(read, place, content, url.query(st.query_params.to_dict()))


@st.fragment
def _bar(read: url.ReadScope, place: str, content: BarContent, drawn_for: str) -> None:
    if url.query(st.query_params.to_dict()) != drawn_for:
        st.rerun()
    scope = read.scope
    with st.container(horizontal=True, key="scope", vertical_alignment="center"):
        for label, value in _values(scope, place, content).items():
            unusable = url.FILTERS[label] in read.refused
            _chip(label, UNUSABLE if unusable else value, partial(_open, label, scope, content))
        filtered = any(name in st.query_params for name in url.SCOPE_PARAMS)
        st.button(
            "limpar",
            type="tertiary",
            key="scope_clear",
            on_click=filters.clear,
            disabled=not filtered,
        )
        _share()


def _values(scope: Scope, place: str, content: BarContent) -> dict[str, str]:
    """What each filter shows while it is closed."""
    partners = [content.partners.get(partner, partner) for partner in scope.partner]
    return {
        "Período": period_words(scope, until_of(scope, content.ends)),
        "Território": place,
        "Porte": porte_words(scope.porte) or "todos",
        "Canal": _summary(scope.channel),
        "Parceiro": _summary(partners),
        "Comparar com": filters.COMPARISONS[scope.comparison],
    }


def _open(label: str, scope: Scope, content: BarContent) -> None:
    """What is inside a filter."""
    {
        "Período": lambda: filters.period(scope.period, content),
        "Território": lambda: filters.territory(scope.territory, content),
        "Porte": lambda: filters.porte(scope.porte),
        "Canal": lambda: filters.channel(scope.channel, content),
        "Parceiro": lambda: filters.partner(scope.partner, content),
        "Comparar com": lambda: filters.comparison(scope.comparison),
    }[label]()


def _chip(label: str, value: str, content: Callable[[], None]) -> None:
    """A filter: its name over its value. What is inside is only made, and sent, while it is open.

    The value is written by the stylesheet: a popover whose label changes is another one, and would
    close at every choice. Generated content is part of the accessible name of the button.
    """
    key = f"scope_open_{url.FILTERS[label]}"
    html.show(f"<style>.st-key-{key} button p::after{{content:{_css_text(value)}}}</style>")
    popover = st.popover(label, key=key, on_change="rerun")
    if popover.open:
        with popover:
            content()


def _share() -> None:
    popover = st.popover("copiar link", type="tertiary", key="scope_link", on_change="rerun")
    if popover.open:
        with popover:
            st.caption("Quem abrir este endereço vê esta mesma tela.")
            st.code(_address(), language=None, wrap_lines=True)


def _address() -> str:
    query = url.query(st.query_params.to_dict())
    page = (st.context.url or "").split("?")[0]
    return f"{page}?{query}" if query else page


def _css_text(text: str) -> str:
    """A CSS string that nothing can get out of:
    everything but letters, digits and spaces is escaped.
    """
    return (
        '"' + "".join(c if c.isalnum() or c in " -–/,.+" else f"\\{ord(c):x} " for c in text) + '"'
    )


def _summary(values: Sequence[str]) -> str:
    return (
        "todos"
        if not values
        else values[0]
        if len(values) == 1
        else f"{values[0]} + {len(values) - 1}"
    )

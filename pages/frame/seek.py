"""The search of the sidebar: any place, partner, team, indicator or page, however it is spelt.

Nothing is chosen for the reader: what was found is listed, and each line says what it is and leads
there. The words that were typed are forgotten when another page or place is opened.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.navigation.page import Page

from config.navigation import load_navigation, page_about
from data_access.editions.reading import Edition
from data_access.places import search
from indicators.catalogue.definitions import catalogue
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import Access
from pages.components import html, unit_links
from pages.components.caching import (
    ask_edition,
    district_names,
    partner_names,
    team_names,
    territory_options,
)
from pages.components.places import KINDS, OUT_OF_SIGHT
from pages.components.plain_text import literal_label
from pages.components.unit_links import unit_params
from pages.state import session, url
from pages.state.session import bound_widget_args
from pages.state.url import REPEATED

SOUGHT = "sought_words"
LONGEST = 80  # letters that are sought
PLACE, PARTNER, TEAM = "lugar", "parceiro", "equipe"
INDICATOR, PAGE = "indicador", "pagina"
USUAL = ("brasil", "regiao", "uf", "municipio")
LEVELS = KINDS | {"brasil": "país", "uf": "estado", "municipio": "município"}


@dataclass(frozen=True)
class Searched:
    """What the search is drawn for: whose edition, where one is, and the pages that it may open."""

    edition_id: str
    access: Access
    here: str  # the page that is open, by its path
    pages: Mapping[str, Page]


@dataclass(frozen=True)
class Target:
    """Where a line leads: a page, and what of its address is another."""

    label: str
    page: str
    changes: Mapping[str, str]


@st.fragment
def search_box(searched: Searched) -> None:
    """The field and, under it, what was found."""
    here = f"{searched.here}?{url.query(st.query_params.to_dict())}"
    typed = session.words_kept(SOUGHT, here)
    st.text_input(
        "Procurar",
        placeholder="Município, Sala, indicador…",
        label_visibility="collapsed",
        **bound_widget_args(
            "seek_words", typed, lambda text: session.keep_words(SOUGHT, text, here)
        ),
    )
    if typed.strip():
        _answer(searched, typed[:LONGEST])


def _answer(searched: Searched, typed: str) -> None:
    index = ask_edition(searched.edition_id, searched.access, sought_names)
    found = search.search(index, typed)
    if found.empty:
        html.show(
            f'<div class="t-found" role="status">Nada parecido com “{html.cell(typed[:REPEATED])}”.'
            " Confira a grafia ou escreva o código do IBGE.</div>"
        )
        return
    words = "Com este nome não há nada; o mais parecido:"
    told = words if found["how"].eq(search.LIKE).all() else "Abrir:"
    html.show(f'<div class="t-found" role="status">{told}</div>')
    kept = {name: value for name, value in st.query_params.items() if name in url.SCOPE_PARAMS}
    for ref in found["ref"]:
        target = target_of(searched, str(ref))
        if target.page in searched.pages:
            st.page_link(
                searched.pages[target.page],
                label=literal_label(target.label),
                query_params=url.link(kept, **target.changes),
                width="stretch",
            )


def sought_names(edition: Edition, access: Access) -> pd.DataFrame:
    """Every name by which something is found (see `search.search_index`): what the access allows
    of the places, partners and teams of the edition, and the indicators and pages.
    """
    return search.search_index(_names(edition, access))


def _names(edition: Edition, access: Access) -> Iterator[tuple[str, str]]:
    yield from _names_of_places(territory_options(edition, access))
    for partner, name in partner_names(edition, access).items():
        yield f"{PARTNER}:{partner}", name
        yield f"{PARTNER}:{partner}", name.partition(" · ")[0]
    for team, name in team_names(edition, access).items():
        yield f"{TEAM}:{team}", name
    for indicator, definition in catalogue().items():
        yield f"{INDICATOR}:{indicator}", definition.title
        yield f"{INDICATOR}:{indicator}", definition.short_title
    for entry in load_navigation():
        yield f"{PAGE}:{entry.path}", entry.title


def _names_of_places(places: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """The names of places, and those of districts that lead to their municipality. What people
    mean by a name stands before the divisions that are called so too.
    """
    usual = places["level"].map({level: place for place, level in enumerate(USUAL)})
    places = places.assign(usual=usual.fillna(len(USUAL))).sort_values("usual", kind="stable")
    for ref, name, sought in zip(places["ref"], places["name"], places["sought"], strict=True):
        label, _, hidden = sought.partition(OUT_OF_SIGHT)
        for spelling in (name, label, *hidden.split(" · ")):
            yield f"{PLACE}:{ref}", spelling
    known = set(places["ref"])
    for name, code in district_names().items():
        if f"municipio:{code}" in known:
            yield f"{PLACE}:municipio:{code}", name


def target_of(searched: Searched, ref: str) -> Target:
    """What a ref of `sought_names` is called and opens.

    A municipality has a page; a larger place is shown by the page that is open. A partner or team
    has its card, wherever it is: the place that was being looked at is left.
    """
    kind, _, known = ref.partition(":")
    if kind == INDICATOR:
        page = page_about(known)
        part = page.indicators.get(known, "")
        title = catalogue()[known].title
        return Target(f"{title} · indicador", page.path, {"parte": part, "indicador": known})
    if kind == PAGE:
        title = next(entry.title for entry in load_navigation() if entry.path == known)
        return Target(f"{title} · página", known, {})
    if kind == PARTNER:
        name = ask_edition(searched.edition_id, searched.access, partner_names)[known]
        return _unit_target(name, UnitKind.PARTNER, known)
    if kind == TEAM:
        name = ask_edition(searched.edition_id, searched.access, team_names)[known]
        return _unit_target(f"{name} · equipe", UnitKind.TEAM, known)
    return _place_target(searched, known)


def _unit_target(label: str, kind: UnitKind, unit: str) -> Target:
    card = unit_params({}, kind, unit)
    return Target(label, unit_links.PAGE, {url.TERRITORY: "", url.PARTNER: "", **card})


def _place_target(searched: Searched, ref: str) -> Target:
    places = ask_edition(searched.edition_id, searched.access, territory_options)
    place = places.loc[places["ref"] == ref].iloc[0]
    level = str(place["level"])
    told = str(place["label"])
    label = told if level in KINDS else f"{told} · {LEVELS.get(level, level)}"
    changes = {url.TERRITORY: "" if level == "brasil" else ref}
    filtered = {entry.path for entry in load_navigation() if entry.scope}
    here = searched.here if searched.here in filtered else load_navigation()[0].path
    return Target(label, "municipio" if level == "municipio" else here, changes)

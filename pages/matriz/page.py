"""Matriz: where is my state behind?"""

from functools import partial

import pandas as pd
import streamlit as st

from config.formatting import enumerate_words, number
from indicators.catalogue.definitions import AS_OF_NOW, catalogue
from indicators.comparison import by_chance
from indicators.scope import Comparison
from indicators.territories.matrix import TARGET, WHOLE, YEAR_BEFORE
from pages.components import caching, html, messages
from pages.components.attribution import unheeded_note
from pages.components.controls import choice, segments
from pages.components.downloads import downloads
from pages.components.interval_words import AMONG_THESE
from pages.components.kept import digest
from pages.components.levels import NAMES, level_names
from pages.matriz import data
from pages.matriz.behind import behind_card, lede, whole_words
from pages.matriz.data import AT_ONCE, Field
from pages.matriz.tartan import legend, tartan
from pages.state.view import View

ORDERS = {"codigo": "Ordem do IBGE", "atras": "Mais vezes atrás primeiro"}
WORDS = {TARGET: "a meta", YEAR_BEFORE: "o ano anterior"}
WITHOUT_CHANCE = enumerate_words(
    definition.short_title for definition in catalogue().values() if not by_chance(definition)
)
COLUMNS = {
    "indicator": "indicador",
    "code": "código IBGE",
    "name": "território",
    "uf": "UF",
    "value": "valor",
    "lower": "limite inferior",
    "upper": "limite superior",
    "n": "n (casos do intervalo)",
    "method": "método do intervalo",
    "status": "situação",
    "reference": "referência",
    "judgement": "em relação à referência",
    "before": "um ano antes",
    "trend": "em relação a um ano antes",
    "place": "lugar",
    "first_place": "lugar: do",
    "last_place": "lugar: ao",
    "places": "de quantos",
}


def page(view: View) -> None:
    levels, first = data.levels(view)
    with st.container(key="toolbar"):
        one, two, three = st.columns([1, 1.5, 1.2], vertical_alignment="center")
    with one:
        level = choice("Nível", level_names(levels, first), param="nivel")
    field = data.field_of(view, level)
    with two:
        options = {WHOLE: field.view.place, TARGET: "Meta", YEAR_BEFORE: "Ano anterior"}
        if view.scope.comparison is Comparison.TARGET:  # asked for on every page
            options = {TARGET: options[TARGET]} | options
        reference = segments("Comparar cada célula com", options, param="referencia")
    with three:
        order = choice("Ordem dos territórios", ORDERS, param="ordem")
    unheeded_note(view, catalogue().values(), "Não estão na matriz.")
    found = data.cells(field, reference)
    if found.empty:
        messages.empty("Nenhum indicador se aplica a este recorte.", "Escolha outro nível.")
        return
    places = data.ordered_places(found, field.own, worst_first=order == "atras")
    against = WORDS.get(reference) or whole_words(field)
    if field.own and (places["code"] == field.own).any():
        with st.container(key="card_behind"):
            behind_card(field, found, places.iloc[0], against)
    with st.container(key="card_matrix"):
        _matrix_card(field, found, places, reference, against)


def _matrix_card(
    field: Field, found: pd.DataFrame, places: pd.DataFrame, reference: str, against: str
) -> None:
    one = NAMES[field.level][0]
    title = f"Onde cada {one} está {'atrás' if reference != YEAR_BEFORE else 'pior que antes'}"
    html.title(title, lede(places, field.level, against))
    shown = _part(places)
    trends = reference != YEAR_BEFORE
    whole = field.view.place if reference == WHOLE else ""
    html.show(legend(f"Comparado com {against}:", trends=trends))
    table = partial(tartan, field, found, shown, whole, trends=trends)
    known = "tartan", field.level, field.own, reference, digest(shown)
    html.show(caching.drawn(field.view, table, *known))
    html.source(_explanation(len(places), reference, field.view.place))
    downloads(
        field.view,
        f"Matriz dos indicadores por {NAMES[field.level][0]}",
        found,
        COLUMNS,
        key="matriz",
    )


def _part(places: pd.DataFrame) -> pd.DataFrame:
    """The places in sight: one's own always, and the others as many as can be taken in."""
    if len(places) <= AT_ONCE:
        return places
    starts = range(0, len(places), AT_ONCE)
    options = {
        str(
            at + 1
        ): f"Territórios {number(start + 1)} a {number(min(start + AT_ONCE, len(places)))}"
        f" de {number(len(places))}"
        for at, start in enumerate(starts)
    }
    chosen = choice("Parte", options, param="trecho")
    start = AT_ONCE * (int(chosen) - 1)
    return places.iloc[start : start + AT_ONCE]


def _explanation(places: int, reference: str, place: str) -> str:
    beside = {
        WHOLE: f"Cada território é comparado com os demais juntos ({place}); totais, não.",
        TARGET: (
            "Cada valor é comparado com a sua meta, onde há uma; no ano que corre, com o que ela"
            " pede até agora."
        ),
        YEAR_BEFORE: (
            "Cada valor é comparado com o dos mesmos meses do ano anterior; porte e município de"
            f" clientes, nos dois anos, {AS_OF_NOW}."
        ),
    }[reference]
    mistakes = (
        "das diferenças assim ditas na matriz inteira, espera-se que no máximo 5 % sejam enganos."
        if places <= AT_ONCE
        else "a chance de haver algum engano em toda a matriz, também no que não cabe aqui, é de no"
        " máximo 5 %."
    )
    return (
        f"{beside} “Melhor” e “pior” são diferenças que o acaso não explica: {mistakes} Em"
        f" {WITHOUT_CHANCE} o acaso não pesa, e qualquer diferença conta."
        f" {AMONG_THESE} O lugar de cada um (passe o cursor) vem com os lugares entre os quais pode"
        " estar. Abra uma célula para ver a página por trás dela, ou o nome de um território para"
        " destacá-lo."
    )

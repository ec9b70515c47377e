"""Coverage of the people registered in CadÚnico:
the map, alone or against the coverage of businesses.
"""

from functools import partial

import pandas as pd
import streamlit as st

from config.formatting import number, plural
from indicators.catalogue.definitions import indicator
from indicators.measure import Status
from pages.components import caching, html, messages
from pages.components.bivariate import Against, bivariate_map
from pages.components.controls import choice
from pages.components.levels import level_choice
from pages.components.map_card import indicator_map
from pages.components.maps.layers import Layer, methods
from pages.components.ranking import numbers_behind
from pages.inclusao import data
from pages.state import url
from pages.state.session import put_param
from pages.state.view import View, level_words

COVERED = indicator("cobertura_cadunico")
BUSINESSES = indicator("cobertura_mei")
BIVARIATE = "bivariado"
AGAINST_MEI = {BIVARIATE: "× cobertura de MEI"}


def cadunico_card(view: View) -> None:
    """The map of the territory, by its finer level;
    two variables are set against each other by municipality.
    """
    title = st.container()
    told = data.view_that_is_told(view)
    first, second = st.columns(2, vertical_alignment="center")
    with first:
        chosen = level_choice(told, param="nivel_cadunico")
    rows = caching.table(told, COVERED.id, chosen)
    both = {} if chosen == "municipio" and len(rows) == 1 else AGAINST_MEI
    options = methods(told, COVERED, rows, chosen) | both
    with second:
        method = choice("Classes do mapa do CadÚnico", options, param="cadunico")
    level = "municipio" if method == BIVARIATE else chosen
    with title:
        html.title(
            f"Cobertura do CadÚnico por {level_words(level)}",
            f"Clientes inscritos ÷ adultos inscritos, {told.scope.period.label}; em cinza,"
            " suprimido ou sem dado.",
        )
    rows = caching.table(told, COVERED.id, level)
    if rows["value"].isna().all():
        messages.empty("Nenhum território pode ser mostrado.", reasons(rows))
    elif method == BIVARIATE:
        businesses = caching.table(told, BUSINESSES.id, level)
        other = (
            rows["code"].map(businesses.dropna(subset=["code"]).set_index("code")["value"]) * 100
        )
        bivariate_map(
            told, COVERED, rows, _against_mei_coverage(other), key="mapa-cadunico-bivariado"
        )
    else:
        drill = None if level == "municipio" else partial(_drill, level)
        indicator_map(
            told, Layer(COVERED, rows, level, method), key="mapa-cadunico", on_click=drill
        )
    if method == BIVARIATE or rows["value"].isna().all():
        numbers_behind(told, COVERED, rows, key="numeros-cadunico")
    html.source(withheld_words(rows, level))


def _against_mei_coverage(businesses: pd.Series) -> Against:
    return Against(
        businesses,
        name="cobertura de MEI",
        form=",.1f} %",
        across="cobertura CadÚnico",
        worst="a cobertura de MEI é alta e a do CadÚnico, baixa",
    )


def withheld_words(rows: pd.DataFrame, level: str) -> str:
    """How many territories are withheld, and that this is neither zero nor missing."""
    count = int((rows["status"] == Status.SUPPRESSED).sum())
    what = level_words(level)
    if not count:
        return f"Por {what}, nenhum território foi suprimido."
    return (
        f"{plural(count, 'território suprimido', 'territórios suprimidos')} de {number(len(rows))}"
        f" por {what}: há ali menos de cinco pessoas de um dos lados, ou a conta revelaria as de um"
        " vizinho. Não é zero."
    )


def reasons(rows: pd.DataFrame) -> str:
    """Every reason of the rows, each a sentence, once."""
    return " ".join(messages.reason(str(status)) for status in rows["status"].unique())


def _drill(level: str, code: str) -> None:
    put_param(url.TERRITORY, f"{level}:{code}")

"""The two faces of the Cobertura page:
municipality by municipality, or UF by UF for the units that attended.
"""

from functools import partial

import pandas as pd
import streamlit as st

from config.formatting import plural
from data_access.queries.tables import municipalities as municipality_tables
from indicators.catalogue.definitions import Indicator, indicator
from pages.cobertura import portrait
from pages.cobertura.histogram import histogram
from pages.cobertura.portrait import SELECTED
from pages.cobertura.vacancies import SHOWN, TITLE, vacancies, vacancies_table
from pages.components import caching, html, messages
from pages.components.attribution import below_the_uf
from pages.components.bivariate import Against, bivariate_map
from pages.components.caching import ask
from pages.components.card import indicator_cards
from pages.components.controls import choice, switch
from pages.components.levels import level_choice
from pages.components.map_card import Over, indicator_map
from pages.components.maps.layers import Layer, methods
from pages.components.ranking import ranking
from pages.state import url
from pages.state.session import put_param
from pages.state.view import View

INDICATORS = {name: indicator(name).short_title for name in ("cobertura_me_epp", "cobertura_mei")}
BIVARIATE = "bivariado"
AGAINST_VULNERABILITY = {BIVARIATE: "× vulnerabilidade"}
BESIDE_PORTRAIT = 20  # places of the queue that fill the column of one municipality
VULNERABILITY = "vulnerabilidade"


def by_municipality(view: View, definition: Indicator) -> None:
    """Which municipalities are not reached: map, portrait, queue of gaps and distribution."""
    left, right = st.columns([1.55, 1], gap="small")
    with left, st.container(key="card_map"):
        title = st.container()
        rows = caching.table(view, definition.id, "municipio")
        level, method, salas = _controls(view, definition)
        register = ask(view, municipality_tables.municipalities, territory=view.scope.territory)
        with title:
            extent = f"{definition.short_title} · {_extent(rows, register)}"
            html.title("Onde alcançamos as empresas", extent)
        vulnerability = ask(view, municipality_tables.socioeconomic, VULNERABILITY)
        queue = vacancies(rows, register, vulnerability)
        if level == "municipio":
            _map(view, definition, rows, method, vulnerability, salas=salas)
        else:
            wider = caching.judged(view, definition.id, level)
            layer = Layer(definition, wider, level, method)
            indicator_map(view, layer, key="mapa", on_click=partial(_drill, level))
    row = portrait.selected_municipality(view, rows)
    with right:
        with st.container(key="card_portrait"):
            if row is None:
                # Alone: no history is drawn beside it.
                total = caching.total(view, definition.id, scope=view.scope)
                portrait.overview(view, definition, total, rows, register)
            else:
                portrait.municipality(view, definition, row, register, queue)
        with st.container(key="card_vacancies"):
            html.title(
                TITLE,
                "Empresas não alcançadas × vulnerabilidade × distância à Sala mais próxima.",
            )
            vacancies_table(view, queue, most=SHOWN if row is None else BESIDE_PORTRAIT)
    # The portrait of one municipality is so tall that there is room under the map.
    with right if row is None else left, st.container(key="card_spread"):
        values = rows["value"].dropna()
        middle = portrait.spread(values) if len(values) > 1 else ""
        html.title(f"Distribuição: {definition.short_title}", middle)
        histogram(view, definition, rows, key="distribuicao")


def _extent(rows: pd.DataFrame, register: pd.DataFrame) -> str:
    listed = register["active_salas"].dropna()
    salas = (
        plural(int(listed.sum()), "Sala ativa", "Salas ativas")
        if len(listed)
        else "sem lista de Salas"
    )
    return f"{plural(len(rows), 'município', 'municípios')} · {salas}"


def _controls(view: View, definition: Indicator) -> tuple[str, str, bool]:
    """Level and classes of the map, and whether the Salas are drawn over it."""
    first, second, third = st.columns([0.9, 1.3, 0.6], vertical_alignment="center")
    with first:
        level = level_choice(view, usual="municipio")
    rows = caching.table(view, definition.id, level)
    both = AGAINST_VULNERABILITY if level == "municipio" and len(rows) > 1 else {}
    with second:
        method = choice("Classes", methods(view, definition, rows, level) | both, param="classes")
    with third:
        salas = switch("Salas", param="salas")
    return level, method, salas


def _drill(level: str, code: str) -> None:
    put_param(url.TERRITORY, f"{level}:{code}")


def _map(
    view: View,
    definition: Indicator,
    rows: pd.DataFrame,
    method: str,
    vulnerability: pd.DataFrame,
    *,
    salas: bool,
) -> None:
    over = Over(salas, view.params.get(SELECTED, ""))
    select = partial(put_param, SELECTED)
    if method != BIVARIATE:
        layer = Layer(definition, rows, "municipio", method)
        indicator_map(view, layer, key="mapa", on_click=select, over=over)
    elif vulnerability.empty:
        messages.empty(
            "Esta edição não tem a vulnerabilidade dos municípios.",
            "Importe-a na tabela socioeconomico.",
        )
    else:
        aligned = rows["code"].map(vulnerability.set_index("code")["value"])
        against = Against(aligned)
        bivariate_map(
            view,
            definition,
            rows,
            against,
            key="mapa-bivariado",
            on_click=select,
            over=over,
        )


def by_executing_unit(view: View, definition: Indicator) -> None:
    """What the units of each UF cover, wherever their clients are from."""
    if below_the_uf(view):
        return
    with st.container(key="kpis"):
        indicator_cards(
            view, [indicator(name) for name in (*INDICATORS, "pequenos_negocios_atendidos")]
        )
    if view.scope.territory.level == "uf":
        # a single place of this account: the cards say it, and there is nothing to set beside it
        return
    rows = caching.judged(view, definition.id, "uf")
    left, right = st.columns([1.2, 1], gap="small")
    with left, st.container(key="card_map"):
        html.title(
            f"{definition.short_title} pelas unidades de cada UF",
            "Clientes que elas atenderam, de onde forem.",
        )
        options = methods(view, definition, rows, "uf")
        method = choice("Classes do mapa", options, param="classes_uf")
        indicator_map(view, Layer(definition, rows, "uf", method), key="mapa-unidades")
    with right, st.container(key="card_ranking"):
        ranking(view, definition, rows, "uf", key="ranking-unidades")

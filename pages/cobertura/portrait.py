"""The side panel of the Cobertura page:
the territory of the scope, or the municipality that was clicked.
"""

import pandas as pd
import streamlit as st

from config.formatting import distance, number, percent
from indicators.catalogue.definitions import Indicator
from pages.components import html, messages, numbers
from pages.state import url
from pages.state.session import put_param
from pages.state.view import View

SELECTED = "municipio"


def selected_municipality(view: View, rows: pd.DataFrame) -> pd.Series | None:
    """The municipality of the scope, or the one that the address selects inside it."""
    asked = view.scope.territory.code if view.single else view.params.get(SELECTED, "")
    found = rows[rows["code"] == asked]
    return None if found.empty else found.iloc[0]


def overview(
    view: View, definition: Indicator, total: pd.Series, rows: pd.DataFrame, register: pd.DataFrame
) -> None:
    """Counts of the whole territory."""
    html.title(view.place, "" if view.single else "Clique em um município para ver o seu retrato.")
    measured = rows.dropna(subset="numerator")
    nobody = int((measured["numerator"] == 0).sum()) if len(measured) else None
    listed = register["active_salas"].dropna()
    lines = [
        *_counts(definition, total),
        (f"Municípios sem {_attended(definition)}", number(nobody)),
        ("Municípios sem Sala ativa", number(int((listed == 0).sum()) if len(listed) else None)),
    ]
    _lines(lines, view.place)
    if total["status"] != "medido":
        messages.empty(messages.reason(total["status"]))


def municipality(
    view: View, definition: Indicator, row: pd.Series, register: pd.DataFrame, queue: pd.DataFrame
) -> None:
    """Counts of one municipality, its place among the others and the nearest Sala."""
    place = register.set_index("code").loc[row["code"]]
    position = queue.index[queue["code"] == row["code"]][0]
    html.title(
        f"{row['name']} ({row['uf']})",
        messages.reason(row["status"]) if row["status"] != "medido" else "",
    )
    salas = place["active_salas"]
    nearest = f"{number(salas)} no município" if salas > 0 else distance(place["nearest_sala_km"])
    lines = [
        *_counts(definition, row),
        *_target(definition, row),
        ("Vulnerabilidade (0 a 1)", number(queue.loc[position, "vulnerability"], 2)),
        ("Sala mais próxima", nearest),
        ("Lugar nas prioridades", place_in_queue(queue, position)),
    ]
    _lines(lines, str(row["name"]))
    kept = {name: value for name, value in view.params.items() if name in url.SCOPE_PARAMS}
    profile = url.link(kept, **{url.TERRITORY: f"municipio:{row['code']}"})
    anchor = html.anchor("Abrir o perfil do município", profile, "municipio")
    html.show(f'<p class="t-verdict">{anchor}</p>')
    if view.single:
        return
    first, second = st.columns(2)
    first.button(
        "Filtrar por ele",
        key="portrait_scope",
        on_click=_focus,
        args=(row["code"],),
        width="stretch",
    )
    second.button(
        "Fechar", key="portrait_close", on_click=put_param, args=(SELECTED, ""), width="stretch"
    )


def _target(definition: Indicator, row: pd.Series) -> list[tuple[str, str]]:
    """Nothing of a municipality without a target of its own."""
    if numbers.absent(row["target"]):
        return []
    missing = "nada: atingida" if row["gap"] <= 0 else number(row["gap"])
    return [
        ("Meta do ano", numbers.show_value(definition, row["target"])),
        ("Faltam para a meta", missing),
    ]


def place_in_queue(queue: pd.DataFrame, position: int) -> str:
    """The place of the row at `position` of `vacancies`, or which of the three leaves it out."""
    row = queue.iloc[position]
    if pd.isna(row["priority"]):
        return "—"
    if row["priority"] > 0:
        return f"{position + 1}º de {number(len(queue))}"
    reasons = (
        ("tem Sala ativa", row["active_salas"] > 0),
        ("já alcança todas as empresas", row["unreached"] == 0),
        ("a vulnerabilidade é zero", row["vulnerability"] == 0),
    )
    return next((f"fora: {why}" for why, so in reasons if so), "fora")


def _attended(definition: Indicator) -> str:
    """Who is counted as attended, for a count that the filters and the indicator narrow."""
    return definition.numerator.apart or definition.numerator.noun[1]


def _focus(code: str) -> None:
    put_param(SELECTED, "")
    put_param(url.TERRITORY, f"municipio:{code}")


def _counts(definition: Indicator, row: pd.Series) -> list[tuple[str, str]]:
    denominator = definition.denominator
    head = [(denominator.description, number(row["denominator"]))] if denominator else []
    shown = f"<b>{numbers.show_value(definition, row['value'])}</b>"
    # MEI, ME e EPP.
    attended = (
        "Atendidos" if denominator and denominator.description.endswith("ativos") else "Atendidas"
    )
    return [
        *head,
        (f"{attended} no período", number(row["numerator"])),
        (definition.short_title, shown),
    ]


def _lines(lines: list[tuple[str, str]], label: str) -> None:
    cells = [(html.cell(name), value) for name, value in lines]
    html.show(html.table(("", ""), cells, numeric=frozenset({1}), label=f"Retrato de {label}"))


def spread(values: pd.Series) -> str:
    """Where the middle half of the municipalities lies."""
    low, high = values.quantile([0.25, 0.75])
    return f"Metade dos municípios está entre {percent(low)} e {percent(high)}."

"""Up to five municipalities side by side, from the address: ``comparar_com=3106200,3550308``."""

import numpy as np
import pandas as pd
import streamlit as st

from config.formatting import enumerate_words
from data_access.queries.indicators.indicator import WINDOW_COLUMNS
from indicators.catalogue.definitions import Indicator, catalogue
from indicators.comparison import (
    NOTHING_TO_COMPARE,
    Change,
    Verdict,
    by_chance,
    compare,
    only_significant,
)
from indicators.measure import Status, as_value
from pages.components import html, messages, numbers
from pages.components.caching import ask, district_names, territory_options
from pages.components.downloads import downloads
from pages.components.places import district_options, leads_to
from pages.municipio.data import applicable_rows
from pages.state import url
from pages.state.session import bound_widget_args, put_param
from pages.state.url import REPEATED
from pages.state.view import View

PARAM = "comparar_com"
MOST = 5
COLUMNS = {
    "indicator": "indicador",
    "code": "código IBGE",
    "name": "município",
    "numerator": "numerador",
} | {
    "denominator": "denominador",
    "value": "valor",
    "lower": "limite inferior",
    "upper": "limite superior",
    "n": "n (casos do intervalo)",
    "method": "método do intervalo",
    "status": "situação",
    "verdict": "em relação ao primeiro",
}


def side_by_side(view: View) -> None:
    """The municipality of the scope, where it is one, and those of the address."""
    places = _places(view)
    chosen = _chosen_codes(view, places)
    html.title("Lado a lado", f"Até {MOST} municípios; cada coluna com o seu intervalo de 95 %.")
    _picker(view, places, chosen)
    shown = list(dict.fromkeys([*([view.scope.territory.code] if view.single else []), *chosen]))
    if len(shown) < 2:
        messages.empty(
            "Escolha ao menos dois municípios para comparar."
            if not view.single
            else "Escolha com quem comparar."
        )
        return
    frame = _values(view, shown, places)
    html.show(_table(frame, shown, places))
    html.source(
        f"▲ maior, ▼ menor e = igual a {places[shown[0]]}, ou a diferença cabe no acaso. De todas"
        " as diferenças ditas na tabela, no máximo 5 % devem ser engano. Totais não se comparam."
    )
    downloads(
        view,
        f"Comparação de {enumerate_words(places[code] for code in shown)}",
        frame,
        COLUMNS,
        key="compared",
    )


def _places(view: View, column: str = "label") -> dict[str, str]:
    """Names of every municipality that may be seen, by code; or what they are sought by."""
    options = ask(view, territory_options)
    towns = options[options["level"] == "municipio"]
    return dict(zip(towns["code"], towns[column], strict=True))


def _chosen_codes(view: View, places: dict[str, str]) -> list[str]:
    """The codes of the address that exist, in its order; what cannot be shown is said."""
    asked = [code for code in dict.fromkeys(view.params.get(PARAM, "").split(",")) if code]
    unknown = [code for code in asked if code not in places]
    if unknown:
        listed = ", ".join(code[:REPEATED] for code in unknown[:MOST])
        messages.note(
            f"O endereço pede para comparar com “{listed}”, que esta edição não tem ou está fora do"
            " seu escopo."
        )
    known = [
        code
        for code in asked
        if code in places and code != (view.scope.territory.code if view.single else "")
    ]
    if len(known) > _room(view):
        messages.note(
            f"Mostro {MOST} municípios, e o endereço pede mais: ficaram de fora os últimos."
        )
    return known[: _room(view)]


def _room(view: View) -> int:
    return MOST - 1 if view.single else MOST


def _picker(view: View, places: dict[str, str], chosen: list[str]) -> None:
    """The list is sent only while it is open: it has every municipality."""
    popover = st.popover("Escolher municípios", key="compare_open", on_change="rerun")
    if not popover.open:
        return
    sought = _places(view, "sought")
    with popover:
        st.multiselect(
            "Municípios",
            list(places),
            format_func=lambda code: str(sought.get(code, code)),
            placeholder="Nome ou código do IBGE",
            max_selections=_room(view),
            select_all=False,
            **bound_widget_args("compare_with", chosen, _write),
        )


def _write(codes: list[str]) -> None:
    put_param(PARAM, ",".join(codes))


def _values(view: View, codes: list[str], places: dict[str, str]) -> pd.DataFrame:
    """One row per indicator and municipality, scores net of what they subtract."""
    parts = []
    for definition, table, wholes in applicable_rows(view):
        own = table.set_index("code").loc[codes].reset_index().assign(indicator=definition.id)
        if wholes is None and definition.subtracted is not None:
            own["numerator"] = own["numerator"] - own["subtracted"]
        parts.append(own[["indicator", "code", *WINDOW_COLUMNS]])
    frame = pd.concat(
        [part.astype({"numerator": float, "denominator": float}) for part in parts],
        ignore_index=True,
    )
    return compared_rows(frame.assign(name=frame["code"].map(places)), codes[0])


def compared_rows(frame: pd.DataFrame, first: str) -> pd.DataFrame:
    """Add ``verdict`` and ``difference``: how each municipality differs from the `first`, in all
    indicators together.

    A total says how large a place is, and is not compared; nor is a place with itself.
    """
    base = {row["indicator"]: as_value(row) for _, row in frame[frame["code"] == first].iterrows()}
    changes = [
        (
            NOTHING_TO_COMPARE
            if row["code"] == first or not catalogue()[row["indicator"]].is_ratio
            else compare(catalogue()[row["indicator"]], as_value(row), base[row["indicator"]])
        )
        for _, row in frame.iterrows()
    ]
    kept = only_significant(changes)
    differences = np.array([change.difference for change in kept], dtype=float)
    return frame.assign(verdict=[str(change.verdict) for change in kept], difference=differences)


def _table(frame: pd.DataFrame, codes: list[str], places: dict[str, str]) -> str:
    cells = []
    for name, definition in catalogue().items():
        rows = frame[frame["indicator"] == name]
        if rows["value"].notna().any():  # the municipalities are in the order of the columns
            cells.append(
                (
                    html.cell(definition.short_title),
                    *(_cell(definition, row) for _, row in rows.iterrows()),
                )
            )
    head = ("indicador", *(places[code] for code in codes))
    numeric = frozenset(range(1, len(head)))
    return html.table(head, cells, numeric=numeric, label="Municípios lado a lado", stacked=True)


def _cell(definition: Indicator, row: pd.Series) -> str:
    if pd.isna(row["value"]):
        reason = messages.reason(row["status"]).partition(":")[0].rstrip(".").lower()
        return f"—<small>{html.cell(reason)}</small>"
    around = numbers.interval(definition, row)
    few = " · poucos dados" if row["status"] == Status.FEW else ""
    value = numbers.show_row(definition, row)
    return f"{value}{_sign(definition, row)}<small>{html.cell(around + few)}</small>"


def _sign(definition: Indicator, row: pd.Series) -> str:
    verdict = Verdict(row["verdict"])
    if verdict is Verdict.UNKNOWN:
        return ""
    change = Change(verdict, row["difference"])
    same = verdict is Verdict.NO_DIFFERENCE
    equal = not by_chance(definition) if same else numbers.rounds_to_nothing(definition, change)
    sign, words = ("=", "igual") if equal else (numbers.SIGNS.get(verdict, "="), str(verdict))
    told = f'role="img" aria-label="{html.cell(words)}" title="{html.cell(words)}"'
    return f' <span class="{numbers.tone(definition, change)}" {told}>{sign}</span>'


def search(view: View) -> None:
    """The way to a profile from a larger territory."""
    popover = st.popover("Procurar um município", key="search_open", on_change="rerun")
    if not popover.open:
        return
    options = ask(view, territory_options)
    districts = district_options(options, district_names())
    by_code = zip(districts["ref"].str.removeprefix("municipio:"), districts["sought"], strict=True)
    sought = _places(view, "sought") | dict(by_code)
    with popover:
        st.selectbox(
            "Município",
            list(sought),
            index=None,
            format_func=lambda code: str(sought.get(code, code)),
            placeholder="Nome ou código do IBGE",
            **bound_widget_args("search_town", None, _open),
        )


def _open(code: str | None) -> None:
    if code:
        put_param(url.TERRITORY, f"municipio:{leads_to(code)}")

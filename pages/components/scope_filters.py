"""What is inside each filter of the scope bar, and the choices of single pages:
all of them live in the address.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from indicators.scope import PORTES, Comparison, Month, Period, TerritoryRef
from pages.components import messages, url
from pages.components.places import searchable
from pages.components.session import bound

COMPARISONS = {
    Comparison.PREVIOUS_YEAR: "ano anterior",
    Comparison.TARGET: "meta",
    Comparison.PEERS: "pares",
}
RANGE = "intervalo"
PERIODS = {
    url.YEAR_TO_DATE: "Ano até a data",
    url.LAST_TWELVE: "Últimos 12 meses",
    RANGE: "Intervalo de meses",
}
EVERYTHING = "brasil"
SHOWN = 40  # characters of an address that a note repeats
STEPS = ("regiao", "uf", "regiao_intermediaria", "mesorregiao", "municipio")
STEP_LABELS = {
    "regiao": "Região",
    "uf": "UF",
    "regiao_intermediaria": "Região intermediária",
    "mesorregiao": "Mesorregião",
    "municipio": "Município",
}


@dataclass(frozen=True)
class BarContent:
    """What the filters offer.

    `partners` maps ids to names; `territories` has ref (``uf:31``), level, name, label (``Breves
    (PA)``) and above (the refs that contain it), from the country down.
    """

    first: Month
    last: Month
    channels: Sequence[str]
    partners: dict[str, str]
    territories: pd.DataFrame


def put(name: str, value: str) -> None:
    """Write one parameter of the address; an empty value removes it."""
    if url.UNKNOWN_PAGE in st.query_params:  # told once: whoever goes on has read it
        del st.query_params[url.UNKNOWN_PAGE]
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def clear() -> None:
    """Every filter back to its default; the choices of the page stay."""
    kept = {name: value for name, value in st.query_params.items() if name not in url.SCOPE_PARAMS}
    st.query_params.from_dict(kept)


def period(current: Period, content: BarContent) -> None:
    kind = url.period_choice(st.query_params.get(url.PERIOD, ""))
    choose = partial(_choose_period, current)
    st.radio(
        "Período",
        list(PERIODS),
        format_func=PERIODS.__getitem__,
        **bound("scope_period", kind, choose),
    )
    if kind != RANGE:
        return
    months = [Month(index) for index in range(content.first.index, content.last.index + 1)]
    start, end = st.columns(2)
    with start:
        _month("De", months, current.start, lambda month: _range(month, max(month, current.end)))
    with end:
        _month("Até", months, current.end, lambda month: _range(min(month, current.start), month))


def _choose_period(current: Period, kind: str) -> None:
    put(
        url.PERIOD,
        {RANGE: url.period_text(current), url.LAST_TWELVE: url.LAST_TWELVE}.get(kind, ""),
    )


def _month(label: str, months: list[Month], value: Month, write: Callable[[Month], None]) -> None:
    arguments = bound(f"scope_{label}", value, write)
    st.selectbox(label, months, format_func=lambda month: month.label, **arguments)


def _range(start: Month, end: Month) -> None:
    put(url.PERIOD, url.period_text(Period(start, end)))


def territory(current: TerritoryRef, content: BarContent) -> None:
    """A search over every territory, and the way down from the country step by step."""
    places = content.territories
    # The search holds nothing: with the place in it, its list of all places would be sent again at
    # every choice.
    _places("Procurar pelo nome", places, None, _find_territory, key="scope_search")
    above = set(places.loc[places["ref"] == str(current), "above"].iloc[0]) | {str(current)}
    container = EVERYTHING
    for level in STEPS:
        inside = places[
            (places["level"] == level)
            & places["above"].map(lambda refs, within=container: within in refs)
        ]
        if inside.empty or (level == "municipio" and container == EVERYTHING):
            continue
        chosen = next((ref for ref in inside["ref"] if ref in above), None)
        nothing = container
        _places(
            STEP_LABELS[level],
            inside,
            chosen,
            partial(_choose_territory, nothing),
            key=f"scope_{level}",
        )
        container = chosen or container


def _places(
    label: str,
    places: pd.DataFrame,
    value: str | None,
    write: Callable[[str | None], None],
    *,
    key: str,
) -> None:
    labels = dict(zip(places["ref"], places["label"], strict=True))
    st.selectbox(
        label,
        list(labels),
        index=None,
        format_func=lambda ref: searchable(str(labels.get(ref, ref))),
        placeholder="todos" if key != "scope_search" else "Município, UF ou região",
        **bound(key, value, write),
    )


def _find_territory(ref: str | None) -> None:
    _choose_territory(EVERYTHING, ref)


def _choose_territory(otherwise: str, ref: str | None) -> None:
    chosen = ref or otherwise
    put(url.TERRITORY, "" if chosen == EVERYTHING else chosen)


def porte(current: tuple[str, ...]) -> None:
    names = {name: "Demais" if name == "DEMAIS" else name for name in PORTES}
    st.pills(
        "Porte",
        PORTES,
        selection_mode="multi",
        format_func=names.__getitem__,
        **bound("scope_porte", list(current), partial(_join, url.PORTE)),
    )
    st.caption("Nenhum marcado mostra todos.")


def channel(current: tuple[str, ...], content: BarContent) -> None:
    st.pills(
        "Canal do atendimento",
        content.channels,
        selection_mode="multi",
        **bound("scope_channel", list(current), partial(_join, url.CHANNEL)),
    )
    st.caption("Nenhum marcado mostra todos.")


def partner(current: tuple[str, ...], content: BarContent) -> None:
    if not content.partners:
        st.caption("Esta edição não tem atendimentos por parceiro.")
        return
    st.multiselect(
        "Parceiro",
        list(content.partners),
        format_func=lambda ref: searchable(str(content.partners.get(ref, ref))),
        placeholder="Nome do parceiro",
        select_all=False,
        **bound("scope_partner", list(current), partial(_join, url.PARTNER)),
    )


def _join(name: str, values: Sequence[str]) -> None:
    put(name, ",".join(values))


def comparison(current: Comparison) -> None:
    st.radio(
        "Comparar com",
        list(COMPARISONS),
        format_func=lambda option: COMPARISONS[option].capitalize(),
        **bound("scope_comparison", current, _choose_comparison),
    )


def _choose_comparison(option: Comparison) -> None:
    put(url.COMPARISON, "" if option is Comparison.PREVIOUS_YEAR else str(option))


def choice(label: str, options: dict[str, str], *, param: str, labelled: bool = False) -> str:
    """A page's own choice, in the address as `param`; the first option is the default."""
    value = _asked(options, param)
    st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        label_visibility="visible" if labelled else "collapsed",
        **_bound_choice(options, value, param),
    )
    return value


def segments(label: str, options: dict[str, str], *, param: str) -> str:
    """A choice among the parts of a page, all of them in sight."""
    value = _asked(options, param)
    st.segmented_control(
        label,
        list(options),
        required=True,
        format_func=options.__getitem__,
        label_visibility="collapsed",
        **_bound_choice(options, value, param),
    )
    return value


def _asked(options: dict[str, str], param: str) -> str:
    default = next(iter(options))
    asked = st.query_params.get(param, default)
    if asked not in options:
        messages.note(
            f"O endereço pede “{param}={asked[:SHOWN]}”, que esta página não tem; mostro"
            f" {options[default]}. As opções são: {', '.join(options)}."
        )
    return asked if asked in options else default


def _bound_choice(options: dict[str, str], value: str, param: str) -> dict[str, Any]:
    default = next(iter(options))
    return bound(
        f"choice_{param}", value, lambda chosen: put(param, "" if chosen == default else chosen)
    )


def switch(label: str, *, param: str) -> bool:
    """A yes-or-no of one page, off by default, in the address as ``param=sim``."""
    asked = st.query_params.get(param, "")
    value = asked == "sim"
    if asked not in ("", "sim"):
        messages.note(f"O endereço pede “{param}={asked[:SHOWN]}”; esperava “{param}=sim” ou nada.")
    st.toggle(label, **bound(f"choice_{param}", value, lambda on: put(param, "sim" if on else "")))
    return value

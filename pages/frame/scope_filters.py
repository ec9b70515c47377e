"""What is inside each filter of the scope bar: all of them live in the address."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import pandas as pd
import streamlit as st

from config.glossary import meaning
from indicators.scope import PORTES, Comparison, Month, Period, TerritoryRef
from indicators.unfinished import SourceEnd, until_words
from pages.components.places import district_options, leads_to, searchable
from pages.components.plain_text import literal_label, without_direction
from pages.frame.period_shortcuts import shortcut_lists
from pages.state import url
from pages.state.session import bound_widget_args, put_param

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
STEPS = (
    *("regiao", "uf", "regiao_intermediaria", "mesorregiao"),
    *("territorio_proprio", "municipio"),
)
STEP_LABELS = {
    "regiao": "Região",
    "uf": "UF",
    "regiao_intermediaria": "Região intermediária",
    "mesorregiao": "Mesorregião",
    "territorio_proprio": "Território próprio",
    "municipio": "Município",
}
MASCULINE = ("territorio_proprio", "municipio")  # "todos", where the others say "todas"


@dataclass(frozen=True)
class BarContent:
    """What the filters offer.

    ``whole`` is the last month that is no unfinished one; ``ends`` has the UFs of which some are.
    `partners` maps ids to names; `territories` is `places.territory_options`, `labels` what it
    calls each; `districts` maps
    their names to the codes of their municipalities.
    """

    first: Month
    last: Month
    whole: Month
    ends: Mapping[str, SourceEnd]
    channels: Sequence[str]
    partners: dict[str, str]
    territories: pd.DataFrame
    labels: Mapping[str, str]
    districts: Mapping[str, str] = field(default_factory=dict)


def clear() -> None:
    """Every filter back to its default; the choices of the page stay."""
    kept = {name: value for name, value in st.query_params.items() if name not in url.SCOPE_PARAMS}
    st.query_params.from_dict(kept)


def drop(names: Iterable[str]) -> None:
    """The filters of these parameters back to their defaults."""
    for name in names:
        put_param(name, "")


def period(current: Period, content: BarContent) -> None:
    kind = url.period_choice(st.query_params.get(url.PERIOD, ""))
    choose = partial(_choose_period, current)
    st.radio(
        "Período",
        list(PERIODS),
        format_func=PERIODS.__getitem__,
        **bound_widget_args("scope_period", kind, choose),
    )
    shortcut_lists(current, content.first, content.whole)
    if kind != RANGE:
        return
    months = [Month(index) for index in range(content.first.index, content.last.index + 1)]
    start, end = st.columns(2)
    with start:
        _month(
            "De",
            months,
            current.start,
            lambda month: _range(month, max(month, current.end)),
            content,
        )
    with end:
        _month(
            "Até",
            months,
            current.end,
            lambda month: _range(min(month, current.start), month),
            content,
        )


def _choose_period(current: Period, kind: str) -> None:
    put_param(
        url.PERIOD,
        {RANGE: url.period_text(current), url.LAST_TWELVE: url.LAST_TWELVE}.get(kind, ""),
    )


def _month(
    label: str,
    months: list[Month],
    value: Month,
    write: Callable[[Month], None],
    content: BarContent,
) -> None:
    arguments = bound_widget_args(f"scope_{label}", value, write)
    st.selectbox(label, months, format_func=partial(_month_words, content=content), **arguments)


def _month_words(month: Month, content: BarContent) -> str:
    """The month, and until when it goes where it is not whole."""
    until = until_words(Period(month, month), content.ends, None)
    if until:
        return f"{month.label} ({until})"
    return f"{month.label} (incompleto)" if month > content.whole else month.label


def _range(start: Month, end: Month) -> None:
    put_param(url.PERIOD, url.period_text(Period(start, end)))


def territory(current: TerritoryRef, content: BarContent) -> None:
    """A search over every territory, and the way down from the country step by step."""
    places = content.territories
    # The search holds nothing: with the place in it, its list of all places would be sent again at
    # every choice.
    found = pd.concat([places, district_options(places, content.districts)])
    _places(
        "Procurar pelo nome",
        found,
        None,
        _find_territory,
        key="scope_search",
        nothing_chosen="Nome, sigla ou código do IBGE",
    )
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
            nothing_chosen="todos" if level in MASCULINE else "todas",
        )
        container = chosen or container


def _places(
    label: str,
    places: pd.DataFrame,
    value: str | None,
    write: Callable[[str | None], None],
    *,
    key: str,
    nothing_chosen: str,
) -> None:
    labels = dict(zip(places["ref"], places["sought"], strict=True))
    st.selectbox(
        label,
        list(labels),
        index=None,
        format_func=lambda ref: without_direction(str(labels.get(ref, ref))),
        placeholder=nothing_chosen,
        **bound_widget_args(key, value, write),
    )


def _find_territory(ref: str | None) -> None:
    _choose_territory(EVERYTHING, leads_to(ref) if ref else None)


def _choose_territory(otherwise: str, ref: str | None) -> None:
    chosen = ref or otherwise
    put_param(url.TERRITORY, "" if chosen == EVERYTHING else chosen)


def porte(current: tuple[str, ...]) -> None:
    names = {name: "Demais" if name == "DEMAIS" else name for name in PORTES}
    st.pills(
        "Porte",
        PORTES,
        selection_mode="multi",
        format_func=names.__getitem__,
        help=_told("porte", "pequenos negócios"),
        **bound_widget_args("scope_porte", list(current), partial(_join, url.PORTE)),
    )
    st.caption("Nenhum marcado mostra todos.")


def channel(current: tuple[str, ...], content: BarContent) -> None:
    st.pills(
        "Canal do atendimento",
        content.channels,
        selection_mode="multi",
        format_func=literal_label,
        **bound_widget_args("scope_channel", list(current), partial(_join, url.CHANNEL)),
    )
    st.caption("Nenhum marcado mostra todos.")


def partner(current: tuple[str, ...], content: BarContent) -> None:
    if not content.partners:
        st.caption("Esta edição não tem atendimentos por parceiro.")
        return
    st.multiselect(
        "Parceiro",
        list(content.partners),
        format_func=lambda ref: searchable(
            without_direction(str(content.partners.get(ref, ref))), str(ref)
        ),
        placeholder="Nome do parceiro",
        select_all=False,
        **bound_widget_args("scope_partner", list(current), partial(_join, url.PARTNER)),
    )


def _join(name: str, values: Sequence[str]) -> None:
    put_param(name, url.join_values(values))


def comparison(current: Comparison) -> None:
    st.radio(
        "Comparar com",
        list(COMPARISONS),
        format_func=lambda option: COMPARISONS[option].capitalize(),
        help=_told("meta", "pares"),
        **bound_widget_args("scope_comparison", current, _choose_comparison),
    )


def _told(*terms: str) -> str:
    """What the words of a filter mean."""
    return " ".join(f"{term.capitalize()}: {meaning(term)}." for term in terms)


def _choose_comparison(option: Comparison) -> None:
    put_param(url.COMPARISON, "" if option is Comparison.PREVIOUS_YEAR else str(option))

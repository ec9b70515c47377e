"""Years, quarters and months that are chosen in one go."""

from collections.abc import Callable, Mapping

import streamlit as st

from indicators.scope import Month, Period
from pages.state import url
from pages.state.session import bound_widget_args, put_param

YEAR, QUARTER = 12, 3
Shortcuts = Mapping[str, Mapping[str, str]]


def shortcuts(first: Month, whole: Month) -> Shortcuts:
    """What may be chosen of each kind, newest first: the period as the address writes it, and its
    words. `whole` is the last month that is not unfinished; a year is also what it has so far.
    """
    months = [Month(index) for index in range(whole.index, first.index - 1, -1)]
    quarters = [
        Period(month + (1 - QUARTER), month)
        for month in months
        if month.month % QUARTER == 0 and (month + (1 - QUARTER)).index >= first.index
    ]
    years = [
        Period(Month.of(year, 1), min(Month.of(year, YEAR), whole))
        for year in range(whole.year, first.year - 1, -1)
        if Month.of(year, 1).index >= first.index
    ]
    return {
        "Ano": {url.period_text(period): _year_words(period) for period in years},
        "Trimestre": {
            url.period_text(p): f"{p.end.month // QUARTER}º trimestre de {p.end.year}"
            for p in quarters
        },
        "Mês": {url.period_text(Period(month, month)): month.label for month in months},
    }


def _year_words(period: Period) -> str:
    whole = period.months == YEAR
    return str(period.end.year) if whole else f"{period.end.year}, até {period.end.label}"


def shortcut_lists(current: Period, first: Month, whole: Month) -> None:
    """A list of each kind; that which the period is one of shows it."""
    columns = st.columns(3)
    for column, (kind, options) in zip(columns, shortcuts(first, whole).items(), strict=True):
        asked = url.period_text(current)
        with column:
            st.selectbox(
                kind,
                list(options),
                index=None,
                format_func=_named(options),
                placeholder="escolha",
                **bound_widget_args(
                    f"scope_{kind}",
                    asked if asked in options else None,
                    lambda chosen: put_param(url.PERIOD, chosen or ""),
                ),
            )


def _named(options: Mapping[str, str]) -> Callable[[str], str]:
    return lambda text: options.get(text, text)

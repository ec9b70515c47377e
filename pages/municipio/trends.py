"""Trends of a municipality by the rule of five points: no arrow without evidence."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from config.formatting import number
from indicators.catalogue.definitions import PROPORTIONS, Indicator, Polarity, catalogue
from indicators.measure import Status
from indicators.profile import only_real_trends, trend_of
from indicators.scope import Attribution, Month, Period
from indicators.trend import PERIODS, Direction, Trend
from pages.components import caching, html, messages, numbers
from pages.components.charts.spark import sparkline
from pages.components.downloads import downloads
from pages.municipio.data import answerable_scope
from pages.state.view import View

QUARTER = 3
ARROWS = {
    Direction.RISING: "▲",
    Direction.FALLING: "▼",
    Direction.STEADY: "=",
    Direction.UNEVEN: "≈",
    Direction.UNKNOWN: "",
}
UNKNOWN = "poucos casos ou meses para dizer"
COLUMNS = {"indicator": "indicador", "start": "de", "end": "até", "numerator": "numerador"} | {
    "denominator": "denominador",
    "value": "valor",
    "status": "situação",
    "direction": "tendência",
}


def independent_periods(period: Period, recorded: Period) -> tuple[Period, ...]:
    """Five periods without a month in common, the last of them that of the scope or its last
    quarter.

    The same months of five years where they are on record, else the last five quarters; empty where
    neither is.
    """
    years = tuple(period.shifted(-12 * back) for back in range(PERIODS - 1, -1, -1))
    if period.months <= 12 and years[0].start >= recorded.start:
        return years
    quarter = Period.last_months(period.end, QUARTER)
    quarters = tuple(quarter.shifted(-QUARTER * back) for back in range(PERIODS - 1, -1, -1))
    return quarters if quarters[0].start >= recorded.start else ()


def trends(view: View) -> None:
    manifest = view.manifest
    periods = independent_periods(
        view.scope.period, Period(Month(manifest.first_month), Month(manifest.last_month))
    )
    if not periods:
        messages.empty(
            "A edição tem meses de menos para cinco períodos independentes.",
            "Escolha um período mais recente.",
        )
        return
    windows = {
        name: frame
        for name, frame in _windows(view, periods).items()
        if frame["value"].notna().any()
    }
    if not windows:
        messages.empty("Nenhum indicador de proporção foi medido nestes períodos.")
        return
    found = only_real_trends(
        {name: trend_of(catalogue()[name], frame) for name, frame in windows.items()}
    )
    html.show(_lines(view, windows, found, periods))
    html.source(reading(periods))
    with st.expander("Ver os números", key="trends_numbers", on_change="rerun") as numbers_behind:
        if numbers_behind.open:
            html.show(_table(windows, periods))
    html.method(_method(found))
    lines = [
        frame.assign(indicator=name, direction=str(found[name].direction))
        for name, frame in windows.items()
    ]
    downloads(view, f"Tendências de {view.place}", pd.concat(lines), COLUMNS, key="trends")


def _windows(view: View, periods: tuple[Period, ...]) -> dict[str, pd.DataFrame]:
    """Windows of each share of the catalogue that has a period,
    but those of units, which are known by UF.
    """
    return {
        name: _of(view, definition, periods)
        for name, definition in catalogue().items()
        if definition.uncertainty in PROPORTIONS
        and "periodo" in definition.filters
        and definition.attributed(answerable_scope(view, definition))
        is not Attribution.EXECUTING_UNIT
    }


def _of(view: View, definition: Indicator, periods: tuple[Period, ...]) -> pd.DataFrame:
    scope = answerable_scope(view, definition).with_territory(view.scope.territory)
    return caching.windows(replace(view, scope=scope), definition.id, periods)


def _lines(
    view: View,
    windows: dict[str, pd.DataFrame],
    found: dict[str, Trend],
    periods: Sequence[Period],
) -> str:
    """Each indicator as a line from the first period to the last, with both of their values."""
    cells = [
        (
            html.cell(catalogue()[name].short_title),
            _value(catalogue()[name], frame.iloc[0]),
            _line(view, catalogue()[name], frame),
            f"<b>{_value(catalogue()[name], frame.iloc[-1])}</b>",
            _direction(catalogue()[name], found[name]),
        )
        for name, frame in windows.items()
    ]
    head = ("indicador", periods[0].label, "", periods[-1].label, "tendência")
    return html.table(
        head, cells, numeric=frozenset({1, 3}), label="Tendências do município", stacked=True
    )


def _line(view: View, definition: Indicator, frame: pd.DataFrame) -> str:
    """A line of the five values; what was recorded in part is a gap."""
    values = frame["value"].mask(frame["status"] == Status.PARTLY_RECORDED)
    svg = sparkline(list(values), view.palette)
    told = ", ".join(numbers.show_value(definition, value) for value in values)
    return (
        f'<div class="t-trend">{html.picture(svg, f"Os cinco valores: {told}.")}</div>'
        if svg
        else ""
    )


def _table(windows: dict[str, pd.DataFrame], periods: Sequence[Period]) -> str:
    cells = [
        (
            html.cell(catalogue()[name].short_title),
            *(_value(catalogue()[name], row) for _, row in frame.iterrows()),
        )
        for name, frame in windows.items()
    ]
    head = ("indicador", *(period.label for period in periods))
    numeric = frozenset(range(1, PERIODS + 1))
    return html.table(head, cells, numeric=numeric, label="Valores das tendências", stacked=True)


def _value(definition: Indicator, row: pd.Series) -> str:
    partial = row["status"] == Status.PARTLY_RECORDED
    return "—" if partial else numbers.show_value(definition, row["value"])


def _direction(definition: Indicator, found: Trend) -> str:
    if found.direction is Direction.UNKNOWN:
        return f'<span class="t-quiet">{UNKNOWN}</span>'
    better = (found.direction is Direction.RISING) == (
        definition.polarity is Polarity.HIGHER_IS_BETTER
    )
    level = found.direction in (Direction.STEADY, Direction.UNEVEN)
    quiet = level or definition.polarity is Polarity.NEUTRAL
    tone = "t-quiet" if quiet else "t-good" if better else "t-bad"
    return f'<span class="{tone}">{ARROWS[found.direction]} {found.direction}</span>'


def chance_words(p_value: float) -> str:
    """``p = 0,024``; what would be written as zero is not certainty."""
    return f"p = {number(p_value, 3)}" if round(p_value, 3) else "p < 0,001"


def _method(found: dict[str, Trend]) -> str:
    """The test, and what it found of each indicator."""
    chances = "; ".join(
        f"{catalogue()[name].short_title} {chance_words(trend.p_value)}"
        for name, trend in found.items()
        if trend.p_value is not None
    )
    return (
        "Teste χ² da inclinação sobre os cinco períodos. Há seta só quando o acaso a explicaria em"
        " menos de 5 % das vezes (p), descontado o número de indicadores testados."
        f" {chances}{'.' if chances else ''}"
    )


def reading(periods: Sequence[Period]) -> str:
    """What the five periods are, by how far apart they begin: a quarter may be of five years."""
    same_months = periods[1].start == periods[0].start + 12
    kind = "os mesmos meses de cinco anos" if same_months else "os cinco últimos trimestres"
    season = (
        "" if same_months else " Trimestres do mesmo ano carregam a época do ano: leia com cuidado."
    )
    return (
        f"Cinco períodos sem mês em comum ({kind}). Há seta só onde o acaso não explica a subida ou"
        f" a queda, e o último período a confirma diante do primeiro; onde não, “oscila”.{season}"
    )

"""Pace to the end of the year, and what changed: the two lists of the Panorama."""

import pandas as pd

from config.formatting import number, points
from indicators.catalogue import Indicator, catalogue
from indicators.decomposition import decompose_rate
from indicators.measure import Status
from indicators.projection import Projection, project_year_end
from indicators.scope import Month, Period, Scope
from pages.components import cached, html, messages, numbers, url
from pages.components.view import View

PAST_YEARS = 3
CHANGES = 5
SMALLEST_BASE = 200  # denominators below this change by chance more than by work


def projection(view: View, definition: Indicator) -> Projection | None:
    """Expected numerator at the end of the year; None unless the period is a year to date with past to compare."""
    period = view.scope.period
    if period.start.month != 1 or period.start.year != period.end.year or not definition.filters:
        return None
    if period.end.month == 12:
        return None
    so_far = cached.total(view, definition.id)["numerator"]
    history = [_pair(view, definition, back) for back in range(1, PAST_YEARS + 1)]
    usable = [pair for pair in history if pair is not None]
    return None if numbers.absent(so_far) else project_year_end(float(so_far), usable)


def _pair(view: View, definition: Indicator, years: int) -> tuple[float, float] | None:
    """(to the same month, whole year) of a past year; None where the edition does not hold all of it."""
    period = view.scope.period.shifted(-12 * years)
    if period.start.index < view.manifest.first_month:
        return None
    whole = Period(period.start, Month.of(period.start.year, 12))
    values = [_numerator(view, definition, view.scope.with_period(part)) for part in (period, whole)]
    return None if any(numbers.absent(value) for value in values) else (values[0], values[1])


def _numerator(view: View, definition: Indicator, scope: Scope) -> float:
    return float(cached.total(view, definition.id, scope=scope)["numerator"])


def pace_table(view: View) -> None:
    """For each indicator: so far, where the year is going, and the target."""
    rows = [row for definition in catalogue().values() if (row := _pace_row(view, definition))]
    if not rows:
        messages.empty(
            "Não há projeção para este período.",
            "Ela existe para o ano até a data, quando a edição tem ao menos um ano anterior inteiro.",
        )
        return
    head = ("indicador", "até agora", "dezembro", "entre", "meta")
    html.show(html.table(head, rows, numeric=frozenset({1, 2, 3, 4}), label="Projeção para o fim do ano"))


def _pace_row(view: View, definition: Indicator) -> tuple[str, ...] | None:
    expected = projection(view, definition)
    if expected is None or definition.id == "recorrencia":
        return None
    now = cached.total(view, definition.id)
    base = float(now["denominator"]) if definition.is_ratio else 1.0

    def show(value: float) -> str:
        return numbers.show_value(definition, value / base)

    arrow = _verdict(expected.value / base, now["target"])
    return (
        html.cell(definition.short_title),
        numbers.show_value(definition, now["value"]),
        f"{show(expected.value)} {arrow}",
        f"{show(expected.lower)}–{show(expected.upper)}",
        numbers.show_value(definition, now["target"]),
    )


def _verdict(expected: float, target: float) -> str:
    if numbers.absent(target):
        return ""
    reached = expected >= target
    word, tone = ("chega", "t-good") if reached else ("não chega", "t-bad")
    return f'<span class="{tone}">{word}</span>'


def changes(view: View, definition: Indicator, level: str) -> None:
    """The largest changes of a rate by territory in one year, each split into clients and base."""
    if not definition.is_ratio or not definition.filters:
        messages.empty("Este indicador não se decompõe.", "Escolha uma taxa, como a cobertura.")
        return
    now = cached.table(view, definition.id, level)
    before = cached.table(view, definition.id, level, scope=view.scope.previous_year)
    rows = _largest(now, before)
    if rows.empty:
        messages.empty("Não há ano anterior para comparar.", "A edição começa depois do período anterior.")
        return
    html.show(_changes_table(view, definition, rows, level))


def _largest(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Territories measured in both years with a base that is not tiny, by the size of the change."""
    pairs = now.merge(
        before[["code", "numerator", "denominator", "value", "status"]], on="code", suffixes=("", "_before")
    )
    solid = pairs[["denominator", "denominator_before"]].min(axis=1) >= SMALLEST_BASE
    measured = pairs["status"].eq(Status.MEASURED) & pairs["status_before"].eq(Status.MEASURED)
    outside = (pairs["value"] - pairs["value_before"]).abs() > (pairs["upper"] - pairs["lower"]) / 2
    kept = pairs[solid & measured & outside]
    return kept.assign(size=(kept["value"] - kept["value_before"]).abs()).nlargest(CHANGES, "size")


def _changes_table(view: View, definition: Indicator, rows: pd.DataFrame, level: str) -> str:
    cells = []
    for _, row in rows.iterrows():
        parts = decompose_rate(row["numerator_before"], row["denominator_before"], row["numerator"], row["denominator"])
        name = f"{row['name']} ({row['uf']})" if level == "municipio" else row["name"]
        change = numbers.show_change(definition, parts.total)
        tone = numbers.tone(definition, parts.total)
        link = url.link(dict(view.params), **{url.TERRITORY: f"{level}:{row['code']}"})
        cells.append(
            (
                html.anchor(str(name), link),
                f'<span class="{tone}">{html.cell(change)}</span>',
                points(parts.numerator),
                points(parts.denominator),
                f"{number(row['numerator_before'])} → {number(row['numerator'])}",
            )
        )
    head = ("território", "mudança", "por atendidos", "pela base", definition.numerator.noun[1])
    return html.table(head, cells, numeric=frozenset({1, 2, 3, 4}), label="Maiores mudanças em um ano")

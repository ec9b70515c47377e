"""The indicator card: value, change, target, thirteen months, and how it is calculated."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from config.formatting import number, plural
from data_access.queries.measures.registry import accumulates
from indicators.catalogue.definitions import AS_OF_NOW, Indicator, Uncertainty, catalogue
from indicators.comparison import (
    NOTHING_TO_COMPARE,
    Change,
    Verdict,
    compare,
    compare_with_target,
)
from indicators.goals.pace import Standing
from indicators.measure import Status, as_value
from indicators.scope import Comparison, Month
from pages.components import caching, html, messages, numbers
from pages.components.attribution import rule_note, unheeded_words
from pages.components.charts.long_series import long_series
from pages.components.charts.spark import sparkline
from pages.components.explanation import explanation
from pages.components.targets.words import (
    is_of_two_years,
    pace_words,
    standing_tone,
    target_line,
    year_is_over,
)
from pages.state.view import View

# Of answers, whose number says how sure the value is: it is shown beside the target too.
SAMPLED = (Uncertainty.WILSON, Uncertainty.ADJUSTED_WALD)
MOST_ASKEW = 0.2  # of half an interval: how far its middle may lie from the value
LOPSIDED = (Uncertainty.ORDER_STATISTICS, Uncertainty.BYAR)


def indicator_cards(view: View, definitions: Sequence[Indicator]) -> None:
    """A row of headline indicators. Each asks its own question:
    the same number has the same verdict on every page.
    """
    # Nothing on a card leads elsewhere: one that another address drew is the same.
    unlinked = view.unlinked
    for definition in definitions:
        with st.container(key=f"card_{definition.id}"):
            html.show(caching.ready(unlinked, _face_of, definition.id))
            with st.container(horizontal=True, key=f"below_{definition.id}"):
                how_calculated(view, definition)
                if "periodo" in definition.filters:
                    long_series(view, definition)


def _face_of(view: View, indicator: str) -> str:
    definition = catalogue()[indicator].under(view.scope)
    row = caching.total(view, indicator)
    return _face(view, definition, row, _compared_change(view, definition, row))


def how_calculated(view: View, definition: Indicator, row: pd.Series | None = None) -> None:
    """“Como é calculado”, made only when it is opened;
    then the row is asked for too, where nothing else shows it.
    """
    with st.popover(
        "como é calculado", type="tertiary", key=f"how_{definition.id}", on_change="rerun"
    ) as how:
        if how.open:
            explanation(
                view, definition, caching.total(view, definition.id) if row is None else row
            )


def _face(view: View, definition: Indicator, row: pd.Series, change: Change) -> str:
    name = html.term(definition.short_title, definition.formula)
    parts = [f"<h2>{name}</h2>", _value(view, definition, row)]
    if rule := rule_note(view, definition):
        parts.append(f'<div class="t-sub">{escape(rule)}</div>')
    if unheeded := unheeded_words(definition, view.scope):
        parts.append(f'<div class="t-sub">{escape(unheeded)}</div>')
    absent = numbers.absent(row["value"])
    if not absent:
        parts.append(_change(view, definition, change))
        parts.append(_spark(view, definition))
    context = "" if absent else _context(definition, row)
    target = _year_target(view, definition, row) if not absent else ""
    target = target or _target(view, definition, row, absent=absent)
    parts.append(f'<div class="m">{escape(target or context)}</div>')
    return (
        '<section class="t-kpi"'
        f' aria-label="{escape(definition.title, quote=True)}">{"".join(parts)}</section>'
    )


def _year_target(view: View, definition: Indicator, row: pd.Series) -> str:
    """The target of what adds up along the year, and how the year stands to it; "" elsewhere."""
    if numbers.absent(row["target"]) or not accumulates(definition):
        return ""
    judged = caching.judged_place(view, definition.id)
    return target_line(
        definition, judged, over=year_is_over(view), of_two_years=is_of_two_years(view)
    )


def _target(view: View, definition: Indicator, row: pd.Series, *, absent: bool) -> str:
    """The target and the distance to it;
    a sample says whether it is really away from it, and from how many answers.
    """
    origin = row["target_from"]
    if absent or definition.uncertainty not in SAMPLED or numbers.absent(row["target"]):
        over = not numbers.absent(row["target"]) and year_is_over(view)
        return numbers.distance_to_target(
            definition, row["target"], None if absent else row["gap"], origin, over=over
        )
    verdict = compare_with_target(definition, as_value(row), float(row["target"])).verdict
    # The word of the pace, and of the sentence above the cards, which counts it with these.
    word = Standing.UNTOLD if verdict is Verdict.UNKNOWN else verdict
    answers = (
        f" · {plural(row['denominator'], *definition.denominator.noun)}"
        if definition.denominator
        else ""
    )
    return f"{numbers.distance_to_target(definition, row['target'], None, origin)}: {word}{answers}"


def _value(view: View, definition: Indicator, row: pd.Series) -> str:
    text = numbers.show_row(definition, row)
    status = Status(row["status"])
    alone = view.access.of_territories_alone
    reason = messages.reason(status, definition, of_territories_alone=alone)
    why = "" if status is Status.MEASURED else f'<div class="t-sub">{escape(reason)}</div>'
    return f'<div class="v">{escape(text)}{_interval_markup(definition, row)}</div>{why}'


def _interval_markup(definition: Indicator, row: pd.Series) -> str:
    """Half of the interval; both of its ends where it may lie far to one side of the value."""
    told = _margin_words(definition, row)
    return f" <small>{escape(told)}</small>" if told else ""


def _margin_words(definition: Indicator, row: pd.Series) -> str:
    """What is too small for the decimals shown is small, and not nothing."""
    if definition.uncertainty in LOPSIDED:
        return numbers.margin(definition, row)
    half = (row["upper"] - row["lower"]) / 2 * definition.scale
    if pd.isna(half):
        return ""
    if _is_lopsided(definition, row, half / definition.scale):
        return f"entre {' e '.join(numbers.interval(definition, row).split(' a '))}"
    return f"±{number(half, 1)}" if round(half, 1) else "± menos de 0,1"


def _is_lopsided(definition: Indicator, row: pd.Series, half: float) -> bool:
    """Whether `half` of the interval to each side of the value would tell of another interval, or
    of shares that there are not.
    """
    value = row.get("value", float("nan"))
    if pd.isna(value) or not definition.is_ratio:
        return False
    beyond = definition.is_share and (value < half or value + half > 1)
    return bool(beyond or abs((row["lower"] + row["upper"]) / 2 - value) > half * MOST_ASKEW)


def _compared_change(view: View, definition: Indicator, row: pd.Series) -> Change:
    now = as_value(row)
    if view.scope.comparison is Comparison.TARGET:
        return compare_with_target(
            definition, now, None if pd.isna(row["target"]) else float(row["target"])
        )
    if view.scope.comparison is Comparison.PEERS and not definition.is_ratio:
        # a total follows the size of the place, and peers differ in it by more than chance
        return NOTHING_TO_COMPARE
    return compare(definition, now, caching.value_to_compare_with(view, definition.id))


def _change(view: View, definition: Indicator, change: Change) -> str:
    """The change against the comparison of the scope;
    its sentence under the filters names the other side.
    """
    comparison = view.scope.comparison
    if comparison is Comparison.TARGET and accumulates(definition):
        judged = caching.judged_place(view, definition.id)
        standing = Standing(judged["standing"])
        if standing.waits:
            told = escape(pace_words(definition, judged))
            return f'<div class="c {standing_tone(standing)}">{told}</div>'
    text, tone = (
        numbers.show_change(definition, change, comparison),
        numbers.tone(definition, change),
    )
    against = {
        Comparison.PREVIOUS_YEAR: f"em relação a {view.scope.previous_year.period.label}",
        Comparison.TARGET: "em relação à meta",
        Comparison.PEERS: (
            "em relação aos territórios mais parecidos em número de pequenos negócios"
        ),
    }[comparison]
    # Beside the number, for a reader would take the other year's clients for what they were then.
    now = comparison is Comparison.PREVIOUS_YEAR and definition.clients_as_of_now
    how = f' <small class="t-sub">· {AS_OF_NOW}</small>' if now else ""
    return f'<div class="c {tone}" title="{escape(against, quote=True)}">{escape(text)}{how}</div>'


def _spark(view: View, definition: Indicator) -> str:
    series = caching.series(view, definition.id)
    # A window of fewer months than the others would draw a rise that is only its length.
    series = series.assign(value=series["value"].mask(series["status"] == Status.PARTLY_RECORDED))
    # Figures about people are told of two periods a year: a line of single dots would show nothing.
    joined = series["value"].notna() & series["value"].shift().notna()
    svg = sparkline(list(series["value"]), view.palette) if joined.any() else ""
    if not svg:
        return f'<div class="t-sub">{messages.no_line(series["status"])}</div>'
    return html.picture(svg, evolution_words(definition, series))


def evolution_words(definition: Indicator, series: pd.DataFrame) -> str:
    """What a line says, for who does not see it: its ends, each with the month that it is of."""
    ends = [
        f"{numbers.show_value(definition, row['value'])} em {Month(int(row['last_month'])).label}"
        for _, row in series.dropna(subset="value").iloc[[0, -1]].iterrows()
    ]
    return f"Evolução: de {ends[0]} para {ends[1]}."


def _context(definition: Indicator, row: pd.Series) -> str:
    # Neither a difference nor a median is a part of its denominator, nor a share of those not all
    # watched to the end.
    apart = (
        definition.subtracted
        or definition.uncertainty is Uncertainty.GREENWOOD
        or numbers.absent(row["numerator"])
    )
    if definition.denominator and apart:
        return plural(row["denominator"], *definition.denominator.noun)
    if definition.is_ratio and pd.notna(row["denominator"]):
        nouns = definition.denominator.noun if definition.denominator else ("", "")
        return f"{number(row['numerator'])} de {plural(row['denominator'], *nouns)}"
    return "sem meta definida"

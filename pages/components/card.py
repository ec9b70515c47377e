"""The indicator card: value, change, target, thirteen months, and how it is calculated."""

from html import escape

import pandas as pd
import streamlit as st

from config.formatting import enumerate_words, number, plural
from data_access.queries import as_value
from indicators.catalogue import Indicator, Uncertainty
from indicators.comparison import compare, compare_with_target
from indicators.measure import Status
from indicators.scope import Comparison, Month
from pages.components import cached, html, messages, numbers
from pages.components.spark import sparkline
from pages.components.view import View

# Of answers, whose number says how sure the value is: it is shown beside the target too.
SAMPLED = (Uncertainty.WILSON, Uncertainty.ADJUSTED_WALD)


def indicator_card(view: View, definition: Indicator) -> None:
    """One headline indicator for the territory of the scope."""
    row = cached.total(view, definition.id)
    with st.container(key=f"card_{definition.id}"):
        html.show(_face(view, definition, row))
        with st.popover("como é calculado", type="tertiary", key=f"how_{definition.id}", on_change="rerun") as how:
            if how.open:
                _method(view, definition, row)


def _face(view: View, definition: Indicator, row: pd.Series) -> str:
    parts = [f"<h2>{escape(definition.short_title)}</h2>", _value(definition, row)]
    absent = numbers.absent(row["value"])
    if not absent:
        parts.append(_change(view, definition, row))
        parts.append(_spark(view, definition))
    target = numbers.distance_to_target(definition, row["target"], None if absent else row["gap"])
    context = "" if absent else _context(definition, row)
    if target and definition.uncertainty in SAMPLED and not absent:
        target += f" · {plural(row['denominator'], *definition.denominator.noun)}" if definition.denominator else ""
    parts.append(f'<div class="m">{escape(target or context)}</div>')
    return f'<section class="t-kpi" aria-label="{escape(definition.title, quote=True)}">{"".join(parts)}</section>'


def _value(definition: Indicator, row: pd.Series) -> str:
    text = numbers.show_value(definition, row["value"])
    status = Status(row["status"])
    half = (row["upper"] - row["lower"]) / 2
    around = f" <small>±{number(half * definition.scale, 1)}</small>" if pd.notna(half) else ""
    why = "" if status is Status.MEASURED else f'<div class="t-sub">{escape(messages.reason(status, definition))}</div>'
    return f'<div class="v">{escape(text)}{around}</div>{why}'


def _change(view: View, definition: Indicator, row: pd.Series) -> str:
    """The change against the comparison of the scope; its sentence under the filters names the other side."""
    comparison = view.scope.comparison
    now = as_value(row)
    if comparison is Comparison.TARGET:
        change = compare_with_target(now, None if pd.isna(row["target"]) else float(row["target"]))
    else:
        change = compare(definition, now, cached.compared(view, definition.id))
    text, tone = numbers.show_change(definition, change, comparison), numbers.tone(definition, change)
    against = {
        Comparison.PREVIOUS_YEAR: f"em relação a {view.scope.previous_year.period.label}",
        Comparison.TARGET: "em relação à meta",
        Comparison.PEERS: "em relação aos territórios mais parecidos em número de pequenos negócios",
    }[comparison]
    return f'<div class="c {tone}" title="{escape(against, quote=True)}">{escape(text)}</div>'


def _spark(view: View, definition: Indicator) -> str:
    series = cached.series(view, definition.id)
    # A window of fewer months than the others would draw a rise that is only its length.
    series = series.assign(value=series["value"].mask(series["status"] == Status.PARTLY_RECORDED))
    svg = sparkline(list(series["value"]), view.palette)
    if not svg:
        return '<div class="t-sub">histórico curto demais para uma linha</div>'
    first, last = (Month(int(series["last_month"].iloc[i])).label for i in (0, -1))
    ends = [numbers.show_value(definition, series["value"].dropna().iloc[i]) for i in (0, -1)]
    return html.picture(svg, f"Evolução de {first} a {last}: de {ends[0]} para {ends[1]}.")


def _context(definition: Indicator, row: pd.Series) -> str:
    # Neither a difference nor a median is a part of its denominator.
    if definition.denominator and (definition.subtracted or numbers.absent(row["numerator"])):
        return plural(row["denominator"], *definition.denominator.noun)
    if definition.is_ratio and pd.notna(row["denominator"]):
        noun = definition.denominator.noun[1] if definition.denominator else ""
        return f"{number(row['numerator'])} de {number(row['denominator'])} {noun}"
    return "sem meta definida"


def _less(definition: Indicator) -> str:
    """What a score takes from its numerator."""
    return f" menos {definition.subtracted.description}" if definition.subtracted else ""


def _method(view: View, definition: Indicator, row: pd.Series) -> None:
    """What the popover says: formula, filters, both counts, sources and what was left out."""
    manifest = view.manifest
    lines = [
        f"**{definition.title}**",
        definition.formula,
        f"Numerador: {definition.numerator.description}{_less(definition)} — **{number(row['numerator'])}**",
    ]
    if definition.denominator is not None:
        lines.append(f"Denominador: {definition.denominator.description} — **{number(row['denominator'])}**")
    around = numbers.interval(definition, row)
    if around:
        lines.append(f"Variação esperada (95 %): {around}")
    months = enumerate_words(Month(month).label for month in manifest.company_months[-3:])
    excluded = sum(manifest.exclusions.values())
    filters = enumerate_words(numbers.FILTERS[name] for name in definition.filters)
    lines += [
        f"Filtros que se aplicam: {filters or 'nenhum (retrato da edição)'}",
        f"Estoque de empresas da edição: {months or 'não há'}",
        f"Atendimentos fora da regra de validade: {number(excluded)}",
        *definition.notes,
        f"Fontes: {'; '.join(definition.sources)}",
    ]
    st.markdown("\n\n".join(line.replace("$", "\\$") for line in lines))

"""“Como é calculado”: what a number is, what it was made from,
what was left out, and how sure it is.
"""

from html import escape

import pandas as pd

from config.attendance_rule import attendance_rule
from config.formatting import day, enumerate_words, number, plural
from data_access.queries.measures.registry import measures_of, scope_it_can_answer
from indicators.catalogue.definitions import FILTER_WORDS, Indicator, Uncertainty
from indicators.measure import Status
from indicators.scope import Month
from pages.components import html, messages, numbers
from pages.components.interval_words import UNCERTAINTY
from pages.state import url
from pages.state.view import View, porte_words

METHOD_PAGE = "metodologia"
ATTRIBUTION = {
    "estabelecimento": "território do estabelecimento do cliente, seja quem for que o atendeu",
    "unidade_executora": "território da unidade que executou o atendimento",
}
Rows = list[tuple[str, str]]


def explanation(view: View, definition: Indicator, row: pd.Series) -> None:
    """The facts behind one value: `row` is that of `queries.indicator_table`."""
    html.show(f"<p><b>{escape(definition.title)}</b><br>{escape(definition.formula)}</p>")
    facts(
        [
            *_counts(definition, row),
            *_certainty(definition, row),
            *_scope(view, definition),
            *_vintages(view, definition),
            *_exclusions(view, definition),
            *(("Observação", note) for note in definition.told_notes),
            *(("Fonte", source) for source in definition.sources),
        ],
        f"Como é calculado: {definition.title}",
    )
    kept = {name: value for name, value in view.params.items() if name in url.SCOPE_PARAMS}
    query = escape(url.query({**kept, "indicador": definition.id}), quote=True)
    html.show(
        f'<p><a href="{METHOD_PAGE}?{query}" target="_self">Definição completa e consulta, em'
        " Metodologia</a></p>"
    )


def _counts(definition: Indicator, row: pd.Series) -> Rows:
    """Numerator and denominator, in words and in numbers; a median has no numerator."""
    less = f", menos {definition.subtracted.description}" if definition.subtracted else ""
    top = (
        ""
        if numbers.absent(row["numerator"])
        else f": {number(row['numerator'], _decimals(row['numerator']))}"
    )
    rows = [("Numerador", f"{definition.numerator.description}{less}{top}")]
    if definition.denominator is not None:
        rows.append(
            ("Denominador", f"{definition.denominator.description}: {number(row['denominator'])}")
        )
    return rows


def _decimals(value: float) -> int:
    """Counts are whole; what is weighted may not be."""
    return 0 if float(value).is_integer() else 2


def _certainty(definition: Indicator, row: pd.Series) -> Rows:
    """The value with its interval, the cases that it rests on, and why it may be none."""
    around = numbers.interval(definition, row)
    value = numbers.show_value(definition, row["value"])
    rows = [
        ("Valor", f"{value} (de {around})" if around else value),
        ("Casos (n)", cases(definition, row)),
    ]
    rows.append(("Incerteza", UNCERTAINTY[definition.uncertainty]))
    status = Status(row["status"])
    return (
        rows
        if status is Status.MEASURED
        else [*rows, ("Situação", messages.reason(status, definition))]
    )


def cases(definition: Indicator, row: pd.Series) -> str:
    """How many cases a value rests on, and what they are (see `indicators.measure.with_basis`)."""
    if not definition.is_ratio:
        return "não tem: a contagem é o próprio número"
    if numbers.absent(row["n"]):
        return "nenhum que se possa dizer"
    if definition.uncertainty is Uncertainty.BYAR:
        return plural(row["n"], *definition.numerator.noun)
    if definition.denominator is not None and row["n"] == row["denominator"]:
        return plural(row["n"], *definition.denominator.noun)
    return plural(row["n"], "caso", "casos")


def _scope(view: View, definition: Indicator) -> Rows:
    """For whom it is counted, and which of the filters it heeds."""
    scope = scope_it_can_answer(definition, view.scope)
    whose = definition.attributed(scope)
    told = {
        "periodo": f"período {scope.period.label}",
        "porte": f"porte {porte_words(scope.porte) or 'todos'}",
        "canal": f"canal {enumerate_words(scope.channel) or 'todos'}",
        "parceiro": f"parceiro {enumerate_words(view.partners) or 'todos'}",
    }
    unheeded = [FILTER_WORDS[name] for name in told if name not in definition.filters]
    not_used = f" Não se aplicam: {enumerate_words(unheeded)}." if unheeded else ""
    used = enumerate_words(told[name] for name in definition.filters)
    rows = [
        ("Território", view.place),
        ("Filtros", f"{used or 'nenhum: retrato da edição'}.{not_used}"),
    ]
    return [*rows, ("Atribuição", ATTRIBUTION[whose] if whose else "retrato do território")]


def _vintages(view: View, definition: Indicator) -> Rows:
    """The month of the stock, and the files that the counts come from."""
    measures = measures_of(definition).values()
    rows = (
        [("Estoque de empresas", stock_in_use(view))]
        if any(measure.standing for measure in measures)
        else []
    )
    tables = sorted(set().union(*(measure.tables for measure in measures)))
    sources = [
        (table, [source.imported_at for source in view.manifest.sources if source.table == table])
        for table in tables
    ]
    loads = [
        (
            f"{table} ({plural(len(days), 'arquivo', 'arquivos')}, o último de {day(max(days))})"
            if days
            else f"{table} (sem)"
        )
        for table, days in sources
    ]
    return [*rows, ("Tabelas", enumerate_words(loads))] if loads else rows


def stock_in_use(view: View) -> str:
    """The reference month that coverage is divided by."""
    months, end = view.manifest.company_months, view.scope.period.end
    if view.scope.stock:
        return f"{view.scope.stock.label}, escolhido"
    if not months:
        return "a edição não tem"
    latest = max((month for month in months if month <= end.index), default=min(months))
    return (
        f"{Month(latest).label}: de cada município, o mais recente até {end.label} (ou o mais"
        " antigo que houver)"
    )


def _exclusions(view: View, definition: Indicator) -> Rows:
    """What each clause of the rule of the valid attendance left out,
    where the indicator goes by that rule.
    """
    if not any(measure.by_rule for measure in measures_of(definition).values()):
        return []
    words = {clause.id: clause.description for clause in attendance_rule().clause}
    if view.access.ufs is not None:  # counted of the whole country, and of no part of it
        return [("Fora da conta", "; ".join(words.values()))]
    out = [
        f"{words.get(clause, clause)}: {number(count)}"
        for clause, count in view.manifest.exclusions.items()
        if count
    ]
    return [("Fora da conta, na edição inteira", "; ".join(out) or "nenhum atendimento")]


def facts(rows: list[tuple[str, str]], label: str) -> None:
    """Two columns: what is told, and the fact."""
    cells = [
        (f'<span class="t-quiet">{html.cell(name)}</span>', html.cell(text)) for name, text in rows
    ]
    html.show(
        "<div"
        f' class="t-facts">{html.table(("", ""), cells, numeric=frozenset(), label=label)}</div>'
    )

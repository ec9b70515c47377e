"""Which company stock coverage is divided by:
the rule, or a reference month that the address names (`estoque`).
"""

from dataclasses import replace

import pandas as pd

from config.formatting import number
from data_access.queries.tables.vintages import coverage_by_stock
from indicators.catalogue.definitions import Indicator
from indicators.measure import Status
from indicators.scope import Comparison, Month
from pages.components import html, messages, numbers
from pages.components.caching import ask
from pages.components.controls import choice
from pages.components.downloads import downloads
from pages.state import url
from pages.state.view import View

PARAM = "estoque"
RULE = "regra"
TITLE = "Cobertura sobre as empresas de cada mês"
RULE_WORDS = "Empresas ativas: as mais recentes"
SHOWN = 6
COLUMNS = {
    "month": "competência do estoque",
    "numerator": "empresas atendidas",
    "denominator": "empresas ativas",
    "value": "cobertura",
    "lower": "limite inferior",
    "upper": "limite superior",
    "n": "n (casos do intervalo)",
    "method": "método do intervalo",
    "missing": "municípios sem esse estoque, ou sem atendimentos na UF",
    "status": "situação",
}


def with_stock(view: View) -> View:
    """The view over the stock that the address names, of those that the edition has;
    the newest are listed first.
    """
    months = [Month(index) for index in sorted(view.manifest.company_months, reverse=True)]
    options = {RULE: RULE_WORDS} | {
        str(month): f"Empresas ativas em {month.label}" for month in months
    }
    chosen = choice("Mês das empresas ativas", options, param=PARAM)
    return replace(
        view, scope=replace(view.scope, stock=None if chosen == RULE else Month.parse(chosen))
    )


def stock_card(view: View, definition: Indicator) -> None:
    """The same clients over every stock that the territory has, the newest first."""
    html.title(
        TITLE,
        f"{definition.short_title}, {view.place}: as mesmas empresas atendidas, divididas pelas"
        " ativas em cada mês.",
    )
    # Over every reference month, whichever of them the scope names.
    scope = replace(view.scope, stock=None, comparison=Comparison.PREVIOUS_YEAR)
    frame = ask(view, coverage_by_stock, definition.id, scope=scope).sort_values(
        "stock", ascending=False
    )
    if frame.empty:
        messages.empty("Não há estoque de empresas para este território e este filtro.")
        return
    frame = frame.assign(month=[str(Month(int(index))) for index in frame["stock"]])
    html.show(_table(view, definition, frame.head(SHOWN)))
    html.source(_explanatory_note(view, frame))
    downloads(
        view,
        f"{definition.short_title} sobre as empresas de cada mês",
        frame,
        COLUMNS,
        key="stock",
        definition=definition,
    )


def _table(view: View, definition: Indicator, frame: pd.DataFrame) -> str:
    cells = [
        (
            _month(view, Month(int(row["stock"]))),
            number(row["denominator"]),
            numbers.show_value(definition, row["value"]),
            numbers.interval(definition, row) or html.cell(_reason(row["status"])),
        )
        for _, row in frame.iterrows()
    ]
    head = ("mês", "empresas ativas", "cobertura", "entre (95 %)")
    return html.table(head, cells, numeric=frozenset({1, 2, 3}), label=TITLE)


def _reason(status: str) -> str:
    return messages.reason(status).partition(":")[0].rstrip(".").lower()


def _month(view: View, month: Month) -> str:
    """A link that makes the month the base of the page; the one in use is told."""
    if month == view.scope.stock:
        return f"<b>{html.cell(month.label)}</b> · em uso"
    return html.anchor(month.label, url.link(dict(view.params), **{PARAM: str(month)}))


def _explanatory_note(view: View, frame: pd.DataFrame) -> str:
    in_use = (
        f"Em uso: o estoque de empresas de {view.scope.stock.label}."
        if view.scope.stock
        else (
            "Em uso: a regra, que toma de cada município o estoque de empresas mais recente até o"
            " fim do período, ou o mais antigo."
        )
    )
    more = (
        f" As {SHOWN} mais recentes de {number(len(frame))}; todas estão no arquivo."
        if len(frame) > SHOWN
        else ""
    )
    partial = frame["missing"].gt(0) & frame["status"].ne(Status.NOT_MEASURED)
    holes = (
        " Onde um estoque falta a alguns municípios, os clientes deles ficam de fora; e as empresas"
        " das UFs sem atendimento nenhum na edição também."
        if partial.any()
        else ""
    )
    return f"{in_use}{more}{holes}"

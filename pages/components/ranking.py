"""Territories against their target, the farthest first, with what each still misses."""

import pandas as pd

from config.formatting import number
from indicators.catalogue import Indicator
from pages.components import html, messages, numbers, url
from pages.components.downloads import downloads
from pages.components.view import View

SHOWN = 9
COLUMNS = {
    "code": "código IBGE",
    "name": "território",
    "uf": "UF",
    "numerator": "numerador",
    "denominator": "denominador",
    "value": "valor",
    "lower": "limite inferior",
    "upper": "limite superior",
    "target": "meta",
    "gap": "faltam",
    "status": "situação",
}


def ranking(view: View, definition: Indicator, rows: pd.DataFrame, level: str, *, key: str) -> None:
    """The territories farthest from their target; without targets, the lowest values."""
    measured = rows.dropna(subset=["value", "code"])
    if measured.empty:
        messages.empty("Nenhum território foi medido.", "Escolha outro período ou outro indicador.")
        return
    ordered = _order(measured)
    html.show(_table(view, definition, ordered.head(SHOWN), level))
    downloads(view, f"{definition.title} por território", rows, COLUMNS, key=key)


def _order(rows: pd.DataFrame) -> pd.DataFrame:
    """By value ÷ target, then by value: the farthest from the target first."""
    ratio = (rows["value"] / rows["target"]).fillna(float("inf"))
    return rows.assign(ratio=ratio).sort_values(["ratio", "value"])


def _table(view: View, definition: Indicator, rows: pd.DataFrame, level: str) -> str:
    top = float(max(rows["value"].max(), rows["target"].fillna(0).max())) or 1.0
    cells = [
        (
            _name(view, row, level),
            numbers.show_value(definition, row["value"]),
            html.bar(row["value"] / top),
            numbers.show_value(definition, row["target"]),
            _gap(row["gap"]),
        )
        for _, row in rows.iterrows()
    ]
    head = ("território", "valor", "", "meta", "faltam")
    return html.table(head, cells, numeric=frozenset({1, 3, 4}), label=f"{definition.short_title} por território")


def _name(view: View, row: pd.Series, level: str) -> str:
    shown = f"{row['name']} ({row['uf']})" if level == "municipio" else str(row["name"])
    return html.anchor(shown, url.link(dict(view.params), **{url.TERRITORY: f"{level}:{row['code']}"}))


def _gap(value: float) -> str:
    if numbers.absent(value):
        return "—"
    return number(value) if value > 0 else '<span class="t-good">atingida</span>'

"""Where the clients of a partner are: its reach beyond the municipality of its seat."""

import pandas as pd

from config.formatting import number, percent, plural
from pages.components import html, messages
from pages.components.downloads import downloads
from pages.components.unit_links import town_anchor
from pages.rede import unit_data
from pages.rede.unit_data import Unit
from pages.state.view import View

SHOWN = 8
COLUMNS = {
    "code": "código IBGE",
    "name": "município",
    "uf": "UF",
    "clients": "pequenos negócios atendidos",
    "share": "parte dos atendidos",
}


def places_table(view: View, unit: Unit, partner: pd.Series) -> None:
    """The municipalities that most of its clients are of, and how many others."""
    rows = unit_data.places(view, unit)
    whole = int(rows["clients"].sum())
    if not whole:
        messages.empty("Não atendeu pequenos negócios neste período: não há de onde venham.")
        return
    rows = rows[rows["clients"] > 0].assign(share=rows["clients"] / whole)
    html.heading("De onde vêm os clientes", _reach(rows, partner))
    top = float(rows["clients"].max())
    cells = [
        (
            town_anchor(f"{row['name']} ({row['uf']})", view.params, row["code"]),
            number(row["clients"]),
            html.bar(row["clients"] / top, 52),
            percent(row["share"], 1),
        )
        for _, row in rows.head(SHOWN).iterrows()
    ]
    rest = rows.iloc[SHOWN:]
    if len(rest):
        others = plural(len(rest), "outro município", "outros municípios")
        count = int(rest["clients"].sum())
        cells.append((html.cell(others), number(count), "", percent(count / whole, 1)))
    head = ("município", "atendidos", "", "dos seus clientes")
    html.show(html.table(head, cells, numeric=frozenset({1, 3}), label="De onde vêm os clientes"))
    downloads(view, f"De onde vêm os clientes de {unit.name}", rows, COLUMNS, key="unit_places")


def _reach(rows: pd.DataFrame, partner: pd.Series) -> str:
    own = float(rows.loc[rows["code"] == partner["municipality_code"], "share"].sum())
    return (
        f"{plural(len(rows), 'município', 'municípios')}; {percent(own, 0)} são do município da"
        " sede."
    )

"""Who a municipality is: where it lies, and its socioeconomic figures with source and year."""

import pandas as pd

from config.formatting import number
from pages.components import html, messages
from pages.components.caching import ask, territory_options
from pages.components.downloads import downloads
from pages.components.socioeconomic_words import FIGURES, figure_words
from pages.state.view import View

COLUMNS = {"indicator": "indicador", "year": "ano", "value": "valor", "source": "fonte"}


def identity_card(view: View, figures: pd.DataFrame) -> None:
    code = view.scope.territory.code
    html.title(view.place, " · ".join([*_divisions(view), f"código IBGE {code}"]))
    if figures.empty:
        messages.empty(
            "Esta edição não tem dados socioeconômicos deste município.",
            "Importe a tabela socioeconomico.",
        )
        return
    known = [name for name in FIGURES if (figures["indicator"] == name).any()]
    rest = sorted(set(figures["indicator"]) - set(known))
    by_name = figures.set_index("indicator")
    cells = [_line(name, by_name.loc[name]) for name in (*known, *rest)]
    html.show(
        html.table(
            ("", "valor", "ano", "fonte"),
            cells,
            numeric=frozenset({1, 2}),
            label=f"Dados de {view.place}",
        )
    )
    named = figures.assign(indicator=figures["indicator"].map(lambda name: figure_words(name)[0]))
    downloads(view, "Dados socioeconômicos", named, COLUMNS, key="figures")


def _line(name: str, row: pd.Series) -> tuple[str, ...]:
    words, decimals = figure_words(name)
    source = row["source"] if pd.notna(row["source"]) else "não informada"
    return (
        html.cell(words),
        number(row["value"], decimals),
        html.cell(row["year"]),
        html.cell(source),
    )


def _divisions(view: View) -> list[str]:
    """The territories that contain the municipality, from the widest."""
    options = ask(view, territory_options)
    labels = dict(zip(options["ref"], options["label"], strict=True))
    above = dict(zip(options["ref"], options["above"], strict=True))[str(view.scope.territory)]
    return [labels[ref] for ref in above if ref in labels and ref != "brasil"]

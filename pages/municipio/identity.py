"""Who a municipality is: where it lies, and its socioeconomic figures with source and year."""

import pandas as pd

from config.formatting import number
from pages.components import html, messages
from pages.components.caching import ask, territory_options
from pages.components.downloads import downloads
from pages.state.view import View

# Words and decimals of the figures that the product knows; others are shown by their own name.
FIGURES = {
    "populacao": ("População", 0),
    "populacao_adulta": ("População adulta", 0),
    "populacao_urbana": ("População urbana", 0),
    "populacao_rural": ("População rural", 0),
    "pib": ("PIB (R$)", 0),
    "pib_per_capita": ("PIB por habitante (R$)", 2),
    "idhm": ("IDHM", 3),
    "vulnerabilidade": ("Vulnerabilidade (0 a 1)", 3),
    "cadunico_pessoas": ("Pessoas no CadÚnico", 0),
    "cadunico_adultos": ("Adultos no CadÚnico", 0),
    "mulheres": ("Mulheres", 0),
    "mulheres_adultas": ("Mulheres de 18 anos ou mais", 0),
    "pretos_pardos": ("Pretos e pardos", 0),
    "pretos_pardos_adultos": ("Pretos e pardos de 18 anos ou mais", 0),
    "jovens": ("Jovens de 18 a 29 anos", 0),
    "idosos": ("Pessoas de 60 anos ou mais", 0),
    "pcd": ("Pessoas com deficiência", 0),
    "pcd_adultos": ("Pessoas com deficiência de 18 anos ou mais", 0),
}
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
    named = figures.assign(
        indicator=figures["indicator"].map(lambda name: FIGURES.get(name, (name, 2))[0])
    )
    downloads(view, "Dados socioeconômicos", named, COLUMNS, key="figures")


def _line(name: str, row: pd.Series) -> tuple[str, ...]:
    words, decimals = FIGURES.get(name, (name.replace("_", " "), 2))
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

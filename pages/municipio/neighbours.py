"""The statistical neighbours of a municipality, how far they are and what makes them alike."""

import pandas as pd

from config.formatting import enumerate_words, number, percent
from indicators.neighbours import FEATURES, MINIMUM_SHARED, NEIGHBOURS, Feature
from pages.components import html, messages
from pages.components.downloads import downloads
from pages.state import url
from pages.state.view import View

METHOD = (
    "Cada característica é padronizada pela média e pelo desvio padrão dos municípios do país;"
    " população e PIB por habitante entram pelo logaritmo. A distância é a diferença típica por"
    " característica, em desvios padrão (euclidiana, dividida pela raiz do número de"
    " características que os dois têm)."
)


def neighbours_card(view: View, alike: pd.DataFrame, known: pd.DataFrame) -> None:
    """`alike` as `neighbours_of` gives them, `known` the features of all of them."""
    html.title("Municípios parecidos", f"Os {NEIGHBOURS} mais próximos em {_features_told(known)}.")
    if alike.empty:
        messages.empty(
            "Não se conhecem municípios parecidos com este.",
            f"É preciso ter ao menos {MINIMUM_SHARED} características em comum com outros: importe"
            " população, PIB, IDHM e o estoque de empresas.",
        )
        return
    html.show(_table(view, alike, known))
    hidden = int(alike["position"].max()) - len(alike)
    if hidden:
        html.source(f"{number(hidden)} dos mais próximos estão fora do seu acesso.")
    html.method(METHOD)
    frame = alike.merge(_wide(known), on="code", how="left")
    columns = {"position": "posição", "code": "código IBGE", "name": "município", "uf": "UF"}
    columns |= {"distance": "distância", "shared": "características em comum"}
    columns |= {feature.id: feature.label for feature in _present(known)}
    downloads(
        view,
        f"Municípios parecidos com {view.place}",
        frame,
        columns,
        key="neighbours",
        units={feature.id: "%" for feature in _present(known) if feature.share},
    )


def _features_told(known: pd.DataFrame) -> str:
    spellings = (("pib", "PIB"), ("idhm", "IDHM"), ("mei", "MEI"), (" (r$)", ""))
    labels = []
    for feature in _present(known):
        label = feature.label.lower()
        for written, meant in spellings:
            label = label.replace(written, meant)
        labels.append(label)
    return enumerate_words(labels)


def _present(known: pd.DataFrame) -> list[Feature]:
    return [feature for feature in FEATURES if (known["feature"] == feature.id).any()]


def _wide(known: pd.DataFrame) -> pd.DataFrame:
    """One row per municipality, one column per feature."""
    return pd.pivot_table(
        known, index="code", columns="feature", values="value", aggfunc="first"
    ).reset_index()


def _table(view: View, alike: pd.DataFrame, known: pd.DataFrame) -> str:
    present, values = _present(known), _wide(known).set_index("code")
    own = [_show(feature, values, view.scope.territory.code) for feature in present]
    rows = [(f"<b>{html.cell(view.place)}</b>", "", *(f"<b>{value}</b>" for value in own))]
    rows += [
        (
            html.anchor(
                f"{row['name']} ({row['uf']})",
                url.link(dict(view.params), **{url.TERRITORY: f"municipio:{row['code']}"}),
            ),
            number(row["distance"], 2),
            *(_show(feature, values, row["code"]) for feature in present),
        )
        for _, row in alike.iterrows()
    ]
    head = ("município", "distância", *(_heading(feature, known, view) for feature in present))
    return html.table(
        head,
        rows,
        numeric=frozenset(range(1, len(head))),
        label="Municípios parecidos",
        stacked=True,
    )


def _heading(feature: Feature, known: pd.DataFrame, view: View) -> str:
    """The feature with the year of the municipality's own value."""
    own = known[(known["code"] == view.scope.territory.code) & (known["feature"] == feature.id)]
    return feature.label if own.empty else f"{feature.label}, {own['reference'].iloc[0]}"


def _show(feature: Feature, values: pd.DataFrame, code: str) -> str:
    own = values[feature.id].to_dict()
    value = float(own.get(code, float("nan")))
    return percent(value, feature.decimals) if feature.share else number(value, feature.decimals)

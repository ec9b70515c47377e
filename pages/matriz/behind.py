"""Where one place is behind, in a sentence and a list: what the matrix says of it, as text."""

import pandas as pd

from config.formatting import enumerate_words, number, plural
from config.ibge import of_place, with_article
from config.navigation import page_about
from indicators.catalogue.definitions import indicator
from indicators.territories.judgement import JUDGED, Judgement
from pages.components import html, numbers
from pages.components.levels import NAMES
from pages.matriz.data import Field
from pages.matriz.tartan import TRENDS, place_words
from pages.state import url

NAMED = 3
ORDER = (Judgement.WORSE, Judgement.LOWER, Judgement.HIGHER, Judgement.BETTER)
TONES = {Judgement.WORSE: "t-bad", Judgement.BETTER: "t-good"}
HEAD = ("indicador", "valor", "referência", "", "lugar", "em um ano")


def lede(places: pd.DataFrame, level: str, against: str) -> str:
    """Who is behind in most, in a sentence."""
    one, many = NAMES[level]
    worst = places[places["behind"] > 0].sort_values("behind", ascending=False, kind="stable")
    if worst.empty:
        return f"Em nenhum indicador se pode dizer que um território está pior que {against}."
    verb = "está" if len(worst) == 1 else "estão"
    named = enumerate_words(
        f"{row['uf'] if level == 'uf' else row['name']} (em {row['behind']} de {row['judged']})"
        for _, row in worst.head(NAMED).iterrows()
    )
    if len(places) == 1:
        return f"{named} está atrás d{against}."
    return (
        f"{number(len(worst))} de {plural(len(places), one, many)} {verb} atrás d{against} em ao"
        f" menos um indicador; em mais deles: {named}."
    )


def whole_words(field: Field) -> str:
    """What the places are parts of, after “pior que”."""
    whole = field.view.whole_country and field.view.access.ufs is None
    return "o Brasil" if whole else f"o total {of_place(field.view.place)}"


def behind_card(field: Field, found: pd.DataFrame, place: pd.Series, against: str) -> None:
    """Where the place of the filter differs from the reference, the worse first."""
    named = with_article(str(place["name"])) if field.level == "uf" else place["name"]
    html.title(f"Onde {named} está atrás", standing_words(place, against))
    own = found[found["code"] == place["code"]]
    told = own[own["judgement"].isin(JUDGED)]
    if told.empty:
        return
    order = told["judgement"].map({judgement: at for at, judgement in enumerate(ORDER)})
    rows = told.iloc[order.argsort(kind="stable")]
    cells = [_cells(field, row) for _, row in rows.iterrows()]
    label = f"Onde {named} difere de {against}"
    html.show(html.table(HEAD, cells, numeric=frozenset({1, 2}), label=label, stacked=True))


def standing_words(place: pd.Series, against: str) -> str:
    """In how many indicators a place (behind, ahead, judged) is worse and better, of those in which
    it could be.
    """
    behind, ahead, judged = (int(place[name]) for name in ("behind", "ahead", "judged"))
    rest = judged - behind - ahead
    if not judged:
        return f"Em nenhum indicador se pode dizer se está melhor ou pior que {against}."
    if judged == 1:
        told = f"não difere d{against}, além do acaso" if rest else f"está melhor que {against}"
        return f"No único indicador comparável, {f'está pior que {against}' if behind else told}."
    if rest == judged:
        return f"Em nenhum dos {judged} indicadores comparáveis difere d{against}, além do acaso."
    where = "no outro" if rest == 1 else f"nos outros {rest}"
    others = f"; {where} não há diferença além do acaso" if rest else ""
    return (
        f"Pior que {against} em {behind} de {judged} indicadores comparáveis, melhor em"
        f" {ahead}{others}."
    )


def _cells(field: Field, row: pd.Series) -> tuple[str, ...]:
    definition = indicator(str(row["indicator"]))
    shared = {name: value for name, value in field.view.params.items() if name in url.SCOPE_PARAMS}
    shared |= {url.TERRITORY: f"{field.level}:{row['code']}", "indicador": definition.id}
    judgement = Judgement(row["judgement"])
    tone = TONES.get(judgement, "t-quiet")
    trend = f"{TRENDS[row['trend']]} {row['trend']}" if row["trend"] in TRENDS else "—"
    return (
        html.anchor(definition.short_title, shared, page_about(definition.id).path),
        numbers.show_value(definition, row["value"]),
        numbers.show_value(definition, row["reference"]),
        f'<span class="{tone} t-line">{html.cell(judgement)}</span>',
        html.cell(place_words(row.to_dict()) or "—"),
        html.cell(trend),
    )
